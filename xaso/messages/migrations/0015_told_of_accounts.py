"""What the network tells of an account's quota and template, of who took everything back, and of who writes without signing in."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import Q

REASONS = ["access", "used_up", "not_kept", "unreadable", "not_set", "package", "money", "quota", "busy", "night"]
REASONS += ["content", "template", "left", "gone", "window", "unsure", "other"]
QUALITIES = [
    ("high", "tốt"),
    ("medium", "trung bình"),
    ("low", "kém, Zalo có thể ngừng mẫu này"),
    ("undefined", "chưa rõ"),
]
KINDS = [
    ("text", "lời"),
    ("picture", "ảnh"),
    ("file", "tệp"),
    ("typed", "tự điền vào mẫu hỏi của Zalo"),
    ("other", "nội dung khác"),
]
OF_ACCOUNTS = {
    "template_that_is_off_says_why": Q(template_off_at=None, template_why="")
    | (Q(template_off_at__isnull=False) & ~Q(template="") & ~Q(template_why="")),
    "daily_quota_has_a_moment": Q(daily_quota=None, quota_at=None)
    | Q(daily_quota__isnull=False, quota_at__isnull=False),
    "template_quality_has_a_moment": Q(template_quality="", quality_at=None)
    | (Q(template_quality__in=[key for key, _label in QUALITIES]) & Q(quality_at__isnull=False)),
}


def not_valid(model: str, name: str, condition: Q) -> AddConstraintNotValid:
    return AddConstraintNotValid(model, models.CheckConstraint(condition=condition, name=name))


class Migration(migrations.Migration):
    dependencies = [("messages", "0014_mended_publications_hold")]
    operations = [
        migrations.AddField("officialaccount", "template_off_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "officialaccount", "template_why", models.CharField(blank=True, db_default="", max_length=300)
        ),
        migrations.AddField("officialaccount", "template_told_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "officialaccount",
            "template_quality",
            models.CharField(blank=True, choices=QUALITIES, db_default="", max_length=9),
        ),
        migrations.AddField("officialaccount", "quality_at", models.DateTimeField(null=True)),
        migrations.AddField("officialaccount", "daily_quota", models.PositiveIntegerField(null=True)),
        migrations.AddField("officialaccount", "quota_at", models.DateTimeField(null=True)),
        migrations.AddField("follower", "withdrew_at", models.DateTimeField(null=True)),
        migrations.AddField("follower", "anonymous", models.BooleanField(db_default=False, default=False)),
        migrations.AlterField("remark", "kind", models.CharField(choices=KINDS, default="text", max_length=7)),
        migrations.RemoveConstraint("remark", "remark_kind_is_known"),
        migrations.RemoveConstraint("accountalert", "account_alert_reason_is_known"),
        migrations.RemoveConstraint("publication", "publication_reason_is_known"),
        not_valid("remark", "remark_kind_is_known", Q(kind__in=[key for key, _label in KINDS])),
        not_valid("accountalert", "account_alert_reason_is_known", Q(reason__in=REASONS)),
        not_valid("publication", "publication_reason_is_known", Q(reason="") | Q(reason__in=REASONS)),
        not_valid("follower", "who_is_anonymous_is_joined_to_nobody", Q(anonymous=False) | Q(resident=None)),
        *[not_valid("officialaccount", name, condition) for name, condition in OF_ACCOUNTS.items()],
    ]
