from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("privacy", "0005_breach_purge")]
    operations = [
        migrations.CreateModel(
            name="PurgeRound",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("until", models.DateField(unique=True)),
                ("told_at", models.DateTimeField()),
                ("people", models.PositiveIntegerField()),
            ],
        ),
    ]
