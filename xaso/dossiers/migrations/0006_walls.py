"""The walls around every table with personal data that was there on the day they were built, in one place to be read. A table
that comes later declares its own in its own migration; tests/config/rows.txt has a line for each.

Policies are added up: `door` lets a package open more ways into a table of one below. A way may ask a table further down
this list's order (dossiers ← what hangs on them, accounts ← persons), never back up: PostgreSQL refuses a circle."""

from django.db import migrations

from xaso.core.walls import ACCOUNT, MACHINE, UNIT, about, door, held, in_unit, own, own_person, sight, through, wall

DOSSIER = (
    in_unit("competent_unit_id"),
    own("account_id"),
    in_unit("receiving_unit_id", "supporting_unit_id"),
    f"competent_unit_id = any ((select units_before({UNIT}))::bigint[])",
    held("id", "token", "number"),
    "assistance_id is not null and is_helper(assistance_id)",
)
# These two look as the owner: assistance is seen through its dossier, and must not ask it back.
HELP = f"""
create function is_helper(wanted uuid) returns boolean language plpgsql stable parallel safe security definer
set search_path from current as $$
begin
    return exists (
        select from dossiers_assistance help join dossiers_consent consent on consent.assistance_id = help.id
        where help.id = wanted and help.helper_id = {ACCOUNT} and consent.may_follow and consent.ended_at is null);
end $$;
create function is_invited(wanted uuid) returns boolean language plpgsql stable parallel safe security definer
set search_path from current as $$
begin
    return exists (select from dossiers_assistance help where help.id = wanted and help.owner_id = {ACCOUNT});
end $$;
"""
# `@@` is not leakproof: behind a wall it gets no index, and a register of a million would be read from end to end. The function
# looks as its owner, for whom there is no wall, and builds the same wall itself. It answers with ids only.
NAMED = f"""
create function dossiers_named(words text, most int) returns setof uuid language plpgsql stable security definer
set search_path from current set plan_cache_mode = force_custom_plan as $$
begin
    return query select id from dossiers_dossier
        where to_tsvector('simple'::regconfig, coalesce(owner_search, '')) @@ to_tsquery('simple', words)
        and ({" or ".join([*DOSSIER, MACHINE])}) limit most;
end $$;
"""
# Who is added to a chain must not need to read it.
CHAIN = "alter function journal_chain() security definer set search_path from current"
BEFORE = "alter function journal_chain() security invoker reset search_path"

OWN_FILE = f"owner = 'account:' || {ACCOUNT}::text"
# What an officer sends at the counter belongs to the office. Functions, for the reason of walls.sight.
PARTS = f"""
create function is_of_my_unit(owner text) returns boolean language plpgsql stable parallel safe as $$
begin
    return owner like 'office:%' and exists (
        select from offices_office office where office.id = substr(owner, 8)::bigint and office.unit_id = {UNIT});
end $$;
create function is_of_known_account(someone uuid) returns boolean language plpgsql stable parallel safe as $$
begin
    return exists (
        select from signin_account account where account.person_id = someone
        and (account.id = {ACCOUNT} or sees_dossiers_dossier_by_account_id(account.id)));
end $$;
"""
ON_DOSSIER = (held("dossier_id"), through("dossier_id", "dossiers_dossier"))  # held: written before the dossier is


class Migration(migrations.Migration):
    dependencies = [
        ("deadlines", "0001_initial"),
        ("documents", "0002_forgetting"),
        ("dossiers", "0005_forgetting"),
        ("files", "0001_initial"),
        ("journal", "0004_forgetting"),
        ("messages", "0002_forgetting"),
        ("people", "0002_consent"),
        ("signin", "0006_forgetting"),
        ("surveys", "0001_initial"),
        ("units", "0003_before"),
    ]
    operations = [
        migrations.RunSQL(PARTS, "drop function is_of_my_unit; drop function is_of_known_account"),
        migrations.RunSQL(HELP, "drop function is_helper; drop function is_invited"),
        wall("dossiers_dossier", *DOSSIER),
        sight("dossiers_dossier", "account_id"),
        sight("dossiers_dossier", "clock_id"),
        migrations.RunSQL(NAMED, "drop function dossiers_named"),
        sight("dossiers_dossier", "assistance_id"),
        wall(
            "dossiers_draft",
            own("account_id"),
            held("id", "assistance_id"),
            "assistance_id is not null and is_invited(assistance_id)",
        ),
        wall(
            "dossiers_assistance",
            own("helper_id"),
            own("owner_id"),
            held("id", "token", "owner_phone"),
            through("id", "dossiers_dossier", "assistance_id"),
        ),
        wall("dossiers_consent", own("account_id"), through("assistance_id", "dossiers_assistance")),
        wall("dossiers_move", *ON_DOSSIER),
        wall("dossiers_request", *ON_DOSSIER),
        wall("dossiers_letter", *ON_DOSSIER),
        wall("dossiers_result", *ON_DOSSIER),
        wall("dossiers_paper", *ON_DOSSIER, through("draft_id", "dossiers_draft")),
        sight("dossiers_letter", "document_id"),
        sight("dossiers_result", "document_id"),
        sight("dossiers_paper", "file_id"),
        wall("deadlines_clockevent", own("by_account")),
        door("deadlines_clockevent", "of_dossier", through("clock_id", "dossiers_dossier", "clock_id")),
        wall("documents_document", held("id", "token")),
        door("documents_document", "of_letter", through("id", "dossiers_letter", "document_id")),
        door("documents_document", "of_result", through("id", "dossiers_result", "document_id")),
        wall("messages_message", held("id")),
        door("messages_message", "of_dossier", about("dossiers_dossier", "dossier", named="about")),
        wall("surveys_rating"),
        door("surveys_rating", "of_dossier", about("dossiers_dossier", "dossier")),
        wall("files_storedfile", OWN_FILE, held("id"), "is_of_my_unit(owner)"),
        door("files_storedfile", "of_paper", through("id", "dossiers_paper", "file_id")),
        wall("files_upload", OWN_FILE, "is_of_my_unit(owner)"),
        wall("signin_numberclaim", own("account_id"), held("account_id")),
        wall("signin_identity", own("account_id"), held("account_id", "subject_index")),
        sight("offices_post", "person_id"),
        # Who holds an office is known by name to all whose dossier they had.
        wall("people_person", own_person("id"), held("id", "id_number_index"), through("id", "offices_post", "person_id")),
        door("people_person", "of_account", "is_of_known_account(id)"),
        wall("people_consent", own("account"), own_person("person_id"), own_person("guardian_id"), held("person_id")),
        wall("journal_entry", own("account"), own_person("person")),
        door("journal_entry", "of_dossier", about("dossiers_dossier", "dossier")),
        migrations.RunSQL(CHAIN, BEFORE),
    ]
