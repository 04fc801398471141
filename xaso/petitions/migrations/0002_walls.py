"""What somebody reported is seen by officials of the unit, by the account it was sent from, and by whoever brings its link. Its
photographs belong to the report itself: most reporters have no account. A message, a tick of the clock or a file is seen by whoever
sees the report it belongs to. The public reads values (petitions.queries), never rows."""

from django.db import migrations

from xaso.core.walls import about, door, held, in_unit, own, sight, through, wall

OF_LINK = f"owner like 'petition:%' and {held('owner')}"


class Migration(migrations.Migration):
    dependencies = [
        ("petitions", "0001_initial"),
        ("dossiers", "0008_accounts"),
        ("files", "0002_quarantine"),
        ("messages", "0002_forgetting"),
    ]
    operations = [
        wall("petitions_petition", in_unit("unit_id"), own("account_id"), held("id", "token", "key")),
        sight("petitions_petition", "clock_id"),
        wall("petitions_photo", through("petition_id", "petitions_petition")),
        sight("petitions_photo", "file_id"),
        wall("petitions_petitionmove", through("petition_id", "petitions_petition")),
        door("files_storedfile", "of_petition", OF_LINK, through("id", "petitions_photo", "file_id")),
        door("files_upload", "of_petition", OF_LINK),
        door("files_quarantined", "of_petition", OF_LINK),
        door("deadlines_clockevent", "of_petition", through("clock_id", "petitions_petition", "clock_id")),
        door("messages_message", "of_petition", about("petitions_petition", "petition", named="about")),
    ]
