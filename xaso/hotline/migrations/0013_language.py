"""Whoever was promised something is told in the language of the page, or that they spoke."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

LANGUAGES = [("vi", "Tiếng Việt"), ("km", "Tiếng Khmer"), ("zh", "Tiếng Hoa"), ("en", "English")]
# For what the version before still writes.
DEFAULT = "alter table hotline_promise alter column language set default ''"


class Migration(migrations.Migration):
    dependencies = [("hotline", "0012_notes_hold")]
    operations = [
        migrations.AddField(
            "promise", "language", models.CharField(blank=True, choices=LANGUAGES, default="", max_length=2)
        ),
        migrations.RunSQL(DEFAULT, migrations.RunSQL.noop),
        AddConstraintNotValid(
            "promise",
            models.CheckConstraint(
                condition=models.Q(language__in=["", "vi", "km", "zh", "en"]), name="promise_is_in_a_known_language"
            ),
        ),
    ]
