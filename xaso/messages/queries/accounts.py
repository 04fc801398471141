"""Official accounts that must be renewed, and those in trouble."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Prefetch, Q

from xaso.messages.models import AccountAlert, OfficialAccount
from xaso.messages.rules import RENEWED_AFTER


def accounts_to_renew(now: datetime) -> list[int]:
    """Those whose time has come, and those of which the clock has gone back behind. One statement."""
    due = OfficialAccount.objects.filter(Q(renewed_at__lte=now - RENEWED_AFTER) | Q(renewed_at__gt=now))
    return list(due.order_by("renewed_at", "pk").values_list("pk", flat=True))


def accounts_in_trouble(unit: int | None) -> list[AccountAlert]:
    """Alerts that stand, of the unit's accounts. One statement."""
    standing = AccountAlert.objects.filter(account__unit=unit, settled_at=None)
    return list(standing.select_related("account").order_by("at", "pk"))


def accounts_of(unit: int) -> list[OfficialAccount]:
    """The unit's, each with its alert where one stands. Two statements."""
    standing = Prefetch("alerts", AccountAlert.objects.filter(settled_at=None).order_by("pk"))
    return list(OfficialAccount.objects.filter(unit=unit).prefetch_related(standing).order_by("name", "pk"))
