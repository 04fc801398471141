"""Receipts that come before the answer they belong to; and which carrier took a message in vain."""

from django.db import migrations, models
from django.db.models import Q

from xaso.core.walls import wall

# For what the version before still writes.
DEFAULTS = "alter table messages_delivery alter column lost_by set default '';"


class Migration(migrations.Migration):
    dependencies = [("messages", "0028_seen_by_holds")]
    operations = [
        migrations.AddField("delivery", "lost_by", models.CharField(blank=True, default="", max_length=40)),
        migrations.RunSQL(DEFAULTS, migrations.RunSQL.noop),
        migrations.CreateModel(
            name="EarlyReceipt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("carrier", models.CharField(max_length=40)),
                ("reference", models.CharField(blank=True, max_length=100)),
                ("key", models.CharField(blank=True, max_length=60)),
                ("arrived", models.BooleanField()),
                ("read", models.BooleanField(default=False)),
                ("why", models.CharField(blank=True, max_length=300)),
                ("gone", models.BooleanField(default=False)),
                ("elsewhere", models.BooleanField(default=False)),
                ("at", models.DateTimeField(db_index=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("carrier", "reference", "key", "arrived", "read"), name="early_receipt_is_kept_once"
                    ),
                    models.CheckConstraint(
                        condition=~Q(reference="") | ~Q(key=""), name="early_receipt_names_something"
                    ),
                    models.CheckConstraint(condition=Q(read=False) | Q(arrived=True), name="what_is_read_has_arrived"),
                ]
            },
        ),
        # Nobody's: the machine matches it.
        wall("messages_earlyreceipt"),
    ]
