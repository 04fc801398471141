from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

RIGHTS = ["", "self", "child", "ward", "kin", "mandate", "agent"]


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0011_ratings_hidden")]
    operations = [
        migrations.AlterField(
            "dossier",
            "by_right",
            models.CharField(
                blank=True,
                choices=[
                    ("self", "Làm cho chính mình"),
                    ("child", "Cha, mẹ làm cho con"),
                    ("ward", "Người giám hộ, người nuôi dưỡng"),
                    ("kin", "Ông bà, cha mẹ, con, vợ chồng, anh chị em ruột"),
                    ("mandate", "Theo giấy ủy quyền"),
                    ("agent", "Tổ chức dịch vụ được ủy quyền"),
                ],
                max_length=10,
            ),
        ),
        migrations.RemoveConstraint("dossier", "right_is_known"),
        AddConstraintNotValid(
            "dossier", models.CheckConstraint(condition=models.Q(("by_right__in", RIGHTS)), name="right_is_known")
        ),
    ]
