"""What 0015 asks of new rows holds for the old ones, too."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations

NAMES = [
    ("remark", "remark_kind_is_known"),
    ("accountalert", "account_alert_reason_is_known"),
    ("publication", "publication_reason_is_known"),
    ("follower", "who_is_anonymous_is_joined_to_nobody"),
    ("officialaccount", "template_that_is_off_says_why"),
    ("officialaccount", "daily_quota_has_a_moment"),
    ("officialaccount", "template_quality_has_a_moment"),
]


class Migration(migrations.Migration):
    dependencies = [("messages", "0015_told_of_accounts")]
    operations = [ValidateConstraint(model, name) for model, name in NAMES]
