"""What a message costs may be unknown; Zalo says that the console of its app is not as it should be."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import Q

REASONS = ["access", "used_up", "console", "not_kept", "unreadable", "not_set", "package", "money", "quota", "busy"]
REASONS += ["night", "content", "template", "left", "gone", "window", "unsure", "other"]


class Migration(migrations.Migration):
    dependencies = [("messages", "0017_refused_events")]
    operations = [
        migrations.AlterField("delivery", "cost", models.PositiveIntegerField(default=0, null=True)),
        migrations.RemoveConstraint("accountalert", "account_alert_reason_is_known"),
        migrations.RemoveConstraint("publication", "publication_reason_is_known"),
        AddConstraintNotValid(
            "accountalert",
            models.CheckConstraint(condition=Q(reason__in=REASONS), name="account_alert_reason_is_known"),
        ),
        AddConstraintNotValid(
            "publication",
            models.CheckConstraint(
                condition=Q(reason="") | Q(reason__in=REASONS), name="publication_reason_is_known"
            ),
        ),
    ]
