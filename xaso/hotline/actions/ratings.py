"""Asking callers how it was, and calling those who were not happy and want it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.language import of_screen
from xaso.core.refused import Refused
from xaso.core.scope import as_machine
from xaso.dossiers.models import Dossier
from xaso.hotline.actions import notices
from xaso.hotline.actions.promises import is_reachable, make_promise
from xaso.hotline.models import Call, Promise
from xaso.hotline.queries.ratings import reach_of
from xaso.hotline.rules import ASKED_WITHIN, LATEST, PromiseKind
from xaso.journal.actions import atomic_action
from xaso.surveys.actions import ask_for_rating, wish_call
from xaso.surveys.models import Rating
from xaso.surveys.rules import About

BY_PHONE = "phone"


@atomic_action
def ask_callers(*, by: Actor) -> int:
    """Asks whoever was answered in the last day, once a call; a number that no message reaches is not asked. How many were."""
    now, asked = clock.now(), 0
    fresh = Call.objects.unsurveyed(since=now - ASKED_WITHIN)
    for call in fresh.select_related("line", "dossier__procedure", "petition").order_by("ended_at")[:200]:
        if not fresh.filter(pk=call.pk).update(surveyed_at=now) or not is_reachable(call.caller):
            continue
        about = About(call.unit_id, call.line.office_id, _topic(call), BY_PHONE)
        ask_for_rating(
            call.subject, about=about, asked=notices.how_was_the_call, to=call.caller, language=call.language, by=by
        )
        asked += 1
    return asked


def _topic(call: Call) -> str:
    """The procedure of the dossier that it was about, or what the report it became is about."""
    if call.dossier:
        return call.dossier.procedure.code
    return call.petition.category if call.petition else ""


@atomic_action
def promise_to_unhappy(rating: Rating, *, by: Actor) -> Promise:
    """They rated badly and said yes to being called: those who lead see from now on who they are, and nobody else. Once."""
    with as_machine("whoever rated sees neither the roster nor, by the link, what they rated"):
        reach = reach_of(rating)
        if reach is None or not wish_call(rating, by=by):
            raise Refused(_("Xã đã nhận lời, hoặc không có số để gọi lại. Ông/bà gọi xã giúp."), "cannot_be_called")
        return make_promise(
            reach.line,
            PromiseKind.UNHAPPY,
            reach.phone,
            notices.was_unhappy(reach.about, rating.comment),
            LATEST,
            name=reach.name,
            language=of_screen(by),
            led_by=reach.led_by,
            rated=reach.rated,
            dossier=reach.about if isinstance(reach.about, Dossier) else None,
            by=by,
        )
