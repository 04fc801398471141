from django.db import migrations

FORWARD = r"""
create function journal_chain() returns trigger language plpgsql as $$
declare
    last record;
    content text;
begin
    -- Chains that begin in this very transaction are seen by nobody else: a bulk import would hold a lock a row, and the
    -- server has room for some thousands. Should two begin the same chain after all, the unique constraint refuses one.
    if coalesce(current_setting('xaso.fresh_chains', true), '') <> 'on' then
        perform pg_advisory_xact_lock(hashtextextended(new.subject_kind || '/' || new.subject_id, 7));
    end if;
    select e.seq, e.hash into last from journal_entry e
        where e.subject_kind = new.subject_kind and e.subject_id = new.subject_id order by e.seq desc limit 1;
    new.seq := coalesce(last.seq, 0) + 1;
    new.previous := coalesce(last.hash, decode(repeat('00', 32), 'hex'));
    content := jsonb_build_array(
        new.seq, to_char(new.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        new.action, new.subject_kind, new.subject_id, new.denied, new.account, new.person, new.post, new.office, new.unit,
        to_jsonb(new.roles), new.purpose, new.detail, encode(new.personal_digest, 'hex'))::text;
    new.hash := sha256(new.previous || convert_to(content, 'UTF8'));
    return new;
end $$;
create trigger journal_chain before insert on journal_entry for each row execute function journal_chain();

create function journal_is_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'the journal is append-only' using errcode = 'insufficient_privilege';
end $$;
create trigger journal_is_append_only before update or delete on journal_entry
    for each row execute function journal_is_append_only();
create trigger journal_is_never_emptied before truncate on journal_entry
    for each statement execute function journal_is_append_only();
"""

BACKWARD = """
drop trigger journal_is_never_emptied on journal_entry;
drop trigger journal_is_append_only on journal_entry;
drop trigger journal_chain on journal_entry;
drop function journal_is_append_only();
drop function journal_chain();
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
