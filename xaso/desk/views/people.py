"""The administrator's screens: who holds which post, who gets in, and who has looked at that lately."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from xaso.core import clock
from xaso.core.dates import show_date
from xaso.core.refused import Invalid, NotFound, Refused
from xaso.desk.forms.oneself import PlainForm
from xaso.desk.forms.people import EndForm, OfficeForm, PersonForm, PostForm
from xaso.desk.officials import administrators, draw, post_of
from xaso.desk.rights import does, heads, line, reads
from xaso.desk.views.sheets import EXPORTS, sheet
from xaso.dossiers.actions import export_list
from xaso.offices.access import get_post
from xaso.offices.actions import appoint, end_post, open_office
from xaso.offices.rules import Role
from xaso.signin import actions
from xaso.signin.access import get_account, way_into
from xaso.signin.models import Account
from xaso.signin.queries import NARROWED, Standing, accounts_page, offices_of, rights_of, standings, trace_of
from xaso.ui.limits import limited
from xaso.ui.requests import Request

WAITS: Final = gettext_lazy("Đã đề nghị. Khi có người thứ hai đồng ý thì cấp được mật khẩu ở trang này.")
# What each word in the address does, and what is said afterwards.
DEEDS: Final[dict[str, tuple[Callable[..., Any], Any]]] = {
    "mo-khoa": (actions.unlock_account, gettext_lazy("Đã mở khóa.")),
    "xin-vao": (actions.propose_entry, WAITS),
    "bo-bao-ve": (partial(actions.propose_entry, factors=True), WAITS),
    "mo-lai": (actions.reopen_account, gettext_lazy("Đã mở lại tài khoản.")),
    "dong": (actions.close_account, gettext_lazy("Đã đóng tài khoản.")),
    "ra-soat": (actions.review_account, gettext_lazy("Đã ghi là rà soát.")),
}
SAID: Final = {
    "signin.open_account": gettext_lazy("Mở tài khoản"),
    "signin.issue_password": gettext_lazy("Cấp mật khẩu dùng một lần"),
    "signin.change_password": gettext_lazy("Tự đổi mật khẩu"),
    "signin.enter": gettext_lazy("Đăng nhập"),
    "signin.leave": gettext_lazy("Đăng xuất"),
    "signin.enter_password": gettext_lazy("Nhập sai"),
    "signin.propose_entry": gettext_lazy("Đề nghị cho vào"),
    "signin.confirm_entry": gettext_lazy("Đồng ý cho vào"),
    "signin.decline_entry": gettext_lazy("Không đồng ý cho vào"),
    "signin.prove": gettext_lazy("Xác nhận vẫn là mình"),
    "signin.lock": gettext_lazy("Bị khóa 12 giờ"),
    "signin.unlock": gettext_lazy("Mở khóa"),
    "signin.close_account": gettext_lazy("Đóng tài khoản"),
    "signin.reopen_account": gettext_lazy("Mở lại tài khoản"),
    "signin.review_account": gettext_lazy("Rà soát"),
    "signin.add_factor": gettext_lazy("Thêm lớp bảo vệ thứ hai"),
    "signin.remove_factor": gettext_lazy("Bỏ một lớp bảo vệ"),
    "signin.reset_factors": gettext_lazy("Bỏ mọi lớp bảo vệ"),
    "signin.renew_recovery_codes": gettext_lazy("In mã giấy mới"),
    "signin.end_visit": gettext_lazy("Đăng xuất một nơi khác"),
    "signin.end_visits": gettext_lazy("Đăng xuất mọi nơi khác"),
    "signin.take_post": gettext_lazy("Chọn vai trò"),
}


@require_safe
@administrators
def people(request: Request) -> HttpResponse:
    chosen = request.GET.get("loc", "")
    chosen = chosen if chosen in NARROWED else ""
    page = accounts_page(request.actor, narrowed=chosen, after=request.GET.get("sau", ""))
    names = (_("Đang mở"), _("Cần rà soát"), _("Chờ đổi mật khẩu"), _("Đã đóng"))
    context = {
        "standings": [(one, _permissions(one)) for one in standings(page.rows)],
        "reviewing": chosen == "ra-soat",
        "next_key": page.next_key,
        "chosen": chosen,
        "chips": list(zip(NARROWED, names, strict=True)),
    }
    return draw(request, "desk/people/list.html", context)


@require_safe
@administrators
@limited(EXPORTS)
def rights(request: Request) -> HttpResponse:
    """Who may do what in the unit, as a file."""
    found = rights_of(request.actor)
    export_list("rights", rows=len(found), by=request.actor)
    form = "csv" if request.GET.get("dang") == "csv" else "xlsx"
    return sheet(form, "quyen", heads(), (line(one) for one in found))


@require_http_methods(["GET", "HEAD", "POST"])
@administrators
def engage(request: Request) -> HttpResponse:
    form = PersonForm(request.POST if request.method == "POST" else None, offices=offices_of(request.actor), roles=Role)
    if form.is_bound and form.is_valid():
        try:
            account, _none = actions.engage(**form.person(), **form.values(), by=request.actor)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, WAITS)
            return redirect("desk:account", account.pk)
    context = {"form": form, "errors": form.error_list(), "heading": _("Người mới"), "button": _("Mở tài khoản")}
    return draw(request, "desk/people/form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@administrators
def offices(request: Request) -> HttpResponse:
    """Of the administrator's unit, and opening another."""
    post = post_of(request)
    assert post is not None  # whoever administers does so in a post
    unit = post.office.unit
    form = OfficeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            open_office(unit, **form.cleaned_data, valid_from=clock.today(), by=request.actor)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Đã mở bộ phận."))
            return redirect("desk:offices")
    context = {"form": form, "errors": form.error_list(), "offices": offices_of(request.actor)}
    return draw(request, "desk/people/offices.html", context, status=422 if form.errors else 200)


@require_safe
@administrators
def account(request: Request, account: UUID) -> HttpResponse:
    found = get_account(request.actor, account)
    standing = standings([found])[0]
    lines = [
        (
            line.entry.at,
            SAID.get(line.entry.action, line.entry.action),
            f"{line.post.holder_name} · {line.post.title}" if line.post else "",
            (line.entry.personal or {}).get("address", ""),
        )
        for line in trace_of(found)
    ]
    context = {"one": standing, "account": found, "lines": lines, "way": way_into(found, request.actor)}
    return draw(request, "desk/people/account.html", context)


@sensitive_variables("password")
@require_POST
@administrators
def act(request: Request, account: UUID, deed: str) -> HttpResponse:
    found = get_account(request.actor, account)
    if deed == "mat-khau":
        return _one_time(request, found, actions.issue_password(found, by=request.actor))
    if deed not in DEEDS:
        raise NotFound(_("Không có việc này."), "deed_unknown")
    does, said = DEEDS[deed]
    does(found, by=request.actor)
    messages.success(request, said)
    if deed == "ra-soat" and request.POST.get("ve") == "danh-sach":
        return redirect("desk:people")
    return redirect("desk:account", found.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@administrators
def add_post(request: Request, account: UUID) -> HttpResponse:
    found = get_account(request.actor, account)
    roles = [role for role in Role if (role == Role.ADMINISTRATOR) == found.is_administrator]
    form = PostForm(request.POST if request.method == "POST" else None, offices=offices_of(request.actor), roles=roles)
    if form.is_bound and form.is_valid():
        assert found.person is not None  # staff have one: a constraint of the table
        try:
            appoint(found.person, **form.values(), by=request.actor)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Đã giao vai trò."))
            return redirect("desk:account", found.pk)
    heading = _("Giao thêm vai trò cho %(name)s") % {"name": found.person}
    context = {"form": form, "errors": form.error_list(), "heading": heading, "button": _("Giao vai trò")}
    return draw(request, "desk/people/form.html", context | {"account": found}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@administrators
def finish_post(request: Request, account: UUID, post: int) -> HttpResponse:
    found = get_account(request.actor, account)
    held = get_post(post, person=found.person_id, by=request.actor)
    form = EndForm(request.POST if request.method == "POST" else None, initial={"on": show_date(clock.today())})
    if form.is_bound and form.is_valid():
        try:
            end_post(held, on=form.cleaned_data["on"], by=request.actor)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Đã ghi ngày thôi giữ vai trò."))
            return redirect("desk:account", found.pk)
    heading = _("%(name)s thôi giữ vai trò %(title)s") % {"name": found.person, "title": held.title}
    context = {"form": form, "errors": form.error_list(), "heading": heading, "button": _("Thôi giữ vai trò")}
    return draw(request, "desk/people/form.html", context | {"account": found}, status=422 if form.errors else 200)


def _permissions(standing: Standing) -> list[str]:
    """What the posts of an account open, for whoever confirms that it is still needed."""
    roles = sorted({post.role for post in standing.current})
    return [_("đọc %(reads)s; làm: %(does)s") % {"reads": reads(role), "does": does(role)} for role in roles]


# Which input a refusal is about.
ABOUT: Final = {
    "username": "username",
    "username_taken": "username",
    "post_ends_too_early": "on",
    "agency_code": "agency_code",
    "phone": "phone",
}


def refuse(form: PlainForm, refusal: Refused) -> None:
    if isinstance(refusal, Invalid):
        form.refuse(refusal)
    else:
        where = ABOUT.get(refusal.code)
        form.add_error(where if where in form.fields else None, refusal.message)


def _one_time(request: Request, account: Account, password: str) -> HttpResponse:
    """Drawn as the answer itself: it stands in no address, no session and no message."""
    return draw(request, "desk/people/one_time.html", {"account": account, "password": password})
