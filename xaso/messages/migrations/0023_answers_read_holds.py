"""What 0022 asks of new rows holds for the old ones, too."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("messages", "0022_answers_read")]
    operations = [ValidateConstraint("remark", "remark_that_was_read_was_sent")]
