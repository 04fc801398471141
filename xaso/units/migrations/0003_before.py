"""The units that went over whole into this one, through any number of mergers, for the walls: as `ids_of_predecessors` has it."""

from django.db import migrations

FORWARD = """
create function units_before(unit bigint) returns bigint[] language plpgsql stable parallel safe
set search_path from current as $$
begin
    return array(
        with recursive chain (id) as (
            select old_id from units_unitsuccessor where new_id = unit and not partial
          union
            select link.old_id from chain join units_unitsuccessor link on link.new_id = chain.id and not link.partial
        ) select id from chain);
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("units", "0002_inside")]
    operations = [migrations.RunSQL(FORWARD, "drop function units_before")]
