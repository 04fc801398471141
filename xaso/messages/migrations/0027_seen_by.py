"""Undelivered messages to who complained of an officer are looked after by those who lead."""

import django.contrib.postgres.fields
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import Q

# For what the version before still writes, as in 0024.
DEFAULTS = """
alter table messages_message alter column seen_by set default '{}', alter column kept_from set default '{}';
"""


class Migration(migrations.Migration):
    dependencies = [("messages", "0026_searched_words")]
    operations = [
        migrations.AddField(
            "message",
            "seen_by",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=20), default=list, size=None
            ),
        ),
        migrations.AddField(
            "message",
            "kept_from",
            django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None),
        ),
        migrations.RunSQL(DEFAULTS, migrations.RunSQL.noop),
        AddConstraintNotValid(
            "message",
            models.CheckConstraint(
                condition=Q(seen_by=[], kept_from=[]) | (Q(unit__isnull=False) & ~Q(seen_by=[])),
                name="message_is_kept_from_somebody_where_others_see_it",
            ),
        ),
    ]
