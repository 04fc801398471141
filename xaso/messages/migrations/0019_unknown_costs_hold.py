"""What 0018 asks of new rows holds for the old ones, too."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("messages", "0018_unknown_costs")]
    operations = [
        ValidateConstraint("accountalert", "account_alert_reason_is_known"),
        ValidateConstraint("publication", "publication_reason_is_known"),
    ]
