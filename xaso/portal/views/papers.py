"""Papers of a draft: the page, one file with a plain form, taking one off, and looking at it again."""

from __future__ import annotations

from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST

from xaso.core.actor import Actor
from xaso.core.refused import NotFound, Refused
from xaso.dossiers.access import get_draft, is_owner, my_paper, sent_dossier
from xaso.dossiers.actions import attach_file, detach_file
from xaso.dossiers.models import Dossier
from xaso.files.actions import store_file
from xaso.files.models import StoredFile
from xaso.files.queries import preview
from xaso.files.rules import owner_key
from xaso.portal.forms.filling import PAPERS, REVIEW, Walk
from xaso.portal.forms.papers import draft_cards, missing_papers, upload_words
from xaso.portal.views.drafts import sent_page
from xaso.ui.requests import Request


def papers(request: Request, draft_id: UUID) -> HttpResponse:
    draft = get_draft(request.actor, draft_id)
    if draft.dossier_id:
        return sent_page(sent_dossier(draft, request.actor), request.actor)
    walk = Walk(draft, by=request.actor)
    if request.method == "GET":
        return show_papers(request, walk, {})
    missing = missing_papers(walk, draft.papers.all())
    return show_papers(request, walk, missing, status=422) if missing else redirect(walk.url(REVIEW))


def show_papers(request: Request, walk: Walk, errors: dict[str, str], status: int = 200) -> HttpResponse:
    cards = draft_cards(walk, walk.draft.papers.select_related("file").order_by("id"), errors)
    context = {
        **walk.progress(PAPERS),
        "papers": cards,
        "papers_needed": any(card.required for card in cards),
        "more_papers": sum(1 for card in cards if not (card.required or card.files or card.error)),
        "errors": [(f"giay-{card.key}", card.error) for card in cards if card.error],
        "words": upload_words(),
    }
    return render(request, "portal/drafts/papers.html", context, status=status)


@require_POST
def attach(request: Request, draft_id: UUID) -> HttpResponse:
    """Files sent whole, for a browser without the script."""
    draft = get_draft(request.actor, draft_id)
    key = request.POST.get("giay", "")
    try:
        for sent in whole_files(request):
            attach_file(draft, paper=key, file=store_whole(request.actor, sent), by=request.actor)
    except Refused as refusal:
        return show_papers(request, Walk(draft, by=request.actor), {key: refusal.message}, status=422)
    return redirect(reverse("portal:draft-papers", args=[draft.id]) + f"#giay-{key}")


def whole_files(request: Request) -> list[UploadedFile[bytes]]:
    files = [one for one in request.FILES.getlist("tep") if isinstance(one, UploadedFile)]
    if not files:
        raise Refused(_("Ông/bà chưa chọn ảnh nào. Bấm “Chụp hoặc chọn ảnh”, chọn xong rồi gửi."), "no_file")
    return files


def store_whole(actor: Actor, sent: UploadedFile[bytes]) -> StoredFile:
    return store_file(owner=owner_key(actor), name=sent.name or "", content=sent.read(), by=actor)


@require_POST
def detach(request: Request, draft_id: UUID, paper_id: int) -> HttpResponse:
    detach_file(get_draft(request.actor, draft_id), paper_id=paper_id, by=request.actor)
    return redirect("portal:draft-papers", draft_id)


def paper(request: Request, paper_id: int) -> HttpResponse:
    """All pages of one file as pictures."""
    found = my_paper(request.actor, paper_id)
    if found.file is None:
        raise NotFound(_("Giấy này nộp bản giấy, không có ảnh."), "paper_unknown")
    pages = [reverse("portal:paper-page", args=[found.id, number]) for number in range(1, found.file.pages + 1)]
    if found.draft_id and found.dossier_id is None:
        back = reverse("portal:draft-papers", args=[found.draft_id])
    else:
        back = _back(found.dossier, request.actor) if found.dossier else "/"
    return render(request, "portal/drafts/file.html", {"file": found.file, "pages": pages, "back": back})


def _back(dossier: Dossier, actor: Actor) -> str:
    return reverse("portal:dossier" if is_owner(dossier, actor) else "portal:helped-dossier", args=[dossier.number])


@cache_control(private=True, max_age=3600)
def paper_page(request: Request, paper_id: int, number: int) -> HttpResponse:
    found = my_paper(request.actor, paper_id)
    if found.file is None or not 1 <= number <= found.file.pages:
        raise NotFound(_("Không có trang này."), "page_unknown")
    width = 240 if request.GET.get("w") == "240" else 960
    return HttpResponse(preview(found.file, number, width), content_type="image/jpeg")
