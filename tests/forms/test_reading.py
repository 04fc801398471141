"""From the browser to a value: each kind with what people really write."""

import unicodedata
from datetime import date
from typing import Any

import pytest

from tests.factories.forms import a_schema, schema_of
from xaso.forms.rules import Checked, Place, check_page, raw_of, unseal_answers

TODAY = date(2026, 11, 22)


class Map:
    """Two communes and one that was split."""

    def province_name(self, province: str) -> str | None:
        return {"92": "thành phố Cần Thơ", "93": None}.get(province)

    def place(self, province: str, commune: str) -> Place | None:
        if (province, commune) == ("92", "31441"):
            return Place("92", "31441", "xã Vị Thủy, thành phố Cần Thơ")
        return None

    def of_old(self, text: str) -> tuple[Place, ...]:
        here = Place("92", "31441", "xã Vị Thủy, thành phố Cần Thơ")
        if "Vị Thắng" in text:
            return (here,)
        return (here, Place("92", "31459", "xã Vĩnh Tường, thành phố Cần Thơ")) if "Vĩnh Trung" in text else ()


def read(kind: str, raw: dict[str, Any], **more: Any) -> Checked:
    schema = a_schema({"key": "x", "kind": kind, "names": "phần này", **more})
    return check_page(schema, "page", raw, today=TODAY, places=Map())


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        ("person_name", "  Lê Thị\u200b  Bé Lan\ufeff ", "Lê Thị Bé Lan"),
        ("person_name", unicodedata.normalize("NFD", "Đặng Thị Hòa"), "Đặng Thị Hòa"),
        ("person_name", "H'Hen Niê", "H'Hen Niê"),
        ("person_name", "Ng\x00uyễn Văn Út", "Nguyễn Văn Út"),
        ("citizen_id", "093 198 000 123", "093198000123"),
        ("phone", "0912.345.678", "+84912345678"),
        ("partial_date", "1998", "1998"),
        ("partial_date", "3/1998", "1998-03"),
        ("date", "17/11/2026", "2026-11-17"),
        ("ethnicity", "kinh", "Kinh"),
        ("ethnicity", "ê đê", "Ê Đê"),
        ("ethnicity", "Mông", "Mông"),
        ("ethnicity", "Mông (Hmông)", "Mông (Hmông)"),
        ("nationality", "viet nam", "Việt Nam"),
        ("number", "1.000", 1000),
        ("text", "<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("long_text", "một\r\nhai", "một\nhai"),
    ],
)
def test_value_is_read_as_people_write_it(kind: str, raw: str, value: object) -> None:
    assert read(kind, {"x": raw}) == Checked(values={"x": value})


@pytest.mark.parametrize(
    ("kind", "raw", "said"),
    [
        ("citizen_id", "09319800012", "Số định danh có 12 chữ số; ông/bà mới nhập 11. Xem ở mặt trước thẻ căn cước."),
        (
            "ethnicity",
            "Việt Nam",
            "“Việt Nam” là quốc tịch, không phải dân tộc. Xin ghi dân tộc, ví dụ Kinh, Khmer, Hoa.",
        ),
        ("ethnicity", "Sao Hỏa", "Không có dân tộc “Sao Hỏa” trong danh mục. Xin chọn trong danh sách."),
        ("person_name", "Lan", "Ông/bà mới ghi “Lan”. Xin ghi đủ họ, chữ đệm và tên như trên giấy tờ."),
        (
            "person_name",
            "<script>x</script>",
            "Họ tên “<script>x</script>” có ký hiệu “<”. Xin ghi như trên giấy tờ, chỉ có chữ.",
        ),
        ("person_name", "a " * 5000, "Phần phần này dài 9.999 chữ, chỉ ghi được 100 chữ. Xin viết ngắn lại."),
        ("number", "hai", "“hai” chưa phải một số. Xin ghi bằng chữ số, ví dụ 2."),
        ("date", "1998", "Phần phần này cần đủ ngày, tháng, năm; ông/bà mới ghi 1998."),
        ("date", "31/02/2026", "Không có ngày 31/2/2026. Xin xem lại."),
    ],
)
def test_error_says_what_is_wrong_and_how_to_put_it_right(kind: str, raw: str, said: str) -> None:
    assert read(kind, {"x": raw}) == Checked(errors={"x": said})


def test_date_in_three_boxes_may_lack_day_and_month() -> None:
    assert read("partial_date", {"x-day": "", "x-month": "", "x-year": "1960"}).values == {"x": "1960"}
    assert read("date", {"x-day": "5", "x-month": "2", "x-year": "2026"}).values == {"x": "2026-02-05"}
    assert read("date", {"x-day": "5", "x-month": "2", "x-year": ""}).errors == {
        "x": "Còn thiếu năm. Xin ghi đủ 4 chữ số, ví dụ 1985."
    }


def test_address_of_today_is_kept_with_its_words() -> None:
    raw = {"x-province": "92", "x-commune": "31441", "x-line": "Ấp 7"}
    assert read("address", raw).values["x"] == {
        "province": "92",
        "commune": "31441",
        "line": "Ấp 7",
        "text": "Ấp 7, xã Vị Thủy, thành phố Cần Thơ",
    }


def test_old_address_is_mapped_and_said() -> None:
    old = "ấp 7, xã Vị Thắng, huyện Vị Thủy, tỉnh Hậu Giang"
    checked = read("address", {"x-line": old})
    assert checked.values["x"] == {
        "province": "92",
        "commune": "31441",
        "line": "ấp 7",
        "text": "ấp 7, xã Vị Thủy, thành phố Cần Thơ",
        "old": old,
    }
    assert checked.warnings == {"x": "Địa chỉ cũ nay là ấp 7, xã Vị Thủy, thành phố Cần Thơ. Xã ghi theo tên mới."}


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ({"x-line": "ấp 2, xã Vĩnh Trung, Hậu Giang"}, "Xã cũ này nay chia về"),
        ({"x-line": "Ấp 7"}, "Xin chọn tỉnh hoặc thành phố của phần này."),
        ({"x-province": "92"}, "Xin chọn xã, phường của phần này."),
        ({"x-province": "93", "x-commune": "1"}, "Tỉnh, thành phố này nay không còn."),
        ({"x-province": "92", "x-commune": "00001"}, "Xã, phường này không thuộc thành phố Cần Thơ."),
    ],
)
def test_address_that_leads_nowhere_says_what_to_choose(raw: dict[str, str], said: str) -> None:
    assert read("address", raw).errors["x"].startswith(said)


def test_there_is_none_is_an_answer() -> None:
    field = {"required": True, "none_label": "Chưa có số"}
    assert read("citizen_id", {"x-none": "1"}, **field) == Checked(values={"x": None})
    assert read("citizen_id", {}, **field).errors == {"x": "Xin nhập phần này, hoặc bấm “Chưa có số”."}


def test_repeat_reads_its_rows_and_names_the_wrong_one() -> None:
    rows = [{"key": "name", "kind": "person_name", "label": "Họ tên", "required": True}]
    checked = read("repeat", {"x-0-name": "Lê Văn Ba", "x-2-name": "Ba"}, fields=rows)
    assert list(checked.errors) == ["x-2-name"]
    good = read("repeat", {"x-0-name": "Lê Văn Ba", "x-3-name": "Lê Văn Tư"}, fields=rows)
    assert good.values == {"x": [{"name": "Lê Văn Ba"}, {"name": "Lê Văn Tư"}]}


@pytest.mark.parametrize("code", ["1.001193", "1.004873", "2.000635"])
def test_stored_answers_read_back_the_same(code: str) -> None:
    from tests.factories import forms

    answers = {"1.001193": forms.birth_answers, "1.004873": forms.marital_answers, "2.000635": forms.extract_answers}
    stored, schema = answers[code](), schema_of(code)
    for page in schema.visible_pages(stored):
        raw = {name: text for field in page.fields for name, text in raw_of(field, stored.get(field.key)).items()}
        checked = check_page(schema, page.key, raw, today=TODAY, answers=stored, places=Map())
        assert checked.errors == {}
        assert {key: stored.get(key) for key in checked.values} == checked.values
    assert unseal_answers(schema, stored) == stored
