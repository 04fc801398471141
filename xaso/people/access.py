"""Finding a person and what they agreed to. Whoever calls has checked that the actor may look."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from xaso.core.identifiers import CitizenId
from xaso.core.refused import NotFound
from xaso.core.scope import hold, holding
from xaso.core.secrets import blind_indices
from xaso.people.models import Consent, Person
from xaso.people.rules import Purpose


def person_by_id_number(number: str) -> Person | None:
    """By the exact 12 digits, under every key still in use. Raises Refused when it is no such number at all."""
    indices = blind_indices(CitizenId.parse(number).digits)
    with holding(*indices):
        person = Person.objects.filter(id_number_index__in=indices).first()
    if person is not None:
        hold(person.pk)
    return person


def get_person(person_id: UUID) -> Person:
    """Raises NotFound."""
    hold(person_id)
    person = Person.objects.filter(pk=person_id).first()
    if person is None:
        raise NotFound(_("Không tìm thấy người này."), "person_unknown")
    return person


def standing_consents(*, account: UUID | None = None, person: UUID | None = None) -> dict[str, Consent]:
    """What an account, or a person without one, agrees to now, by purpose. One query, and one for each guardian that is asked
    for."""
    standing = Consent.objects.standing()
    asked = standing.filter(account=account) if account else standing.filter(person=person, account=None)
    found = {one.purpose: one for one in asked}
    hold(*(one.guardian_id for one in found.values() if one.guardian_id))  # who sees the consent sees who gave it
    return found


def agrees(purpose: Purpose, *, account: UUID | None = None, person: UUID | None = None) -> bool:
    """Whether this account, or this person, agreed and did not withdraw: to be asked before every use. Silence is no."""
    asked = Consent.objects.standing().filter(purpose=purpose)
    return asked.filter(account=account).exists() if account else asked.filter(person=person).exists()
