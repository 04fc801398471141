"""What is personal in calls and promises goes after a time, or when its person asks; the rows stay to be counted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from xaso.core.actor import Actor
from xaso.core.text import FORGOTTEN
from xaso.hotline.models import Call, EarlierNote, Promise
from xaso.journal.actions import atomic_action, record
from xaso.messages.actions import forget_messages
from xaso.surveys.actions import forget_ratings

BLANK = {"caller": "", "name": "", "note": "", "recording": ""}


@atomic_action
def forget_calls_before(moment: datetime, *, by: Actor, most: int = 20_000) -> int:
    """Blanks what was said before, at most so many calls at once. One journal row when any were. What is still promised stays."""
    return _forget(Q(began_at__lt=moment), Q(made_at__lt=moment), most, by)


@atomic_action
def forget_caller(phones: Iterable[str], *, by: Actor) -> int:
    """The same for every call of these telephones. For good."""
    known = [phone for phone in phones if phone]
    return _forget(Q(caller__in=known), Q(caller__in=known), 20_000, by) if known else 0


def _forget(calls: Q, promises: Q, most: int, by: Actor) -> int:
    earlier = EarlierNote.objects.exclude(words="")
    said = Call.objects.filter(calls).filter(~Q(**BLANK) | Exists(earlier.filter(call=OuterRef("pk"))))
    ids = list(said.order_by("began_at").values_list("pk", flat=True)[:most])
    gone = Call.objects.filter(pk__in=ids).update(**BLANK)
    earlier.filter(call__in=ids).update(words="")  # with the last note, which the database has kept just now
    ended = list(
        Promise.objects.exclude(state="open").filter(promises).exclude(caller="").values_list("pk", flat=True)[:most]
    )
    blank = {"caller": "", "name": "", "words": FORGOTTEN, "outcome": FORGOTTEN}
    kept = Promise.objects.filter(pk__in=ended).update(**blank)
    calls_gone = [("call", str(one)) for one in ids]
    forget_messages(about=[*calls_gone, *(("promise", str(one)) for one in ended)], by=by)
    forget_ratings(calls_gone, by=by)
    if gone or kept:
        record(action="hotline.forget", subject=("hotline", "all"), by=by, detail={"calls": gone, "promises": kept})
    return gone + kept
