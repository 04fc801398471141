"""Whoever reports without an account is told in the language of the page, or that they spoke."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

TONGUES = [("vi", "Tiếng Việt"), ("en", "English")]
# For what the version before still writes.
DEFAULT = "alter table petitions_petition alter column language set default ''"


class Migration(migrations.Migration):
    dependencies = [("petitions", "0005_leaders_see")]
    operations = [
        migrations.AddField(
            "petition", "language", models.CharField(blank=True, choices=TONGUES, default="", max_length=2)
        ),
        migrations.RunSQL(DEFAULT, migrations.RunSQL.noop),
        AddConstraintNotValid(
            "petition",
            models.CheckConstraint(
                condition=models.Q(language__in=["", "vi", "en"]), name="reporter_is_told_in_a_known_language"
            ),
        ),
    ]
