"""Filling in: one page a question, saved at each step; the list before sending; the sending."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xaso.core.actor import Actor
from xaso.core.refused import Invalid, NotFound, Stale
from xaso.dossiers.access import get_draft, is_owner, is_owner_helped, sent_dossier
from xaso.dossiers.actions import confirm_draft, discard_draft, save_page, start_draft, submit_draft
from xaso.dossiers.models import Dossier, Draft
from xaso.dossiers.queries import helper_words
from xaso.portal.forms.filling import REVIEW, REVIEWING, Typed, Walk, new_errors
from xaso.portal.forms.helping import allowed_in
from xaso.portal.forms.questions import Asked, error_list, questions
from xaso.portal.forms.review import review_errors, review_rows
from xaso.portal.home import home_office
from xaso.portal.known import facts_of
from xaso.ui.requests import Request


@require_POST
def start(request: Request, code: str) -> HttpResponse:
    draft = start_draft(code=code, office=home_office(), by=request.actor)
    return redirect(Walk(draft, by=request.actor).resume())


def resume(request: Request, draft_id: UUID) -> HttpResponse:
    draft = get_draft(request.actor, draft_id)
    if draft.dossier_id:
        return sent_page(sent_dossier(draft, request.actor), request.actor)
    return redirect(Walk(draft, by=request.actor).resume())


def sent_page(dossier: Dossier, actor: Actor) -> HttpResponse:
    """Where a sent draft leads: its owner to the receipt, a helper to what they may follow."""
    return redirect("portal:receipt" if is_owner(dossier, actor) else "portal:helped-dossier", dossier.number)


def page(request: Request, draft_id: UUID, key: str) -> HttpResponse:
    draft = get_draft(request.actor, draft_id)
    walk = Walk(draft, _facts(request, draft), by=request.actor)
    if not walk.schema.has_page(key):
        raise NotFound(_("Hồ sơ này không có trang đó."), "page_unknown")
    if draft.dossier_id:
        return sent_page(sent_dossier(draft, request.actor), request.actor)
    if request.method == "POST":
        return _save(request, walk, key)
    return _show(request, walk, key, Asked(walk.stored_raw(walk.schema.page(key))))


def _facts(request: Request, draft: Draft) -> dict[str, Any]:
    """A helper is offered nothing of themselves, and nothing of the owner but the number they gave."""
    if draft.assistance is not None and not is_owner_helped(draft, request.actor):
        return {"phone": draft.assistance.owner_phone} if draft.assistance.owner_phone else {}
    return facts_of(request.actor, phone=getattr(request.user, "phone", None))


def _save(request: Request, walk: Walk, key: str) -> HttpResponse:
    typed = Typed.of(request.POST, dict(request.POST.lists()))
    if typed.redraws:
        return _show(request, walk, key, Asked(typed.raw), revision=typed.revision)
    try:
        raw = walk.meant(walk.schema.page(key), typed.raw)
        warnings = save_page(walk.draft, page=key, raw=raw, revision=typed.revision, by=request.actor)
    except Invalid as refusal:
        asked = Asked(typed.raw, new_errors(refusal.errors, typed.shown))
        return _show(request, walk, key, asked, status=422 if asked.errors else 200, revision=typed.revision)
    except Stale:
        fresh = Walk(get_draft(request.actor, walk.draft.id), by=request.actor)
        return _show(request, fresh, key, Asked(typed.raw), status=409)
    fresh = Walk(walk.draft, by=request.actor)
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
        "stale": walk.rows_of(page) if status == 409 else [],
        "revision": revision or walk.draft.revision,
    }
    return render(request, "portal/drafts/page.html", context, status=status)


def review(request: Request, draft_id: UUID) -> HttpResponse:
    draft = get_draft(request.actor, draft_id)
    if draft.dossier_id:
        return sent_page(sent_dossier(draft, request.actor), request.actor)
    if request.method == "POST":
        return _send(request, draft)
    return show_review(request, draft)


def _send(request: Request, draft: Draft) -> HttpResponse:
    typed = Typed.of(request.POST, {})
    try:
        if is_owner_helped(draft, request.actor):
            allowed = allowed_in(request.POST)
            dossier = confirm_draft(
                draft,
                revision=typed.revision,
                may_follow=allowed.follow,
                may_answer=allowed.answer,
                by=request.actor,
            )
        else:
            dossier = submit_draft(draft, revision=typed.revision, by=request.actor)
    except Invalid as refusal:
        return show_review(request, draft, refusal.errors, status=422)
    except Stale as refusal:
        return show_review(request, get_draft(request.actor, draft.id), {"": refusal.message}, status=409)
    return sent_page(dossier, request.actor)


def show_review(
    request: Request, draft: Draft, errors: dict[str, str] | None = None, status: int = 200
) -> HttpResponse:
    walk = Walk(draft, by=request.actor)
    context = {
        **walk.progress(REVIEW),
        **review_rows(walk),
        "errors": review_errors(walk, errors or {}),
        "revision": draft.revision,
        "helped": walk.helped,
        "allowed": allowed_in(request.POST),
        "helper": helper_words(draft.assistance) if draft.assistance and not walk.helped else "",
    }
    return render(request, "portal/drafts/review.html", context, status=status)


@require_POST
def discard(request: Request, draft_id: UUID) -> HttpResponse:
    discard_draft(get_draft(request.actor, draft_id), by=request.actor)
    return redirect("portal:dossiers")
