"""What the migration makes of rows written before `filed_how` was a fact: run on a table of the same name that shadows ours."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.db import connection

HOW = import_module("xaso.dossiers.migrations.0003_filing_for_others").HOW
ROWS = (
    # register_source, channel, what was written, invented, what it becomes
    ("", "portal", "self", False, "self_filed"),
    ("", "counter", "clerk", False, "clerk_typed"),
    ("", "helper", "assisted", False, "clerk_typed"),
    ("old", "portal", "self", False, "unknown"),
    ("old", "portal", "self", True, "self_filed"),
    ("old", "portal", "clerk", False, "clerk_typed"),
    ("old", "helper", "assisted", False, "assisted"),
)


@pytest.mark.django_db
def test_rows_of_before_keep_what_is_known_and_no_more() -> None:
    with connection.cursor() as cursor:
        columns = "register_source text, channel text, filed_how text, invented boolean, expected text"
        cursor.execute(f"create temporary table dossiers_dossier ({columns}) on commit drop")
        cursor.executemany("insert into pg_temp.dossiers_dossier values (%s, %s, %s, %s, %s)", ROWS)
        cursor.execute(HOW)
        cursor.execute("select filed_how, expected from pg_temp.dossiers_dossier")
        found = cursor.fetchall()
    assert [how for how, _expected in found] == [expected for _how, expected in found]
    assert len(found) == len(ROWS)
