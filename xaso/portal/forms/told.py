"""A dossier told to its owner: the answer first (until when, what to do), then the road it has come."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.dates import show_moment
from xaso.core.money import show_dong
from xaso.dossiers.access import is_followed, lawful_moves
from xaso.dossiers.models import Dossier, Paper
from xaso.dossiers.queries import Happening, filing_words, papers_of, right_words, story, whereabouts
from xaso.dossiers.rules import ENDED, Delivery, Outcome, State
from xaso.portal.forms.papers import plain_names


@dataclass(frozen=True, slots=True)
class Answer:
    label: str
    strong: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Act:
    url: str
    text: str
    icon: str = "go"


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the timeline component."""

    state: str
    icon: str
    title: str
    when: str = ""
    text: str = ""
    link: str = ""
    link_text: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    name: str
    legal_name: str
    number: str
    answer: Answer
    todo: str
    fee: str = ""
    holder: str = ""
    holder_title: str = ""
    waits_for_me: bool = False
    can_rate: bool = False
    can_withdraw: bool = False
    acts: Sequence[Act] = ()
    steps: Sequence[Step] = ()
    papers: Sequence[tuple[str, str]] = field(default=())
    help: str = ""
    can_revoke: bool = False


def told(dossier: Dossier, actor: Actor, *, mine: bool, rated: bool) -> Told:
    """Everything the page shows; without `mine` nothing that only the owner may read. At most three queries."""
    verbs = {move.verb for move in lawful_moves(dossier, actor)} if mine else set()
    holder = dossier.holder if dossier.is_open and dossier.state != State.DONE else None
    return Told(
        name=dossier.procedure.plain_name,
        legal_name=dossier.procedure.name,
        number=dossier.number,
        answer=answer_of(dossier),
        todo=todo_of(dossier),
        fee=_fee(dossier) if mine else "",
        holder=holder.holder_name if holder else "",
        holder_title=f"{holder.title}, {holder.office.short_name}" if holder else "",
        waits_for_me=dossier.state in (State.SUPPLEMENT, State.PAYMENT),
        can_rate=mine and not rated and dossier.state in (State.DONE, State.RETURNED, State.REFUSED, State.STOPPED),
        can_withdraw="withdraw" in verbs,
        acts=_acts(dossier, verbs),
        steps=[_step(one) for one in story(dossier, for_owner=True, for_visitor=not mine)],
        papers=paper_lines(dossier, papers_of(dossier)) if mine else (),
        help=_help(dossier) if mine else "",
        can_revoke=mine and is_followed(dossier),
    )


def _help(dossier: Dossier) -> str:
    """Who helped, how it was agreed, by what right it was filed: as it stands for good."""
    helped = filing_words(dossier) if dossier.assistance_id else ""
    return " ".join(part for part in (helped, right_words(dossier)) if part)


def answer_of(dossier: Dossier) -> Answer:
    """What people want to know first."""
    state, place = State(dossier.state), whereabouts(dossier, for_owner=True)[0]
    if state == State.REGISTERED:
        return Answer(_("Xã trả lời trước"), show_moment(dossier.act_by), place)
    if state in (State.SUPPLEMENT, State.PAYMENT):
        what = _("Ông/bà gửi bổ sung trước") if state == State.SUPPLEMENT else _("Ông/bà nộp phí, lệ phí")
        amount = show_dong(dossier.fee_amount) if state == State.PAYMENT else show_moment(dossier.act_by)
        return Answer(what, amount, _("Trong lúc chờ ông/bà, thời hạn của xã tạm dừng."))
    if state == State.DONE:
        return Answer(_("Kết quả"), _outcome(dossier), place)
    if state in ENDED:
        ended = show_moment(dossier.ended_at) if dossier.ended_at else ""
        return Answer(_("Hồ sơ đã xong"), place, ended)
    if dossier.due_at is None:
        return Answer(_("Đang ở đâu"), place)
    return Answer(_("Có kết quả trước"), show_moment(dossier.due_at), _near(dossier))


def _outcome(dossier: Dossier) -> str:
    return _("Đã có kết quả") if dossier.outcome != Outcome.REJECTED else _("Xã không giải quyết được")


def _near(dossier: Dossier) -> str:
    """Beside the exact time, in what words people use: today, tomorrow; and whether it is late."""
    assert dossier.due_at is not None
    now = clock.now()
    if now > dossier.due_at:
        return _("Xã đã trễ hẹn với ông/bà. Xã xin lỗi và đang làm gấp.")
    days = (clock.local(dossier.due_at).date() - clock.local(now).date()) // timedelta(days=1)
    near = {0: _("Tức là trong hôm nay."), 1: _("Tức là ngày mai.")}.get(days, "")
    return " ".join(part for part in (near, _("Hồ sơ đang đúng hạn.")) if part)


def todo_of(dossier: Dossier) -> str:
    """What the owner has to do now, if anything."""
    told = {
        State.REGISTERED: _("Ông/bà chưa cần làm gì. Xã xem xong sẽ nhắn vào số ••• %(last4)s."),
        State.RECEIVED: _("Ông/bà chưa cần làm gì. Có kết quả, xã nhắn vào số ••• %(last4)s."),
        State.PROCESSING: _("Ông/bà chưa cần làm gì. Có kết quả, xã nhắn vào số ••• %(last4)s."),
        State.SUPPLEMENT: _("Xã cần thêm ít thứ mới làm tiếp được. Ông/bà xem và gửi từng mục."),
        State.PAYMENT: _("Ông/bà nộp tại quầy khi đến, hoặc theo lời nhắn của xã."),
        State.DONE: _("Ông/bà mang căn cước và giấy hẹn đến quầy để nhận kết quả."),
        State.RETURNED: _("Không còn việc gì phải làm."),
        State.REFUSED: _("Ông/bà xem lý do bên dưới. Sửa xong có thể nộp hồ sơ mới."),
        State.WITHDRAWN: _("Muốn làm lại, ông/bà nộp hồ sơ mới."),
        State.STOPPED: _("Ông/bà xem lý do bên dưới hoặc gọi cho xã."),
    }[State(dossier.state)]
    if dossier.state == State.DONE and dossier.delivery == Delivery.POST:
        told = _("Xã gửi kết quả qua bưu điện về nhà ông/bà.")
    return told % {"last4": dossier.contact_phone[-4:]} if "%(last4)s" in told else told


def _fee(dossier: Dossier) -> str:
    """What is still to be paid, while anything is."""
    if not dossier.fee_is_open or not dossier.is_open:
        return ""
    if dossier.fee_amount == 0:
        return _("Phí, lệ phí: cán bộ báo số tiền khi trả kết quả.")
    return _("Phí, lệ phí: %(amount)s, nộp khi nhận kết quả.") % {"amount": show_dong(dossier.fee_amount)}


def _acts(dossier: Dossier, verbs: set[str]) -> list[Act]:
    acts = []
    if "answer_supplements" in verbs:
        acts.append(Act(reverse("portal:supplements", args=[dossier.number]), _("Gửi phần bổ sung"), "pen"))
    result = getattr(dossier, "result", None)
    if dossier.state == State.RETURNED and result is not None and result.document_id:
        acts.append(Act(reverse("portal:result", args=[dossier.number]), _("Tải kết quả về máy"), "down"))
    return acts


_ICONS = {"submit": "upload", "request_supplements": "pen", "refuse": "x", "stop": "stop", "withdraw": "undo"}


def _step(one: Happening) -> Step:
    if one.when is None:
        return Step("now" if one.now else "next", "pen" if one.now else "clock", one.title)
    return Step(
        state="done",
        icon=_ICONS.get(one.verb, "ok"),
        title=one.title,
        when=show_moment(one.when),
        text=one.words,
        link=reverse("portal:letter", args=[one.letter.id]) if one.letter else "",
        link_text=one.letter.document.title if one.letter else "",
    )


def paper_lines(dossier: Dossier, papers: Sequence[Paper]) -> list[tuple[str, str]]:
    """Every file that arrived, with its pages: nothing vanishes between phone and office."""
    plain = plain_names(dossier)
    return [(plain.get(paper.key, paper.name), _pages(paper)) for paper in papers]


def _pages(paper: Paper) -> str:
    if paper.file:
        return _("%(file)s, %(pages)d trang") % {"file": paper.file.name, "pages": paper.file.pages}
    counted = {"originals": paper.originals, "copies": paper.copies}
    return _("bản giấy: %(originals)d bản chính, %(copies)d bản sao") % counted


STATE_PILLS = {
    State.SUPPLEMENT: ("wait", "pen"),
    State.PAYMENT: ("wait", "coin"),
    State.DONE: ("wait", "mail"),
    State.RETURNED: ("off", "ok"),
    State.REFUSED: ("off", "x"),
    State.WITHDRAWN: ("off", "undo"),
    State.STOPPED: ("off", "stop"),
}


def listed(dossier: Dossier) -> dict[str, str]:
    """One row of "my dossiers". No query."""
    kind, mark = STATE_PILLS.get(State(dossier.state), ("", ""))
    answer = answer_of(dossier)
    ended = dossier.state in ENDED
    return {
        "number": dossier.number,
        "name": dossier.title,
        "icon": dossier.procedure.icon,
        "line": answer.text if ended or dossier.state == State.DONE else f"{answer.label}: {answer.strong}",
        "state": _("Ông/bà đã rút hồ sơ") if dossier.state == State.WITHDRAWN else dossier.get_state_display(),
        "kind": kind,
        "mark": mark,
    }
