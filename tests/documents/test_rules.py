"""What a letter refuses, keeps and seals."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from tests.factories.documents import DAY, LETTERS
from xaso.core.dates import PartialDate
from xaso.core.refused import Invalid
from xaso.documents.rules import (
    check_data,
    date_in_words,
    load_letter,
    printable,
    seal_data,
    show_number,
    unseal_data,
)


def checked(name: str, **other: Any) -> dict[str, Any]:
    return check_data(load_letter(name), LETTERS[name] | other, day=DAY)


def refusal(name: str, **other: Any) -> Invalid:
    with pytest.raises(Invalid) as refused:
        checked(name, **other)
    return refused.value


@pytest.mark.parametrize("name", LETTERS)
def test_every_required_value_is_missed_by_its_vietnamese_name(name: str) -> None:
    letter = load_letter(name)
    for field in letter.fields:
        if field.required and field.name not in ("title", "signed_on"):
            refused = refusal(name, **{field.name: [] if field.kind == "rows" else "  "})
            assert field.label in refused.message
            assert refused.errors[field.name] == f"Thiếu {field.label}."


def test_refusal_names_everything_missing_at_once() -> None:
    assert refusal("result_birth", child_name=None, birth_place="").message == (
        "Chưa lập được “Giấy khai sinh” vì còn thiếu: Họ, chữ đệm, tên của trẻ; Nơi sinh. Xin điền đủ rồi lập lại."
    )


def test_a_row_of_a_table_is_checked_too() -> None:
    refused = refusal("letter_02", items=[{"name": "Giấy chứng sinh", "what": ""}])
    assert refused.errors == {"items.0.what": "Thiếu Việc cần làm."}


def test_ten_thousand_letters_in_a_name_are_refused() -> None:
    refused = refusal("result_birth", child_name="A" * 10_000)
    assert refused.errors["child_name"].startswith("Họ, chữ đệm, tên của trẻ: Phần này dài 10000 chữ")


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("letter_03", {"citizen_id": "99"}),
        ("letter_01", {"phone": "12345678901234"}),
        ("letter_01", {"received_at": "hôm qua"}),
        ("letter_01", {"received_at": "2026-11-22T08:15"}),
        ("result_birth", {"born": "31/02/2026"}),
        ("result_birth", {"mother_born": "31/02/1998"}),
        ("letter_01", {"sets": -1}),
    ],
)
def test_value_of_the_wrong_kind_is_refused_by_its_name(name: str, other: dict[str, Any]) -> None:
    [key] = other
    label = next(field.label for field in load_letter(name).fields if field.name == key)
    assert label in refusal(name, **other).message


def test_field_the_letter_does_not_know_is_a_mistake_of_the_program() -> None:
    with pytest.raises(LookupError, match="aplicant"):
        checked("letter_01", aplicant="Lê Văn An")


def test_unknown_letter_is_a_mistake_of_the_program() -> None:
    for name in ("head", "office", "../../etc/passwd", ""):
        with pytest.raises(LookupError):
            load_letter(name)


def test_decomposed_and_invisible_letters_are_mended() -> None:
    assert checked("letter_01", applicant="Le\u0302 Va\u0306n\u200b  An\x00")["applicant"] == "Lê Văn An"


def test_number_of_a_slip_comes_from_its_dossier() -> None:
    numbers = [checked(name)["number"] for name in ("letter_01", "letter_02", "letter_03")]
    assert numbers == [f"H13.31441-261122-0001/{kind}" for kind in ("TNHS", "HDHS", "TCHS")]


def test_article_of_law_is_that_of_the_day_and_the_title_is_data() -> None:
    letter = load_letter("letter_01")
    assert letter.edition_on(date(2024, 5, 1)).legal_basis == "Thông tư 01/2018/TT-VPCP, mẫu số 01"
    assert letter.edition_on(date(2026, 5, 1)).legal_basis == "Thông tư 03/2025/TT-VPCP, mẫu số 01"
    assert checked("letter_01", title="Giấy biên nhận")["title"] == "Giấy biên nhận"


@pytest.mark.parametrize("name", LETTERS)
def test_checked_data_is_json_and_checking_it_again_changes_nothing(name: str) -> None:
    data = checked(name)
    assert check_data(load_letter(name), json.loads(json.dumps(data)), day=date(2030, 1, 1)) == data


def test_personal_numbers_are_sealed_wherever_they_are() -> None:
    letter = load_letter("letter_03")
    data = checked("letter_03", reason="Số 093 095 001 234 không khớp.", advice="Mang căn cước 093095001234.")
    kept = seal_data(letter, data)
    assert "093" not in json.dumps(kept, ensure_ascii=False).replace("0933", "")
    assert kept["applicant"] == "Lê Văn An"
    assert unseal_data(kept) == data


def test_identity_papers_are_sealed_whatever_number_they_bear() -> None:
    letter = load_letter("result_birth")
    kept = seal_data(letter, checked("result_birth", declarant_paper="Chứng minh nhân dân số 361234567"))
    assert list(kept["declarant_paper"]) == ["sealed"]


def test_dossier_number_and_phone_are_not_taken_for_a_personal_number() -> None:
    kept = seal_data(load_letter("letter_01"), checked("letter_01"))
    assert (kept["dossier_number"], kept["phone"]) == ("H13.31441-261122-0001", "+84912345678")


def test_date_is_read_out_as_certificates_do() -> None:
    assert date_in_words(PartialDate(2026, 4, 21)) == "Ngày hai mươi mốt tháng tư năm hai nghìn không trăm hai mươi sáu"
    assert date_in_words(PartialDate(1987, 2)) == "Tháng hai năm một nghìn chín trăm tám mươi bảy"
    assert date_in_words(PartialDate(2005)) == "Năm hai nghìn không trăm linh năm"


def test_date_may_come_as_people_write_it() -> None:
    assert checked("result_birth", born="17/11/2026")["born"] == "2026-11-17"
    assert "sinh của trẻ" in refusal("result_birth", born="11/2026").message


def test_moment_is_printed_in_the_time_of_vietnam() -> None:
    letter = load_letter("letter_01")
    shown = printable(
        letter, checked("letter_01", due_at="2026-02-05T10:00:00+00:00"), check_address="https://a.example/x"
    )
    assert shown["due_at"]["long"] == "17 giờ 00 phút, ngày 05 tháng 02 năm 2026"


def test_book_number_has_two_digits_below_ten() -> None:
    assert (show_number(5, 2026), show_number(128, 1987)) == ("05/2026", "128/1987")
