from django.db import migrations, models
from django.db.models import Q

WAITING = "update messages_remark set due_at = said_at where state = 'queued'"


class Migration(migrations.Migration):
    dependencies = [("messages", "0011_conversations")]
    operations = [
        migrations.AddField("remark", "due_at", models.DateTimeField(null=True)),
        migrations.RunSQL(WAITING, migrations.RunSQL.noop),
        migrations.AddIndex(
            "remark", models.Index(fields=["due_at"], condition=Q(state="queued"), name="remark_due")
        ),
        migrations.AddConstraint(
            "remark",
            models.CheckConstraint(
                condition=Q(state="queued", due_at__isnull=False) | (~Q(state="queued") & Q(due_at__isnull=True)),
                name="remark_that_waits_has_a_due_time",
            ),
        ),
    ]
