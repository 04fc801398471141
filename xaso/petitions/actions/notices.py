"""What whoever reported something is told."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from xaso.core.actor import Actor
from xaso.core.dates import show_moment
from xaso.core.language import in_vietnamese
from xaso.dossiers.rules import sentence
from xaso.messages.actions import queue_message
from xaso.petitions.models import Petition
from xaso.petitions.rules import Category, State
from xaso.surveys.actions import ask_for_rating
from xaso.surveys.rules import About

ANSWER = 90  # letters of the answer in the message: the whole is behind its link


def tell(petition: Petition, text: str, *, by: Actor) -> None:
    """Nobody without a number is told anything; the link on their page shows the same."""
    if not petition.phone:
        return
    queue_message(
        to=petition.phone,
        body=f"{text} {link_of(petition)}",
        about=petition.subject,
        account=petition.account_id,
        # Undelivered ones are a list that the whole unit reads: not of who complained of an officer.
        unit=None if petition.category == Category.CONDUCT else petition.unit_id,
        by=by,
    )


def ask_how_it_was(petition: Petition, *, by: Actor) -> None:
    about = About(petition.unit_id, petition.office_id, way="portal")
    to, account = petition.phone, petition.account_id
    ask_for_rating(petition.subject, about=about, words=how_was_it(petition), to=to, account=account, by=by)


def link_of(petition: Petition) -> str:
    """Opens the report for whoever has it, without signing in."""
    return f"{settings.XASO_ADDRESS}/phan-anh/rieng/{petition.token}"


@in_vietnamese
def received(petition: Petition) -> str:
    told = {"number": petition.number, "due": show_moment(petition.due_at)}
    return _("Xã đã nhận phản ánh số %(number)s, trả lời trước %(due)s. Xem:") % told


@in_vietnamese
def asked(petition: Petition) -> str:
    told = {"number": petition.number, "question": sentence(petition.question, ANSWER)}
    return _("Xã cần ông/bà nói thêm về phản ánh %(number)s: %(question)s Trả lời tại:") % told


@in_vietnamese
def is_late(petition: Petition) -> str:
    """To officials, of nothing but its number: who reported what stands behind the link."""
    told = {"number": petition.number, "due": show_moment(petition.due_at)}
    link = f"{settings.XASO_ADDRESS}/can-bo/phan-anh/{petition.number}"
    return _("Phản ánh %(number)s đã quá hạn %(due)s mà xã chưa trả lời. Xem:") % told + f" {link}"


@in_vietnamese
def how_was_it(petition: Petition) -> str:
    text = _("Xã đã trả lời phản ánh %(number)s. Ông/bà có hài lòng không? Bấm một lần là được, không cần đăng nhập:")
    return text % {"number": petition.number}


@in_vietnamese
def ended(petition: Petition) -> str:
    told = {"number": petition.number, "answer": sentence(petition.answer, ANSWER)}
    if petition.state == State.REFUSED:
        return _("Phản ánh %(number)s không thuộc việc của xã: %(answer)s Xem:") % told
    return _("Xã trả lời phản ánh %(number)s: %(answer)s Xem:") % told
