"""What was said to many is a row of its own: one text, by whom, and whether it was called off. Those said before have none."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("messages", "0032_alerts_beside_each_other"),
        ("offices", "0004_name_of_holder_holds"),
        ("units", "0003_before"),
    ]
    operations = [
        migrations.CreateModel(
            name="Broadcast",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("event", models.CharField(max_length=100, unique=True)),
                ("body", models.TextField()),
                ("urgent", models.BooleanField()),
                ("receivers", models.PositiveIntegerField(default=0)),
                ("made_at", models.DateTimeField()),
                ("called_off_at", models.DateTimeField(null=True)),
                (
                    "called_off_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="offices.post",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="offices.post"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="units.unit",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["unit", "-id"], name="broadcast_of_unit")],
                "constraints": [
                    models.CheckConstraint(condition=~Q(body="") & ~Q(event=""), name="broadcast_says_something"),
                    models.CheckConstraint(
                        condition=Q(called_off_at=None, called_off_by=None)
                        | Q(called_off_at__isnull=False, called_off_by__isnull=False),
                        name="called_off_broadcast_has_who_and_when",
                    ),
                ],
            },
        ),
    ]
