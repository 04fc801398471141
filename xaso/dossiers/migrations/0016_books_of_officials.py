from django.db import migrations

from xaso.core.walls import held, own, own_person, rebuilt

ACCOUNT = own("account")
WHOSE = (ACCOUNT, own_person("account"))  # messages.access.own_book
LINK = held("id", "token")


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0015_attestations"), ("messages", "0012_remarks_due")]
    operations = [
        rebuilt("messages_address", *WHOSE, LINK, before=(ACCOUNT, LINK)),
        rebuilt("messages_preference", *WHOSE, before=(ACCOUNT,)),
    ]
