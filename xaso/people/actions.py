"""Writing down who somebody is."""

from __future__ import annotations

from typing import Any, TypedDict, Unpack

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Refused
from xaso.core.secrets import blind_index, seal
from xaso.core.text import name_sort_key, search_key
from xaso.journal.actions import atomic_action, record
from xaso.people.access import get_person, person_by_id_number
from xaso.people.models import Person
from xaso.people.rules import clean_person


class PersonValues(TypedDict, total=False):
    """What is known about a person; texts as somebody typed them."""

    full_name: str
    born: str
    sex: str
    id_number: str | None
    phone: str | None
    ethnicity: str
    nationality: str
    address: dict[str, str]
    invented: bool


@atomic_action
def register_person(*, by: Actor, **values: Unpack[PersonValues]) -> Person:
    """Writes a new person. Raises Invalid (field → sentence), or Refused `id_number_taken` when the number is somebody's."""
    cleaned = clean_person({"full_name": "", **values})
    person = Person(created_at=clock.now())
    _write(person, cleaned)
    _save(person, new=True)
    record(action="people.register", subject=("person", str(person.pk)), by=by, detail={"fields": sorted(cleaned)})
    return person


@atomic_action
def correct_person(person: Person, *, by: Actor, **values: Unpack[PersonValues]) -> Person:
    """Changes only the fields given. What was there before goes into the journal's personal part."""
    cleaned = clean_person(values)
    person = get_person(person.pk)
    before = {name: _readable(person, name) for name in cleaned}
    _write(person, cleaned)
    changed = sorted(name for name in cleaned if before[name] != _readable(person, name))
    if not changed:
        return person
    _save(person, new=False)
    record(
        action="people.correct",
        subject=("person", str(person.pk)),
        by=by,
        detail={"fields": changed},
        personal={"before": {name: before[name] for name in changed}},
    )
    return person


def _readable(person: Person, name: str) -> Any:
    return person.masked_id_number if name == "id_number" else getattr(person, name)


def _write(person: Person, cleaned: dict[str, Any]) -> None:
    for name, value in cleaned.items():
        if name == "id_number":
            person.id_number_sealed = seal(value) if value else None
            person.id_number_index = blind_index(value) if value else None
        else:
            setattr(person, name, value)
    if "full_name" in cleaned:
        person.sort_key = name_sort_key(person.full_name)
        person.search_key = search_key(person.full_name)


_OWN_FIELDS = [field.name for field in Person._meta.concrete_fields if not field.primary_key]


def _save(person: Person, *, new: bool) -> None:
    other = person_by_id_number(person.id_number) if person.id_number_sealed else None
    if other is not None and other.pk != person.pk:
        raise _taken()
    try:
        with transaction.atomic():
            person.save(force_insert=new, update_fields=None if new else _OWN_FIELDS)
    except IntegrityError as error:
        if "id_number_index" in str(error):
            raise _taken() from error
        raise


def _taken() -> Refused:
    return Refused(_("Số định danh này đã được ghi cho một người khác. Xin xem lại từng chữ số."), "id_number_taken")
