"""A row in sight may not be changed into one out of sight: a paper of one's own is not moved into a stranger's dossier, not
even by a statement that names no row. Nobody puts a draft or a paper where they would not see it."""

from django.db import migrations

from xaso.core.walls import ACCOUNT, closed, wall


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0006_walls"), ("files", "0002_quarantine")]
    operations = [
        closed("dossiers_draft"),
        closed("dossiers_paper"),
        wall("files_quarantined", f"owner = 'account:' || {ACCOUNT}::text", "is_of_my_unit(owner)"),
    ]
