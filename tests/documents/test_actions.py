"""Issuing, numbering, entering in the book, and the public check."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connections, transaction
from django.test.utils import CaptureQueriesContext

from tests.factories.documents import DUE, LETTERS, RECEIVED, office_of_vi_thuy
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Invalid, NotFound, Refused
from xaso.documents import access, actions, queries
from xaso.documents.models import Document, NumberSeries, RegisterEntry
from xaso.journal.queries import entries_of

BY = Actor.system("tests")
HEAD = ("agency", "agency_parent", "place", "help_phone", "reception", "issued_by", "signer")


def issued(template: str, **other: object) -> Document:
    data = {name: value for name, value in LETTERS[template].items() if name not in HEAD}
    with clock.travel(RECEIVED):
        return actions.issue_document(template=template, data=data | other, office_id=office_of_vi_thuy(), by=BY)


@pytest.mark.django_db
@pytest.mark.parametrize("template", LETTERS)
def test_letter_takes_its_head_from_the_office(template: str) -> None:
    document = issued(template)
    assert document.data["place"] == "Vị Thủy"
    assert document.data["signed_on"] == "2026-11-22"
    agency = "Trung tâm Phục vụ hành chính công xã Vị Thủy" if template[0] == "l" else "Ủy ban nhân dân xã Vị Thủy"
    assert document.data["agency"] == agency
    assert queries.render_pdf(document).startswith(b"%PDF-")
    assert queries.render_pdf(document) == queries.render_pdf(Document.objects.get(pk=document.pk))
    assert queries.render_png(document).startswith(b"\x89PNG")


@pytest.mark.django_db
def test_officer_at_the_counter_is_the_signer_of_a_letter() -> None:
    by = Actor(post=1, office=1, name="Trần Thị Bích Ngọc")
    with clock.travel(RECEIVED):
        data = {name: value for name, value in LETTERS["letter_03"].items() if name not in HEAD}
        document = actions.issue_document(template="letter_03", data=data, office_id=office_of_vi_thuy(), by=by)
    assert document.data["signer"] == "Trần Thị Bích Ngọc"


@pytest.mark.django_db
def test_letter_with_a_missing_value_writes_nothing() -> None:
    with pytest.raises(Refused, match="còn thiếu: Lý do từ chối"):
        issued("letter_03", reason="")
    assert not Document.objects.exists()


@pytest.mark.django_db
def test_issuing_leaves_one_entry_without_personal_text() -> None:
    document = issued("result_birth")
    [entry] = entries_of(("document", str(document.id)))
    assert entry.action == "documents.issue"
    assert "Khôi" not in json.dumps(entry.detail, ensure_ascii=False)


@pytest.mark.django_db
def test_no_personal_number_lies_open_in_the_row() -> None:
    document = issued("result_birth")
    with connections["default"].cursor() as cursor:
        cursor.execute("select data::text from documents_document where id = %s", [document.id])
        [(kept,)] = cursor.fetchall()
    assert "093226001234" not in kept
    assert "093198001234" not in kept


@pytest.mark.django_db
def test_public_check_says_what_paper_it_is_and_nothing_of_the_person() -> None:
    document = issued("result_birth")
    found = queries.verification(access.document_by_token(document.token))
    assert (found.title, found.number, found.agency, found.signed_on, found.signed) == (
        "Giấy khai sinh",
        "05/2026",
        "Ủy ban nhân dân xã Vị Thủy",
        date(2026, 11, 22),
        False,
    )
    assert "Khôi" not in repr(found)


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["", "x", "\x00", "a" * 5000, "' or 1=1 --"])
def test_made_up_token_finds_nothing(token: str) -> None:
    issued("letter_03")
    with pytest.raises(NotFound, match="Không có giấy nào"):
        access.document_by_token(token)


@pytest.mark.django_db
def test_numbers_count_without_gaps_and_each_series_by_itself() -> None:
    office = office_of_vi_thuy()
    taken = [actions.take_number(office_id=office, series="dossier", period="2026-11-22") for _ in range(3)]
    other = actions.take_number(office_id=office, series="dossier", period="2026-11-23")
    assert (taken, other) == ([1, 2, 3], 1)


@pytest.mark.django_db
def test_number_costs_one_statement() -> None:
    office = office_of_vi_thuy()
    with CaptureQueriesContext(connections["default"]) as captured:
        actions.take_number(office_id=office, series="dossier", period="2026-11-22")
    assert len(captured) == 1


@pytest.mark.django_db
def test_number_of_a_transaction_that_failed_is_given_again() -> None:
    office = office_of_vi_thuy()
    with transaction.atomic():
        assert actions.take_number(office_id=office, series="dossier", period="x") == 1
        transaction.set_rollback(True)
    assert actions.take_number(office_id=office, series="dossier", period="x") == 1


def test_number_outside_a_transaction_is_refused(committed_db: Callable[[], None]) -> None:
    with pytest.raises(transaction.TransactionManagementError):
        actions.take_number(office_id=1, series="dossier", period="x")


def test_sixteen_takers_at_once_leave_no_gap(committed_db: Callable[[], None]) -> None:
    office, taken = office_of_vi_thuy(), []

    def take() -> None:
        try:
            for turn in range(5):
                with transaction.atomic():
                    number = actions.take_number(office_id=office, series="dossier", period="x")
                    transaction.set_rollback(turn == 3)
                if turn != 3:
                    taken.append(number)
        finally:
            connections["default"].close()

    threads = [threading.Thread(target=take) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == list(range(1, 65))
    assert NumberSeries.objects.get().last == 64


def entered(number: int, subject: str, *, book: str = "01", year: int = 2026) -> RegisterEntry:
    return actions.enter_in_book(
        office_id=office_of_vi_thuy(), book=book, year=year, number=number, subject=("dossier", subject), by=BY
    )


@pytest.mark.django_db
def test_book_proposes_the_next_number_and_takes_the_one_the_officer_wrote() -> None:
    office = office_of_vi_thuy()
    assert queries.next_book_number(office_id=office, book="01", year=2026) == 1
    entered(7, "a")
    assert queries.next_book_number(office_id=office, book="01", year=2026) == 8
    assert queries.next_book_number(office_id=office, book="01", year=2027) == 1
    assert [entry.action for entry in entries_of(("dossier", "a"))] == ["documents.enter_in_book"]


@pytest.mark.django_db
def test_number_already_in_the_book_is_refused_with_the_next_free_one() -> None:
    entered(7, "a")
    with pytest.raises(Invalid) as refused:
        entered(7, "b")
    assert refused.value.errors == {"number": "Số 7 của quyển 01 năm 2026 đã dùng. Số kế tiếp còn trống là 8."}
    with pytest.raises(Refused, match="đã được vào quyển 01 rồi"):
        entered(9, "a")
    assert RegisterEntry.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(("number", "book", "field"), [(0, "01", "number"), (-3, "01", "number"), (5, " ", "book")])
def test_book_and_number_must_be_written(number: int, book: str, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        entered(number, "a", book=book)
    assert list(refused.value.errors) == [field]


@pytest.mark.django_db
def test_slip_of_another_day_bears_that_day() -> None:
    with clock.travel(RECEIVED + timedelta(days=3)):
        data = {name: value for name, value in LETTERS["letter_02"].items() if name not in HEAD}
        document = actions.issue_document(
            template="letter_02", data=data | {"respond_by": DUE}, office_id=office_of_vi_thuy(), by=BY
        )
    assert document.data["signed_on"] == "2026-11-25"
