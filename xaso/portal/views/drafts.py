"""Filling in: one page a question, saved at each step; the list before sending; the sending."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xaso.core.refused import Invalid, NotFound, Stale
from xaso.dossiers.access import get_draft
from xaso.dossiers.actions import discard_draft, save_page, start_draft, submit_draft
from xaso.dossiers.models import Draft
from xaso.portal.forms.filling import REVIEW, REVIEWING, Typed, Walk, new_errors, stale_rows
from xaso.portal.forms.questions import Asked, error_list, questions
from xaso.portal.forms.review import review_errors, review_rows
from xaso.portal.home import home_office
from xaso.portal.known import facts_of
from xaso.ui.requests import Request


@require_POST
def start(request: Request, code: str) -> HttpResponse:
    draft = start_draft(code=code, office=home_office(), by=request.actor)
    return redirect(Walk(draft).resume())


def resume(request: Request, draft_id: UUID) -> HttpResponse:
    draft = get_draft(request.actor, draft_id)
    if draft.dossier:
        return redirect("portal:receipt", draft.dossier.number)
    return redirect(Walk(draft).resume())


def page(request: Request, draft_id: UUID, key: str) -> HttpResponse:
    draft = get_draft(request.actor, draft_id)
    walk = Walk(draft, facts_of(request.actor, phone=getattr(request.user, "phone", None)))
    if not walk.schema.has_page(key):
        raise NotFound(_("Hồ sơ này không có trang đó."), "page_unknown")
    if draft.dossier:
        return redirect("portal:receipt", draft.dossier.number)
    if request.method == "POST":
        return _save(request, walk, key)
    return _show(request, walk, key, Asked(walk.stored_raw(walk.schema.page(key))))


def _save(request: Request, walk: Walk, key: str) -> HttpResponse:
    typed = Typed.of(request.POST, dict(request.POST.lists()))
    if typed.redraws:
        return _show(request, walk, key, Asked(typed.raw), revision=typed.revision)
    try:
        warnings = save_page(walk.draft, page=key, raw=typed.raw, revision=typed.revision, by=request.actor)
    except Invalid as refusal:
        asked = Asked(typed.raw, new_errors(refusal.errors, typed.shown))
        return _show(request, walk, key, asked, status=422 if asked.errors else 200, revision=typed.revision)
    except Stale:
        fresh = Walk(get_draft(request.actor, walk.draft.id))
        return _show(request, fresh, key, Asked(typed.raw), status=409)
    fresh = Walk(walk.draft)
    if not typed.read.issuperset(warnings) or fresh.brings_up(key, typed.shown):
        return _show(request, fresh, key, Asked(typed.raw, warnings=warnings))
    return redirect(fresh.url(REVIEW) if request.GET.get(REVIEWING) == REVIEW else fresh.after(key))


def _show(
    request: Request, walk: Walk, key: str, asked: Asked, *, status: int = 200, revision: int | None = None
) -> HttpResponse:
    page = walk.schema.page(key)
    drawn = questions(page, asked, walk.visible(page, asked.raw if request.method == "POST" else None))
    context = {
        **walk.progress(key),
        "title": page.title,
        "help": page.help,
        "heading": not any(question.control.title for question in drawn),
        "questions": drawn,
        "errors": error_list(drawn),
        "warned": list(asked.warnings),
        "stale": stale_rows(walk, page) if status == 409 else [],
        "revision": revision or walk.draft.revision,
    }
    return render(request, "portal/drafts/page.html", context, status=status)


def review(request: Request, draft_id: UUID) -> HttpResponse:
    draft = get_draft(request.actor, draft_id)
    if draft.dossier:
        return redirect("portal:receipt", draft.dossier.number)
    if request.method == "POST":
        return _send(request, draft)
    return _review(request, Walk(draft))


def _send(request: Request, draft: Draft) -> HttpResponse:
    typed = Typed.of(request.POST, {})
    try:
        dossier = submit_draft(draft, revision=typed.revision, by=request.actor)
    except Invalid as refusal:
        return _review(request, Walk(draft), refusal.errors, status=422)
    except Stale as refusal:
        return _review(request, Walk(get_draft(request.actor, draft.id)), {"": refusal.message}, status=409)
    return redirect("portal:receipt", dossier.number)


def _review(request: Request, walk: Walk, errors: dict[str, str] | None = None, status: int = 200) -> HttpResponse:
    context = {
        **walk.progress(REVIEW),
        **review_rows(walk),
        "errors": review_errors(walk, errors or {}),
        "revision": walk.draft.revision,
    }
    return render(request, "portal/drafts/review.html", context, status=status)


@require_POST
def discard(request: Request, draft_id: UUID) -> HttpResponse:
    discard_draft(get_draft(request.actor, draft_id), by=request.actor)
    return redirect("portal:dossiers")
