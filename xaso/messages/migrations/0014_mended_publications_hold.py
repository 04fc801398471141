"""What 0013 asks of new rows holds for the old ones, too."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations

NAMES = [
    "publication_state_has_its_moment",
    "what_is_mended_stands_there",
    "publication_reason_is_known",
    "publication_stage_is_known",
]


class Migration(migrations.Migration):
    dependencies = [("messages", "0013_mended_publications")]
    operations = [
        *[ValidateConstraint("publication", name) for name in NAMES],
        ValidateConstraint("accountalert", "account_alert_reason_is_known"),
    ]
