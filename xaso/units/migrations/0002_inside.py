"""What one row alone can't promise: a fact lies inside the lives of its unit and of its parent, and the tiers fit.

Checked once a statement, so that a bulk load pays for one join and not for thousands of look-ups."""

from django.db import migrations

# Frozen here: a kind added to the rules later needs a migration of its own.
_LEVELS = """
                when 'province' then 1 when 'city' then 1
                when 'district' then 2 when 'urban_district' then 2 when 'town' then 2 when 'provincial_city' then 2
                when 'commune' then 3 when 'ward' then 3 when 'township' then 3 when 'special_zone' then 3
                when 'hamlet' then 4"""


def _function(name: str, changed: str) -> str:
    return f"""
create function {name}() returns trigger language plpgsql set search_path from current as $$
begin
    if exists (
        select from units_unitfact fact
        join units_unit unit on unit.id = fact.unit_id
        left join units_unit parent on parent.id = fact.parent_id
        where {changed}
        and (
            unit.level <> case fact.kind {_LEVELS} end
            or parent.level >= unit.level
            or not daterange(unit.valid_from, unit.valid_to) @> daterange(fact.valid_from, fact.valid_to)
            or not daterange(parent.valid_from, parent.valid_to) @> daterange(fact.valid_from, fact.valid_to)
        )
    ) then
        raise exception 'a fact reaches beyond its unit or its parent, or their tiers do not fit'
            using errcode = 'check_violation', constraint = 'fact_lies_inside_its_unit', table = tg_table_name;
    end if;
    return null;
end $$;"""


_CHECK = f"""
{_function("units_fact_lies_inside", "fact.id in (select id from changed)")}
{_function("units_unit_covers_facts", "(fact.unit_id in (select id from changed) or fact.parent_id in (select id from changed))")}
create trigger new_fact_lies_inside_its_unit after insert on units_unitfact
    referencing new table as changed for each statement execute function units_fact_lies_inside();
create trigger fact_lies_inside_its_unit after update on units_unitfact
    referencing new table as changed for each statement execute function units_fact_lies_inside();
create trigger unit_covers_its_facts after update on units_unit
    referencing new table as changed for each statement execute function units_unit_covers_facts();
"""


class Migration(migrations.Migration):
    dependencies = [("units", "0001_initial")]

    operations = [
        migrations.RunSQL(
            _CHECK,
            "drop function units_fact_lies_inside() cascade; drop function units_unit_covers_facts() cascade;",
        )
    ]
