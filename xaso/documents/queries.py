"""Documents as PDF and as pictures, what the public may learn of one, and the next number of a book."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

import typst
from django.conf import settings
from django.db.models import Max
from django.utils.translation import gettext as _

from xaso.core.actor import Actor
from xaso.core.language import in_vietnamese
from xaso.core.refused import NotFound
from xaso.documents.models import Document, RegisterEntry
from xaso.documents.rules import FONTS, LETTERS, Letter, Row, load_letter, printable, qr_svg, unseal_data
from xaso.offices.models import Office
from xaso.units.queries import facts_on, full_name


def render_pdf(document: Document) -> bytes:
    """The document as PDF: the same bytes each time. About 50 ms of one core. Raises NotFound for a forgotten one."""
    _require_text(document)
    return typeset(document.template, unseal_data(document.data), check_address=check_address(document))


def render_png(document: Document, *, dots: int = 110) -> bytes:
    """The first page as a picture of `dots` per inch, for a preview on a phone. Raises NotFound for a forgotten one."""
    _require_text(document)
    letter = load_letter(document.template)
    given = printable(letter, unseal_data(document.data), check_address=check_address(document))
    pages: Any = typst.compile(
        str(LETTERS / f"{document.template}.typ"),
        root=str(LETTERS),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        format="png",
        ppi=float(dots),
        sys_inputs=_inputs(given),
    )
    first = pages[0] if isinstance(pages, list) else pages  # one page comes bare, whatever the stub says
    return bytes(first)


def _require_text(document: Document) -> None:
    if document.forgotten_at is not None:
        raise NotFound(_("Văn bản này đã xóa theo thời hạn lưu hoặc theo yêu cầu."), "document_forgotten")


@in_vietnamese
def head_of(letter: Letter, *, office_id: int, day: date, by: Actor) -> Row:
    """What the letter says of the office that issues it, where the caller says nothing. Three SQL statements."""
    office = Office.objects.select_related("unit").get(id=office_id)
    whole = full_name(office.unit, day)
    committee = f"Ủy ban nhân dân {whole.split(', ', 1)[0]}"
    head = {
        "place": facts_on(office.unit, day).name,
        "help_phone": office.phone,
        "reception": office.name,
        "issued_by": committee,
        "registered_at": f"Ủy ban nhân dân {whole}",
    }
    if letter.issuer == "committee":
        head |= {"agency": committee}
    else:
        head |= {"agency_parent": committee, "agency": office.name, "signer": by.name if by.is_official else ""}
    if letter.name == "result_extract":
        del head["registered_at"]  # an old entry was made wherever it was made
    declared = {field.name for field in letter.fields}
    return {name: value for name, value in head.items() if name in declared}


def check_address(document: Document) -> str:
    """Where anybody can check the document; this is what its QR code says."""
    return f"{settings.XASO_ADDRESS}/kiem-tra/{document.token}"


def typeset(template: str, data: Row, *, check_address: str) -> bytes:
    """PDF of checked data that need not be in the database. Citizens' text goes in as JSON and stays text."""
    given = printable(load_letter(template), data, check_address=check_address)
    return typst.compile(
        str(LETTERS / f"{template}.typ"),
        root=str(LETTERS),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs=_inputs(given),
        pdf_standards="ua-1",
        timestamp=0,
    )


def poster(data: Row) -> bytes:
    """A poster for a wall as PDF: agency, title, lead, number, hours, who, address (becomes the code), says, foot, paper (a4 or
    a5). About 50 ms of one core."""
    return typst.compile(
        str(LETTERS / "poster.typ"),
        root=str(LETTERS),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs=_inputs({**data, "qr": qr_svg(data["address"])}),
        pdf_standards="ua-1",
        timestamp=0,
    )


def _inputs(given: Row) -> dict[str, str]:
    return {"data": json.dumps(given, ensure_ascii=False, sort_keys=True)}


@dataclass(frozen=True, slots=True)
class Verification:
    """What anybody who holds the paper may read on the public page: enough to see a forgery, nothing of the person."""

    title: str
    number: str | None
    agency: str
    signed_on: date
    legal_basis: str
    template: str
    signed: bool


def verification(document: Document) -> Verification:
    return Verification(
        title=document.title,
        number=document.number,
        agency=document.data["agency"],
        signed_on=date.fromisoformat(document.data["signed_on"]),
        legal_basis=document.legal_basis,
        template=document.template,
        signed=False,
    )


def next_book_number(*, office_id: int, book: str, year: int) -> int:
    """The number an officer will most likely write next; a suggestion, the constraint decides."""
    entries = RegisterEntry.objects.filter(office_id=office_id, book=book, year=year)
    return int(entries.aggregate(last=Max("number"))["last"] or 0) + 1
