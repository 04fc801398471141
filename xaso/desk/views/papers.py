"""Papers page by page as pictures, letters and results as PDF. Whoever may see the dossier may see them."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from xaso.core.refused import NotFound
from xaso.desk.forms.proposal import draft_data
from xaso.desk.officials import officials
from xaso.desk.views.heads import result_of
from xaso.documents.queries import render_pdf, typeset
from xaso.dossiers.access import letter_in, paper_in, result_document
from xaso.dossiers.actions import open_dossier
from xaso.dossiers.rules import Sight
from xaso.files.models import StoredFile
from xaso.files.ports import page_picture
from xaso.files.queries import preview, read_bytes
from xaso.ui.requests import Request

PDF = "application/pdf"
WIDTHS = {"240": 240, "1600": 1600}


@require_safe
@officials
def paper(request: Request, number: str, paper_id: int) -> HttpResponse:
    """A paper has no page of its own: it opens beside the answers."""
    paper_in(open_dossier(number, sight=Sight.ANSWERS, by=request.actor), paper_id)
    return redirect(f"{reverse('desk:dossier', args=[number])}?giay={paper_id}")


@require_safe
@officials
def paper_page(request: Request, number: str, paper_id: int, page: int) -> HttpResponse:
    file = _file_of(request, number, paper_id)
    if not 1 <= page <= file.pages:
        raise NotFound(_("Không có trang này."), "page_unknown")
    picture = preview(file, page, WIDTHS.get(request.GET.get("w", ""), 960))
    return _answer(picture, "image/jpeg", "inline", f"trang-{page}.jpg", kept=True)


@require_safe
@officials
def paper_file(request: Request, number: str, paper_id: int) -> HttpResponse:
    """The file as stored, to be saved: never shown inside a page of ours, and powerless where a browser opens it all the same."""
    file = _file_of(request, number, paper_id)
    ending = "pdf" if file.is_pdf else "jpg"
    response = _answer(read_bytes(file), file.media_type, "attachment", f"{number}-{paper_id}.{ending}")
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _file_of(request: Request, number: str, paper_id: int) -> StoredFile:
    found = paper_in(open_dossier(number, sight=Sight.PAPER, by=request.actor), paper_id)
    if found.file is None:
        raise NotFound(_("Giấy này nộp bản giấy, không có ảnh."), "paper_unknown")
    return found.file


@require_safe
@officials
def letter(request: Request, number: str, letter_id: int) -> HttpResponse:
    found = letter_in(open_dossier(number, sight=Sight.LETTER, by=request.actor), letter_id)
    return _answer(render_pdf(found.document), PDF, "inline", f"{number}-{found.kind}.pdf")


@require_safe
@officials
def result(request: Request, number: str) -> HttpResponse:
    dossier = open_dossier(number, sight=Sight.RESULT, by=request.actor)
    return _answer(render_pdf(result_document(dossier, request.actor)), PDF, "inline", f"{number}-ket-qua.pdf")


@require_safe
@officials
def result_page(request: Request, number: str, page: int) -> HttpResponse:
    """The result as it is, or as it would be printed now, as a picture for the viewer."""
    dossier = open_dossier(number, sight=Sight.RESULT, by=request.actor)
    found = result_of(dossier)
    if found is not None and found.document is not None:
        content = render_pdf(found.document)
    else:
        template, data = draft_data(dossier, request.actor)
        content = typeset(template, data, check_address=f"{settings.XASO_ADDRESS}/kiem-tra/ban-nhap")
    picture = page_picture(content, PDF, page=page, width=WIDTHS.get(request.GET.get("w", ""), 960))
    return _answer(picture, "image/jpeg", "inline", "ket-qua.jpg")


def _answer(content: bytes, kind: str, how: str, name: str, *, kept: bool = False) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'{how}; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    if kept:  # by this browser only; a page of a stored file never changes
        response["Cache-Control"] = "private, max-age=3600"
    return response
