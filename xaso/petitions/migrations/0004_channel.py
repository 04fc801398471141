from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("petitions", "0003_asking")]
    operations = [
        migrations.AddField(
            "petition",
            "channel",
            models.CharField(
                choices=[("portal", "Trên mạng"), ("counter", "Tại quầy"), ("phone", "Điện thoại")],
                db_default="portal",
                default="portal",
                max_length=8,
            ),
        ),
        AddConstraintNotValid(
            "petition",
            models.CheckConstraint(
                condition=models.Q(("channel__in", ["portal", "counter", "phone"])),
                name="petition_came_by_a_known_channel",
            ),
        ),
    ]
