"""An official's own account: password, second factor, where they are signed in, the post they act in."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from typing import Any, Final
from uuid import UUID

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import clear_totp_secret, get_totp_secret
from allauth.mfa.webauthn.internal import auth as webauthn
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from xaso.core import clock
from xaso.core.refused import Forbidden, Invalid
from xaso.desk.forms.oneself import CodeForm, KeyForm, PasskeyForm, PasswordForm, PlainForm, ProofForm
from xaso.desk.officials import account_of, draw, me, onward, staff
from xaso.signin.access import (
    actor_of,
    demand_on,
    factors_of,
    has_factor,
    may_add_factor,
    may_agree,
    posts_today,
    require_proof,
)
from xaso.signin.actions import (
    add_passkey,
    add_totp,
    change_password,
    codes_left,
    end_other_visits,
    end_visit,
    move_visit,
    note_post,
    prove_oneself,
    remove_factor,
    renew_recovery_codes,
)
from xaso.signin.ports import SealedFactors
from xaso.signin.queries import visits_of
from xaso.signin.rules import Demand, Marks, password_fault
from xaso.ui.requests import Request, before_work

TOTP_TYPE: Final = Authenticator.Type.TOTP
KEY_TYPE: Final = Authenticator.Type.WEBAUTHN
ADDING: Final = {TOTP_TYPE: "totp", KEY_TYPE: "passkey"}  # the page of each


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@before_work
@staff
def password(request: Request) -> HttpResponse:
    account = account_of(request)
    require_proof(me(request))
    hint = password_fault("", username="", second_factor=has_factor(account))
    form = PasswordForm(request.POST if request.method == "POST" else None, hint=hint)
    if form.is_bound and form.is_valid():
        key = request.session.session_key or ""
        try:
            change_password(
                account,
                current=form.cleaned_data["current"],
                password=form.cleaned_data["password"],
                by=me(request),
                keep=key,
            )
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            update_session_auth_hash(request, account)
            move_visit(session_key=key, to=request.session.session_key or "")
            messages.success(request, _("Đã đổi mật khẩu. Các nơi đăng nhập khác đã được đăng xuất."))
            return redirect(onward(request))
    context = {"form": form, "errors": form.error_list(), "forced": _demand(request) == Demand.PASSWORD}
    return draw(request, "desk/oneself/password.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@before_work
@staff
def post(request: Request) -> HttpResponse:
    """One post at a time, and which one is said on every page."""
    account = account_of(request)
    held = posts_today(account)
    chosen = next((one for one in held if str(one.pk) == request.POST.get("post")), None)
    if request.method == "POST" and chosen is not None:
        request.session["post"] = chosen.pk
        note_post(account, post=chosen, by=actor_of(account, address=request.actor.address, post=chosen.pk))
        return redirect(onward(request))
    return draw(request, "desk/oneself/post.html", {"held": held, "missing": request.method == "POST"})


@require_http_methods(["GET", "HEAD"])
@before_work
@staff
def security(request: Request) -> HttpResponse:
    account = account_of(request)
    factors = [one for one in factors_of(account) if one.type != Authenticator.Type.RECOVERY_CODES]
    context = {
        "account": account,
        "demanded": _demand(request) == Demand.FACTOR,
        "may_add": _may_add(request),
        "factors": factors,
        "has_totp": any(one.type == TOTP_TYPE for one in factors),
        "codes_left": codes_left(account),
        "agrees": may_agree(request.actor),
        "visits": visits_of(account, here=request.session.session_key or "", now=clock.now()),
    }
    return draw(request, "desk/oneself/security.html", context)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@before_work
@staff
def prove(request: Request) -> HttpResponse:
    """Once more all that the account is entered with; then on to what they were about to do."""
    account = account_of(request)
    kinds = {factor.type for factor in factors_of(account)}
    typed = ProofForm(None, with_code=bool(kinds))
    form: PlainForm = typed
    if request.method == "POST":
        by_key = "credential" in request.POST
        form = KeyForm(request.POST) if by_key else (typed := ProofForm(request.POST, with_code=bool(kinds)))
        if form.is_valid():
            try:
                prove_oneself(account, **form.cleaned_data, by=me(request))
            except Invalid as refusal:
                form.refuse(refusal)
            else:
                request.session["proved"] = clock.now().timestamp()
                return redirect(onward(request))
    keys = KEY_TYPE in kinds
    context = {
        "form": typed,
        "errors": form.error_list(),
        "options": _told(webauthn.begin_authentication(account)) if keys else "",
    }
    return draw(request, "desk/oneself/prove.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@before_work
@staff
def totp(request: Request) -> HttpResponse:
    account = account_of(request)
    _require_adding(request)
    secret = get_totp_secret()
    context = {
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        "uri": SealedFactors().build_totp_url(account, secret),
    }
    form = CodeForm(request.POST if request.method == "POST" else None)
    return _add_factor(request, form, partial(add_totp, account, secret=secret), TOTP_TYPE, context)


@require_http_methods(["GET", "HEAD", "POST"])
@before_work
@staff
def passkey(request: Request) -> HttpResponse:
    account = account_of(request)
    _require_adding(request)
    form = PasskeyForm(request.POST if request.method == "POST" else None)
    return _add_factor(request, form, partial(add_passkey, account), KEY_TYPE, {})


def _add_factor(
    request: Request, form: PlainForm, add: Callable[..., list[str]], kind: str, context: dict[str, Any]
) -> HttpResponse:
    """What was typed goes to the action. They have then just shown the factor: this session counts as one with two."""
    if form.is_bound and form.is_valid():
        try:
            codes = add(**form.cleaned_data, by=me(request))
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            clear_totp_secret(request)
            record_authentication(request, request.user, "mfa", type=kind)
            messages.success(request, _("Đã thêm lớp bảo vệ thứ hai."))
            return _paper(request, codes) if codes else redirect("desk:security")
    if kind == KEY_TYPE:
        context |= {"options": _told(webauthn.begin_registration(account_of(request), passwordless=True))}
    context |= {"form": form, "errors": form.error_list()}
    return draw(request, f"desk/oneself/{ADDING[kind]}.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@before_work
@staff
def codes(request: Request) -> HttpResponse:
    """Made anew when asked for."""
    account = account_of(request)
    _require_adding(request)
    return _paper(request, renew_recovery_codes(account, by=me(request)) if request.method == "POST" else [])


def _paper(request: Request, shown: list[str]) -> HttpResponse:
    """Codes are drawn as the answer itself: they stand in no address, no session and no table, and never show again."""
    grouped = [" ".join(code[at : at + 4] for at in range(0, len(code), 4)) for code in shown]
    return draw(request, "desk/oneself/codes.html", {"codes": grouped, "onward": onward(request)})


@require_POST
@staff
def drop_factor(request: Request, factor: int) -> HttpResponse:
    remove_factor(account_of(request), factor=factor, by=me(request))
    messages.success(request, _("Đã bỏ lớp bảo vệ."))
    return redirect("desk:security")


@require_POST
@before_work
@staff
def leave_device(request: Request, visit: UUID) -> HttpResponse:
    end_visit(account_of(request), visit=visit, by=me(request))
    messages.success(request, _("Đã đăng xuất ở nơi ấy."))
    return redirect("desk:security")


@require_POST
@before_work
@staff
def leave_devices(request: Request) -> HttpResponse:
    end_other_visits(account_of(request), keep=request.session.session_key or "", by=me(request))
    messages.success(request, _("Đã đăng xuất ở mọi nơi khác."))
    return redirect("desk:security")


def _demand(request: Request) -> Demand | None:
    marks = Marks.read(request.session)
    return demand_on(account_of(request), marks, address=me(request).address, now=clock.now())


def _may_add(request: Request) -> bool:
    return may_add_factor(account_of(request), Marks.read(request.session), address=me(request).address)


def _require_adding(request: Request) -> None:
    require_proof(me(request))
    if not _may_add(request):
        raise Forbidden(_where_to_add(), "factor_not_here")


def _told(options: dict[str, Any]) -> str:
    return json.dumps(options, cls=DjangoJSONEncoder)


def _where_to_add() -> str:
    return _(
        "Ở đây chưa thêm được lớp bảo vệ. Xin làm tại cơ quan, hoặc nhờ người quản trị cấp mật khẩu dùng một lần;"
        " nếu đã có lớp bảo vệ thì đăng xuất rồi đăng nhập lại bằng lớp ấy."
    )
