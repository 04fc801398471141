"""Somebody looked at what was delivered."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("messages", "0019_unknown_costs_hold")]
    operations = [
        migrations.AddField("delivery", "read_at", models.DateTimeField(null=True)),
        AddConstraintNotValid(
            "delivery",
            models.CheckConstraint(
                condition=Q(read_at=None) | Q(step="delivered"), name="what_was_read_was_delivered"
            ),
        ),
    ]
