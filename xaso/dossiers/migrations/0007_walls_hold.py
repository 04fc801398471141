"""A row in sight may not be changed into one out of sight: a paper of one's own is not moved into a stranger's dossier, not
even by a statement that names no row. Nobody puts a draft or a paper where they would not see it."""

from django.db import migrations

from xaso.core.walls import ACCOUNT, closed, wall

# Walls from before let any row become any other.
MEND = """
do $$
declare one record;
begin
    for one in select * from pg_policies where schemaname = current_schema() and cmd = 'ALL' and with_check = 'true' loop
        execute format('alter policy %I on %I with check (%s)', one.policyname, one.tablename, one.qual);
        if one.policyname = 'seen' then
            execute format('create policy added on %I for insert with check (true)', one.tablename);
        end if;
    end loop;
end $$
"""


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0006_walls"), ("files", "0002_quarantine")]
    operations = [
        migrations.RunSQL(MEND, migrations.RunSQL.noop, elidable=True),
        closed("dossiers_draft"),
        closed("dossiers_paper"),
        wall("files_quarantined", f"owner = 'account:' || {ACCOUNT}::text", "is_of_my_unit(owner)"),
    ]
