"""The officials' door after the password: a code or a key; and the key alone, which is both."""

from __future__ import annotations

import json
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_login
from allauth.account.internal.stagekit import clear_login
from allauth.account.models import Login
from allauth.account.stages import LoginStageController
from allauth.core import ratelimit
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.webauthn.internal import auth as webauthn
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from xaso.core.refused import Refused, TooMany
from xaso.portal import officials_door
from xaso.portal.forms.account import FactorForm, PasskeyForm
from xaso.portal.sign_in import hold_whose_login
from xaso.portal.views.account import REFUSED, safe_next
from xaso.signin.access import factors_of
from xaso.signin.actions import use_code, use_key
from xaso.signin.models import Account
from xaso.ui.requests import Request


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def second_factor(request: Request) -> HttpResponse:
    hold_whose_login(request)
    stage = LoginStageController.enter(request, AuthenticateStage.key)
    if stage is None or stage.login.user is None:
        messages.info(request, _("Xin nhập tên đăng nhập và mật khẩu trước."))
        return redirect("account_official_login")
    account: Account = stage.login.user
    by_key = "credential" in request.POST
    form = (PasskeyForm if by_key else FactorForm)(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            factor = _tried(request, account, form.cleaned_data, by_key=by_key)
        except TooMany as refusal:
            clear_login(request)
            messages.error(request, refusal.message)
            return redirect("account_official_login")
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            post_authentication(request, factor)
            entered: HttpResponse = stage.exit()
            return entered
    kinds = {factor.type for factor in factors_of(account)}
    keys = Authenticator.Type.WEBAUTHN in kinds
    context = {
        "form": FactorForm() if by_key else form,
        "wrong": [*form.non_field_errors(), *form.errors.get("credential", [])] if form.is_bound else [],
        "options": _told(webauthn.begin_authentication(account)) if keys else "",
        "has_app": Authenticator.Type.TOTP in kinds,
    }
    status = REFUSED if form.is_bound else 200
    return render(request, "portal/account/second_factor.html", context, status=status)


def _tried(request: Request, account: Account, given: dict[str, Any], *, by_key: bool) -> Authenticator:
    """The factor that was shown. Tries are counted with those of the password. Raises Refused, TooMany."""
    name = account.username or ""
    count = officials_door.try_password(request, name)
    if count is None:
        raise TooMany(str(get_adapter().error_messages["account_locked"]), "account_locked")
    factor = use_key(account, given["credential"]) if by_key else use_code(account, given["code"])
    if factor is None:
        officials_door.note_wrong(request, name, reason="wrong_factor", count=count)
        raise Refused(_("Mã hoặc khóa chưa đúng. Mã trên ứng dụng đổi sau mỗi 30 giây và chỉ dùng một lần."), "factor")
    factor.user = account
    return factor


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def passkey(request: Request) -> HttpResponse:
    """GET: the challenge, for the script of the door. POST: the key's answer, verified by a finger or a PIN: two factors."""
    if request.method == "GET":
        return JsonResponse(webauthn.begin_authentication(), encoder=DjangoJSONEncoder)
    form = PasskeyForm(request.POST)
    if not ratelimit.consume(request, action="login_failed"):
        raise TooMany(_("Từ nơi này đã có quá nhiều lần thử. Xin đợi một phút rồi thử lại."), "too_many")
    factor = use_key(None, form.cleaned_data["credential"]) if form.is_valid() else None
    if factor is None or not factor.user.is_active or not factor.user.is_staff:
        messages.error(request, _("Khóa này chưa được nhận. Xin vào bằng tên đăng nhập và mật khẩu."))
        return redirect("account_official_login")
    post_authentication(request, factor, passwordless=True)
    entered: HttpResponse = perform_login(request, Login(user=factor.user, redirect_url=safe_next(request) or None))
    return entered


def _told(options: dict[str, Any]) -> str:
    return json.dumps(options, cls=DjangoJSONEncoder)
