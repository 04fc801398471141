"""Row-level security as migrations declare it: `wall("files_upload", own_key("owner"))`. Whatever fits one of the ways is seen
and may be changed into what is seen, too; the machine sees all; nobody else sees anything. Everybody may add a row: that shows
nothing (where it could harm, `closed`).

The ways are SQL over the words of the scope (xaso.core.scope). They are asked in the order they are given: the cheap ones first.
A word is read bare, without a subquery: planning those cost every statement more than reading the word for each row does. What
is compared must be leakproof (equality of uuid, numbers, text is; LIKE and @@ are not), or no index serves it behind a wall."""

from __future__ import annotations

from django.db.migrations import RunSQL

WALL = "wall"  # PostgreSQL asks the policies of a table from the last name to the first: the wall before its doors
ROW = "<row>"  # stands for the table in a way
MACHINE = "current_setting('xaso.machine', true) <> ''"
ACCOUNT = "nullif(current_setting('xaso.account', true), '')::uuid"
PERSON = "nullif(current_setting('xaso.person', true), '')::uuid"
UNIT = "nullif(current_setting('xaso.unit', true), '')::bigint"
STAFF = "nullif(current_setting('xaso.staff', true), '')::bigint"
HELD = "nullif(current_setting('xaso.held', true), '')::text[]"
UUID = "^[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}$"


def own(column: str) -> str:
    """Rows of the account in scope."""
    return f"{column} = {ACCOUNT}"


def own_person(column: str) -> str:
    """Rows of the person in scope."""
    return f"{column} = {PERSON}"


def in_unit(*columns: str) -> str:
    """Rows of which the unit of the official in scope is one of the units."""
    return " or ".join(f"{column} = {UNIT}" for column in columns)


def held(*columns: str) -> str:
    """Rows that bear a key which the asker brought, or which was found for them."""
    return f"{HELD} && array[{', '.join(f'{column}::text' for column in columns)}]"


def through(column: str, table: str, key: str = "id") -> str:
    """Rows that hang on a row that is seen. Needs the `sight` of table and key; a wall brings that of its id."""
    return f"{_sight(table, key)}({ROW}.{column})"


def about(table: str, kind: str, *, named: str = "subject") -> str:
    """Rows that speak of a row that is seen, by its kind and its id."""
    is_one = f"{named}_kind = '{kind}' and {named}_id ~ '{UUID}'"  # what names no row at all is seen by nobody, quietly
    return f"case when {is_one} then {_sight(table, 'id')}({ROW}.{named}_id::uuid) end"


def wall(table: str, *ways: str) -> RunSQL:
    """Nothing of the table is seen but in these ways, and by the machine."""
    forward, back = _sees(table, "id")
    return RunSQL(
        f"alter table {table} enable row level security; {_policy(WALL, table, MACHINE, *ways)};"
        f" {_added(table)}; {forward}",
        f"{back}; drop policy {WALL} on {table}; drop policy if exists added on {table};"
        f" alter table {table} disable row level security",
    )


def rebuilt(table: str, *ways: str, before: tuple[str, ...]) -> RunSQL:
    """The wall of a table with other ways than it was built with."""
    drop = f"drop policy {WALL} on {table}; "
    return RunSQL(drop + _policy(WALL, table, MACHINE, *ways), drop + _policy(WALL, table, MACHINE, *before))


def closed(table: str) -> RunSQL:
    """Nobody adds a row to it that they would not see."""
    return RunSQL(f"drop policy added on {table}", _added(table))


def door(table: str, name: str, *ways: str) -> RunSQL:
    """More ways into a table of a package below, which knows nothing of this one. Asked after those of the wall."""
    return RunSQL(_policy(f"door_{name}", table, *ways), f"drop policy door_{name} on {table}")


def sight(table: str, key: str) -> RunSQL:
    """For `through`: whether a row of the table with this key is seen. Not written into the policies themselves, because
    PostgreSQL would plan all of it anew with every statement, walls behind walls; a function's plan is kept."""
    return RunSQL(*_sees(table, key))


def _sight(table: str, key: str) -> str:
    return f"sees_{table}" if key == "id" else f"sees_{table}_by_{key}"


def _sees(table: str, key: str) -> tuple[str, str]:
    body = f"begin return exists (select from {table} where {table}.{key} = wanted); end"
    name = f"{_sight(table, key)}(wanted anyelement)"
    frame = "returns boolean language plpgsql stable strict parallel safe"
    return f"create function {name} {frame} as $$ {body} $$", f"drop function {_sight(table, key)}"


def _policy(name: str, table: str, *ways: str) -> str:
    using = " or ".join(ways).replace(ROW, table)
    return f"create policy {name} on {table} using ({using})"


def _added(table: str) -> str:
    return f"create policy added on {table} for insert with check (true)"
