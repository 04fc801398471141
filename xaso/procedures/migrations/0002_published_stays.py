from django.db import migrations

FORWARD = """
create function procedures_published_stays() returns trigger language plpgsql as $$
begin
    raise exception 'a published version is never altered or deleted' using errcode = 'insufficient_privilege';
end $$;
create trigger procedures_published_stays before update or delete on procedures_procedureversion
    for each row execute function procedures_published_stays();
"""
BACKWARD = """
drop trigger procedures_published_stays on procedures_procedureversion;
drop function procedures_published_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("procedures", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
