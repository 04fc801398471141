"""Finding a person. Whoever calls has checked that the actor may look."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from xaso.core.identifiers import CitizenId
from xaso.core.refused import NotFound
from xaso.core.secrets import blind_indices
from xaso.people.models import Person


def person_by_id_number(number: str) -> Person | None:
    """By the exact 12 digits, under every key still in use. Raises Refused when it is no such number at all."""
    return Person.objects.filter(id_number_index__in=blind_indices(CitizenId.parse(number).digits)).first()


def get_person(person_id: UUID) -> Person:
    """Raises NotFound."""
    person = Person.objects.filter(pk=person_id).first()
    if person is None:
        raise NotFound(_("Không tìm thấy người này."), "person_unknown")
    return person
