"""Who called, what was promised, who is on duty and where they can be reached: seen by officials of the unit. Numbers and answers
are public. What a telephone system sent is the machine's alone. A message or a tick of the clock that speaks of a call or a promise
is seen by whoever sees that."""

from django.db import migrations

from xaso.core.walls import about, door, held, in_unit, sight, through, wall


class Migration(migrations.Migration):
    dependencies = [("hotline", "0001_initial"), ("dossiers", "0008_accounts"), ("messages", "0002_forgetting")]
    operations = [
        wall("hotline_duty", in_unit("unit_id")),
        wall("hotline_call", in_unit("unit_id"), held("id")),
        wall("hotline_promise", in_unit("unit_id"), held("id")),
        sight("hotline_promise", "clock_id"),
        wall("hotline_given", through("call_id", "hotline_call")),
        wall("hotline_question", in_unit("unit_id")),
        wall("hotline_delivery"),
        door("deadlines_clockevent", "of_promise", through("clock_id", "hotline_promise", "clock_id")),
        door("messages_message", "of_call", about("hotline_call", "call", named="about")),
        door("messages_message", "of_promise", about("hotline_promise", "promise", named="about")),
    ]
