"""What 0024 asks of new rows holds for the old ones, too."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("messages", "0024_tongues")]
    operations = [
        ValidateConstraint("preference", "preferred_channel_is_known"),
        ValidateConstraint("preference", "preferred_language_is_known"),
    ]
