"""The next notice is found by one index alone, in its order, whatever PostgreSQL believes of how many wait."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("messages", "0030_again")]
    operations = [
        migrations.RemoveIndex("message", "message_not_gone"),
        migrations.RemoveIndex("message", "message_due"),
        migrations.AlterField(
            "message",
            "joined_to",
            models.ForeignKey(
                "messages.message",
                django.db.models.deletion.SET_NULL,
                db_index=False,
                null=True,
                related_name="joined",
            ),
        ),
        migrations.AddIndex(
            "message",
            models.Index(
                fields=["created_at"],
                condition=Q(state__in=("queued", "sending", "failed"), unit__isnull=False),
                name="message_not_gone",
            ),
        ),
        migrations.AddIndex(
            "message",
            models.Index(
                fields=["urgency", "due_at", "id"], condition=Q(state="queued", joined_to=None), name="message_due"
            ),
        ),
        migrations.AddIndex(
            "message",
            models.Index(fields=["joined_to"], condition=Q(joined_to__isnull=False), name="message_went_along"),
        ),
    ]
