from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations

# The posts a name goes to are these, also where the session that writes it has a table of that name of its own.
PATH = "alter function holder_is_named() set search_path = public, pg_temp"
BEFORE = "alter function holder_is_named() reset search_path"


class Migration(migrations.Migration):
    dependencies = [("offices", "0003_holders_by_name")]
    operations = [
        migrations.RunSQL(PATH, BEFORE),
        ValidateConstraint("post", "post_has_the_name_of_its_holder"),
    ]
