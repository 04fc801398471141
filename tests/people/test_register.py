from __future__ import annotations

import unicodedata

import pytest
from django.db import connection

from tests.factories.people import citizen_number, make_person
from xaso.core.actor import Actor
from xaso.core.refused import Invalid, NotFound, Refused
from xaso.journal.models import Entry
from xaso.people.access import get_person, person_by_id_number
from xaso.people.actions import correct_person, register_person
from xaso.people.models import Person

pytestmark = pytest.mark.django_db
BY = Actor.system("tests")


def test_number_is_not_readable_in_the_row() -> None:
    person = make_person(id_number="093190000777")
    with connection.cursor() as cursor:
        cursor.execute("select to_jsonb(p)::text from people_person p where id = %s", [person.pk])
        assert "093190000777" not in cursor.fetchone()[0]
    assert Person.objects.get(pk=person.pk).id_number == "093190000777"
    assert person.masked_id_number == "093 ••• ••• 777"


def test_number_found_by_exact_value_however_spaced() -> None:
    person = make_person(id_number="093190000778")
    assert person_by_id_number("093 190 000 778") == person
    assert person_by_id_number("093190000779") is None


def test_second_person_with_same_number_refused() -> None:
    make_person(id_number="093190000780")
    with pytest.raises(Refused) as refused:
        make_person("Trần Văn Đức", id_number="093190000780")
    assert refused.value.code == "id_number_taken"
    assert Person.objects.count() == 1


def test_decomposed_name_with_invisible_characters_stored_clean() -> None:
    person = make_person(unicodedata.normalize("NFD", "  Nguyễn\u200b Thị \ufeff Thủy "))
    assert person.full_name == "Nguyễn Thị Thủy"
    assert person.search_key == "nguyen thi thuy"


def test_people_sorted_by_given_name() -> None:
    for name in ("Nguyễn Văn Ơn", "Trần Thị Đào", "Lê Văn An", "Lê Văn Ân", "Võ Duy"):
        make_person(name)
    names = [person.full_name for person in Person.objects.all().in_name_order()]
    assert names == ["Lê Văn An", "Lê Văn Ân", "Võ Duy", "Trần Thị Đào", "Nguyễn Văn Ơn"]


@pytest.mark.parametrize("name", ["", "   ", "<script>alert(1)</script>", "Hoa 2", "A" * 10_000, "\x00"])
def test_impossible_name_refused_by_field(name: str) -> None:
    with pytest.raises(Invalid) as refused:
        register_person(full_name=name, by=BY)
    assert list(refused.value.errors) == ["full_name"]
    assert not Person.objects.exists()


def test_every_wrong_field_named_at_once() -> None:
    with pytest.raises(Invalid) as refused:
        register_person(full_name="Hoa", born="31/02/1990", id_number="123", phone="12", sex="x", by=BY)
    assert sorted(refused.value.errors) == ["born", "id_number", "phone", "sex"]


def test_partial_birth_date_kept_partial() -> None:
    assert make_person(born="1958").born == "1958"
    assert make_person(born="11/1958").born == "1958-11"


def test_registration_leaves_one_row_without_the_name() -> None:
    person = make_person("Nguyễn Thị Hoa")
    entry = Entry.objects.get(subject_kind="person", subject_id=str(person.pk))
    assert entry.action == "people.register"
    assert "Hoa" not in str(entry.detail)


def test_correction_changes_only_what_was_given() -> None:
    person = make_person("Nguyễn Thi Hoa", phone="0912345678")
    corrected = correct_person(person, full_name="Nguyễn Thị Hoa", by=BY)
    assert (corrected.full_name, corrected.phone) == ("Nguyễn Thị Hoa", "+84912345678")
    entry = Entry.objects.filter(action="people.correct").get()
    assert entry.detail == {"fields": ["full_name"]}
    assert entry.personal == {"before": {"full_name": "Nguyễn Thi Hoa"}}


def test_correction_to_the_same_leaves_no_row() -> None:
    person = make_person()
    correct_person(person, full_name=person.full_name, by=BY)
    assert not Entry.objects.filter(action="people.correct").exists()


def test_correction_to_a_number_of_somebody_else_refused() -> None:
    make_person(id_number=citizen_number(900))
    other = make_person("Trần Văn Đức")
    with pytest.raises(Refused, match="đã được ghi cho một người khác"):
        correct_person(other, id_number=citizen_number(900), by=BY)


def test_unknown_person_not_found() -> None:
    person = make_person()
    person.delete()
    with pytest.raises(NotFound):
        get_person(Person().pk)
