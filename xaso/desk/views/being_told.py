"""How officials are told of what did not arrive and of what is late: by which way first, where else than on the telephone."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from xaso.core.refused import Refused
from xaso.desk.forms.telling import EmailForm, told_how
from xaso.desk.officials import account_of, draw, me, staff
from xaso.messages.actions import add_browser, add_email, drop_address, prefer
from xaso.messages.rules import Channel
from xaso.ui.requests import Request


@sensitive_post_parameters("email")
@require_http_methods(["GET", "HEAD", "POST"])
@staff
def telling(request: Request) -> HttpResponse:
    """One page: the wish, an address of e-mail, this browser. What is pressed says which (`viec`)."""
    act = ACTS.get(request.POST.get("viec", "")) if request.method == "POST" else None
    form = EmailForm(request.POST if request.POST.get("viec") == "thu" else None)
    if act is not None and (not form.is_bound or form.is_valid()):
        try:
            messages.success(request, act(request))
            return redirect("desk:telling")
        except Refused as refused:
            if form.is_bound:
                form.add_error("email", refused.message)
            else:
                messages.error(request, refused.message)
                return redirect("desk:telling")
    person = account_of(request).person
    context = {
        "told": told_how(me(request), person.phone or "" if person else ""),
        "controls": form.controls(),
        "errors": form.error_list(),
    }
    return draw(request, "desk/oneself/telling.html", context, status=422 if form.errors else 200)


def _wish(request: Request) -> str:
    wanted = request.POST.get("cach", "")
    if wanted not in Channel.values:
        raise Refused(_("Xin chọn một cách báo tin."), "no_way_chosen")
    prefer(Channel(wanted), by=me(request))
    return _("Đã ghi. Từ nay báo ông/bà bằng cách này trước.")


def _email(request: Request) -> str:
    found = add_email(request.POST.get("email", ""), by=me(request))
    if found.confirmed_at:
        return _("Địa chỉ này đã dùng được.")
    return _("Đã gửi thư đến địa chỉ ấy. Ông/bà mở thư, bấm vào đường dẫn.")


def _browser(request: Request) -> str:
    add_browser(request.POST.get("dang-ky", "")[:2000], by=me(request))
    return _("Đã ghi. Từ nay báo ông/bà bằng cách này trước.")


def _no_email(request: Request) -> str:
    drop_address(Channel.EMAIL, by=me(request))
    return _("Đã bỏ địa chỉ thư.")


def _no_browser(request: Request) -> str:
    drop_address(Channel.PUSH, by=me(request))
    return _("Đã thôi báo trên các trình duyệt.")


ACTS: dict[str, Callable[[Request], str]] = {
    "cach": _wish,
    "thu": _email,
    "may": _browser,
    "bo-thu": _no_email,
    "bo-may": _no_browser,
}
