"""A device is kept as what it is, and said in the reader's language; residents' visits are kept, too."""

from django.db import migrations, models

# As the two languages said it until now. Those of no known browser keep their system's name as the browser's.
SPLIT = """
update signin_visit set
    browser = left(split_part(replace(device, ' on ', ' trên '), ' trên ', 1), 20),
    system = left(split_part(replace(device, ' on ', ' trên '), ' trên ', 2), 20)
where device not in ('Thiết bị không rõ', 'Unknown device')
"""


class Migration(migrations.Migration):
    dependencies = [("signin", "0008_wall_of_accounts")]
    operations = [
        migrations.AddField("visit", "browser", models.CharField(blank=True, default="", max_length=20), preserve_default=False),
        migrations.AddField("visit", "system", models.CharField(blank=True, default="", max_length=20), preserve_default=False),
        migrations.RunSQL(SPLIT, migrations.RunSQL.noop, elidable=True),
        migrations.RemoveField("visit", "device"),
    ]
