"""Issuing documents, giving numbers, entering results in the books."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Invalid, Refused
from xaso.core.text import clean
from xaso.documents.models import Document, RegisterEntry
from xaso.documents.queries import head_of, next_book_number
from xaso.documents.rules import check_data, load_letter, seal_data
from xaso.journal.actions import atomic_action, record


@atomic_action
def issue_document(*, template: str, data: Mapping[str, Any], office_id: int, by: Actor) -> Document:
    """Writes down a complete letter; the PDF is made when somebody asks for it. What `data` leaves out of the head (agency,
    place, day, the officer's name) comes from the office. Refuses, naming every missing or wrong value in Vietnamese,
    before anything is written. Personal numbers are kept sealed."""
    letter = load_letter(template)
    today = clock.today()
    given = {name: value for name, value in data.items() if value not in (None, "")}
    checked = check_data(letter, head_of(letter, office_id=office_id, day=today, by=by) | given, day=today)
    document = Document.objects.create(
        office_id=office_id,
        template=template,
        title=checked["title"],
        legal_basis=letter.edition_on(today).legal_basis,
        number=checked.get("number"),
        data=seal_data(letter, checked),
        created_at=clock.now(),
    )
    detail = {"template": template, "number": document.number, "office": office_id}
    record(action="documents.issue", subject=("document", str(document.id)), by=by, detail=detail)
    return document


KEPT_WHEN_FORGOTTEN = ("agency", "signed_on")  # what anybody may read of it; see queries.verification


@atomic_action
def forget_document(document: Document, *, by: Actor) -> None:
    """Takes what it says of a person, for good. Number, title, office and day stay: whoever holds the paper can still check
    it."""
    document.data = {name: document.data[name] for name in KEPT_WHEN_FORGOTTEN if name in document.data}
    document.forgotten_at = clock.now()
    document.save(update_fields=["data", "forgotten_at"])
    record(action="documents.forget", subject=("document", str(document.id)), by=by)


_TAKE = """
INSERT INTO documents_numberseries AS series (office_id, series, period, last) VALUES (%s, %s, %s, 1)
ON CONFLICT (office_id, series, period) DO UPDATE SET last = series.last + 1
RETURNING last
"""


def take_number(*, office_id: int, series: str, period: str) -> int:
    """The next number of the series, from 1, without gaps: one statement, in the caller's transaction, which it keeps
    others waiting for. Take it last. Leaves no journal row: whoever gets the number is the row."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("a number taken outside a transaction can be lost")
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [office_id, series, period])
        return int(cursor.fetchone()[0])


@atomic_action
def enter_in_book(
    *, office_id: int, book: str, year: int, number: int, subject: tuple[str, str], by: Actor
) -> RegisterEntry:
    """Enters a result under the number the officer wrote. Refuses a number that is taken, and says which is free."""
    book = clean(book, max_length=60)
    if not book:
        raise Invalid({"book": _("Xin ghi tên hoặc số quyển sổ.")})
    if not 0 < number < 1_000_000:
        raise Invalid({"number": _("Số vào sổ bắt đầu từ 1. Xin xem lại.")})
    try:
        with transaction.atomic():
            entry = RegisterEntry.objects.create(
                office_id=office_id,
                book=book,
                year=year,
                number=number,
                subject_kind=subject[0],
                subject_id=subject[1],
                entered_on=clock.today(),
                created_at=clock.now(),
            )
    except IntegrityError as error:
        raise _taken(error, office_id=office_id, book=book, year=year, number=number) from None
    record(
        action="documents.enter_in_book", subject=subject, by=by, detail={"book": book, "year": year, "number": number}
    )
    return entry


def _taken(error: IntegrityError, *, office_id: int, book: str, year: int, number: int) -> Refused:
    if "subject_once_in_a_book" in str(error):
        return Refused(_("Kết quả này đã được vào quyển %(book)s rồi.") % {"book": book}, "already_in_book")
    free = next_book_number(office_id=office_id, book=book, year=year)
    message = _("Số %(number)d của quyển %(book)s năm %(year)d đã dùng. Số kế tiếp còn trống là %(free)d.")
    return Invalid({"number": message % {"number": number, "book": book, "year": year, "free": free}})
