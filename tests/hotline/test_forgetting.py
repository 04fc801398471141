"""What is personal in calls goes after two years, or when its person asks."""

from __future__ import annotations

from datetime import timedelta

import pytest

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.hotline import actions
from xaso.hotline.models import Call, Line, Promise
from xaso.messages.models import Message
from xaso.privacy.actions import announce_round, sweep_old

pytestmark = pytest.mark.django_db
MACHINE = Actor.system("test")


def told(line: Line, by: Actor, *, keep: bool) -> Promise:
    call = actions.type_call(line, caller="0912345678", by=by)
    promise = actions.promise_answer(call, words="Hỏi hộ nghèo.", within="2h", name="Bà Bé", by=by)
    actions.finish_call(call, name="Bà Bé", language="km", note="Hỏi hộ nghèo.", solved=False, by=by)
    return actions.keep_promise(promise, outcome="Đã có tên.", tell=True, by=by) if keep else promise


def said() -> list[tuple[str, ...]]:
    calls = [(one.caller, one.name, one.note) for one in Call.objects.order_by("began_at")]
    return calls + [(one.caller, one.name, one.words, one.outcome) for one in Promise.objects.order_by("made_at")]


def test_calls_of_two_years_ago_are_counted_and_say_nothing(line: Line, reception: Actor) -> None:
    with clock.travel(clock.now() - timedelta(days=731)):
        told(line, reception, keep=True)
    told(line, reception, keep=True)
    with clock.travel(clock.now() - timedelta(days=31)):
        announce_round(by=MACHINE)
    sweep_old(by=MACHINE)
    whole = ("+84912345678", "Bà Bé", "Hỏi hộ nghèo.")
    assert said() == [("", "", ""), whole, ("", "", "(đã xóa)", "(đã xóa)"), (*whole, "Đã có tên.")]
    # Those of the first were queued still: they never go out.
    assert Message.objects.exclude(template__startswith="privacy.purge_round").count() == 2


def test_what_is_still_promised_to_somebody_is_kept_until_it_is_done(line: Line, reception: Actor) -> None:
    promise = told(line, reception, keep=False)
    actions.forget_caller(["+84912345678"], by=MACHINE)
    assert said() == [("", "", ""), ("+84912345678", "Bà Bé", "Hỏi hộ nghèo.", "")]
    actions.drop_promise(promise, reason="Đã xóa.", by=reception)
    actions.forget_caller(["+84912345678"], by=MACHINE)
    assert said()[1] == ("", "", "(đã xóa)", "(đã xóa)")
