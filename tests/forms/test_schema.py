"""The schema language: what loads, what is refused, what is shown."""

from datetime import date

import pytest

from tests.factories.forms import a_schema, birth_answers, extract_answers, marital_answers, schema_of
from xaso.forms.rules import Schema, check_all

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, "form: needs a list of pages"),
        ({"pages": [{"key": "a", "title": "A", "fields": []}]}, "pages[0]: needs a list of fields"),
        ({"pages": [{"key": "A", "title": "A", "fields": [{}]}]}, "pages[0].key"),
        (
            {"pages": [{"key": "a", "title": "A", "fields": [{"key": "x", "kind": "colour", "label": "X"}]}]},
            "pages[0].fields[0].kind: 'colour'",
        ),
        (
            {"pages": [{"key": "a", "title": "A", "fields": [{"key": "x", "kind": "choice", "label": "X"}]}]},
            "pages[0].fields[0].options",
        ),
        (
            {
                "pages": [
                    {
                        "key": "a",
                        "title": "A",
                        "fields": [{"key": "x", "kind": "text", "label": "X", "show_if": {"field": "y", "is": "1"}}],
                    }
                ]
            },
            "pages[0].fields[0].show_if: field 'y' is not asked before this",
        ),
    ],
)
def test_schema_that_is_wrong_names_the_path(data: dict, said: str) -> None:
    with pytest.raises(ValueError) as refused:
        Schema.load(data)
    assert str(refused.value).startswith(said)


@pytest.mark.parametrize("code", ["1.001193", "1.004873", "2.000635"])
def test_published_forms_are_short(code: str) -> None:
    assert len(schema_of(code).pages) <= 12


@pytest.mark.parametrize(
    ("code", "answers"),
    [("1.001193", birth_answers()), ("1.004873", marital_answers()), ("2.000635", extract_answers())],
)
def test_full_answers_of_a_published_form_pass(code: str, answers: dict) -> None:
    assert check_all(schema_of(code), answers, today=TODAY).errors == {}


def test_page_is_shown_only_when_its_condition_holds() -> None:
    schema = schema_of("1.001193")
    shown = [page.key for page in schema.visible_pages(birth_answers())]
    assert "requester" not in shown
    alone = [page.key for page in schema.visible_pages(birth_answers() | {"father_named": "no"})]
    assert "father_origin" not in alone
    grandparent = [page.key for page in schema.visible_pages({"relation": "grandparent"})]
    assert grandparent[:2] == ["relation", "requester"]


def test_answer_behind_a_hidden_page_no_longer_counts() -> None:
    checked = check_all(schema_of("1.001193"), birth_answers() | {"father_named": "no"}, today=TODAY)
    assert checked.errors == {}
    assert "father_name" not in checked.values


def test_missing_answers_are_all_named() -> None:
    answers = birth_answers()
    del answers["mother_id"], answers["delivery"]
    assert check_all(schema_of("1.001193"), answers, today=TODAY).errors == {
        "mother_id": "Xin nhập số định danh của mẹ, hoặc bấm “Mẹ chưa có số định danh”.",
        "delivery": "Xin chọn cách nhận kết quả.",
    }


def test_input_names_say_what_the_browser_must_send() -> None:
    schema = a_schema(
        {"key": "home", "kind": "address"},
        {"key": "born", "kind": "partial_date"},
        {"key": "number", "kind": "citizen_id", "none_label": "Chưa có"},
        {"key": "kids", "kind": "repeat", "fields": [{"key": "name", "kind": "person_name", "label": "Tên"}]},
        {"key": "read", "kind": "note"},
    )
    assert [field.input_names() for field in schema.fields.values()] == [
        ("home-province", "home-commune", "home-line"),
        ("born-day", "born-month", "born-year"),
        ("number", "number-none"),
        ("kids-0-name",),
        (),
    ]
