from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0003_filing_for_others")]
    operations = [
        ValidateConstraint("dossier", name)
        for name in ("filed_how_is_known_today", "assisted_names_its_helper", "right_is_known")
    ]
