"""Reading many rows for a screen."""

from xaso.hotline.queries.answers import (
    answers_about,
    found_answers,
    public_answers,
    questions_open,
    stale_answers,
)
from xaso.hotline.queries.avoided import calls_about_silence
from xaso.hotline.queries.calls import (
    calls_about,
    earlier_calls,
    language_known,
    look_again,
    newest_calls,
    ringing_for,
)
from xaso.hotline.queries.figures import HotlineFigures, Hour, calls_by_hour, hotline_figures
from xaso.hotline.queries.promises import (
    promises_due,
    promises_ended,
    promises_made,
    promises_of_call,
    promises_waiting,
)
from xaso.hotline.queries.ratings import reach_of
from xaso.hotline.queries.roster import (
    OnDuty,
    duties_between,
    gaps_ahead,
    lines_of,
    note_left,
    on_duty,
    public_lines,
    wishes_asked_of,
    wishes_open,
)

__all__ = [
    "HotlineFigures",
    "Hour",
    "OnDuty",
    "answers_about",
    "calls_about",
    "calls_about_silence",
    "calls_by_hour",
    "duties_between",
    "earlier_calls",
    "found_answers",
    "gaps_ahead",
    "hotline_figures",
    "language_known",
    "lines_of",
    "look_again",
    "newest_calls",
    "note_left",
    "on_duty",
    "promises_due",
    "promises_ended",
    "promises_made",
    "promises_of_call",
    "promises_waiting",
    "public_answers",
    "public_lines",
    "questions_open",
    "reach_of",
    "ringing_for",
    "stale_answers",
    "wishes_asked_of",
    "wishes_open",
]
