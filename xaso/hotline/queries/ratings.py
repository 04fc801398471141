"""Whom a rating came from, for the one thing they asked for: to be called."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from xaso.core import clock
from xaso.core.scope import as_machine
from xaso.dossiers.models import Dossier, Move
from xaso.hotline.models import Call, Line
from xaso.hotline.rules import UNHAPPY_SEEN_BY, who_leads
from xaso.offices.models import Post
from xaso.offices.queries import people_in
from xaso.offices.rules import Role
from xaso.petitions.models import Petition, PetitionMove
from xaso.surveys.models import Rating


@dataclass(frozen=True, slots=True)
class Reach:
    """On which line the commune calls whom, and about what."""

    line: Line
    phone: str
    name: str
    led_by: Role
    rated: frozenset[UUID]
    about: Dossier | Petition | Call


def reach_of(rating: Rating) -> Reach | None:
    """None where no number is known, or the commune has no line. Five statements."""
    with as_machine("whoever rated may be asked whether they want to be called; nobody else asks"):
        found = _subject(rating)
        if found is None:
            return None
        about, phone, name = found
        lines = Line.objects.filter(office__unit=rating.unit_id, closed_at=None).select_related("office")
        line = about.line if isinstance(about, Call) else lines.order_by("-around_the_clock", "id").first()
        unit, today = int(rating.unit_id or 0), clock.today()
        leading = {role: {person for person, _phone in people_in(unit, [role], today)} for role in UNHAPPY_SEEN_BY}
        led_by, rated = who_leads(_who_worked(about), managers=leading[Role.MANAGER], approvers=leading[Role.APPROVER])
    return Reach(line, phone, name, led_by, rated, about) if line and phone else None


def _who_worked(about: Dossier | Petition | Call) -> set[UUID]:
    """Persons: whoever was rated may hold another post tomorrow."""
    if isinstance(about, Dossier):
        worked = Q(pk__in=Move.objects.filter(dossier=about, post__isnull=False).values("post"))
    elif isinstance(about, Petition):
        worked = Q(pk__in=PetitionMove.objects.filter(petition=about).values("by"))
    else:
        worked = Q(pk=about.post_id)
    return set(Post.objects.filter(worked).values_list("person", flat=True))


def _subject(rating: Rating) -> tuple[Dossier | Petition | Call, str, str] | None:
    kind, key = rating.subject
    if kind == "dossier":
        dossier = Dossier.objects.filter(pk=key).first()
        return (dossier, dossier.contact_phone, dossier.owner_name) if dossier else None
    if kind == "petition":
        petition = Petition.objects.filter(pk=key).first()
        return (petition, petition.phone, petition.name) if petition else None
    call = Call.objects.filter(pk=key).select_related("line__office").first()
    return (call, call.caller, call.name) if call else None
