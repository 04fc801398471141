"""What 0006 asks of new rows holds for the old ones, too."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("petitions", "0006_language")]
    operations = [ValidateConstraint("petition", "reporter_is_told_in_a_known_language")]
