"""Who sees a dossier sees the account that filed it: a request about data is carried out on it, a receipt names its person."""

from django.db import migrations

from xaso.core.walls import door, through


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0007_walls_hold"), ("signin", "0008_wall_of_accounts")]
    operations = [door("signin_account", "of_dossier", through("id", "dossiers_dossier", "account_id"))]
