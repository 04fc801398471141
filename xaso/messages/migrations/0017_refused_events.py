from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("messages", "0016_told_of_accounts_holds")]
    operations = [
        migrations.CreateModel(
            name="RefusedEvents",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False)),
                ("count", models.PositiveIntegerField()),
                ("last_at", models.DateTimeField()),
            ],
        )
    ]
