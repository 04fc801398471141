"""Somebody looked at an answer in a conversation."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("messages", "0021_read_holds")]
    operations = [
        migrations.AddField("remark", "read_at", models.DateTimeField(null=True)),
        AddConstraintNotValid(
            "remark",
            models.CheckConstraint(
                condition=Q(read_at=None) | Q(state="sent"), name="remark_that_was_read_was_sent"
            ),
        ),
    ]
