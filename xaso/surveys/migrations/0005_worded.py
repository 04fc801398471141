"""When somebody's words came, which may be days after their mark."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import Q

MOMENTS = "update surveys_rating set worded_at = rated_at where comment <> ''"


class Migration(migrations.Migration):
    dependencies = [("surveys", "0004_closed_stays")]
    operations = [
        migrations.AddField("rating", "worded_at", models.DateTimeField(null=True)),
        migrations.RunSQL(MOMENTS, migrations.RunSQL.noop, elidable=True),
        AddConstraintNotValid(
            "rating",
            models.CheckConstraint(
                condition=Q(comment="", worded_at=None) | Q(score__isnull=False, worded_at__isnull=False),
                name="words_have_their_moment",
            ),
        ),
    ]
