from django.db import migrations

# What a trigger asks is asked here, also where the session that writes has an operator or a function of that name of its own.
FUNCTIONS = (
    "dossiers_filed_how_stays",
)


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0016_books_of_officials")]
    operations = [
        migrations.RunSQL(
            f"alter function {name}() set search_path = public, pg_temp", f"alter function {name}() reset search_path"
        )
        for name in FUNCTIONS
    ]
