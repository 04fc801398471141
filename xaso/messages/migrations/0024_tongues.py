"""Residents are told in the language they choose."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import Q

CHANNELS = [
    ("push", "thông báo trên máy"),
    ("email", "thư điện tử"),
    ("zalo", "Zalo"),
    ("sms", "tin nhắn điện thoại"),
]
TONGUES = [("vi", "Tiếng Việt"), ("en", "English")]
# For what the version before still writes. Not db_default: that makes every INSERT read its row back, and who writes to somebody
# does not see it.
DEFAULTS = """
alter table messages_message alter column english set default '', alter column english_title set default '';
alter table messages_preference alter column language set default 'vi';
"""


class Migration(migrations.Migration):
    dependencies = [("messages", "0023_answers_read_holds")]
    operations = [
        migrations.AddField("message", "english", models.TextField(blank=True, default="")),
        migrations.AddField(
            "message", "english_title", models.CharField(blank=True, default="", max_length=100)
        ),
        migrations.AddField(
            "preference",
            "language",
            models.CharField(choices=TONGUES, default="vi", max_length=2),
        ),
        migrations.RunSQL(DEFAULTS, migrations.RunSQL.noop),
        migrations.AlterField(
            "preference", "first", models.CharField(blank=True, choices=CHANNELS, max_length=8)
        ),
        migrations.RemoveConstraint("preference", "preferred_channel_is_known"),
        AddConstraintNotValid(
            "preference",
            models.CheckConstraint(
                condition=Q(first__in=["", "push", "email", "zalo", "sms"]), name="preferred_channel_is_known"
            ),
        ),
        AddConstraintNotValid(
            "preference",
            models.CheckConstraint(condition=Q(language__in=["vi", "en"]), name="preferred_language_is_known"),
        ),
    ]
