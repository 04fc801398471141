"""Accounts: looked up at the door by what somebody brings, before anybody is known; then seen by whose they are, and by the
administrator of a unit where its person has or had a post (which of these: signin.access.accounts_for)."""

from django.db import migrations

from xaso.core.walls import STAFF, held, own, wall

# A function, for the reason of walls.sight.
POSTS = f"""
create function has_post_in_my_unit(someone uuid) returns boolean language plpgsql stable parallel safe as $$
begin
    return exists (
        select from offices_post post join offices_office office on office.id = post.office_id
        where post.person_id = someone and office.unit_id = {STAFF});
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("offices", "0002_administrators"), ("signin", "0007_walls")]
    operations = [
        migrations.RunSQL(POSTS, "drop function has_post_in_my_unit"),
        wall(
            "signin_account",
            own("id"),
            held("id", "phone", "username"),
            f"{STAFF} is not null and kind in ('official', 'administrator') and has_post_in_my_unit(person_id)",
        ),
    ]
