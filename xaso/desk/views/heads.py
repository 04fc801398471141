"""What stands around an opened dossier: who and what, the clock, the papers in the viewer, the lawful moves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.dates import show_moment, show_time, weekday_name
from xaso.core.identifiers import masked
from xaso.core.money import show_dong
from xaso.deadlines.queries import time_left
from xaso.deadlines.rules import Remaining, remaining
from xaso.desk.verbs import VERBS
from xaso.desk.views.rows import Promise, days_ago
from xaso.dossiers.access import is_followed, lawful_moves, may_note_attestation, may_revoke
from xaso.dossiers.models import Dossier, Paper, Result
from xaso.dossiers.queries import filing_words, notable_helper, papers_of, right_words, unattested, whereabouts
from xaso.dossiers.rules import ENDED, PAUSED, Outcome, State
from xaso.forms.rules import Section, summary, unseal_answers
from xaso.offices.queries import calendar_of
from xaso.ui.marks import due_svg

RESULT: Final = "ket-qua"
TURNS: Final = (0, 90, 180, 270)
ZOOMS: Final = (100, 150, 200)


@dataclass(frozen=True, slots=True)
class Button:
    url: str
    label: str
    key: str
    kind: str


@dataclass(frozen=True, slots=True)
class Box:
    """The clock in one glance. `kind` is the colour of its edge: calm, "" (today), late, stop."""

    left: str
    due: str
    kind: str
    bar: SafeString


@dataclass(frozen=True, slots=True)
class Sheet:
    """One paper in the viewer. `pages` is 0 for what was brought on paper; `picture` is completed by a page number."""

    key: str
    paper: str
    pages: int
    note: str
    picture: str
    download: str
    foreign: bool  # sent by somebody outside: the file itself may do harm
    chosen: bool = False
    nth: int = 0

    @property
    def name(self) -> str:
        """Several files of one paper are told apart: Giấy chứng sinh 1, Giấy chứng sinh 2."""
        return f"{self.paper} {self.nth}" if self.nth else self.paper


@dataclass(frozen=True, slots=True)
class Viewer:
    """The papers, and which page is shown how. Without a script every button is a link to this page shown otherwise."""

    sheets: tuple[Sheet, ...]
    shown: Sheet | None
    page: int
    zoom: int
    turn: int
    base: str

    @property
    def picture(self) -> str:
        if self.shown is None or not self.shown.pages:
            return ""
        return f"{self.shown.picture}{self.page}.jpg{'?w=1600' if self.zoom > 100 else ''}"

    def link(self, **changes: object) -> str:
        now = {"giay": self.shown.key if self.shown else "", "trang": self.page, "to": self.zoom, "xoay": self.turn}
        return f"{self.base}?{urlencode(now | changes)}"

    @property
    def bigger(self) -> str:
        return self.link(to=next((zoom for zoom in ZOOMS if zoom > self.zoom), ZOOMS[-1]))

    @property
    def smaller(self) -> str:
        return self.link(to=next((zoom for zoom in reversed(ZOOMS) if zoom < self.zoom), ZOOMS[0]))

    @property
    def turned(self) -> str:
        return self.link(xoay=(self.turn + 90) % 360)

    @property
    def before(self) -> str:
        return self.link(trang=self.page - 1) if self.page > 1 else ""

    @property
    def after(self) -> str:
        return self.link(trang=self.page + 1) if self.shown and self.page < self.shown.pages else ""

    @property
    def classes(self) -> str:
        return " ".join([f"r{self.turn}"] * (self.turn > 0) + [f"z{self.zoom}"] * (self.zoom > 100))


def frame(dossier: Dossier, actor: Actor, query: Mapping[str, str], *, base: str) -> dict[str, Any]:
    """The context that every page of an opened dossier shares. One query, for the papers."""
    now = clock.now()
    place, holder = whereabouts(dossier, for_owner=False)
    moves = buttons(dossier, actor)
    return {
        "dossier": dossier,
        "url": reverse("desk:dossier", args=[dossier.number]),
        "heading": f"{dossier.owner_name} · {dossier.title}",
        "sent": _sent(dossier, now),
        "place": place.replace(dossier.office.name, dossier.office.short_name),
        "holder": holder,
        "clock_box": clock_box(dossier, now),
        "reader": viewer_of(dossier, papers_of(dossier), query, base),
        "moves": moves,
        "hindrance": hindrance(dossier, moves),
        "result": result_of(dossier),
        "fee": show_dong(dossier.fee_amount) if dossier.fee_amount else "",
        "filing": " · ".join(part for part in (filing_words(dossier), right_words(dossier)) if part),
        "helper_note": notable_helper(dossier),
        "unattested": unattested(dossier) if may_note_attestation(dossier, actor) else [],
        "helper_follows": is_followed(dossier) and may_revoke(dossier, actor),
    }


def result_of(dossier: Dossier) -> Result | None:
    found: Result | None = getattr(dossier, "result", None)
    return found


def buttons(dossier: Dossier, actor: Actor) -> list[Button]:
    """Only what the law allows now, leading moves first, what ends the dossier last."""
    lawful = {move.verb: move for move in lawful_moves(dossier, actor)}
    return [
        Button(
            reverse("desk:move", args=[dossier.number, verb.slug]), str(lawful[verb.name].label), verb.key, verb.kind
        )
        for verb in VERBS.values()
        if verb.name in lawful
    ]


def hindrance(dossier: Dossier, moves: list[Button]) -> str:
    """Why the next thing can't be done yet, or by whom it is done, or what silence calls for."""
    if dossier.state == State.SUPPLEMENT and dossier.act_by < clock.now():
        return _("Người dân chưa bổ sung đúng hạn và đã được nhắn nhắc một lần. Xin gọi hỏi, hoặc dừng hồ sơ.")
    result = result_of(dossier)
    if dossier.state == State.DONE and result and not result.number:
        return _("Chưa trả được: kết quả chưa vào sổ.")
    if dossier.state == State.DONE and dossier.fee_is_open:
        return _("Chưa trả được: còn %(fee)s chưa thu.") % {"fee": show_dong(dossier.fee_amount)}
    if moves or dossier.state in ENDED:
        return ""
    return _("Bước này do người khác làm: %(place)s.") % {"place": whereabouts(dossier, for_owner=False)[0]}


def _sent(dossier: Dossier, now: datetime) -> str:
    """nộp trên mạng 08:12 hôm nay"""
    day = days_ago(clock.local(dossier.submitted_at).date(), clock.local(now).date())
    how = str(dossier.get_channel_display()).lower()
    return _("nộp %(how)s %(at)s %(day)s") % {"how": how, "at": show_time(dossier.submitted_at), "day": day}


def clock_box(dossier: Dossier, now: datetime) -> Box:
    if dossier.state in ENDED:
        ended = show_moment(dossier.ended_at) if dossier.ended_at else ""
        return Box(str(dossier.get_state_display()), ended, "stop", SafeString(""))
    left = _left(dossier, now)
    today = clock.local(dossier.act_by).date() <= clock.local(now).date()
    state = "stop" if left.paused else "late" if left.late else "now" if today else "go"
    kind = {"now": "", "go": "calm"}.get(state, state)
    finished = dossier.clock is not None and dossier.clock.stopped_at is not None
    bar = SafeString("") if finished else due_svg(left.share, state, left.text)
    return Box(left.text[:1].upper() + left.text[1:], _due_words(dossier, now), kind, bar)


def _left(dossier: Dossier, now: datetime) -> Remaining:
    if dossier.clock is not None:
        return time_left(dossier.clock, now)
    if dossier.state in PAUSED:
        return Remaining(0, 1.0, _("chờ người dân"), paused=True)
    return remaining(Promise(dossier.act_by), now, calendar_of(dossier.office_id))


def _due_words(dossier: Dossier, now: datetime) -> str:
    due = clock.local(dossier.act_by)
    same = due.date() == clock.local(now).date()
    day = f"{weekday_name(due.date())} {due:%d/%m}"
    day = _("hôm nay, %(day)s") % {"day": day} if same else day
    words = {
        State.REGISTERED: _("Trả lời trước %(at)s %(day)s"),
        State.SUPPLEMENT: _("Người dân bổ sung trước %(at)s %(day)s"),
        State.DONE: _("Hẹn trả %(at)s %(day)s"),
    }
    return words.get(State(dossier.state), _("Trả trước %(at)s %(day)s")) % {"at": f"{due:%H:%M}", "day": day}


def viewer_of(dossier: Dossier, papers: list[Paper], query: Mapping[str, str], base: str) -> Viewer:
    sheets = _numbered([_sheet(dossier, paper) for paper in papers])
    if draft := _result_sheet(dossier):
        sheets.append(draft)
    wanted = query.get("giay", "")
    shown = next((one for one in sheets if one.key == wanted), None)
    shown = shown or draft or next((one for one in sheets if one.pages), sheets[0] if sheets else None)
    chosen = tuple(replace(one, chosen=one is shown) for one in sheets)
    page = min(max(_whole(query.get("trang"), 1), 1), shown.pages or 1) if shown else 1
    zoom, turn = _whole(query.get("to"), 100), _whole(query.get("xoay"), 0)
    return Viewer(chosen, shown, page, zoom if zoom in ZOOMS else ZOOMS[0], turn if turn in TURNS else TURNS[0], base)


def _numbered(sheets: list[Sheet]) -> list[Sheet]:
    papers = [sheet.paper for sheet in sheets]
    return [
        replace(one, nth=papers[: place + 1].count(one.paper)) if papers.count(one.paper) > 1 else one
        for place, one in enumerate(sheets)
    ]


def _sheet(dossier: Dossier, paper: Paper) -> Sheet:
    brought = ", ".join(
        text % {"n": count}
        for text, count in ((_("%(n)d bản chính"), paper.originals), (_("%(n)d bản sao"), paper.copies))
        if count
    )
    note = _("Nộp bản giấy tại quầy: %(brought)s.") % {"brought": brought} if brought else ""
    download = reverse("desk:paper-file", args=[dossier.number, paper.pk]) if paper.file else ""
    picture = reverse("desk:paper", args=[dossier.number, paper.pk]) + "/"
    return Sheet(
        str(paper.pk), paper.name, paper.file.pages if paper.file else 0, note, picture, download, foreign=True
    )


def _result_sheet(dossier: Dossier) -> Sheet | None:
    """The result as it would be printed now: what the approver signs."""
    result = result_of(dossier)
    if result is None or not (result.document_id or (result.outcome == Outcome.GRANTED and result.details)):
        return None
    name = _("Kết quả") if result.document_id else _("Bản nháp kết quả")
    download = reverse("desk:result", args=[dossier.number]) if result.document_id else ""
    picture = reverse("desk:dossier", args=[dossier.number]) + f"/{RESULT}/"
    return Sheet(RESULT, name, 1, "", picture, download, foreign=False)


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 6 else otherwise


def answers_of(dossier: Dossier, opened: Mapping[str, Any] | None = None) -> tuple[list[Section], bool]:
    """The answers by page as people write them, without the pages nobody filled in, and whether some number in them is
    masked. `opened` are the answers whose opening was put on record."""
    schema = dossier.version.schema if dossier.version else None
    if schema is None:
        return [], False
    whole = summary(schema, opened or unseal_answers(schema, dossier.answers))
    sections = [section for section in whole if any(row.text for row in section.rows)]
    if opened is not None:
        return sections, False
    hidden = [
        Section(s.title, s.page_key, tuple(replace(row, text=masked(row.text)) for row in s.rows)) for s in sections
    ]
    return hidden, hidden != sections
