"""How residents are told: their wish, their addresses, and stopping."""

from __future__ import annotations

from pathlib import Path

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from xaso.core.refused import Refused
from xaso.messages.access import address_by_token, message_by_token
from xaso.messages.actions import (
    add_browser,
    add_email,
    begin_joining,
    choose_language,
    confirm_address,
    drop_address,
    leave_followers,
    prefer,
    stop_by_token,
)
from xaso.messages.rules import UNASKED, Channel
from xaso.people.access import own_account, taken_back
from xaso.people.rules import Purpose as Agreed
from xaso.portal.forms.telling import EmailForm
from xaso.portal.views.account import show_mine
from xaso.signin.actions import hear_again
from xaso.ui.requests import Request

HERE, TONGUE, LETTERS, ZALO = (f"/tai-khoan#{part}" for part in ("bao-tin", "tieng", "thu", "zalo"))
WORKER = Path(__file__).parent.parent / "static" / "portal" / "worker.js"


@require_POST
def choose(request: Request) -> HttpResponse:
    """By which channel first; in which language; or what was stopped by text message is taken back."""
    if request.POST.get("viec") == "nhan-lai":
        hear_again(by=request.actor)
        said = _("Đã ghi. Từ nay xã lại nhắn tin vào điện thoại của ông/bà.")
        if not taken_back(Agreed.BROADCASTS, account=own_account(request.actor)).exists():
            messages.success(request, said)
            return redirect(HERE)
        more = _("Muốn nhận tin chung của xã thì đồng ý lại ở đây.")
        messages.success(request, f"{said} {more}")
        return redirect(f"{reverse('portal:data')}#{Agreed.BROADCASTS}")
    if request.POST.get("viec") == "tieng":
        return _language(request)
    wanted = request.POST.get("cach", "")
    if wanted not in Channel.values:
        messages.error(request, _("Xin chọn một cách báo tin."))
        return redirect(HERE)
    try:
        prefer(Channel(wanted), by=request.actor)
        messages.success(request, _("Đã ghi. Từ nay xã báo ông/bà bằng cách này trước."))
    except Refused as refused:
        messages.error(request, refused.message)
    return redirect(HERE)


def _language(request: Request) -> HttpResponse:
    try:
        choose_language(request.POST.get("tieng", ""), by=request.actor)
        messages.success(request, _("Đã ghi. Từ nay xã nhắn ông/bà bằng tiếng này."))
    except Refused as refused:
        messages.error(request, refused.message)
    return redirect(TONGUE)


@sensitive_post_parameters("email")
@require_POST
def email(request: Request) -> HttpResponse:
    """A new address, or no address any more."""
    if request.POST.get("viec") == "bo":
        drop_address(Channel.EMAIL, by=request.actor)
        messages.success(request, _("Xã đã bỏ địa chỉ thư của ông/bà."))
        return redirect(LETTERS)
    form = EmailForm(request.POST)
    if form.is_valid():
        try:
            address = add_email(form.cleaned_data["email"], by=request.actor)
            if address.confirmed_at is None:
                messages.success(request, _("Xã đã gửi thư đến địa chỉ ấy. Ông/bà mở thư, bấm vào đường dẫn."))
            return redirect(LETTERS)
        except Refused as refused:
            form.add_error("email", refused.message)
    return show_mine(request, email_form=form)


@require_POST
def browser(request: Request) -> HttpResponse:
    """This browser may be told, or no browser any more."""
    if request.POST.get("viec") == "bo":
        drop_address(Channel.PUSH, by=request.actor)
        messages.success(request, _("Xã đã thôi gửi thông báo đến các máy của ông/bà."))
        return redirect(HERE)
    try:
        add_browser(request.POST.get("dang-ky", "")[:2000], by=request.actor)
        messages.success(request, _("Đã ghi. Từ nay xã báo ông/bà bằng cách này trước."))
    except Refused as refused:
        messages.error(request, refused.message)
    return redirect(HERE)


@require_POST
def zalo(request: Request) -> HttpResponse:
    """A code to send to an official account, or joined to none any more."""
    if request.POST.get("viec") == "bo":
        leave_followers(by=request.actor)
        messages.success(request, _("Xã đã thôi báo tin cho ông/bà qua Zalo."))
    else:
        begin_joining(by=request.actor)
    return redirect(ZALO)


@login_not_required
@require_safe
def worker(request: Request) -> HttpResponse:
    """What shows a notice when the page is closed. From the root, so that it may open any page of the portal."""
    return HttpResponse(WORKER.read_bytes(), content_type="text/javascript; charset=utf-8")


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: Request, token: str) -> HttpResponse:
    """A press, not the opening of the link: machines that look after mail open links, too."""
    if request.method == "POST":
        confirm_address(token, by=request.actor)
        return render(request, "portal/telling/confirmed.html")
    return render(request, "portal/telling/confirm.html", {"address": address_by_token(token)})


@csrf_exempt  # The mail program itself presses (RFC 8058); only whoever got the message has the link.
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: Request, token: str) -> HttpResponse:
    """One press, and no more of what this message was."""
    if request.method == "POST":
        purpose = stop_by_token(token, by=request.actor)
        return render(request, "portal/telling/stopped.html", {"unasked": purpose in UNASKED})
    message = message_by_token(token)
    return render(request, "portal/telling/stop.html", {"unasked": message.purpose in UNASKED})
