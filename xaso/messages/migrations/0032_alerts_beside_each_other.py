"""What new tokens do not cure stands beside what they do."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("messages", "0031_due_in_order")]
    operations = [
        migrations.RemoveConstraint("accountalert", "account_has_one_open_alert"),
        migrations.AddConstraint(
            "accountalert",
            models.UniqueConstraint(
                fields=["account"],
                condition=Q(settled_at=None) & ~Q(reason__in=("money", "package")),
                name="account_has_one_open_alert",
            ),
        ),
        migrations.AddConstraint(
            "accountalert",
            models.UniqueConstraint(
                fields=["account", "reason"], condition=Q(settled_at=None), name="account_alert_stands_once"
            ),
        ),
    ]
