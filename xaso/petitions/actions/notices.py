"""What whoever reported something is told."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from functools import partial

from django.conf import settings
from django.utils.translation import gettext_noop

from xaso.core.actor import Actor
from xaso.core.text import sentence
from xaso.messages.actions import queue_message
from xaso.messages.rules import SITE, WORDS, Filled, Purpose, Template, Urgency
from xaso.petitions.models import Petition
from xaso.petitions.rules import CONDUCT_SEEN_BY, Category, State
from xaso.surveys.actions import ask_for_rating
from xaso.surveys.rules import About

NUMBER, LINK = "PA-26-00123", f"{SITE}/phan-anh/rieng/abcdefghijklmnopqrstuvwx"
WHEN = datetime(2026, 11, 26, 10, tzinfo=UTC)
RECEIVED = Template(
    "petitions.received",
    gettext_noop("Xã đã nhận phản ánh số %(number)s, trả lời trước %(due)s. Xem: %(link)s"),
    {"number": NUMBER, "due": WHEN, "link": LINK},
)
ASKED = Template(
    "petitions.asked",
    gettext_noop("Xã cần ông/bà nói thêm về phản ánh %(number)s: %(question)s Trả lời tại: %(link)s"),
    {"number": NUMBER, "question": "Chỗ đường hỏng ở trước nhà số mấy?", "link": LINK},
    most={"question": WORDS + 1},
)
ANSWERED = Template(
    "petitions.answered",
    gettext_noop("Xã trả lời phản ánh %(number)s: %(answer)s Xem: %(link)s"),
    {"number": NUMBER, "answer": "Xã đã cho người vá xong đoạn đường.", "link": LINK},
    most={"answer": WORDS + 1},
)
REFUSED = Template(
    "petitions.refused",
    gettext_noop("Phản ánh %(number)s không thuộc việc của xã: %(answer)s Xem: %(link)s"),
    {"number": NUMBER, "answer": "Đoạn đường này do tỉnh quản lý.", "link": LINK},
    most={"answer": WORDS + 1},
)
LATE = Template(
    "petitions.late",
    gettext_noop("Phản ánh %(number)s đã quá hạn %(due)s mà xã chưa trả lời. Xem: %(link)s"),
    {"number": NUMBER, "due": WHEN, "link": f"{SITE}/can-bo/phan-anh/{NUMBER}"},
    Purpose.OFFICE,
)
HOW_WAS_IT = Template(
    "petitions.how_was_it",
    gettext_noop(
        "Xã đã trả lời phản ánh %(number)s. Ông/bà có hài lòng không? Bấm một lần là được, không cần đăng nhập: %(link)s"
    ),
    {"number": NUMBER, "link": f"{SITE}/y-kien/123456789012345678901234"},
    Purpose.SURVEY,
    Urgency.CALM,
    by_link=True,
)


def tell(petition: Petition, told: Filled, *, by: Actor) -> None:
    """Nobody without a number is told anything; the link on their page shows the same."""
    if not petition.phone:
        return
    queue_message(
        to=petition.phone,
        told=told,
        about=petition.subject,
        account=petition.account_id,
        unit=petition.unit_id,
        language=_language_of(petition),
        seen_by=_seen_by(petition),
        by=by,
    )


def ask_how_it_was(petition: Petition, *, by: Actor) -> None:
    """Counted under what it is about and the way it came in."""
    about = About(petition.unit_id, petition.office_id, petition.category, petition.channel)
    to, account = petition.phone, petition.account_id
    asked, seen_by = partial(_how_was_it, petition), _seen_by(petition)
    ask_for_rating(
        petition.subject,
        about=about,
        asked=asked,
        to=to,
        account=account,
        language=_language_of(petition),
        seen_by=seen_by,
        by=by,
    )


def _language_of(petition: Petition) -> str:
    """Who has an account says there in which language they are told."""
    return "" if petition.account_id else petition.language


def _seen_by(petition: Petition) -> Collection[str]:
    """Undelivered ones are a list that the whole unit reads: of who complained of an officer, whoever reads the complaint."""
    return CONDUCT_SEEN_BY if petition.category == Category.CONDUCT else ()


def link_of(petition: Petition) -> str:
    """Opens the report for whoever has it, without signing in."""
    return f"{settings.XASO_ADDRESS}/phan-anh/rieng/{petition.token}"


def received(petition: Petition) -> Filled:
    return RECEIVED.with_values(number=petition.number, due=petition.due_at, link=link_of(petition))


def asked(petition: Petition) -> Filled:
    question = sentence(petition.question, WORDS)
    return ASKED.with_values(number=petition.number, question=question, link=link_of(petition))


def is_late(petition: Petition) -> Filled:
    """To officials, of nothing but its number: who reported what stands behind the link."""
    link = f"{settings.XASO_ADDRESS}/can-bo/phan-anh/{petition.number}"
    return LATE.with_values(number=petition.number, due=petition.due_at, link=link)


def _how_was_it(petition: Petition, link: str) -> Filled:
    return HOW_WAS_IT.with_values(number=petition.number, link=link)


def ended(petition: Petition) -> Filled:
    answer = sentence(petition.answer, WORDS)
    if petition.state == State.REFUSED:
        return REFUSED.with_values(number=petition.number, answer=answer, link=link_of(petition))
    return ANSWERED.with_values(number=petition.number, answer=answer, link=link_of(petition))
