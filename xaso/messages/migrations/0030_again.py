"""What a trouble kept back is sent again with one press; what its words name may be over by then."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("messages", "0029_early_receipts")]
    operations = [
        migrations.AddField("message", "over_at", models.DateTimeField(null=True)),
        migrations.AddField("message", "again_at", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "message",
            models.Index(fields=["unit", "again_at"], condition=Q(again_at__isnull=False), name="message_put_back"),
        ),
    ]
