"""Whom a unit may tell something that concerns everybody."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from xaso.core.actor import Actor
from xaso.core.scope import as_machine
from xaso.dossiers.models import Dossier
from xaso.messages.access import require_speaker
from xaso.people.models import Consent
from xaso.people.rules import Purpose
from xaso.signin.models import Account


def audience(actor: Actor) -> list[tuple[UUID, str]]:
    """Account and phone of who filed something with the actor's unit and agrees to broadcasts now. One query. No name leaves
    here. Raises Forbidden for all but its leaders."""
    unit = require_speaker(actor)
    with as_machine("whom a unit may tell is nobody's list: it is counted and sent to"):
        agreed = Consent.objects.standing().filter(purpose=Purpose.BROADCASTS, account__isnull=False)
        filed = Dossier.objects.filter(Q(receiving_unit=unit) | Q(competent_unit=unit), account__isnull=False)
        found = Account.objects.filter(pk__in=agreed.values("account"), is_active=True, phone__isnull=False)
        rows = found.filter(pk__in=filed.values("account")).order_by("pk").values_list("pk", "phone")
        return [(account, str(phone)) for account, phone in rows]
