from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("hotline", "0011_notes_stay")]
    operations = [ValidateConstraint("call", "note_of_a_call_has_who_and_when")]
