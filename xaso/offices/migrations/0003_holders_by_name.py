from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

# Whoever is called otherwise is so on their posts as well. Nobody is forgotten through it: who holds or held a post stays named,
# on the person too, when they are erased as a resident (privacy.actions.erasing).
FOLLOW = """
update offices_post set holder_name = person.full_name, holder_sort_key = person.sort_key
    from people_person person where person.id = offices_post.person_id;
create function holder_is_named() returns trigger language plpgsql as $$
begin
    update offices_post set holder_name = new.full_name, holder_sort_key = new.sort_key where person_id = new.id;
    return null;
end $$;
create trigger holder_is_named after update of full_name, sort_key on people_person
    for each row when (old.full_name is distinct from new.full_name or old.sort_key is distinct from new.sort_key)
    execute function holder_is_named();
"""
LEAVE = "drop trigger holder_is_named on people_person; drop function holder_is_named()"


class Migration(migrations.Migration):
    dependencies = [("offices", "0002_administrators"), ("people", "0002_consent")]
    operations = [
        migrations.AddField("post", "holder_name", models.CharField(max_length=100, default=""), preserve_default=False),
        migrations.AddField(
            "post", "holder_sort_key", models.CharField(max_length=700, default=""), preserve_default=False
        ),
        migrations.RunSQL(FOLLOW, LEAVE),
        AddConstraintNotValid(
            "post",
            models.CheckConstraint(condition=~models.Q(holder_name=""), name="post_has_the_name_of_its_holder"),
        ),
    ]
