"""Calls about those told are compared by silences now: nothing reads the dossiers told in order any more."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0017_where_it_looks")]
    operations = [migrations.RemoveIndex("dossier", "dossiers_reassured")]
