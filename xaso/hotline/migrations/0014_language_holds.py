"""What 0013 asks of new rows holds for the old ones, too."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("hotline", "0013_language")]
    operations = [ValidateConstraint("promise", "promise_is_in_a_known_language")]
