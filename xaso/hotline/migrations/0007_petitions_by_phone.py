"""Reports that a call became came in by telephone. What was rated before stays counted where it was: figures that somebody has
read already must not move, for their difference would tell of single answers."""

from django.db import migrations

BY_PHONE = """
update petitions_petition set channel = 'phone' where id in (select petition_id from hotline_call where petition_id is not null)
"""


class Migration(migrations.Migration):
    dependencies = [("hotline", "0006_rated_do_not_see"), ("petitions", "0004_channel")]
    operations = [migrations.RunSQL(BY_PHONE, migrations.RunSQL.noop, elidable=True)]
