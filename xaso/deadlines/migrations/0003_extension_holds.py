"""What 0002 asks of new rows holds for the old ones, too."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("deadlines", "0002_extension")]
    operations = [
        ValidateConstraint("clockevent", "clock_event_has_a_known_kind"),
        ValidateConstraint("clockevent", "only_an_extension_gives_more"),
    ]
