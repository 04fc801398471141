"""Whom a unit may tell something that concerns everybody."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from xaso.core.actor import Actor
from xaso.core.scope import as_machine
from xaso.dossiers.models import Dossier
from xaso.messages.access import require_speaker
from xaso.messages.queries import who_stopped
from xaso.people.models import Consent
from xaso.people.rules import Purpose
from xaso.signin.models import Account


@dataclass(frozen=True, slots=True)
class Audience:
    """Account and phone of who is told, and out of how many who filed here. `silent` never said whether they agree or took it
    back; `stopped` agreed, and answered DUNG from this number."""

    receivers: list[tuple[UUID, str]]
    filed: int
    stopped: int

    @property
    def silent(self) -> int:
        return self.filed - len(self.receivers) - self.stopped


def audience(actor: Actor) -> Audience:
    """Who filed something with the actor's unit and agrees to broadcasts now: what is for everybody rests on consent. Three
    queries. No name leaves here. Raises Forbidden for all but its leaders."""
    unit, _post = require_speaker(actor)
    with as_machine("whom a unit may tell is nobody's list: it is counted and sent to"):
        agreed = Consent.objects.standing().filter(purpose=Purpose.BROADCASTS, account__isnull=False)
        filed = Dossier.objects.filter(Q(receiving_unit=unit) | Q(competent_unit=unit), account__isnull=False)
        those = Account.objects.filter(pk__in=filed.values("account"), is_active=True, phone__isnull=False)
        rows = those.filter(pk__in=agreed.values("account")).order_by("pk").values_list("pk", "phone")
        found = [(account, str(phone)) for account, phone in rows]
        stopped = who_stopped([phone for _account, phone in found])
        receivers = [one for one in found if one[1] not in stopped]
        return Audience(receivers, those.count(), len(found) - len(receivers))
