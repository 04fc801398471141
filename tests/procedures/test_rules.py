"""Fees, papers, titles, owners and the fields of results, from content and answers."""

from datetime import date
from typing import Any

import pytest
import yaml
from django.conf import settings

from tests.factories.forms import HOME, birth_answers, extract_answers, marital_answers, schema_of
from xaso.procedures.rules import content_of, fee_of, owner_of, papers_asked, result_data, title_of

TODAY = date(2026, 11, 22)


def content(code: str) -> dict[str, Any]:
    path = settings.XASO_CATALOGUE / "procedures" / f"{code}.yaml"
    return content_of(list(yaml.safe_load_all(path.read_text(encoding="utf-8")))[-1])


def fee(
    code: str, answers: dict[str, Any], *groups: str, channel: str = "portal", day: date = TODAY
) -> tuple[int, bool]:
    found = fee_of(content(code), channel=channel, answers=answers, groups=groups, day=day)
    return found.amount, found.is_known


@pytest.mark.parametrize(
    ("changes", "groups", "expected"),
    [
        ({}, (), (16_000, True)),
        ({"copies": 0}, (), (0, True)),
        ({"child_born": "2026-09-01"}, (), (16_000, False)),
        ({"child_born": "2026-09-01"}, ("poor_household",), (16_000, True)),
    ],
)
def test_birth_costs_copies_and_lateness(changes: dict, groups: tuple[str, ...], expected: tuple[int, bool]) -> None:
    assert fee("1.001193", birth_answers() | changes, *groups) == expected


@pytest.mark.parametrize(
    ("channel", "day", "expected"),
    [
        ("portal", date(2026, 8, 14), 24_000),
        ("portal", date(2026, 8, 15), 0),
        ("portal", date(2027, 2, 28), 0),
        ("portal", date(2027, 3, 1), 24_000),
        ("counter", TODAY, 24_000),
    ],
)
def test_extract_is_free_online_between_two_days(channel: str, day: date, expected: int) -> None:
    assert fee("2.000635", extract_answers(), "vneid_integrated", channel=channel, day=day) == (expected, True)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({}, (0, False)),
        ({"pages": 2}, (4_000, True)),
        ({"pages": 5}, (7_000, True)),
        ({"pages": 5, "copies": 3}, (21_000, True)),
        ({"pages": 1000}, (200_000, True)),
    ],
)
def test_copies_are_priced_by_their_pages(answers: dict, expected: tuple[int, bool]) -> None:
    assert fee("2.000815", answers, channel="counter") == expected


def test_residence_costs_half_online() -> None:
    assert fee("1.004222", {}, channel="counter") == (20_000, True)
    assert fee("1.004222", {}, channel="national") == (10_000, True)


def test_papers_depend_on_answers() -> None:
    def keys(**changes: str) -> list[str]:
        return [paper["key"] for paper in papers_asked(content("1.001193"), birth_answers() | changes)]

    assert keys() == ["birth_certificate", "surrogacy", "identity", "residence"]
    assert "authorisation" in keys(relation="other")
    assert "abandoned_record" in keys(relation="guardian")


def test_title_and_owner_come_from_answers() -> None:
    birth, extract = birth_answers(), extract_answers()
    assert title_of(content("1.001193"), schema_of("1.001193"), birth) == "Khai sinh cho Trần Gia Hân"
    assert title_of(content("2.000635"), schema_of("2.000635"), extract) == "Bản sao giấy khai sinh của Võ Thị Mười"
    assert title_of(content("2.000815"), None, {}) == "Sao y giấy tờ"
    owner = owner_of(content("1.001193"), birth)
    assert (owner.name, owner.id_number, owner.phone) == ("Lê Thị Bé Lan", "093198000123", "+84912345678")
    assert owner.address == HOME
    assert owner_of(content("2.000635"), extract).name == "Phạm Minh Đức"


def test_result_of_a_birth_is_filled_from_answers() -> None:
    data = result_data(content("1.001193"), schema_of("1.001193"), birth_answers() | {"father_alive": "no"})
    assert data["child_name"] == "Trần Gia Hân"
    assert data["born"] == "2026-11-10"
    assert data["sex"] == "Nữ"
    assert data["father_residence"] == "Đã chết"
    assert data["declarant_name"] == "Lê Thị Bé Lan"
    assert data["declarant_paper"] == "Căn cước số 093 198 000 123"
    assert data["birth_place"].startswith("Trung tâm Y tế khu vực Vị Thủy, Ấp 7")


def test_father_left_out_is_on_no_paper() -> None:
    answers = birth_answers() | {"father_named": "no"}
    data = result_data(content("1.001193"), schema_of("1.001193"), answers)
    assert [name for name in data if name.startswith("father")] == []


def test_purpose_keeps_its_whole_clause() -> None:
    data = result_data(content("1.004873"), schema_of("1.004873"), marital_answers())
    assert data["status"] == "Chưa đăng ký kết hôn với ai"
    assert data["purpose"].endswith("giấy này không có giá trị sử dụng để đăng ký kết hôn")
    assert data["requester"] == "Nguyễn Văn Út"


def test_half_a_sentence_reaches_no_paper() -> None:
    data = result_data(content("2.000635"), schema_of("2.000635"), extract_answers())
    assert "identity_paper" not in data
    assert "entry_number" not in data


@pytest.mark.parametrize(
    ("code", "answers", "missing", "paper", "field"),
    [
        ("2.000635", extract_answers(), "person_id", "person_paper", "identity_paper"),
        ("1.004873", marital_answers(), "person_id", "person_paper", "identity_paper"),
        ("1.001193", birth_answers() | {"relation": "mother"}, "mother_id", "mother_paper", "declarant_paper"),
        (
            "1.001193",
            birth_answers() | {"relation": "grandparent"},
            "requester_id",
            "requester_paper",
            "declarant_paper",
        ),
    ],
)
def test_result_names_the_other_paper_of_who_has_no_number(
    code: str, answers: dict[str, Any], missing: str, paper: str, field: str
) -> None:
    said = "Hộ chiếu số B1234567"
    without = result_data(content(code), schema_of(code), answers | {missing: None, paper: said})
    number = result_data(content(code), schema_of(code), answers | {missing: "093188000123", paper: said})
    assert (without[field], number[field]) == (said, "Căn cước số 093 188 000 123")
