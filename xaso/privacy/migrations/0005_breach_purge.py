"""The one lawful end of a breach file: closed before the moment its time was over, and announced. The application may call this
function and nothing else: it runs as the owner and can do only this."""

import django.db.models.deletion
from django.db import migrations, models

FORWARD = """
create or replace function breach_file_only_grows() returns trigger language plpgsql as $$
declare
    file uuid := (case when tg_table_name = 'privacy_breach' then to_jsonb(old)->>'id' else to_jsonb(old)->>'breach_id' end)::uuid;
begin
    if tg_op = 'DELETE' and exists (select from privacy_breachpurge where breach = file and purged_at is null) then
        return old;
    end if;
    raise exception 'the breach file only grows' using errcode = 'insufficient_privilege';
end $$;

-- Notes first, then the file. Says whether it went.
create function breach_purge(file uuid, before timestamptz) returns boolean
    language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if not exists (select from privacy_breachnote where breach_id = file and kind = 'closed' and at <= before)
        or not exists (select from privacy_breachpurge where breach = file and purged_at is null) then
        return false;
    end if;
    delete from privacy_breachnote where breach_id = file;
    delete from privacy_breach where id = file;
    return true;
end $$;
revoke execute on function breach_purge from public;
"""
BACKWARD = """
drop function breach_purge;
create or replace function breach_file_only_grows() returns trigger language plpgsql as $$
begin
    raise exception 'the breach file only grows' using errcode = 'insufficient_privilege';
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("privacy", "0004_card_at_the_counter"), ("units", "0003_before")]
    operations = [
        migrations.CreateModel(
            name="BreachPurge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("breach", models.UUIDField(unique=True)),
                ("told_at", models.DateTimeField()),
                ("purge_on", models.DateField()),
                ("purged_at", models.DateTimeField(null=True)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.unit"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("purged_at__isnull", True)),
                        fields=["purge_on", "id"],
                        name="breach_purges_to_come",
                    )
                ]
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
