"""Hôm nay: what is late, what is due, what is new, what waits for me."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from xaso.core import clock
from xaso.core.dates import show_moment, show_time, weekday_name
from xaso.deadlines.queries import time_left
from xaso.desk.officials import draw, officials
from xaso.desk.views.rows import Row, Rows, groups_of
from xaso.desk.views.sheets import AT_A_TIME, EXPORTS, all_pages, sheet
from xaso.desk.views.wishes import Asked, asked
from xaso.dossiers.actions import export_list
from xaso.dossiers.models import Dossier
from xaso.dossiers.queries import inbox, tab_counts
from xaso.dossiers.queries.desk import Counts, tabs
from xaso.hotline.models import Promise
from xaso.hotline.queries import promises_due, wishes_asked_of
from xaso.outreach.queries import days_of_today, hours_of
from xaso.signin.access import proposals_for
from xaso.ui.limits import limited
from xaso.ui.requests import Request, unattended

SLUGS: Final = {
    "all": "tat-ca",
    "mine": "cho-toi",
    "new": "moi",
    "today": "hom-nay",
    "late": "tre",
    "soon": "sap-tre",
    "done": "cho-tra",
    "paused": "dung",
}
BY_SLUG: Final = {slug: key for key, slug in SLUGS.items()}
MARKS: Final = {"late": "warn", "paused": "pause"}


@dataclass(frozen=True, slots=True)
class Chip:
    """One tab with its count."""

    key: str
    slug: str
    label: str
    count: str
    icon: str
    chosen: bool


@require_safe
@officials
def today(request: Request) -> HttpResponse:
    tab = tab_of(request)
    page = inbox(request.actor, tab=tab, after=request.GET.get("sau", ""))
    counts = tab_counts(request.actor)
    context = {
        "chips": _chips(request, counts, tab),
        "groups": groups_of(Rows(request.actor).of(page.rows)),
        "shown": len(page.rows),
        "next_key": page.next_key,
        "first_page": not request.GET.get("sau"),
        "slug": SLUGS[tab],
        "open_count": counts.show("all"),
        "entries": len(proposals_for(request.actor)),
        "at": _now_words(),
        "promises": _promises(request),
        "wishes": _wishes(request),
        "support_days": [(one, hours_of(one)) for one in days_of_today(request.actor)],
        "empty": EMPTY.get(tab, EMPTY["all"])(),
    }
    return draw(request, "desk/today/list.html", context)


@dataclass(frozen=True, slots=True)
class Due:
    """A promise to a caller that falls due by the end of the next working day, or did."""

    promise: Promise
    left: str
    late: bool


def _promises(request: Request) -> list[Due]:
    now = clock.now()
    due = promises_due(request.actor, now)
    left = [time_left(one.clock, now) for one in due]
    return [Due(one, rest.text, rest.late) for one, rest in zip(due, left, strict=True)]


def _wishes(request: Request) -> list[Asked]:
    now = clock.now()
    return asked(wishes_asked_of(request.actor, now), request.actor, now)


EMPTY: Final = {
    "all": lambda: _("Chưa có hồ sơ nào đang làm. Hồ sơ nộp trên mạng hay ghi tại quầy sẽ hiện ở đây ngay."),
    "mine": lambda: _("Không có hồ sơ nào chờ ông/bà."),
    "new": lambda: _("Không có hồ sơ mới. Hồ sơ người dân vừa nộp sẽ hiện ở đây."),
    "today": lambda: _("Hôm nay không còn hồ sơ nào đến hạn."),
    "late": lambda: _("Không có hồ sơ trễ."),
    "soon": lambda: _("Hai ngày tới không có hồ sơ nào đến hạn."),
    "done": lambda: _("Không có kết quả nào chờ trả."),
    "paused": lambda: _("Không có hồ sơ nào đang dừng chờ người dân."),
}


def tab_of(request: Request) -> str:
    """The tab named in the address; the whole list for anything else."""
    return BY_SLUG.get(request.GET.get("loc", ""), "all")


def _chips(request: Request, counts: Counts, chosen: str) -> list[Chip]:
    return [
        Chip(tab.key, SLUGS[tab.key], str(tab.label), counts.show(tab.key), MARKS.get(tab.key, ""), tab.key == chosen)
        for tab in tabs(request.actor, clock.now())
    ]


def _now_words() -> str:
    """thứ Tư 25/11/2026, 10:25"""
    now = clock.now()
    day = clock.local(now).date()
    return f"{weekday_name(day)} {day:%d/%m/%Y}, {show_time(now)}"


@require_safe
@unattended
@officials
def counts(request: Request) -> JsonResponse:
    """What the open list asks for every half minute."""
    shown = tab_counts(request.actor)
    return JsonResponse({"counts": {SLUGS[key]: shown.show(key) for key in shown.by_tab}, "at": _now_words()})


@require_safe
@officials
@limited(EXPORTS)
def export(request: Request) -> HttpResponse:
    """The chosen tab as a spreadsheet, through the same query as the screen."""
    tab = tab_of(request)
    found = list(all_pages(lambda after: inbox(request.actor, tab=tab, after=after, size=AT_A_TIME)))
    export_list(tab, rows=len(found), by=request.actor)
    lines = (_cells(dossier, row) for dossier, row in zip(found, Rows(request.actor).of(found), strict=True))
    heads = [_("Hạn"), _("Còn lại"), _("Người nộp"), _("Việc"), _("Số hồ sơ"), _("Đang ở đâu"), _("Nộp bằng")]
    return sheet("csv" if request.GET.get("dang") == "csv" else "xlsx", f"ho-so-{SLUGS[tab]}", heads, lines)


def _cells(dossier: Dossier, row: Row) -> list[str]:
    due = row.when if row.paused else show_moment(dossier.act_by)
    return [due, row.left, row.name, row.title, row.whole_number, row.place, row.channel]
