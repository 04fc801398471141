"""A clock is extended once, by an event that says by how much."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

KINDS = ["start", "pause", "resume", "extend", "stop"]
CHOICES = [
    ("start", "bắt đầu"),
    ("pause", "dừng"),
    ("resume", "chạy tiếp"),
    ("extend", "gia hạn"),
    ("stop", "kết thúc"),
]


class Migration(migrations.Migration):
    dependencies = [("deadlines", "0001_initial")]
    operations = [
        migrations.RemoveConstraint("clockevent", "clock_event_has_a_known_kind"),
        migrations.AddField("clock", "extended", models.PositiveSmallIntegerField(db_default=0, default=0)),
        migrations.AddField("clockevent", "amount", models.PositiveSmallIntegerField(db_default=0, default=0)),
        migrations.AlterField("clockevent", "kind", models.CharField(choices=CHOICES, max_length=8)),
        AddConstraintNotValid(
            "clockevent",
            models.CheckConstraint(condition=models.Q(kind__in=KINDS), name="clock_event_has_a_known_kind"),
        ),
        AddConstraintNotValid(
            "clockevent",
            models.CheckConstraint(
                condition=models.Q(kind="extend", amount__gte=1) | (~models.Q(kind="extend") & models.Q(amount=0)),
                name="only_an_extension_gives_more",
            ),
        ),
        migrations.AddConstraint(
            "clockevent",
            models.UniqueConstraint(
                fields=["clock"], condition=models.Q(kind="extend"), name="clock_is_extended_once"
            ),
        ),
    ]
