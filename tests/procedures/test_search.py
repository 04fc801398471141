"""Search understands how people type."""

from datetime import date
from typing import Any

import pytest
import yaml
from django.conf import settings

from xaso.procedures.queries import by_field, common_procedures, search

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)
QUERIES: dict[str, list[list[Any]]] = yaml.safe_load(
    (settings.BASE / "tests" / "procedures" / "queries.yaml").read_text(encoding="utf-8")
)


def first(text: str) -> str:
    return next((hit.code for hit in search(text, day=TODAY)), "")


@pytest.mark.parametrize(("text", "code"), QUERIES["tuned"])
def test_right_procedure_is_first(text: str, code: str) -> None:
    assert first(text) == code


@pytest.mark.parametrize(("group", "share"), [("kept_aside", 0.9), ("fresh", 0.9)])
def test_search_generalises_to_queries_it_was_not_tuned_on(group: str, share: float) -> None:
    right = [first(text) == code for text, code in QUERIES[group]]
    assert sum(right) / len(right) >= share


@pytest.mark.parametrize("text", ["", "   ", "\x00", "<script>alert(1)</script>", "a" * 10_000, "?!…", "xyzzyq"])
def test_nonsense_finds_little_and_breaks_nothing(text: str) -> None:
    assert len(search(text, day=TODAY)) <= 20


def test_half_a_word_already_finds() -> None:
    assert first("khai si") == "1.001193"
    assert first("ket ho") == "1.000894"


def test_queries_are_constant(django_assert_num_queries: Any) -> None:
    search("khai sinh", day=TODAY)
    with django_assert_num_queries(1):
        assert len(search("giấy", day=TODAY)) == 20
    with django_assert_num_queries(1):
        assert len(common_procedures(TODAY)) == 10
    with django_assert_num_queries(1):
        assert sum(len(hits) for _, hits in by_field(TODAY)) == 103


def test_common_procedures_come_in_their_order() -> None:
    assert [hit.code for hit in common_procedures(TODAY)][:4] == ["1.001193", "2.000635", "2.000815", "1.004873"]


def test_nothing_is_found_before_the_catalogue_begins() -> None:
    assert search("khai sinh", day=date(2020, 1, 1)) == []
