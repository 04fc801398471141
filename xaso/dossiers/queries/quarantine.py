"""Files in which the scanner found something, for the officials whom they concern."""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast, Concat

from xaso.core.actor import Actor
from xaso.core.scope import as_machine
from xaso.dossiers.access import WORKING_ROLES, dossiers_for
from xaso.dossiers.models import Draft
from xaso.files.models import Quarantined
from xaso.offices.models import Office

MOST = 100


@as_machine("who is filing here: a unit sees nobody's drafts, and of these only whose they are")
def quarantined_for(actor: Actor) -> list[Quarantined]:
    """Newest first: what was sent by the offices of the actor's unit, and by whoever files or filed there. One query."""
    if not (actor.is_official and actor.unit is not None and actor.has(*WORKING_ROLES)):
        return []
    offices = Office.objects.filter(unit=actor.unit)
    mine = Quarantined.objects.filter(owner__in=offices.annotate(key=_key("office:", "pk")).values("key"))
    filed = Quarantined.objects.filter(owner__in=_accounts(dossiers_for(actor).filter(account__isnull=False)))
    filing = Quarantined.objects.filter(owner__in=_accounts(Draft.objects.filter(office__unit=actor.unit)))
    return list((mine | filed | filing).order_by("-found_at", "-id")[:MOST])


def _accounts(rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    keys: QuerySet[Any, Any] = rows.annotate(key=_key("account:", "account_id")).values("key")
    return keys


def _key(kind: str, column: str) -> Concat:
    return Concat(Value(kind), Cast(column, CharField()), output_field=CharField())
