"""How a questionnaire is written down, and the form it becomes (xaso.forms). One question a paragraph; its choices below it, each
behind a hyphen; "(số)" below it asks for a number; with neither it is answered in words:

    Ông/bà chờ bao lâu?
    - Dưới 15 phút
    - Lâu hơn

    Điều gì cần sửa trước?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.utils.translation import gettext as _

from xaso.core.refused import Invalid
from xaso.forms.rules import Page, Schema
from xaso.surveys.rules.ratings import Share

PAGE: Final = "hoi"
TITLE_LENGTH: Final = 120
TEXT_LENGTH: Final = 4000
MOST_DAYS: Final = 92  # open; whoever wants longer writes another
MOST_QUESTIONS: Final = 10
MOST_CHOICES: Final = 10
KEPT_FOR: Final = timedelta(days=730)  # after its last day: what people wrote is worth nothing any more
_QUESTION, _CHOICE = 200, 100
_WORDS = 500
_LARGEST = 1_000_000
NUMBER: Final = "(số)"


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of one question: of how many answers (whole fives), each choice's share, or the mean of numbers, or the words."""

    label: str
    kind: str
    given: int
    shares: tuple[tuple[str, Share], ...] = ()
    mean: float | None = None
    words: tuple[str, ...] = ()


def form_of(title: str, text: str) -> Schema:
    """The form of a text that was found fit. Raises Invalid about `text`: what is wrong, and with which question."""
    paragraphs = [part.splitlines() for part in _paragraphs(text)]
    if not paragraphs:
        raise _wrong(_("Xin viết ít nhất một câu hỏi."))
    if len(paragraphs) > MOST_QUESTIONS:
        raise _wrong(_("Có %(n)d câu hỏi; nhiều nhất là %(most)d.") % {"n": len(paragraphs), "most": MOST_QUESTIONS})
    fields = [_field(number, lines) for number, lines in enumerate(paragraphs, 1)]
    return Schema.load({"pages": [{"key": PAGE, "title": title or "-", "fields": fields}]})


def questions_of(schema: Schema) -> Page:
    """All of it stands on one page."""
    return schema.page(PAGE)


def _paragraphs(text: str) -> list[str]:
    lines = [line.strip() for line in text.splitlines()]
    return [part.strip() for part in "\n".join(lines).split("\n\n") if part.strip()]


def _field(number: int, lines: list[str]) -> dict[str, Any]:
    question, below = lines[0], lines[1:]
    asked = {"key": f"q{number}", "label": question, "names": _("câu %(n)d") % {"n": number}}
    if question.startswith("-"):
        raise _wrong(_("Câu %(n)d bắt đầu bằng một lựa chọn. Xin ghi câu hỏi ở dòng trên.") % {"n": number})
    if len(question) > _QUESTION:
        raise _wrong(_("Câu %(n)d dài quá %(most)d chữ. Xin hỏi gọn lại.") % {"n": number, "most": _QUESTION})
    if not below:
        return asked | {"kind": "long_text", "max_length": _WORDS}
    if below == [NUMBER]:
        return asked | {"kind": "number", "max": _LARGEST}
    return asked | {"kind": "choice", "options": _choices(number, below)}


def _choices(number: int, lines: list[str]) -> list[dict[str, str]]:
    if strange := next((line for line in lines if not line.startswith("-")), ""):
        told = {"n": number, "line": strange[:60]}
        raise _wrong(_("Ở câu %(n)d, dòng “%(line)s” không bắt đầu bằng dấu gạch (-).") % told)
    labels = [line.removeprefix("-").strip() for line in lines]
    if not 2 <= len(labels) <= MOST_CHOICES:
        told = {"n": number, "most": MOST_CHOICES}
        raise _wrong(_("Câu %(n)d cần từ 2 đến %(most)d lựa chọn.") % told)
    if not all(labels) or len(set(labels)) < len(labels):
        raise _wrong(_("Câu %(n)d có lựa chọn để trống hoặc trùng nhau.") % {"n": number})
    if max(map(len, labels)) > _CHOICE:
        told = {"n": number, "most": _CHOICE}
        raise _wrong(_("Câu %(n)d có lựa chọn dài quá %(most)d chữ. Xin ghi gọn lại.") % told)
    return [{"value": str(place), "label": label} for place, label in enumerate(labels, 1)]


def _wrong(sentence: str) -> Invalid:
    return Invalid({"text": sentence})
