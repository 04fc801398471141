"""Filing for somebody else: beginning it, inviting the owner, the owner's door, what a helper may follow."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from xaso.core import clock
from xaso.core.identifiers import show_phone
from xaso.core.refused import Invalid, NotFound, Refused, Stale
from xaso.core.text import whole_number
from xaso.dossiers import access
from xaso.dossiers.actions import (
    enter_invitation_code,
    invite_owner,
    open_invitation,
    refuse_help,
    revoke_consent,
    start_helping,
    submit_with_paper,
)
from xaso.dossiers.models import Dossier, Draft
from xaso.dossiers.queries import dossiers_i_help, helper_words
from xaso.portal.forms.filling import REVIEW, Walk
from xaso.portal.forms.helping import HelpForm, allowed_in
from xaso.portal.forms.told import listed, told
from xaso.portal.home import home_office
from xaso.portal.views.drafts import sent_page, show_review
from xaso.portal.views.papers import store_whole, whole_files
from xaso.procedures.models import ProcedureVersion
from xaso.procedures.queries import current_version
from xaso.ui.controls import Control
from xaso.ui.requests import Request

CODE = "ma"


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: Request, code: str) -> HttpResponse:
    """Who helps, and whom: two names and a telephone number."""
    version = _version(code)
    form = HelpForm(request.actor, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        office = home_office()
        try:
            draft = start_helping(code=code, office=office, by=request.actor, **form.said())
            return redirect(Walk(draft, by=request.actor).resume())
        except Refused as refusal:
            errors = refusal.errors if isinstance(refusal, Invalid) else {"owner_name": refusal.message}
            for name, sentence in errors.items():
                form.add_error(name if name in form.fields else None, sentence)
    context = {"version": version, "controls": form.controls(), "errors": form.error_list()}
    return render(request, "portal/helping/start.html", context, status=422 if form.is_bound else 200)


def _version(code: str) -> ProcedureVersion:
    found = current_version(code[:40].replace("\x00", ""), clock.today())
    if found is None or not found.can_be_filed_here:
        raise NotFound(_("Việc này chưa làm giúp qua mạng được. Xin nộp tại quầy."), "counter_only")
    return found


@require_POST
def invite(request: Request, draft_id: UUID) -> HttpResponse:
    draft = access.get_draft(request.actor, draft_id)
    try:
        invited = invite_owner(draft, revision=whole_number(request.POST.get("revision", "")), by=request.actor)
    except Invalid as refusal:
        return show_review(request, draft, refusal.errors, status=422)
    except Stale as refusal:
        return show_review(request, access.get_draft(request.actor, draft.id), {"": refusal.message}, status=409)
    said = _("Đã nhắn cho %(who)s, số %(phone)s. Họ xem và xác nhận trên điện thoại của mình thì hồ sơ mới gửi đi.")
    messages.success(request, said % {"who": invited.owner_name, "phone": show_phone(invited.owner_phone)})
    return redirect("portal:helping")


@never_cache
@require_safe
def opened(request: Request, token: str) -> HttpResponse:
    """The link of the message."""
    response = _to_review(request, open_invitation(token, by=request.actor))
    response["Referrer-Policy"] = "no-referrer"
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter_code(request: Request) -> HttpResponse:
    """For whoever can't press the link: the six digits of the same message."""
    typed, problem, status = request.POST.get(CODE, ""), "", 200
    if request.method == "POST":
        try:
            return _to_review(request, enter_invitation_code(typed, by=request.actor))
        except Refused as refusal:
            problem, status = refusal.message, 429 if refusal.code == "codes_too_many" else 422
    asked = Control(
        "text",
        CODE,
        _("Mã 6 số trong tin nhắn"),
        typed[:40],
        hint=_("Tin nhắn của xã có câu “làm giúp ông/bà hồ sơ”."),
        error=problem,
        width="w12",
        inputmode="numeric",
    )
    context = {"controls": [asked], "errors": [(asked.target, problem)] if problem else []}
    return render(request, "portal/helping/code.html", context, status=status)


def _to_review(request: Request, draft: Draft) -> HttpResponse:
    if draft.dossier_id:
        return sent_page(access.sent_dossier(draft, request.actor), request.actor)
    return redirect(Walk(draft, by=request.actor).url(REVIEW))


@require_POST
def refuse(request: Request, draft_id: UUID) -> HttpResponse:
    refuse_help(access.get_draft(request.actor, draft_id), by=request.actor)
    messages.success(request, _("Hồ sơ ấy không gửi đi và đã bỏ. Xã đã nhắn cho người làm giúp."))
    return redirect("portal:dossiers")


@require_safe
def helping(request: Request) -> HttpResponse:
    """What this account helps with: still being prepared, or sent and open."""
    page = dossiers_i_help(request.actor, after=request.GET.get("sau", ""))
    context = {
        "drafts": access.drafts_i_prepare(request.actor),
        "rows": [{**listed(one), "owner": one.assistance.owner_name if one.assistance else ""} for one in page.rows],
        "older": page.next_key,
    }
    return render(request, "portal/helping/list.html", context)


@require_safe
def dossier(request: Request, number: str) -> HttpResponse:
    """Where it stands and what the office asks for; nothing that the owner wrote."""
    found = access.helped_dossier(request.actor, number)
    context = {
        "shown": told(found, request.actor, mine=False, rated=True),
        "owner": found.assistance.owner_name if found.assistance else "",
        "can_answer": any(move.verb == "answer_supplements" for move in access.lawful_moves(found, request.actor)),
    }
    return render(request, "portal/helping/dossier.html", context)


@require_POST
def revoke(request: Request, number: str) -> HttpResponse:
    revoke_consent(access.my_dossier(request.actor, number), by=request.actor)
    messages.success(request, _("Người giúp không còn xem được hồ sơ này. Hồ sơ vẫn được làm tiếp."))
    return redirect("portal:dossier", number)


@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: Request, draft_id: UUID) -> HttpResponse:
    """For an owner without a telephone: the signed form with its witness, photographed, sends the dossier."""
    draft = access.get_draft(request.actor, draft_id)
    if draft.dossier_id:
        return sent_page(access.sent_dossier(draft, request.actor), request.actor)
    access.require_helper(draft, request.actor)
    witness, errors, allowed = request.POST.get("nguoi-lam-chung", ""), {}, allowed_in(request.POST)
    if request.method == "POST":
        if not witness.strip():
            errors["witness"] = _("Xin ghi họ tên người làm chứng.")
        try:
            sent = submit_with_paper(
                draft,
                revision=whole_number(request.POST.get("revision", "")),
                file=store_whole(request.actor, whole_files(request)[0]),
                witness=witness,
                may_follow=allowed.follow,
                may_answer=allowed.answer,
                by=request.actor,
            )
            return _sent_on_paper(request, sent)
        except Invalid as refusal:
            errors |= refusal.errors
        except Refused as refusal:
            errors["file"] = refusal.message
    asked = Control(
        "text", "nguoi-lam-chung", _("Họ tên người làm chứng"), witness[:200], error=errors.pop("witness", "")
    )
    context = {
        "draft": draft,
        "controls": [asked],
        "allowed": allowed,
        "no_file": errors.get("file", ""),
        "errors": [
            *([(asked.target, asked.error)] if asked.error else []),
            *(("tep", text) for text in errors.values()),
        ],
        "revision": draft.revision,
        "back": reverse("portal:draft-review", args=[draft.id]),
    }
    return render(request, "portal/helping/paper.html", context, status=422 if request.method == "POST" else 200)


def _sent_on_paper(request: Request, sent: Dossier) -> HttpResponse:
    """To what the helper may follow from now on; whoever may not is told the number, to pass it on."""
    if access.helps(sent, request.actor):
        return sent_page(sent, request.actor)
    said = _("Hồ sơ đã gửi, số %(number)s. Xin đưa số này cho chủ hồ sơ; ông/bà không xem được nữa.")
    messages.success(request, said % {"number": sent.number})
    return redirect("portal:helping")


@require_safe
def paper_form(request: Request, draft_id: UUID) -> HttpResponse:
    """The form to be printed and signed, with every answer on it."""
    draft = access.get_draft(request.actor, draft_id)
    access.require_helper(draft, request.actor)
    context = {
        "draft": draft,
        "helper": helper_words(draft.assistance) if draft.assistance else "",
        "owner": draft.assistance.owner_name if draft.assistance else "",
        "sections": Walk(draft, by=request.actor).sections(),
    }
    return render(request, "portal/helping/form.html", context)
