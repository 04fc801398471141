"""Who is in, on which device; and ending it."""

from __future__ import annotations

from uuid import UUID

from django.contrib.sessions.models import Session
from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import NotFound
from xaso.core.scope import holding
from xaso.core.sessions import kept_as
from xaso.journal.actions import atomic_action, record
from xaso.signin.access import require_oneself, require_proof
from xaso.signin.models import Account, Visit
from xaso.signin.rules import device_of


def begin_visit(account: Account, *, session_key: str, address: str, agent: str) -> None:
    """At sign-in, which leaves the journal's row."""
    now = clock.now()
    browser, system = device_of(agent)
    Visit.objects.create(
        account=account,
        session_key=kept_as(session_key),
        address=address[:45],
        browser=browser,
        system=system,
        began_at=now,
        seen_at=now,
    )


def see_visit(session_key: str) -> None:
    """Somebody did something. Once a minute at most."""
    with holding(kept_as(session_key)):  # the browser brings it
        Visit.objects.filter(session_key=kept_as(session_key)).update(seen_at=clock.now())


def move_visit(*, session_key: str, to: str) -> None:
    """The web framework gave the session a new key."""
    with holding(kept_as(session_key), kept_as(to)):
        Visit.objects.filter(session_key=kept_as(session_key)).update(session_key=kept_as(to))


def forget_visit(session_key: str) -> None:
    """They left."""
    with holding(kept_as(session_key)):
        Visit.objects.filter(session_key=kept_as(session_key)).delete()


def drop_visits(account: Account, *, keep: str = "") -> int:
    """Ends what is open on other devices. Inside an action."""
    visits = Visit.objects.filter(account=account).exclude(session_key=kept_as(keep))
    with holding(account.pk):  # also an administrator's deed, who sees nobody's visits
        keys = list(visits.values_list("session_key", flat=True))
        Session.objects.filter(session_key__in=keys).delete()
        visits.delete()
    return len(keys)


@atomic_action
def end_visit(account: Account, *, visit: UUID, by: Actor) -> None:
    """One of their own. Its next request finds nobody there."""
    _require_own(account, by, "signin.end_visit")
    found = Visit.objects.filter(account=account, pk=visit).first()
    if found is None:
        raise NotFound(_("Nơi đăng nhập này đã kết thúc."), "visit_unknown")
    Session.objects.filter(session_key=found.session_key).delete()
    found.delete()
    record(action="signin.end_visit", subject=account.subject, by=by, detail={"visit": str(visit)})


@atomic_action
def end_other_visits(account: Account, *, keep: str, by: Actor) -> int:
    """All but the one with the session key `keep`. Returns how many."""
    _require_own(account, by, "signin.end_visits")
    ended = drop_visits(account, keep=keep)
    record(action="signin.end_visits", subject=account.subject, by=by, detail={"ended": ended})
    return ended


def _require_own(account: Account, by: Actor, action: str) -> None:
    """Officials show again who they are. Of a resident it would tell nothing: the code goes to the phone in hand."""
    require_oneself(account, by, action)
    if account.is_staff:
        require_proof(by)


def drop_dead_visits() -> int:
    """Those whose session has run out."""
    alive = Session.objects.filter(expire_date__gt=clock.now()).values("session_key")
    return Visit.objects.exclude(session_key__in=alive).delete()[0]
