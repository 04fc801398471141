"""The ten legal states, the moves between them, and who may make each. Time is an argument."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.db.models import IntegerChoices, TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from xaso.offices.rules import Role


class State(IntegerChoices):
    """Codes of the national portal (domain.md §1.3)."""

    REGISTERED = 1, _("Mới nộp, chờ tiếp nhận")
    RECEIVED = 2, _("Đã tiếp nhận")
    REFUSED = 3, _("Không tiếp nhận")
    PROCESSING = 4, _("Đang giải quyết")
    SUPPLEMENT = 5, _("Chờ bổ sung giấy tờ")
    PAYMENT = 6, _("Chờ nộp phí, lệ phí")
    WITHDRAWN = 7, _("Người dân đã rút")
    STOPPED = 8, pgettext_lazy("state", "Dừng giải quyết")
    DONE = 9, _("Đã có kết quả")
    RETURNED = 10, _("Đã trả kết quả")


OPEN = (State.REGISTERED, State.RECEIVED, State.PROCESSING, State.SUPPLEMENT, State.PAYMENT, State.DONE)
PAUSED = (State.SUPPLEMENT, State.PAYMENT)
RUNNING = (State.RECEIVED, State.PROCESSING)
ENDED = (State.REFUSED, State.WITHDRAWN, State.STOPPED, State.RETURNED)
DECIDED = (State.DONE, State.RETURNED)
QUIET = (State.REGISTERED, *RUNNING, State.DONE)  # the owner hears of the others when it is their turn


class Channel(TextChoices):
    """How the dossier came in."""

    PORTAL = "portal", _("Trên mạng")
    COUNTER = "counter", _("Tại quầy")
    HELPER = "helper", _("Có người giúp")
    POST = "post", _("Bưu điện")
    NATIONAL = "national", _("Cổng quốc gia")


class Delivery(TextChoices):
    """How the result comes home."""

    PICKUP = "pickup", _("Đến xã nhận")
    POST = "post", _("Bưu điện đưa về nhà")
    ELECTRONIC = "electronic", _("Nhận bản điện tử")


class Outcome(TextChoices):
    """What is decided."""

    GRANTED = "granted", _("Đồng ý giải quyết")
    REJECTED = "rejected", _("Không giải quyết được")


class Clock(StrEnum):
    """What a move does to the legal clock."""

    NONE = "none"
    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    EXTEND = "extend"
    STOP = "stop"


OWNER = "owner"  # whoever filed the dossier, signed in
HELPER = "helper"  # whoever prepared it, as far as the owner's consent says


@dataclass(frozen=True, slots=True)
class Move:
    """One lawful thing to do: from which states, to which (None: stays), by whom, and what the clock does."""

    verb: str
    label: str | Promise
    sources: tuple[State, ...]
    target: State | None
    who: frozenset[str]
    clock: Clock = Clock.NONE
    step: str | None = None  # only while the dossier stands at a step of this kind
    not_at: str | None = None  # never while it stands at a step of this kind
    needs_words: bool = False

    def fits(self, state: int, step_kind: str | None) -> bool:
        here = self.step is None or self.step == step_kind
        return state in self.sources and here and (self.not_at is None or self.not_at != step_kind)


_FRONT = frozenset({Role.RECEPTION})
_EXAMINER = frozenset({Role.CASE_OFFICER})
_APPROVER = frozenset({Role.APPROVER})
_STAFF = _FRONT | _EXAMINER

OWN_DATA: Final = "Dữ liệu cá nhân"  # the field of procedures by which people use their rights over their data

# Derived from the list of states of the national portal, not printed in any decree (domain.md §1.3). A dossier asked to
# complete its papers before it was received goes back to 1: only a complete one starts the clock. While a proposal lies with
# whoever approves, its papers and its holder stay as proposed: it is returned first, or stopped, or withdrawn.
MOVES: dict[str, Move] = {
    move.verb: move
    for move in (
        Move("receive", _("Tiếp nhận"), (State.REGISTERED,), State.RECEIVED, _FRONT, Clock.START),
        Move("refuse", _("Từ chối"), (State.REGISTERED,), State.REFUSED, _FRONT, needs_words=True),
        Move(
            "request_supplements",
            _("Xin thêm giấy"),
            (State.REGISTERED, State.RECEIVED, State.PROCESSING),
            State.SUPPLEMENT,
            _STAFF,
            Clock.PAUSE,
            not_at="approve",
            needs_words=True,
        ),
        Move(
            "answer_supplements",
            _("Gửi phần bổ sung"),
            (State.SUPPLEMENT,),
            State.PROCESSING,
            _FRONT | {OWNER, HELPER},
            Clock.RESUME,
        ),
        Move(
            "scan",
            _("Quét giấy"),
            (State.REGISTERED, State.RECEIVED, State.PROCESSING),
            None,
            _STAFF,
            not_at="approve",
        ),
        Move(
            "pass",
            _("Chuyển xử lý"),
            (State.RECEIVED, State.PROCESSING),
            State.PROCESSING,
            _STAFF,
            not_at="approve",
        ),
        Move(
            "propose",
            _("Trình ký"),
            (State.RECEIVED, State.PROCESSING),
            State.PROCESSING,
            _EXAMINER,
            step="examine",
        ),
        Move(
            "extend",
            _("Gia hạn"),
            (State.RECEIVED, State.PROCESSING),
            None,
            _EXAMINER,
            Clock.EXTEND,
            step="examine",
            needs_words=True,
        ),
        Move("approve", _("Ký duyệt"), (State.PROCESSING,), State.DONE, _APPROVER, Clock.STOP, step="approve"),
        Move(
            "return_proposal",
            _("Trả lại để sửa"),
            (State.PROCESSING,),
            State.PROCESSING,
            _APPROVER,
            step="approve",
            needs_words=True,
        ),
        Move("number", _("Vào sổ"), (State.DONE,), None, _STAFF),
        Move(
            "request_payment",
            _("Đề nghị nộp phí"),
            (State.RECEIVED, State.PROCESSING),
            State.PAYMENT,
            _STAFF,
            Clock.PAUSE,
            not_at="approve",
        ),
        Move("record_fee", _("Thu phí"), (State.PAYMENT, State.DONE), None, _FRONT, Clock.RESUME),
        Move("hand_over", _("Trả kết quả"), (State.DONE,), State.RETURNED, _FRONT),
        Move(
            "withdraw",
            _("Rút hồ sơ"),
            (State.REGISTERED, State.RECEIVED, State.PROCESSING, State.SUPPLEMENT, State.PAYMENT),
            State.WITHDRAWN,
            _FRONT | {OWNER},
            Clock.STOP,
            needs_words=True,
        ),
        Move(
            "stop",
            _("Dừng giải quyết"),
            (State.RECEIVED, State.PROCESSING, State.SUPPLEMENT, State.PAYMENT),
            State.STOPPED,
            _STAFF | _APPROVER,
            Clock.STOP,
            needs_words=True,
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Step:
    """A station inside "in progress": `kind` is what may be done there."""

    key: str
    kind: str
    name: str
    role: str


def steps_of(content: dict[str, object]) -> tuple[Step, ...]:
    """The route of a procedure version, in order."""
    raw = content["steps"]
    assert isinstance(raw, list)
    return tuple(Step(step["key"], step.get("kind", step["key"]), step["name"], step["role"]) for step in raw)


def step_at(steps: tuple[Step, ...], key: str) -> Step | None:
    return next((step for step in steps if step.key == key), None)


def step_after(steps: tuple[Step, ...], key: str) -> Step | None:
    """The station that follows; the first one for a dossier that stands at none."""
    keys = [step.key for step in steps]
    place = keys.index(key) + 1 if key in keys else 0
    return steps[place] if place < len(steps) else None


def longest_extension(field: str, limit: int) -> int:
    """How many more of its unit a limit may get, once: a request about one's data as many again (domain.md §6.1: Law
    91/2025/QH15, Decree 356/2025/NĐ-CP), anything else none."""
    return limit if field == OWN_DATA else 0


def moves_for(state: int, step_kind: str | None, roles: frozenset[str]) -> list[Move]:
    """The lawful moves of somebody with these roles, in the order of the desk's buttons."""
    return [move for move in MOVES.values() if move.fits(state, step_kind) and not move.who.isdisjoint(roles)]
