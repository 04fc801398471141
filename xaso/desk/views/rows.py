"""Dossiers as rows of a list, made ready in one pass: the template only prints. Nothing here asks the database.

A page of 50 rows is drawn hundreds of times a day; whatever repeats (time left, lawful moves, icons) is made once a page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from itertools import groupby
from urllib.parse import quote

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.money import show_dong
from xaso.deadlines.queries import time_left
from xaso.deadlines.rules import Remaining, remaining
from xaso.deadlines.rules.derivation import short_weekday
from xaso.desk.verbs import VERBS
from xaso.dossiers.models import Dossier
from xaso.dossiers.rules import ENDED, PAUSED, Channel, State, moves_for
from xaso.offices.models import Post
from xaso.offices.queries import calendar_of
from xaso.offices.rules import Role
from xaso.ui.marks import due_svg
from xaso.ui.templatetags.ui import icon

ANSWER_MINUTES = 8 * 60
ICONS = {"portal": "web", "counter": "desk", "helper": "hand", "post": "mail", "national": "star"}
ON_A_ROW = ("receive", "answer_supplements", "approve", "propose", "pass", "request_supplements")
ACTS = 3
DAYS_BY_NAME = 2  # after today, then "Sau nữa"


@dataclass(frozen=True, slots=True)
class Act:
    slug: str
    key: str
    label: str
    kind: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line. `tag` is "wait" when the dossier waits for the reader, "late" for a red word; `act_url` is completed by
    the slug of a move."""

    url: str
    number: str
    whole_number: str
    when: str
    late: bool
    paused: bool
    bar: SafeString
    left: str
    name: str
    title: str
    place: str
    tag: str
    channel: str
    channel_icon: SafeString
    acts: tuple[Act, ...]
    group: tuple[int, str]


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that fall due together: the margin of the list."""

    label: str
    rows: list[Row]

    @property
    def count(self) -> int:
        return len(self.rows)


@dataclass(frozen=True, slots=True)
class Promise:
    """A clock's face for what has no legal clock: answering within eight office hours, or by a day named in a letter."""

    due_at: datetime
    total_minutes: int = ANSWER_MINUTES
    used_minutes: int = 0
    paused_at: datetime | None = None
    stopped_at: datetime | None = None


def groups_of(rows: Iterable[Row]) -> list[Group]:
    """By due day: late, today, the next days, later, to be handed over, paused. Stable within each."""
    ordered = sorted(rows, key=lambda row: row.group[0])
    return [Group(label, list(found)) for (_rank, label), found in groupby(ordered, key=lambda row: row.group)]


@dataclass(slots=True)
class Rows:
    """The presenter of one page, for one reader at one moment."""

    actor: Actor
    now: datetime = field(default_factory=clock.now)
    _left: dict[tuple[object, ...], tuple[SafeString, Remaining]] = field(default_factory=dict)
    _acts: dict[tuple[int, str], tuple[Act, ...]] = field(default_factory=dict)
    _days: list[date] = field(default_factory=list)
    _base: str = field(default_factory=lambda: reverse("desk:dossier", args=["-"]).removesuffix("-"))

    def of(self, dossiers: Iterable[Dossier]) -> list[Row]:
        listed = list(dossiers)
        today = clock.local(self.now).date()
        ahead = {clock.local(one.act_by).date() for one in listed if not one.paused and one.state not in ENDED}
        self._days = [today, *sorted(day for day in ahead if day > today)[:DAYS_BY_NAME]]
        return [self._row(dossier) for dossier in listed]

    def _row(self, dossier: Dossier) -> Row:
        bar, left = self._time(dossier)
        due = clock.local(dossier.act_by)
        late = left.late and dossier.state not in (*PAUSED, State.DONE, *ENDED)
        group = self._group(dossier, due.date(), late)
        place, tag = self._place(dossier)
        channel, channel_icon = _channels(get_language() or "vi")[dossier.channel]
        return Row(
            url=self._base + quote(dossier.number),
            number=short_number(dossier.number),
            whole_number=dossier.number,
            when=self._when(dossier, due, group[0]),
            late=late,
            paused=dossier.paused,
            bar=bar,
            left=left.text,
            name=dossier.owner_name,
            title=dossier.title,
            place=place,
            tag=tag,
            channel=channel,
            channel_icon=channel_icon,
            acts=self._moves(dossier),
            group=group,
        )

    def _time(self, dossier: Dossier) -> tuple[SafeString, Remaining]:
        """The bar and the words; the same for all that fall due at the same minute of the same limit."""
        legal = dossier.clock
        if dossier.state in ENDED:
            return SafeString(""), Remaining(0, 0.0, str(dossier.get_state_display()))
        if legal is None:
            key: tuple[object, ...] = (dossier.act_by, dossier.paused)
        else:
            key = (legal.due_at, legal.paused_at, legal.stopped_at, legal.total_minutes, legal.used_minutes)
        found = self._left.get(key)
        if found is None:
            found = self._left[key] = self._measured(dossier)
        return found

    def _measured(self, dossier: Dossier) -> tuple[SafeString, Remaining]:
        legal = dossier.clock
        if legal is not None:
            left = time_left(legal, self.now)
            return (SafeString("") if legal.stopped_at else self._bar(left, dossier.act_by)), left
        if dossier.state in PAUSED:
            until = clock.local(dossier.act_by)
            left = Remaining(0, 1.0, _("chờ đến %(day)s") % {"day": f"{until:%d/%m}"}, paused=True)
        else:
            left = remaining(Promise(dossier.act_by), self.now, calendar_of(dossier.office_id))
        return self._bar(left, dossier.act_by), left

    def _bar(self, left: Remaining, due: datetime) -> SafeString:
        today = clock.local(due).date() <= self._days[0]
        state = "stop" if left.paused else "late" if left.late else "now" if today else "go"
        return due_svg(left.share, state)

    def _group(self, dossier: Dossier, due: date, late: bool) -> tuple[int, str]:
        if dossier.state in ENDED:
            return (900, _("Đã xong"))
        if dossier.paused:
            return (800, _("Đang dừng"))
        if late:
            return (0, _("Trễ"))
        if due < self._days[0]:
            return (700, _("Chờ trả"))
        if due == self._days[0]:
            return (1, _("Hôm nay"))
        if due in self._days:
            return (1 + self._days.index(due), f"{short_weekday(due)}\u00a0{due:%d/%m}")
        return (600, _("Sau nữa"))

    def _when(self, dossier: Dossier, due: datetime, rank: int) -> str:
        if dossier.state == State.SUPPLEMENT:
            return _("chờ dân")
        if dossier.state == State.PAYMENT:
            return _("chờ phí")
        if dossier.state in ENDED:
            return f"{clock.local(dossier.ended_at or self.now):%d/%m/%Y}"
        if rank in (0, 600, 700):
            return f"{short_weekday(due.date())} {due:%d/%m}"
        return f"{due:%H:%M}"

    def _place(self, dossier: Dossier) -> tuple[str, str]:
        """Where it lies, and whether it waits for the reader. The tab "Chờ tôi" asks the same of the database."""
        holder, has = dossier.holder, self.actor.has
        if dossier.state == State.SUPPLEMENT:
            silent = dossier.act_by < self.now
            return (_("Quá hạn bổ sung"), "late") if silent else (_("Chờ dân bổ sung"), "")
        if dossier.state == State.PAYMENT:
            return _("Chờ nộp %(fee)s") % {"fee": show_dong(dossier.fee_amount)}, ""
        if dossier.state == State.REGISTERED:
            return _("Mới, chờ nhận"), "wait" if has(Role.RECEPTION) else ""
        if dossier.state == State.DONE:
            return (_("Chờ tôi trả"), "wait") if has(Role.RECEPTION) else (_("Chờ trả ở một cửa"), "")
        if dossier.state in ENDED:
            return str(dossier.get_state_display()), ""
        if holder is not None:
            return (_("Chờ tôi xử lý"), "wait") if holder.pk == self.actor.post else (_desk_of(holder), "")
        if dossier.step == "approve":
            return (_("Chờ tôi ký"), "wait") if has(Role.APPROVER) else (_("Lãnh đạo đang ký"), "")
        if dossier.state == State.RECEIVED:
            return (_("Chờ tôi nhận xử lý"), "wait") if has(Role.CASE_OFFICER) else (_("Chờ chuyển xử lý"), "")
        return (_("Chờ tôi nhận xử lý"), "wait") if has(Role.CASE_OFFICER) else (_("Chờ người nhận xử lý"), "")

    def _moves(self, dossier: Dossier) -> tuple[Act, ...]:
        """What the row offers; the page of the move has the last word."""
        if dossier.state in ENDED or dossier.competent_unit_id != self.actor.unit:
            return ()
        kind = "examine" if dossier.state == State.RECEIVED else dossier.step
        found = self._acts.get((dossier.state, kind))
        if found is None:
            lawful = {move.verb: move for move in moves_for(dossier.state, kind, self.actor.roles)}
            acts = [
                Act(VERBS[verb].slug, VERBS[verb].key, str(lawful[verb].label), VERBS[verb].kind)
                for verb in ON_A_ROW
                if verb in lawful
            ]
            found = self._acts[dossier.state, kind] = tuple(acts[:ACTS])
        return found


def short_number(number: str) -> str:
    """261125-0001: the office's own part is the same on every row."""
    return number.split("-", 1)[-1]


def days_ago(day: date, today: date) -> str:
    """hôm nay, hôm qua, or the date."""
    if day == today:
        return _("hôm nay")
    return _("hôm qua") if day == today - timedelta(days=1) else f"{day:%d/%m/%Y}"


def found_words(count: int, more: bool) -> str:
    if more:
        return _("%(count)d hồ sơ đầu") % {"count": count}
    return ngettext("%(count)d hồ sơ", "%(count)d hồ sơ", count) % {"count": count}


def _desk_of(post: Post) -> str:
    """Một cửa · L. V. Phúc"""
    *before, given = post.holder_name.split()
    return f"{post.office.short_name} · {' '.join(f'{word[0]}.' for word in before)} {given}"


@cache
def _channels(language: str) -> dict[str, tuple[str, SafeString]]:
    return {value: (str(label), icon(ICONS[value], "sm")) for value, label in Channel.choices}
