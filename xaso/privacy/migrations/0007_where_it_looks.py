from django.db import migrations

# What a trigger asks is asked here, also where the session that writes has an operator or a function of that name of its own.
FUNCTIONS = (
    "breach_file_only_grows",
)


class Migration(migrations.Migration):
    dependencies = [("privacy", "0006_purge_rounds")]
    operations = [
        migrations.RunSQL(
            f"alter function {name}() set search_path = public, pg_temp", f"alter function {name}() reset search_path"
        )
        for name in FUNCTIONS
    ]
