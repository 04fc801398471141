"""Rules between answers, sealing, the list before sending, and what is offered."""

import json
from datetime import date
from typing import Any

import pytest

from tests.factories.forms import HOME, a_schema, birth_answers, marital_answers, schema_of
from xaso.forms.rules import check_all, check_page, prefill, seal_answers, summary, unseal_answers

TODAY = date(2026, 11, 22)


def warned(**changes: Any) -> dict[str, str]:
    checked = check_all(schema_of("1.001193"), birth_answers() | changes, today=TODAY)
    assert checked.errors == {}
    return checked.warnings


def test_number_that_agrees_is_not_remarked() -> None:
    assert warned() == {}


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("093195000123", "số này là của người sinh năm 1995, ông/bà ghi sinh năm 1998"),
        ("093098000123", "số này là của nam"),
        ("999198000123", "ba chữ số đầu 999 không phải mã tỉnh nào"),
    ],
)
def test_number_that_disagrees_is_a_warning_never_an_error(number: str, said: str) -> None:
    assert said in warned(mother_id=number)["mother_id"]


def test_birth_after_sixty_days_is_late_but_possible() -> None:
    assert warned(child_born="2026-09-23") == {}
    assert warned(child_born="2026-09-22") == {
        "child_born": "Bé đã 61 ngày tuổi, quá 60 ngày nên là đăng ký quá hạn. Vẫn làm được; có thể phải nộp lệ phí."
    }


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"child_born": "2026-11-23"}, "child_born"),
        ({"mother_born": "2020"}, "mother_born"),
        ({"father_id": "093198000123"}, "father_id"),
    ],
)
def test_answers_that_cannot_both_be_true_are_errors(changes: dict[str, Any], field: str) -> None:
    checked = check_all(schema_of("1.001193"), birth_answers() | changes, today=TODAY)
    assert list(checked.errors) == [field]


def test_error_between_pages_shows_on_the_page_being_sent() -> None:
    raw = {"child_born-day": "5", "child_born-month": "1", "child_born-year": "2000"}
    checked = check_page(schema_of("1.001193"), "child_born", raw, today=TODAY, answers=birth_answers())
    assert list(checked.errors) == ["child_born"]
    assert checked.values == {}


def test_too_young_to_marry_is_a_warning_by_sex() -> None:
    answers = marital_answers() | {
        "purpose": "marriage",
        "partner_name": "Lê Thị Hai",
        "marriage_place": "Đài Loan",
        "person_born": "2007-05-01",
        "person_id": "093207001234",
    }
    young = check_all(schema_of("1.004873"), answers, today=TODAY)
    assert young.warnings["person_born"] == "Người sinh 01/05/2007 chưa đủ 20 tuổi nên chưa đăng ký kết hôn được."
    woman = check_all(schema_of("1.004873"), answers | {"person_sex": "female"}, today=TODAY)
    assert "person_born" not in woman.warnings


def test_no_twelve_digits_lie_open() -> None:
    schema = schema_of("1.001193")
    answers = birth_answers() | {
        "birth_facility": "Tại nhà, bà đỡ số 093 150 000 777",
        "birth_place": HOME | {"line": "số 093150000778"},
        "rows": [{"id": "093150000779"}],
    }
    sealed = seal_answers(schema, answers)
    text = json.dumps(sealed, ensure_ascii=False)
    for digits in ("093198000123", "093095000456", "093 150 000 777", "093150000778", "093150000779"):
        assert digits not in text
    assert unseal_answers(schema, sealed) == answers
    assert unseal_answers(schema, seal_answers(schema, sealed)) == answers
    assert sealed["contact_phone"] == "+84912345678"


def test_summary_lists_every_shown_page_in_words() -> None:
    sections = summary(schema_of("1.001193"), birth_answers() | {"mother_id": None})
    told = {row.label: row.text for section in sections for row in section.rows}
    assert [section.page_key for section in sections][:2] == ["relation", "child"]
    assert told["Ngày, tháng, năm sinh"] == "10/11/2026"
    assert told["Ngày sinh của cha"] == "1995"
    assert told["Số định danh của mẹ"] == "Mẹ chưa có số định danh"
    assert told["Số định danh của cha"] == "093 095 000 456"
    assert told["Nơi cư trú của mẹ"] == "Ấp 7, xã Vị Thủy, thành phố Cần Thơ"
    assert told["Giới tính"] == "Nữ"


def test_prefill_offers_what_is_known_where_it_belongs() -> None:
    schema = schema_of("1.001193")
    facts = {"full_name": "Lê Thị Bé Lan", "id_number": "093198000123", "born": "1998-03-02", "address": HOME}
    as_mother = prefill(schema, facts, {"relation": "mother"})
    assert as_mother["mother_name"] == "Lê Thị Bé Lan"
    assert "father_name" not in as_mother
    as_grandmother = prefill(schema, facts, {"relation": "grandparent"})
    assert as_grandmother["requester_name"] == "Lê Thị Bé Lan"
    assert "mother_name" not in as_grandmother
    assert prefill(schema, {}, birth_answers() | {"father_residence": HOME}) == {}


def test_page_of_hundred_fields_is_cheap_to_read() -> None:
    schema = a_schema(*({"key": f"f{number}", "kind": "text"} for number in range(100)))
    checked = check_page(schema, "page", {f"f{number}": "x" * 10_000 for number in range(100)}, today=TODAY)
    assert len(checked.errors) == 100
