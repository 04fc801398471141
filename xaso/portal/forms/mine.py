"""What is kept about a person, in the words of its page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from xaso.core.dates import PartialDate, show_moment
from xaso.core.identifiers import CitizenId, show_phone
from xaso.people.models import Consent
from xaso.people.rules import ASKED, NOT_DONE_YET, Purpose, Sex


@dataclass(frozen=True, slots=True)
class Question:
    """One purpose: what is asked, and what was answered."""

    key: str
    name: str
    words: str
    version: int
    since: str
    old_words: bool
    not_yet: str


def questions(standing: Mapping[str, Consent]) -> list[Question]:
    return [_question(purpose, standing.get(purpose)) for purpose in Purpose]


def _question(purpose: Purpose, given: Consent | None) -> Question:
    asked = ASKED[purpose]
    return Question(
        key=purpose.value,
        name=str(purpose.label),
        words=given.words if given else str(asked.words),
        version=asked.version,
        since=show_moment(given.given_at) if given else "",
        old_words=given is not None and given.version != asked.version,
        not_yet=str(NOT_DONE_YET.get(purpose, "")),
    )


def facts_kept(known: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(label, text) of each fact. The identity number is masked: the phone may lie open on a table."""
    shown = [
        (_("Họ, chữ đệm, tên"), str(known.get("full_name", ""))),
        (_("Ngày sinh"), PartialDate.parse(known["born"]).show() if known.get("born") else ""),
        (_("Giới tính"), str(Sex(known["sex"]).label) if known.get("sex") else ""),
        (_("Số định danh"), CitizenId(known["id_number"]).masked if known.get("id_number") else ""),
        (_("Số điện thoại"), show_phone(known["phone"]) if known.get("phone") else ""),
        (_("Dân tộc"), str(known.get("ethnicity", ""))),
        (_("Quốc tịch"), str(known.get("nationality", ""))),
        (_("Nơi ở"), str((known.get("address") or {}).get("line", ""))),
    ]
    return [(label, text) for label, text in shown if text]
