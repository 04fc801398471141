"""The due time with every line that leads to it, in plain words, each with the article it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from enum import StrEnum
from itertools import groupby

from django.utils.translation import gettext as _

from xaso.core.dates import weekday_name
from xaso.deadlines.rules.counting import SAME_DAY_UNTIL, Count, count, office_minutes, same_day_start, stored
from xaso.deadlines.rules.ledger import Event, EventKind, Ledger, Limit, LimitUnit, duration_words, endless, wall
from xaso.offices.rules import DAY, WorkingCalendar

FIRST_DAY = "Bộ luật Dân sự 2015, điều 147 khoản 2"
FROM_THE_MOMENT = "Bộ luật Dân sự 2015, điều 147 khoản 1"
LAST_DAY = "Bộ luật Dân sự 2015, điều 148"
MOVED = "Bộ luật Dân sự 2015, điều 148 khoản 5"
SAME_DAY = "Nghị định 23/2015/NĐ-CP, điều 7"


# A longer list than this tells plain working days in stretches, not one by one.
DAYS_ONE_BY_ONE = 10


def one_stop_decree(day: date) -> str:
    """The decree on one-stop offices in force: pauses, requests for papers and endings rest on it."""
    return "Nghị định 118/2025/NĐ-CP" if day >= date(2025, 7, 1) else "Nghị định 61/2018/NĐ-CP"


class LineKind(StrEnum):
    RECEIVED = "received"
    PAUSED = "paused"
    RESUMED = "resumed"
    EXTENDED = "extended"
    STOPPED = "stopped"
    OFF = "off"
    WAITING = "waiting"
    COUNTED = "counted"
    LAST = "last"
    DUE = "due"


_OF_EVENT = {
    EventKind.START: LineKind.RECEIVED,
    EventKind.PAUSE: LineKind.PAUSED,
    EventKind.RESUME: LineKind.RESUMED,
    EventKind.EXTEND: LineKind.EXTENDED,
    EventKind.STOP: LineKind.STOPPED,
}


@dataclass(frozen=True, slots=True)
class Line:
    """`counted` is in days, or in minutes for a limit in hours; all lines of a derivation add up to the limit.
    `until` is the last day of a stretch; `mark` is the right-hand column; `note` what was said with the event."""

    day: date
    until: date
    kind: LineKind
    text: str
    article: str
    counted: int = 0
    mark: str = "–"
    at: datetime | None = None
    note: str = ""

    @property
    def label(self) -> str:
        """T5 19/11; T7, CN; T2 23/11 – T6 27/11."""
        if self.day == self.until:
            return f"{short_weekday(self.day)} {self.day:%d/%m}"
        if self.until - self.day == DAY and self.kind == LineKind.OFF:
            return f"{short_weekday(self.day)}, {short_weekday(self.until)}"
        return f"{short_weekday(self.day)} {self.day:%d/%m} – {short_weekday(self.until)} {self.until:%d/%m}"


@dataclass(frozen=True, slots=True)
class Derivation:
    """`limit` is the whole of it, an extension included; `due` is None while a pause holds it open.
    Minutes are office time: run up to the last event, and in all until the due time (as it would be, while paused).
    `provisional`: a year on the way is not announced yet."""

    limit: Limit
    due: datetime | None
    paused_at: datetime | None
    stopped_at: datetime | None
    used_minutes: int
    total_minutes: int
    provisional: bool
    lines: tuple[Line, ...]

    @property
    def due_at(self) -> datetime | None:
        return self.due

    @property
    def paused(self) -> bool:
        return self.paused_at is not None

    @property
    def articles(self) -> tuple[str, ...]:
        """Every article once, in the order of the lines."""
        named = [self.limit.basis, *(line.article for line in self.lines)]
        return tuple(dict.fromkeys(article for article in named if article))


def derive(limit: Limit, events: Sequence[Event], calendar: WorkingCalendar, today: date | None = None) -> Derivation:
    """Raises ValueError when the events cannot be a ledger. `today` only changes the words of one line."""
    ledger = Ledger.of(events)
    limit = limit.extended(ledger.extension)
    runs = ledger.runs()
    counted = count(limit, ledger.start, runs, calendar)
    whole = endless(runs)
    end = counted.due or count(limit, ledger.start, whole, calendar).due
    assert end is not None  # a clock that runs for ever gets there
    spent = runs if counted.due else whole
    return Derivation(
        limit=limit,
        due=stored(counted.due) if counted.due else None,
        paused_at=ledger.paused_at,
        stopped_at=ledger.stopped_at,
        used_minutes=office_minutes(runs, wall(ledger.last.at), calendar),
        total_minutes=office_minutes(spent, end, calendar),
        provisional=any(calendar.is_provisional(date(year, 1, 1)) for year in range(ledger.start.year, end.year + 1)),
        lines=tuple(_Explanation(limit, ledger, counted, calendar, today).lines()),
    )


def short_weekday(day: date) -> str:
    """T2 … T7, CN."""
    return [_("T2"), _("T3"), _("T4"), _("T5"), _("T6"), _("T7"), _("CN")][day.weekday()]


@dataclass(frozen=True, slots=True)
class _Explanation:
    limit: Limit
    ledger: Ledger
    count: Count
    calendar: WorkingCalendar
    today: date | None

    def lines(self) -> list[Line]:
        begin, end = self.ledger.start.date(), self._last_day()
        days = [begin + DAY * n for n in range((end - begin).days + 1)]
        lines = [line for day in days for line in self._of_day(day)]
        lines = _stretches(self._marked(lines), self.count.needed > DAYS_ONE_BY_ONE and not self._in_hours)
        if self.count.due is None:
            return [*lines, self._waiting_line()]
        return self._with_due_line(lines, self.count.due)

    @property
    def _in_hours(self) -> bool:
        return self.limit.unit == LimitUnit.HOUR

    def _last_day(self) -> date:
        due = self.count.due
        return due.date() if due else wall(self.ledger.last.at).date()

    def _of_day(self, day: date) -> list[Line]:
        lines = [self._event_line(event) for event in self.ledger.events if wall(event.at).date() == day]
        counted = self.count.counted.get(day, 0)
        closes_here = self.count.due is not None and self.count.due.date() == day
        if self._in_hours and counted:
            lines.append(self._minutes_line(day, counted, last=closes_here))
        elif closes_here and not self._in_hours:
            lines.append(self._last_line(day, counted))
        elif lines and counted:
            lines[-1] = replace(lines[-1], counted=counted)
        elif not lines:
            lines.append(self._quiet_line(day, counted))
        return lines

    def _event_line(self, event: Event) -> Line:
        at = wall(event.at)
        text, article = self._event_words(event, at)
        clock_time = f"{at:%H:%M}"
        return Line(
            at.date(), at.date(), _OF_EVENT[event.kind], f"{clock_time} {text}", article, at=event.at, note=event.reason
        )

    def _event_words(self, event: Event, at: datetime) -> tuple[str, str]:
        match event.kind:
            case EventKind.START:
                return self._start_words(at)
            case EventKind.PAUSE:
                return _("xã xin thêm giấy, đồng hồ dừng"), one_stop_decree(at.date())
            case EventKind.RESUME:
                return _("ông/bà gửi đủ giấy, đồng hồ chạy tiếp"), one_stop_decree(at.date())
            case EventKind.EXTEND:
                more = Limit(event.amount, self.limit.unit).words
                return _("xã gia hạn một lần, thêm %(more)s") % {"more": more}, self.limit.basis or LAST_DAY
            case EventKind.STOP:
                return _("xong, đồng hồ ngừng"), one_stop_decree(at.date())

    def _start_words(self, at: datetime) -> tuple[str, str]:
        if self._in_hours:
            return _("xã nhận hồ sơ, bắt đầu tính giờ làm việc"), FROM_THE_MOMENT
        if self.limit.unit != LimitUnit.SAME_DAY:
            return _("xã nhận hồ sơ — ngày nhận không tính"), FIRST_DAY
        if same_day_start(at, self.calendar) == at.date():
            return _("xã nhận hồ sơ — nhận trước 15:00 nên trả trong ngày"), SAME_DAY
        if self.calendar.is_workday(at.date()) and at.time() > SAME_DAY_UNTIL:
            return _("xã nhận hồ sơ — nhận sau 15:00 nên trả ngày làm việc kế tiếp"), SAME_DAY
        return _("xã nhận hồ sơ — ngoài giờ làm việc nên trả ngày làm việc kế tiếp"), SAME_DAY

    def _minutes_line(self, day: date, counted: int, *, last: bool) -> Line:
        due = self.count.due
        if last and due is not None:
            text = _("Đủ %(time)s làm việc lúc %(at)s") % {
                "time": duration_words(self.count.needed),
                "at": f"{due:%H:%M}",
            }
            return Line(day, day, LineKind.LAST, text, FROM_THE_MOMENT, counted)
        return Line(
            day,
            day,
            LineKind.COUNTED,
            _("Giờ làm việc %(hours)s") % {"hours": self._hours(day)},
            FROM_THE_MOMENT,
            counted,
        )

    def _hours(self, day: date) -> str:
        return ", ".join(f"{_clock(opens)}–{_clock(closes)}" for opens, closes in self.calendar.hours(day))

    def _last_line(self, day: date, counted: int) -> Line:
        closing = {"at": _clock(self.calendar.closing(day))}
        if counted:
            return Line(day, day, LineKind.LAST, _("Hết giờ làm việc %(at)s") % closing, LAST_DAY, counted)
        text = _("Ngày cuối rơi vào ngày nghỉ nên dời đến hết giờ làm việc %(at)s") % closing
        return Line(day, day, LineKind.LAST, text, MOVED)

    def _quiet_line(self, day: date, counted: int) -> Line:
        """A day on which nothing happened."""
        workday = self.calendar.is_workday(day)
        if not workday:
            text, article = self._off_words(day), self.calendar.source(day)
            if counted:
                return Line(day, day, LineKind.COUNTED, _("%(why)s, vẫn tính") % {"why": text}, FIRST_DAY, counted)
            return Line(day, day, LineKind.OFF, text, article)
        if not counted:
            return Line(day, day, LineKind.WAITING, *self._uncounted_words(day))
        if day == self.today:
            return Line(day, day, LineKind.COUNTED, _("Hôm nay, đang làm"), LAST_DAY, counted)
        if fact := self.calendar.fact(day):
            text = _("Ngày làm việc, %(why)s") % {"why": fact.name}
            return Line(day, day, LineKind.COUNTED, text, fact.source, counted)
        return Line(day, day, LineKind.COUNTED, _("Ngày làm việc"), LAST_DAY, counted)

    def _uncounted_words(self, day: date) -> tuple[str, str]:
        """A working day that does not count: paused, or, before the first count, not begun."""
        closing = datetime.combine(day, self.calendar.closing(day))
        if any(run.holds_up_to(closing) for run in self.ledger.runs()):
            return _("Chưa tính"), SAME_DAY
        return _("Chờ đủ giấy, đồng hồ đang dừng"), one_stop_decree(day)

    def _off_words(self, day: date) -> str:
        fact = self.calendar.fact(day)
        if fact is None:
            return _("Nghỉ cuối tuần")
        if fact.name.casefold().startswith("nghỉ"):
            return fact.name[0].upper() + fact.name[1:]
        if fact.name[0].islower():
            return _("Nghỉ %(why)s") % {"why": fact.name}
        return _("Nghỉ lễ %(name)s") % {"name": fact.name}

    def _marked(self, lines: list[Line]) -> list[Line]:
        """The right-hand column: "ngày 2", or the office time of the day for a limit in hours."""
        marked, so_far = [], 0
        for line in lines:
            so_far += line.counted
            mark = duration_words(line.counted) if self._in_hours else _("ngày %d") % so_far
            marked.append(replace(line, mark=mark) if line.counted else line)
        return marked

    def _with_due_line(self, lines: list[Line], due: datetime) -> list[Line]:
        text = f"{due:%H:%M} {weekday_name(due.date())} {due:%d/%m}"
        needed = duration_words(self.count.needed) if self._in_hours else str(self.count.needed)
        basis = self.limit.basis or LAST_DAY
        line = Line(due.date(), due.date(), LineKind.DUE, text, basis, mark=_("đủ %s") % needed, at=stored(due))
        before = [line for line in lines if line.at is None or wall(line.at) <= due]
        known = {id(line) for line in before}
        later = [line for line in lines if id(line) not in known]
        on_later_days = [self._event_line(e) for e in self.ledger.events if wall(e.at).date() > due.date()]
        return [*before, line, *later, *on_later_days]

    def _waiting_line(self) -> Line:
        at = self.ledger.paused_at or self.ledger.last.at
        day = wall(at).date()
        done = sum(self.count.counted.values())
        so_far = duration_words(done) if self._in_hours else _("%d ngày") % done
        text = (
            _("Kết thúc khi đồng hồ đang dừng")
            if self.ledger.stopped_at
            else _("Đồng hồ đang dừng; có đủ giấy thì tính tiếp")
        )
        return Line(day, day, LineKind.WAITING, text, one_stop_decree(day), mark=_("mới tính %s") % so_far)


def _clock(at: time) -> str:
    return f"{at:%H:%M}"


def _stretches(lines: list[Line], plain_too: bool) -> list[Line]:
    """Days off for the same reason become one line; in long lists working days in a row too."""

    def key(numbered: tuple[int, Line]) -> tuple[object, ...]:
        place, line = numbered
        joins = line.kind in (LineKind.OFF, LineKind.WAITING) or (plain_too and line.kind == LineKind.COUNTED)
        return (line.kind, line.text, line.article) if joins else (place,)

    joined = []
    for _key, group in groupby(enumerate(lines), key):
        members = [line for _place, line in group]
        joined.append(_join(members))
    return joined


def _join(members: list[Line]) -> Line:
    first, last = members[0], members[-1]
    if first is last:
        return first
    counted = sum(line.counted for line in members)
    mark = f"{first.mark}–{last.mark.split()[-1]}" if counted else first.mark
    return replace(first, until=last.until, counted=counted, mark=mark)
