"""Who came is seen by officials of the unit. Days are published: their places and hours are nobody's own."""

from django.db import migrations

from xaso.core.walls import in_unit, wall


class Migration(migrations.Migration):
    dependencies = [("outreach", "0001_initial")]
    operations = [wall("outreach_visit", in_unit("unit_id"))]
