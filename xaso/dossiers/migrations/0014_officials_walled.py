from django.db import migrations

from xaso.core.walls import STAFF, held, own_person, rebuilt, through

# The name of whoever holds a post stands on the post; all else of the person is theirs, like anybody's, and for the
# administrator of the unit where they have or had a post.
OWN = (own_person("id"), held("id", "id_number_index"))
ADMINISTRATORS = f"{STAFF} is not null and has_post_in_my_unit(id)"
BEFORE = (*OWN, through("id", "offices_post", "person_id"))


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0013_agents_hold"), ("offices", "0003_holders_by_name"), ("signin", "0008_wall_of_accounts")]
    operations = [rebuilt("people_person", *OWN, ADMINISTRATORS, before=BEFORE)]
