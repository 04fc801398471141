"""Official accounts that must be renewed, and those in trouble."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Prefetch, Q

from xaso.core.actor import Actor
from xaso.messages.access.accounts import accounts_to_speak_through
from xaso.messages.models import AccountAlert, Article, OfficialAccount, Publication, RefusedEvents
from xaso.messages.rules import COUNTED_FOR, RENEWED_AFTER, Spread


def accounts_to_renew(now: datetime) -> list[int]:
    """Those whose time has come, and those of which the clock has gone back behind. One statement."""
    due = OfficialAccount.objects.filter(Q(renewed_at__lte=now - RENEWED_AFTER) | Q(renewed_at__gt=now))
    return list(due.order_by("renewed_at", "pk").values_list("pk", flat=True))


def accounts_in_trouble(unit: int | None) -> list[AccountAlert]:
    """Alerts that stand, of the unit's accounts. One statement."""
    standing = AccountAlert.objects.filter(account__unit=unit, settled_at=None)
    return list(standing.select_related("account").order_by("at", "pk"))


def accounts_without_template(unit: int | None) -> list[OfficialAccount]:
    """Those of the unit whose template the network lets go out no more. One statement."""
    return list(OfficialAccount.objects.filter(unit=unit, template_off_at__isnull=False).order_by("name", "pk"))


def units_with_accounts() -> list[int]:
    """One statement."""
    return list(OfficialAccount.objects.order_by("unit").values_list("unit", flat=True).distinct())


def events_refused(unit: int | None, *, since: date) -> list[RefusedEvents]:
    """Day by day, for a unit that has an account: whose account they claimed to be of nobody knows. Two statements."""
    if not OfficialAccount.objects.filter(unit=unit).exists():
        return []
    return list(RefusedEvents.objects.filter(day__gte=since).order_by("-day"))


def accounts_of(unit: int) -> list[OfficialAccount]:
    """The unit's, each with its alert where one stands. Two statements."""
    standing = Prefetch("alerts", AccountAlert.objects.filter(settled_at=None).order_by("pk"))
    return list(OfficialAccount.objects.filter(unit=unit).prefetch_related(standing).order_by("name", "pk"))


def publications_of(article: Article) -> list[Publication]:
    """What is to be mended first, then by account. One statement."""
    rows = Publication.objects.filter(article=article).select_related("account")
    return sorted(rows, key=lambda one: (one.state != Spread.REFUSED, one.account.name, one.pk))


def newest_publications(size: int) -> list[Publication]:
    """Of all accounts. One statement."""
    return list(Publication.objects.select_related("article", "account").order_by("-id")[:size])


def accounts_left(article: Article, actor: Actor, day: date) -> list[OfficialAccount]:
    """Through which it could be sent and is not yet. Four statements."""
    left = accounts_to_speak_through(actor, day).exclude(publications__article=article)
    return list(left.order_by("name", "pk"))


def publications_to_count(now: datetime) -> dict[int, dict[str, int]]:
    """By account, the network's names of what it took lately, each with ours. One statement."""
    recent = Publication.objects.accepted().filter(accepted_at__gte=now - COUNTED_FOR)
    found: dict[int, dict[str, int]] = {}
    for account, name, key in recent.order_by("account", "pk").values_list("account", "network_article", "pk"):
        found.setdefault(account, {})[name] = key
    return found
