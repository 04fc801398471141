"""The one lawful change of the journal: personal text, which lies outside the hash, is taken away (Law 91/2025/QH15, article 14).
The application may call these functions and nothing else: they run as the owner, can do only this, and each leaves an entry."""

from django.db import migrations

FORWARD = r"""
create function journal_only_forgets() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and new.personal is null and new.salt is null
        and to_jsonb(new) - 'personal' - 'salt' = to_jsonb(old) - 'personal' - 'salt' then
        return new;
    end if;
    raise exception 'the journal is append-only' using errcode = 'insufficient_privilege';
end $$;
drop trigger journal_is_append_only on journal_entry;
create trigger journal_is_append_only before update or delete on journal_entry
    for each row execute function journal_only_forgets();

create function journal_note_forgetting(kinds text[], ids text[], entries bigint, who jsonb) returns void language sql as $$
    insert into journal_entry (at, action, subject_kind, subject_id, denied, account, person, post, office, unit, roles, purpose,
        detail, seq, previous, hash)
    select (who->>'at')::timestamptz, 'journal.forget', chain.kind, chain.id, false, (who->>'account')::uuid,
        (who->>'person')::uuid, (who->>'post')::bigint, (who->>'office')::bigint, (who->>'unit')::bigint,
        array(select jsonb_array_elements_text(who->'roles')), who->>'purpose', jsonb_build_object('entries', entries), 1, '', ''
    from unnest(kinds, ids) as chain (kind, id)
$$;

-- All of these chains, and whatever this account did anywhere.
create function journal_forget(whose uuid, kinds text[], ids text[], who jsonb) returns bigint
    language plpgsql security definer set search_path = public, pg_temp as $$
declare
    of_chains bigint;
    of_account bigint;
begin
    update journal_entry e set personal = null, salt = null from unnest(kinds, ids) as chain (kind, id)
        where e.subject_kind = chain.kind and e.subject_id = chain.id and e.salt is not null;
    get diagnostics of_chains = row_count;
    update journal_entry set personal = null, salt = null where account = whose and salt is not null;
    get diagnostics of_account = row_count;
    perform journal_note_forgetting(kinds, ids, of_chains + of_account, who);
    return of_chains + of_account;
end $$;

-- What is older than its time, at most so many entries at once.
create function journal_forget_before(moment timestamptz, most integer, who jsonb) returns bigint
    language plpgsql security definer set search_path = public, pg_temp as $$
declare
    gone bigint;
begin
    update journal_entry set personal = null, salt = null where id in (
        select id from journal_entry where salt is not null and at < moment order by at limit most);
    get diagnostics gone = row_count;
    if gone > 0 then
        perform journal_note_forgetting(array['journal'], array['forgotten'], gone, who);
    end if;
    return gone;
end $$;
create index journal_still_personal on journal_entry (at) where salt is not null;
revoke execute on function journal_note_forgetting, journal_forget, journal_forget_before from public;
"""

BACKWARD = """
drop index journal_still_personal;
drop function journal_forget_before;
drop function journal_forget;
drop function journal_note_forgetting;
drop trigger journal_is_append_only on journal_entry;
create trigger journal_is_append_only before update or delete on journal_entry
    for each row execute function journal_is_append_only();
drop function journal_only_forgets;
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0003_digests")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
