"""What 0020 asks of new rows holds for the old ones, too."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("messages", "0020_read")]
    operations = [ValidateConstraint("delivery", "what_was_read_was_delivered")]
