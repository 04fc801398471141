"""What can be reported, within what time it is answered, and who may move it from where to where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from xaso.deadlines.rules import Limit, LimitUnit
from xaso.offices.rules import Role

WORDS = 2000
QUESTION = 500
PLACE = 200
PHOTOS = 5
OWN_RULE = "Quy chế tiếp nhận phản ánh, kiến nghị của xã"  # shorter than the law asks: the commune's own promise
LAW = "Nghị định 20/2008/NĐ-CP; Quyết định 766/QĐ-TTg, chỉ tiêu 5.2"


class Category(TextChoices):
    DANGER = "danger", _("Nguy hiểm: dây điện đứt, cây đổ, cầu hỏng")
    ROAD = "road", _("Đường, cầu, đèn đường")
    RUBBISH = "rubbish", _("Rác, nước thải, mùi hôi")
    ORDER = "order", _("Tiếng ồn, trật tự")
    LAND = "land", _("Đất đai, xây dựng")
    CONDUCT = "conduct", _("Thủ tục, thái độ của cán bộ")
    OTHER = "other", _("Việc khác")


class Channel(TextChoices):
    """How it came in; the words are those of a dossier's."""

    PORTAL = "portal", _("Trên mạng")
    COUNTER = "counter", _("Tại quầy")
    PHONE = "phone", _("Điện thoại")


_TWO, _FIVE = (Limit(days, LimitUnit.WORKING_DAY, OWN_RULE) for days in (2, 5))
_FIFTEEN = Limit(15, LimitUnit.WORKING_DAY, LAW)
ASKED_WITHIN = Limit(5, LimitUnit.WORKING_DAY, LAW)  # later the office answers with what it knows
LIMITS: Mapping[Category, Limit] = {
    Category.DANGER: _TWO,
    Category.ROAD: _FIVE,
    Category.RUBBISH: _FIVE,
    Category.ORDER: _FIVE,
    Category.LAND: _FIFTEEN,
    Category.CONDUCT: _FIFTEEN,
    Category.OTHER: _FIFTEEN,
}


class State(TextChoices):
    SENT = "sent", _("đã nhận")
    WORKING = "working", _("đang xử lý")
    ASKED = "asked", _("chờ người gửi nói thêm")
    ANSWERED = "answered", _("đã trả lời")
    REFUSED = "refused", _("không thuộc việc của xã")


GOES_ON = (State.SENT, State.WORKING)
OPEN = (*GOES_ON, State.ASKED)
ENDED = (State.ANSWERED, State.REFUSED)


class Verb(TextChoices):
    ASSIGN = "assign", _("Giao việc")
    ASK = "ask", _("Hỏi thêm người gửi")
    ANSWER = "answer", _("Trả lời")
    REFUSE = "refuse", _("Báo không thuộc việc của xã")


@dataclass(frozen=True, slots=True)
class Way:
    """One lawful move. `holder`: whoever it is assigned to may do it, too, whatever their role."""

    sources: tuple[State, ...]
    target: State
    roles: tuple[Role, ...]
    holder: bool = False


_LEADING = (Role.RECEPTION, Role.APPROVER, Role.MANAGER)
MOVES: Mapping[Verb, Way] = {
    Verb.ASSIGN: Way(GOES_ON, State.WORKING, _LEADING),
    Verb.ASK: Way(GOES_ON, State.ASKED, _LEADING, holder=True),
    Verb.ANSWER: Way(OPEN, State.ANSWERED, _LEADING, holder=True),
    Verb.REFUSE: Way(OPEN, State.REFUSED, _LEADING, holder=True),
}
RELEASING = _LEADING  # who says what the public reads
# Whoever complains of an officer is known to those who lead, and to nobody at the next desk.
CONDUCT_SEEN_BY = (Role.APPROVER, Role.MANAGER, Role.AUDITOR)


def may_move(verb: Verb, state: str, *, roles: frozenset[str], holds: bool) -> bool:
    way = MOVES[verb]
    return state in way.sources and ((way.holder and holds) or not roles.isdisjoint(way.roles))


def number_of(unit: str, day: date, seq: int) -> str:
    """PA31441-261126-0001: a report, the commune, the day in Vietnam, the place in that day."""
    return f"PA{unit}-{day:%y%m%d}-{seq:04d}"
