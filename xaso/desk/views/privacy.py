"""The office's side of personal data: the register of processing, what is soon deleted, the breach file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from xaso.core import clock
from xaso.core.dates import show_moment
from xaso.core.refused import Forbidden, Refused
from xaso.desk.forms.breach import BreachForm, NoteForm
from xaso.desk.officials import draw, officials
from xaso.desk.views.sheets import sheet
from xaso.dossiers.actions import export_list
from xaso.privacy.access import get_breach, may_keep_breaches, may_write_breaches, require_writer
from xaso.privacy.models import Breach, BreachNote
from xaso.privacy.queries import breach_purges_to_come, going_here, purges_to_come
from xaso.privacy.queries import breaches as breach_file
from xaso.privacy.rules import RECORDS, NoteKind, Record, countdown
from xaso.ui.errors import status_of
from xaso.ui.requests import Request


def heads() -> list[str]:
    return [
        _("Dữ liệu"),
        _("Gồm gì"),
        _("Để làm gì"),
        _("Căn cứ"),
        _("Ai nhận"),
        _("Giữ bao lâu"),
        _("Giữ gìn thế nào"),
    ]


def cells(one: Record) -> list[str]:
    kept = f"{one.keep.words} ({one.keep.why})"
    return [str(text) for text in (one.name, one.data, one.purpose, one.basis, one.receives, kept, one.guards)]


@require_safe
@officials
def register(request: Request) -> HttpResponse:
    context = {
        "heads": heads(),
        "lines": [cells(one) for one in RECORDS],
        "keeps_breaches": may_keep_breaches(request.actor),
    }
    return draw(request, "desk/privacy/register.html", context)


@require_safe
@officials
def register_export(request: Request) -> HttpResponse:
    export_list("processing", rows=len(RECORDS), by=request.actor)
    form = "csv" if request.GET.get("dang") == "csv" else "xlsx"
    return sheet(form, "so-xu-ly-du-lieu", heads(), (cells(one) for one in RECORDS))


@require_safe
@officials
def purges(request: Request) -> HttpResponse:
    page = purges_to_come(request.actor, after=request.GET.get("sau", ""))
    context = {
        "rows": page.rows,
        "next_key": page.next_key,
        "breaches": breach_purges_to_come(request.actor),
        "going": going_here(request.actor, clock.now()),
    }
    return draw(request, "desk/privacy/purges.html", context)


@dataclass(frozen=True, slots=True)
class Clock:
    """One of the two things the law wants within 72 hours. `kind` is the colour of the box."""

    name: str
    due: str
    state: str
    kind: str


@dataclass(frozen=True, slots=True)
class Row:
    breach: Breach
    clocks: list[Clock]
    closed: bool


@require_safe
@officials
def breaches(request: Request) -> HttpResponse:
    page = breach_file(request.actor, after=request.GET.get("sau", ""))
    rows = [Row(one, clocks(one, one.notes.all()), _has(one.notes.all(), NoteKind.CLOSED)) for one in page.rows]
    context = {"rows": rows, "next_key": page.next_key, "may_write": may_write_breaches(request.actor)}
    return draw(request, "desk/privacy/breaches.html", context)


def clocks(breach: Breach, notes: Iterable[BreachNote]) -> list[Clock]:
    """To the authority always; to those concerned where biometric or location data are among them."""
    done = {note.kind: note.at for note in notes}
    asked = [(NoteKind.REPORTED, _("Báo cơ quan bảo vệ dữ liệu (A05)"))]
    if breach.sensitive:
        asked.append((NoteKind.TOLD, _("Báo người bị ảnh hưởng")))
    now = clock.now()
    found = []
    for kind, name in asked:
        count = countdown(breach.found_at, done.get(kind), now)
        time = {"hours": count.hours, "minutes": count.rest}
        if count.done:
            state = _("Đã báo %(at)s") % {"at": show_moment(count.done)}
            late = _("trễ %(hours)d giờ %(minutes)d phút") % time
            state = f"{state}, {late}" if count.late else state
        else:
            text = _("Đã trễ %(hours)d giờ %(minutes)d phút") if count.late else _("Còn %(hours)d giờ %(minutes)d phút")
            state = text % time
        kind_of_box = "late" if count.late else "calm" if count.done else ""
        found.append(Clock(name, show_moment(count.due), state, kind_of_box))
    return found


def _has(notes: Iterable[BreachNote], kind: NoteKind) -> bool:
    return any(note.kind == kind for note in notes)


@require_http_methods(["GET", "HEAD", "POST"])
@officials
def open_breach(request: Request) -> HttpResponse:
    require_writer(request.actor)
    form = BreachForm(
        request.POST if request.method == "POST" else None, initial={"found_at": clock.local(clock.now())}
    )
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                breach = form.act(request.actor)
                messages.success(request, _("Đã mở hồ sơ sự cố. Đồng hồ 72 giờ đang chạy."))
                return redirect("desk:breach", breach.pk)
            except Refused as refusal:
                form.refuse(refusal)
                status = status_of(refusal)
    return draw(request, "desk/privacy/open_breach.html", {"form": form, "errors": form.error_list()}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@officials
def breach(request: Request, breach_id: UUID) -> HttpResponse:
    found = get_breach(request.actor, breach_id)
    if request.method == "POST":
        require_writer(request.actor)
    form = NoteForm(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                form.act(found, request.actor)
                messages.success(request, _("Đã ghi thêm vào hồ sơ sự cố."))
                return redirect("desk:breach", found.pk)
            except Forbidden:
                raise
            except Refused as refusal:
                form.refuse(refusal)
                status = status_of(refusal)
    notes = list(found.notes.select_related("by"))
    context = {
        **_told(found, notes),
        "clocks": clocks(found, notes),
        "form": form if may_write_breaches(request.actor) else None,
        "errors": form.error_list(),
    }
    return draw(request, "desk/privacy/breach.html", context, status=status)


@require_safe
@officials
def breach_notice(request: Request, breach_id: UUID) -> HttpResponse:
    """The text of form 08, to be printed and signed."""
    found = get_breach(request.actor, breach_id)
    return draw(request, "desk/privacy/notice.html", _told(found, list(found.notes.select_related("by"))))


def _told(found: Breach, notes: list[BreachNote]) -> dict[str, Any]:
    count = (
        ngettext("khoảng %(n)d người", "khoảng %(n)d người", found.how_many) % {"n": found.how_many}
        if found.how_many is not None
        else _("chưa rõ")
    )
    rows = [
        (_("Phát hiện lúc"), show_moment(found.found_at)),
        (_("Xảy ra lúc"), show_moment(found.happened_at) if found.happened_at else _("chưa rõ")),
        (_("Chuyện gì đã xảy ra"), found.happened),
        (_("Dữ liệu gì, của ai"), found.whose),
        (_("Bao nhiêu người"), count),
        (_("Có dữ liệu sinh trắc hoặc vị trí"), _("Có") if found.sensitive else _("Không")),
        (_("Đã làm gì, sẽ làm gì"), found.measures),
    ]
    return {"breach": found, "rows": rows, "notes": notes}
