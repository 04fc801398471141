"""An official's own account: password, second factor, where they are signed in, the post they act in."""

from __future__ import annotations

import json
from typing import Final
from uuid import UUID

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import clear_totp_secret, get_totp_secret
from allauth.mfa.webauthn.internal import auth as webauthn
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from xaso.core import clock
from xaso.core.refused import Forbidden, Invalid
from xaso.desk.forms.oneself import CodeForm, PasskeyForm, PasswordForm
from xaso.desk.officials import account_of, draw, me, onward, staff
from xaso.signin.access import actor_of, demand_on, factors_of, has_factor, may_add_factor, posts_today
from xaso.signin.actions import (
    add_passkey,
    add_totp,
    change_password,
    end_other_visits,
    end_visit,
    move_visit,
    note_post,
    recovery_codes_of,
    remove_factor,
    renew_recovery_codes,
)
from xaso.signin.ports import SealedFactors
from xaso.signin.queries import visits_of
from xaso.signin.rules import Demand, Marks, password_fault
from xaso.ui.requests import Request, before_work

CODES: Final = "show_codes"
TOTP_TYPE: Final = Authenticator.Type.TOTP


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@before_work
@staff
def password(request: Request) -> HttpResponse:
    account = account_of(request)
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
        "codes_left": len(recovery_codes_of(account)),
        "visits": visits_of(account, here=request.session.session_key or "", now=clock.now()),
    }
    return draw(request, "desk/oneself/security.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@before_work
@staff
def totp(request: Request) -> HttpResponse:
    account = account_of(request)
    _require_adding(request)
    secret = get_totp_secret()
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            add_totp(account, secret=secret, code=form.cleaned_data["code"], by=me(request))
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            clear_totp_secret(request)
            return _factor_added(request, TOTP_TYPE)
    context = {
        "form": form,
        "errors": form.error_list(),
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        "uri": SealedFactors().build_totp_url(account, secret),
    }
    return draw(request, "desk/oneself/totp.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@before_work
@staff
def passkey(request: Request) -> HttpResponse:
    account = account_of(request)
    _require_adding(request)
    form = PasskeyForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        credential = form.cleaned_data["credential"]
        try:
            webauthn.parse_registration_response(credential)
            webauthn.complete_registration(credential)
        except (ValidationError, ValueError, TypeError, KeyError, AttributeError):
            form.add_error(None, _("Khóa chưa được nhận. Xin thử lại, hoặc dùng khóa khác."))
        else:
            add_passkey(account, name=form.cleaned_data["name"], credential=credential, by=me(request))
            return _factor_added(request, Authenticator.Type.WEBAUTHN)
    options = json.dumps(webauthn.begin_registration(account, passwordless=True), cls=DjangoJSONEncoder)
    context = {"form": form, "errors": form.error_list(), "options": options}
    return draw(request, "desk/oneself/passkey.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@before_work
@staff
def codes(request: Request) -> HttpResponse:
    """Shown once after they were made, and made anew when asked for."""
    account = account_of(request)
    if request.method == "POST":
        _require_adding(request)
        renew_recovery_codes(account, by=me(request))
        request.session[CODES] = True
        return redirect("desk:codes")
    shown = recovery_codes_of(account) if request.session.pop(CODES, False) else []
    return draw(request, "desk/oneself/codes.html", {"codes": shown, "onward": onward(request)})


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


def _factor_added(request: Request, kind: str) -> HttpResponse:
    """They have just shown it: this session counts as one with a second factor."""
    record_authentication(request, request.user, "mfa", type=kind)
    request.session[CODES] = True
    messages.success(request, _("Đã thêm lớp bảo vệ thứ hai."))
    return redirect("desk:codes")


def _demand(request: Request) -> Demand | None:
    marks = Marks.read(request.session)
    return demand_on(account_of(request), marks, address=me(request).address, now=clock.now())


def _may_add(request: Request) -> bool:
    return may_add_factor(account_of(request), Marks.read(request.session), address=me(request).address)


def _require_adding(request: Request) -> None:
    if not _may_add(request):
        raise Forbidden(_where_to_add(), "factor_not_here")


def _where_to_add() -> str:
    return _(
        "Ở đây chưa thêm được lớp bảo vệ. Xin làm tại cơ quan, hoặc nhờ người quản trị cấp mật khẩu dùng một lần;"
        " nếu đã có lớp bảo vệ thì đăng xuất rồi đăng nhập lại bằng lớp ấy."
    )
