"""What 0027 asks of new rows holds for the old ones, too."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("messages", "0027_seen_by")]
    operations = [ValidateConstraint("message", "message_is_kept_from_somebody_where_others_see_it")]
