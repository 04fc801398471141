"""What was told to who complained of an officer stood on no list; from now on those who read the complaint look after it."""

from django.db import migrations

CONDUCT = """
update messages_message m set unit_id = p.unit_id, seen_by = '{approver,manager,auditor}'
from petitions_petition p where m.about_kind = 'petition' and m.about_id = p.id::text and p.category = 'conduct'
"""


class Migration(migrations.Migration):
    dependencies = [("petitions", "0004_channel"), ("messages", "0028_seen_by_holds")]
    operations = [migrations.RunSQL(CONDUCT, migrations.RunSQL.noop, elidable=True)]
