"""What was closed or settled stays so: nobody answers twice because something was opened anew."""

from django.db import migrations

FIXED = "title, text, unit_id, opens_on, closes_on, opened_at, opened_by_id"
TRIGGER = """
drop trigger surveys_opened_stays on surveys_questionnaire;
create trigger surveys_opened_stays before update on surveys_questionnaire for each row
    when (old.opened_at is not null and ({old}) is distinct from ({new}){more})
    execute function surveys_opened_stays();
"""
MORE = """
    or old.closed_at is not null and old.closed_at is distinct from new.closed_at
    or old.settled_at is not null and old.settled_at is distinct from new.settled_at"""


def trigger(names: str, more: str = "") -> str:
    old, new = (", ".join(f"{row}.{name}" for name in names.split(", ")) for row in ("old", "new"))
    return TRIGGER.format(old=old, new=new, more=more)


class Migration(migrations.Migration):
    dependencies = [("surveys", "0003_questionnaires")]
    operations = [migrations.RunSQL(trigger(FIXED, MORE), trigger(FIXED.removesuffix(", opened_by_id")))]
