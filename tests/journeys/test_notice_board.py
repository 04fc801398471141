"""The night's seal of the journal goes on paper to the notice board: one sheet, with all that a stranger needs to check by."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pypdfium2

from tests.journeys.commune import LiveCommune
from tests.journeys.resident import Resident

A4 = (595, 842)  # points
TWO_WEEKS = """
import django
django.setup()
from xaso.core.actor import Actor
from xaso.core.scope import as_machine
from xaso.journal.actions import take_digest
with as_machine("journey"):
    for _night in range(14):
        take_digest(by=Actor.system("journey"))
"""


def test_digest_for_the_notice_board(resident: Callable[..., Resident], live_commune: LiveCommune) -> None:
    live_commune.runs(TWO_WEEKS)
    an = resident(chapter="bang-tin")
    an.go("/cong-khai/nhat-ky")
    an.look("chot-nhat-ky")
    newest = an.page.locator(".hash").first.inner_text()
    [(size, said)] = sheets(an.page.pdf(prefer_css_page_size=True))
    assert size == A4
    assert re.sub(r"\s", "", newest) in re.sub(r"\s", "", said)
    assert "Lần chốt số" in said
    assert "check_proof.py" in said
    assert "Các lần chốt" not in said  # those before hang there already
    assert "In trang này" not in said


def sheets(content: bytes) -> list[tuple[tuple[int, int], str]]:
    """The size and the words of each."""
    with pypdfium2.PdfDocument(io.BytesIO(content)) as document:
        return [
            ((round(page.get_width()), round(page.get_height())), page.get_textpage().get_text_bounded())
            for page in document
        ]
