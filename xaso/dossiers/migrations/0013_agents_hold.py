from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0012_agents")]
    operations = [ValidateConstraint("dossier", "right_is_known")]
