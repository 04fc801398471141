"""What is kept about getting in: old passwords, where somebody is in, second factors. Seen by whose it is; while they come in, or
are looked after, by who has come to that account (signin.access.factors_of)."""

from django.db import migrations

from xaso.core.walls import door, held, own, wall


class Migration(migrations.Migration):
    dependencies = [("journal", "0004_forgetting"), ("mfa", "0003_authenticator_type_uniq"), ("signin", "0006_forgetting")]
    operations = [
        wall("signin_oldpassword", own("account_id")),
        wall("signin_visit", own("account_id"), held("account_id", "session_key")),
        wall("mfa_authenticator", own("user_id"), held("user_id")),
        door("journal_entry", "of_account", f"subject_kind = 'account' and {held('subject_id')}"),
    ]
