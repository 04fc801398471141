"""Who sees what was sent by which channel, and where somebody can be reached. Officials of the unit that speaks see what it
said (which of them: messages.access); whoever brings the link of a message or of an address sees that one."""

from django.db import migrations

from xaso.core.walls import door, held, in_unit, own, through, wall


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0008_accounts"), ("messages", "0003_channels")]
    operations = [
        door("messages_message", "of_unit", in_unit("unit_id")),
        door("messages_message", "of_link", held("token")),
        wall("messages_delivery", through("message_id", "messages_message")),
        wall("messages_address", own("account"), held("id", "token")),
        wall("messages_preference", own("account")),
        wall("messages_stop"),
    ]
