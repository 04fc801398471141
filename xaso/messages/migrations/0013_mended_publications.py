"""What stands in an official account is put right or removed there."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import Q

REASONS = ["access", "used_up", "not_kept", "unreadable", "not_set", "package", "money", "quota", "busy", "night"]
REASONS += ["content", "left", "gone", "window", "unsure", "other"]
STAGES = ["write", "look", "send", "update", "check", "remove"]
STATES = [
    ("queued", "Đang chờ"),
    ("sending", "Đang gửi"),
    ("accepted", "Zalo đã nhận"),
    ("refused", "Bị từ chối"),
    ("removed", "Không còn ở Zalo"),
]
CONSTRAINTS = {
    "publication_state_has_its_moment": Q(state="queued", sending_at=None, refused_at=None, removed_at=None)
    | Q(state="sending", sending_at__isnull=False, refused_at=None, removed_at=None)
    | Q(state="accepted", sending_at=None, accepted_at__isnull=False, refused_at=None, removed_at=None)
    | Q(state="refused", sending_at=None, refused_at__isnull=False, removed_at=None)
    | Q(state="removed", sending_at=None, refused_at=None, removed_at__isnull=False),
    "what_is_mended_stands_there": Q(stage__in=("update", "check", "remove")) & ~Q(network_article="")
    | Q(stage="send", state="accepted")
    | Q(stage__in=("write", "look", "send"), accepted_at=None),
    "publication_reason_is_known": Q(reason="") | Q(reason__in=REASONS),
    "publication_stage_is_known": Q(stage__in=STAGES),
}
OLD = ["publication_state_has_its_moment", "publication_reason_is_known", "publication_stage_is_known"]


class Migration(migrations.Migration):
    dependencies = [("messages", "0012_remarks_due")]
    operations = [
        migrations.RemoveConstraint("accountalert", "account_alert_reason_is_known"),
        *[migrations.RemoveConstraint("publication", name) for name in OLD],
        migrations.AddField("publication", "amended_at", models.DateTimeField(null=True)),
        migrations.AddField("publication", "removed_at", models.DateTimeField(null=True)),
        migrations.AlterField(
            "publication",
            "stage",
            models.CharField(choices=[(one, one.title()) for one in STAGES], default="write", max_length=6),
        ),
        migrations.AlterField(
            "publication", "state", models.CharField(choices=STATES, default="queued", max_length=9)
        ),
        *[
            AddConstraintNotValid("publication", models.CheckConstraint(condition=condition, name=name))
            for name, condition in CONSTRAINTS.items()
        ],
        AddConstraintNotValid(
            "accountalert",
            models.CheckConstraint(condition=Q(reason__in=REASONS), name="account_alert_reason_is_known"),
        ),
    ]
