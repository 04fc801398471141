"""What was told to who was unhappy stood on no list; from now on those who see the promise look after it."""

from django.db import migrations

UNHAPPY = """
update messages_message m set unit_id = p.unit_id, seen_by = array[p.led_by], kept_from = p.rated
from hotline_promise p where m.about_kind = 'promise' and m.about_id = p.id::text and p.kind = 'unhappy' and m.unit_id is null
"""


class Migration(migrations.Migration):
    dependencies = [("hotline", "0008_wishes"), ("messages", "0028_seen_by_holds")]
    operations = [migrations.RunSQL(UNHAPPY, migrations.RunSQL.noop, elidable=True)]
