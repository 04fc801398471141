"""What was paid for a message that was sent again: to the first provider, or the first time."""

from django.db import migrations, models

# For what the version before still writes.
DEFAULTS = "alter table messages_delivery alter column paid_before set default 0;"


class Migration(migrations.Migration):
    dependencies = [("messages", "0033_broadcasts")]
    operations = [
        migrations.AddField("delivery", "paid_before", models.PositiveIntegerField(default=0)),
        migrations.RunSQL(DEFAULTS, migrations.RunSQL.noop),
    ]
