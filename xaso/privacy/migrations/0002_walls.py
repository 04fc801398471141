"""What rights were used, and what went wrong where: seen by whose it is. An erasure names nobody, but until it is finished the
account it names still has a phone."""

from django.db import migrations

from xaso.core.walls import in_unit, own, through, wall


class Migration(migrations.Migration):
    dependencies = [("privacy", "0001_initial")]
    operations = [
        wall("privacy_export", own("account_id")),
        wall("privacy_erasure", own("account_id")),
        wall("privacy_breach", in_unit("unit_id")),
        wall("privacy_breachnote", through("breach_id", "privacy_breach")),
    ]
