"""The scope was one JSON text in `xaso.scope`, read in subqueries that PostgreSQL planned anew with every statement of every
walled table. Walls that were built so are told to read its words. A new database has none to tell."""

import re

from django.db import migrations

# As PostgreSQL tells them back, and as they were written.
TOLD = r"\(NULLIF\(current_setting\('xaso\.scope'::text, true\), ''::text\)\)::jsonb"
WRITTEN = r"nullif\(current_setting\('xaso\.scope', true\), ''\)::jsonb"
MACHINE = "(current_setting('xaso.machine', true) <> '')"
WORD = r"(nullif(current_setting('xaso.\1', true), '')::\2)"
HELD = "(nullif(current_setting('xaso.held', true), '')::text[])"
OLD = {
    rf"\( SELECT \({TOLD} \? 'machine'::text\)\)": MACHINE,
    rf"\(select {WRITTEN} \? 'machine'\)": MACHINE,
    rf"\( SELECT \(\({TOLD} ->> '(\w+)'::text\)\)::(\w+) AS \w+\)": WORD,
    rf"\(select \({WRITTEN} ->> '(\w+)'\)::(\w+)\)": WORD,
    rf"\( SELECT ARRAY\( SELECT jsonb_array_elements_text\(\({TOLD} -> 'held'::text\)\) AS \w+\) AS \"array\"\)": HELD,
    rf"\(select array\(select jsonb_array_elements_text\({WRITTEN} -> 'held'\)\)\)": HELD,
}
POLICIES = "select tablename, policyname, qual from pg_policies where schemaname = current_schema() and qual like %s"
FUNCTIONS = "select oid::regprocedure::text, pg_get_functiondef(oid) from pg_proc where {} and pronamespace = current_schema()::regnamespace"


def in_words(text: str) -> str:
    for old, new in OLD.items():
        text = re.sub(old, new, text)
    if "xaso.scope" in text:
        raise ValueError(f"this wall reads the scope in a way nobody knows: {text}")
    return text


def tell(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(POLICIES, ["%xaso.scope%"])
        for table, name, text in cursor.fetchall():
            schema_editor.execute(f"alter policy {name} on {table} using ({in_words(text)})", None)
        cursor.execute(FUNCTIONS.format("prosrc like %s"), ["%xaso.scope%"])
        for _name, text in cursor.fetchall():
            schema_editor.execute(in_words(text), None)
        cursor.execute(FUNCTIONS.format("proname like %s and not proisstrict"), ["sees\\_%"])
        for name, _text in cursor.fetchall():
            schema_editor.execute(f"alter function {name} strict", None)


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0008_accounts"),
        ("privacy", "0002_walls"),
        ("signin", "0008_wall_of_accounts"),
    ]
    operations = [migrations.RunPython(tell, migrations.RunPython.noop)]
