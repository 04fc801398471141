"""Xã Vị Thủy today: some dozens of dossiers one can open and play with, in every state, told as stories of what people did
when. Each story is one transaction of single actions; days are working days before the moment of loading."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from xaso.core import clock
from xaso.core.clock import VN
from xaso.dossiers.rules import Channel
from xaso.offices.rules import WorkingCalendar

# The k-th thing that happens to a dossier happens at the k-th of these times, so that the days alone decide the order.
_TIMES = tuple(time(*at) for at in ((7, 35), (8, 20), (9, 40), (10, 30), (13, 20), (14, 10), (15, 5), (16, 0)))


@dataclass(frozen=True, slots=True)
class Story:
    """`verbs` happen on the working days `days` ago, one each; `days[0]` is when it was filed. A resident of -1 is Lan of
    the cast; portal stories file the real form, helped ones too (the reception officer fills in, the
    owner confirms), the others are registered at the counter."""

    key: str
    code: str
    resident: int
    days: tuple[int, ...]
    verbs: tuple[str, ...]
    channel: Channel = Channel.PORTAL
    minutes_ago: int = 0  # instead of days, for what came in just now
    evening: bool = False  # all of it after 15:00, so that "the same day" is the next

    @property
    def purpose(self) -> str:
        """Kept in the journal: whether the story has been told."""
        return f"sample: {self.key}"


BIRTH, MARITAL, EXTRACT = "1.001193", "1.004873", "2.000635"
LAN = -1
_TO_EXAMINE = ("receive", "pass")
_TO_APPROVE = (*_TO_EXAMINE, "propose")
_TO_DONE = (*_TO_APPROVE, "approve")
_TO_NUMBERED = (*_TO_DONE, "number")
_TO_END = (*_TO_NUMBERED, "hand_over")


def _portal(key: str, code: str, resident: int, days: tuple[int, ...], verbs: tuple[str, ...] = ()) -> Story:
    return Story(key, code, resident, days, verbs)


def _helped(key: str, code: str, resident: int, days: tuple[int, ...], verbs: tuple[str, ...] = ()) -> Story:
    return Story(key, code, resident, days, verbs, Channel.HELPER)


def _counter(
    key: str, code: str, resident: int, days: tuple[int, ...], verbs: tuple[str, ...] = (), channel: str = "counter"
) -> Story:
    return Story(key, code, resident, days, verbs, Channel(channel))


def _evening(key: str, code: str, resident: int, verbs: tuple[str, ...]) -> Story:
    return Story(key, code, resident, (0,) * (len(verbs) + 1), verbs, evening=True)


def _now(key: str, code: str, resident: int, minutes: int) -> Story:
    return Story(key, code, resident, (), (), Channel.PORTAL, minutes)


STORIES: tuple[Story, ...] = (
    # waiting to be received; one past the eight working hours
    _now("new-1", EXTRACT, LAN, 25),
    _now("new-2", BIRTH, 1, 70),
    _now("new-3", MARITAL, 2, 130),
    _portal("new-4", EXTRACT, 3, (0,)),
    _counter("new-5", "2.002516", 4, (0,)),
    _portal("new-6", BIRTH, 5, (2,)),
    _portal("new-7", MARITAL, 6, (0,)),
    # received, nobody has begun
    _portal("received-1", MARITAL, 7, (1, 0), ("receive",)),
    _counter("received-2", "1.004194", 8, (1, 0), ("receive",)),
    _counter("received-3", "1.010041", 9, (0, 0), ("receive",)),
    _counter("received-4", "1.001776", 10, (3, 3), ("receive",)),
    _helped("received-5", EXTRACT, 11, (3, 2), ("receive",)),
    # with the case officer; some late
    _portal("examine-1", MARITAL, LAN, (2, 1, 1), _TO_EXAMINE),
    _portal("examine-2", MARITAL, 12, (2, 2, 2), _TO_EXAMINE),
    _counter("examine-3", "1.004859", 13, (3, 2, 2), _TO_EXAMINE),
    _counter("examine-4", "1.013225", 14, (6, 6, 5), _TO_EXAMINE),
    _counter("examine-5", "1.001699", 15, (14, 14, 13), _TO_EXAMINE),
    _counter("examine-6", "1.013978", 16, (9, 9, 8), _TO_EXAMINE, "post"),
    _portal("examine-7", MARITAL, 17, (7, 6, 6), _TO_EXAMINE),
    _counter("examine-8", "1.004884", 18, (9, 9, 8), _TO_EXAMINE),
    _evening("examine-9", BIRTH, 19, _TO_EXAMINE),
    _counter("examine-10", "2.000720", 20, (2, 2, 2), _TO_EXAMINE),
    # with the chairman; one late
    _portal("approve-1", MARITAL, 21, (2, 2, 2, 1), _TO_APPROVE),
    _evening("approve-2", BIRTH, 22, _TO_APPROVE),
    _counter("approve-3", "1.010803", 23, (4, 4, 3, 1), _TO_APPROVE),
    _counter("approve-4", "2.001035", 24, (1, 1, 1, 0), _TO_APPROVE),
    _counter("approve-5", "1.004837", 25, (6, 6, 5, 1), _TO_APPROVE),
    _counter("approve-6", "1.001612", 26, (2, 2, 1, 0), _TO_APPROVE),
    _portal("back-1", MARITAL, 27, (2, 2, 2, 1, 1), (*_TO_APPROVE, "return_proposal")),
    # waiting for the resident: papers
    _portal("supplement-1", BIRTH, LAN, (2, 1, 1), ("receive", "request_supplements")),
    _portal("supplement-2", MARITAL, 28, (4, 3, 3), ("receive", "request_supplements")),
    _portal("supplement-3", EXTRACT, 29, (1, 0), ("request_supplements",)),
    _counter("supplement-4", "1.013225", 30, (8, 8, 7, 5), (*_TO_EXAMINE, "request_supplements")),
    _counter("supplement-5", "1.001776", 31, (12, 12, 11, 10), (*_TO_EXAMINE, "request_supplements")),
    _portal("answered-1", MARITAL, 32, (5, 4, 4, 1), ("receive", "request_supplements", "answer_supplements")),
    # waiting for the resident: money
    _portal("payment-1", EXTRACT, 33, (1, 1, 0), ("receive", "request_payment")),
    _counter("payment-2", "2.001035", 34, (2, 2, 1), ("receive", "request_payment")),
    _counter("payment-3", "2.001263", 35, (9, 9, 8), ("receive", "request_payment")),
    _counter("payment-4", "1.014064", 36, (2, 1, 1), ("receive", "request_payment")),
    # the result waits to be numbered, or to be fetched
    _portal("done-1", MARITAL, 37, (4, 3, 3, 2, 1), _TO_DONE),
    _counter("done-2", "1.000656", 38, (1, 1, 1, 1, 0), _TO_DONE),
    _portal("ready-1", EXTRACT, LAN, (3, 3, 3, 2, 2, 1), _TO_NUMBERED),
    _counter("ready-2", "1.000894", 39, (3, 3, 3, 3, 2, 2), _TO_NUMBERED),
    _portal("ready-3", BIRTH, 40, (2, 2, 2, 2, 1, 1), _TO_NUMBERED),
    _counter("rejected-1", "1.013225", 41, (12, 12, 11, 4, 3), (*_TO_EXAMINE, "reject", "approve")),
    # ended
    _portal("returned-1", EXTRACT, LAN, (12, 12, 12, 11, 11, 11, 10, 9), (*_TO_END, "rate")),
    _portal("returned-2", BIRTH, 42, (15, 15, 15, 15, 14, 14, 14, 14), (*_TO_END, "rate")),
    _portal("returned-3", MARITAL, 43, (11, 10, 10, 9, 8, 8, 8, 7), (*_TO_END, "rate")),
    _counter("returned-4", "2.001035", 44, (9, 9, 9, 8, 8, 8, 7), _TO_END),
    _counter("returned-5", "1.000656", 45, (8, 8, 8, 8, 8, 7, 7), _TO_END),
    _helped("returned-6", MARITAL, 46, (20, 19, 19, 18, 11, 11, 10), _TO_END),
    _counter("returned-7", "1.010833", 47, (18, 18, 17, 15, 14, 14, 13), _TO_END),
    _counter("refused-1", "1.004222", 48, (4, 4), ("refuse",)),
    _portal("refused-2", MARITAL, 49, (6, 5), ("refuse",)),
    _portal("refused-3", BIRTH, 50, (10, 9), ("refuse",)),
    _portal("withdrawn-1", EXTRACT, 51, (5, 5, 4), ("receive", "withdraw")),
    _counter("withdrawn-2", "2.000720", 52, (7, 7, 6), ("receive", "withdraw")),
    _portal("withdrawn-3", MARITAL, LAN, (9, 9), ("withdraw",)),
    _counter("stopped-1", "1.013978", 53, (20, 20, 19, 6), (*_TO_EXAMINE, "stop")),
    _counter("stopped-2", "1.012812", 54, (16, 16, 15, 3), (*_TO_EXAMINE, "stop")),
    _portal("stopped-3", MARITAL, 55, (13, 12, 12, 8), (*_TO_EXAMINE, "stop")),
)


class Days:
    """Working days counted back from now: 0 is the last one on which the office has closed."""

    def __init__(self, calendar: WorkingCalendar, now: datetime) -> None:
        self.now = now
        there = clock.local(now)
        day = there.date() if there.time() >= time(16, 30) else there.date() - timedelta(1)
        self._back: list[date] = []
        while len(self._back) < 40:
            if calendar.is_workday(day):
                self._back.append(day)
            day -= timedelta(1)

    def moments(self, story: Story) -> list[datetime]:
        """When each thing of the story happened, the filing first."""
        if story.minutes_ago:
            return [self.now - timedelta(minutes=story.minutes_ago)]
        return [
            datetime.combine(self._back[ago], _time_of(place, evening=story.evening), VN) + timedelta(minutes=place)
            for place, ago in enumerate(story.days)
        ]


def _time_of(place: int, *, evening: bool) -> time:
    return time(15, 5 + 10 * place) if evening else _TIMES[min(place, len(_TIMES) - 1)]
