"""No official sees who rated what: only whose dossier it is, and whoever brings the link. Ratings from before are counted under
what their dossiers say."""

from django.db import migrations

from xaso.core.walls import UNIT, about, door, held

KNOWN = """
update surveys_rating rating set unit_id = dossier.competent_unit_id, office_id = dossier.office_id,
    topic = procedure.code, way = dossier.channel
from dossiers_dossier dossier join procedures_procedure procedure on procedure.id = dossier.procedure_id
where rating.subject_kind = 'dossier' and rating.subject_id = dossier.id::text and rating.unit_id is null
"""
OF_DOSSIER = about("dossiers_dossier", "dossier")
before, now = door("surveys_rating", "of_dossier", OF_DOSSIER), door(
    "surveys_rating", "of_dossier", f"{UNIT} is null and ({OF_DOSSIER})"
)


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0010_reassured"), ("procedures", "0001_initial"), ("surveys", "0002_asking")]
    operations = [
        migrations.RunSQL(before.reverse_sql, before.sql),
        now,
        door("surveys_rating", "of_link", held("token_hash")),
        migrations.RunSQL(KNOWN, migrations.RunSQL.noop, elidable=True),
    ]
