"""What 0005 asks of new rows holds for the old ones, too."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("surveys", "0005_worded")]
    operations = [ValidateConstraint("rating", "words_have_their_moment")]
