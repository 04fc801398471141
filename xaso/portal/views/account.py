"""The doors: residents with a code, officials with a password; and the way out."""

from __future__ import annotations

from uuid import UUID

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xaso.core import clock
from xaso.core.refused import NotFound, Refused
from xaso.portal.forms.account import CodeForm, NumberForm, OfficialForm, PhoneForm
from xaso.portal.forms.telling import EmailForm, telling
from xaso.portal.identity import door_after, issuers, ways_into
from xaso.portal.sign_in import TIMED_OUT, PhoneCode, borrow, leave_nothing
from xaso.signin.access import claims_by
from xaso.signin.actions import claim_number, end_other_visits, end_visit
from xaso.signin.models import Account
from xaso.signin.queries import visits_of
from xaso.ui.controls import control_of
from xaso.ui.requests import Request, before_work

REFUSED = 422
PRESSED = "/nop"  # portal:start-draft takes POST only


def safe_next(request: Request) -> str:
    """Where the person was going, when that is on this site; else nothing."""
    path = request.POST.get("next") or request.GET.get("next") or ""
    here = path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if here and len(path) <= 500 else ""


def said_borrowed(request: Request) -> str:
    """Whether the person says that this phone is not theirs; `het-gio` after they were signed out for being idle."""
    return request.POST.get("muon", "") or request.GET.get("muon", "")


def landing(then: str) -> str:
    """A door that opens by pressing only (starting a draft) is reached through a page with its button."""
    return f"/dang-nhap/tiep?{urlencode({'next': then})}" if then.endswith(PRESSED) else then


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def ask_phone(request: Request) -> HttpResponse:
    then = safe_next(request)
    if request.user.is_authenticated:
        return redirect(landing(then) or settings.LOGIN_REDIRECT_URL)
    form = PhoneForm(request.POST if request.method == "POST" else None)
    borrowed = said_borrowed(request)
    if form.is_bound and form.is_valid():
        borrow(request, bool(borrowed))
        try:
            PhoneCode.begin(request, phone=form.cleaned_data["phone"], then=landing(then))
        except Refused as refused:
            form.add_error("phone", refused.message)
        else:
            return redirect("account_confirm_login_code")
    status = REFUSED if form.is_bound else 200
    context = {
        "form": form,
        "next": then,
        "issuers": issuers(),
        "borrowed": borrowed,
        "timed_out": borrowed == TIMED_OUT,
    }
    return render(request, "portal/account/phone.html", context, status=status)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def enter_code(request: Request) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect(settings.LOGIN_REDIRECT_URL)
    code = PhoneCode.pending(request)
    if code is None:
        messages.info(request, _("Xin nhập số điện thoại để nhận mã."))
        return redirect("account_login")
    if code.proving:
        return redirect("account_whose_phone")
    if request.method == "POST" and request.POST.get("action") == "resend":
        return _send_again(request, code)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            return code.answer(form.cleaned_data["code"])
        except Refused as refused:
            form.add_error("code", refused.message)
    return _code_page(request, code, form)


def _send_again(request: Request, code: PhoneCode) -> HttpResponse:
    try:
        code.resend()
    except Refused as refused:
        form = CodeForm({"code": ""})
        form.errors.clear()
        form.add_error("code", refused.message)
        return _code_page(request, code, form)
    messages.success(request, _("Đã gửi mã mới. Mã cũ không dùng được nữa."))
    return redirect("account_confirm_login_code")


def _code_page(request: Request, code: PhoneCode, form: CodeForm) -> HttpResponse:
    context = {"form": form, "to": code.phone, "next": code.stage.login.redirect_url or ""}
    return render(request, "portal/account/code.html", context, status=REFUSED if form.is_bound else 200)


@login_not_required
@never_cache
@sensitive_post_parameters("number")
@require_http_methods(["GET", "POST"])
def whose_phone(request: Request) -> HttpResponse:
    """A number that has rested for long may have a new holder: before old dossiers show, whoever has the phone says one thing
    that only the former holder knows, or begins anew."""
    code = PhoneCode.pending(request)
    account = code.proving if code and not request.user.is_authenticated else None
    if code is None or account is None:
        return redirect("account_confirm_login_code")
    if request.method == "POST" and request.POST.get("action") == "anew":
        return code.begin_anew(account)
    form = NumberForm(request.POST if request.method == "POST" else None, label=_("Số định danh"))
    if form.is_bound and form.is_valid():
        try:
            return code.prove(account, form.cleaned_data["number"])
        except Refused as refused:
            form.add_error("number", refused.message)
    context = {"form": form, "to": code.phone}
    return render(request, "portal/account/whose_phone.html", context, status=REFUSED if form.is_bound else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def mine(request: Request) -> HttpResponse:
    """How this account is entered and told, what the commune has confirmed, and asking for dossiers filed from another phone."""
    account = _resident(request)
    form = _number_form(request.POST if request.method == "POST" else None)
    if form.is_bound and account.person_id is not None:  # the page asks no number any more
        messages.info(request, _("Xã đã xác nhận tài khoản này là của ông/bà rồi."))
        return redirect("account_mine")
    if form.is_bound and form.is_valid():
        try:
            claim_number(account, number=form.cleaned_data["number"], by=request.actor)
            return redirect("account_mine")
        except Refused as refused:
            form.add_error("number", refused.message)
    return show_mine(request, form=form)


def show_mine(request: Request, *, form: NumberForm | None = None, email_form: EmailForm | None = None) -> HttpResponse:
    """The page, with what was typed into one of its forms."""
    account = _resident(request)
    form, email_form = form or _number_form(None), email_form or EmailForm()
    typed = [control_of(bound) for bound in (form["number"], email_form["email"])]
    context = {
        "form": form,
        "email_form": email_form,
        "errors": [(control.target, control.error) for control in typed if control.error],
        "account": account,
        "ways": ways_into(account),
        "claims": claims_by(account),
        "visits": visits_of(account, here=request.session.session_key or "", now=clock.now()),
        "telling": telling(account),
    }
    status = REFUSED if form.is_bound or email_form.is_bound else 200
    return render(request, "portal/account/mine.html", context, status=status)


def _number_form(typed: QueryDict | None) -> NumberForm:
    return NumberForm(typed, label=_("Số định danh của ông/bà"))


@require_POST
def leave_device(request: Request, visit: UUID) -> HttpResponse:
    end_visit(_resident(request), visit=visit, by=request.actor)
    messages.success(request, _("Đã đăng xuất ở máy ấy."))
    return redirect("account_mine")


@require_POST
def leave_devices(request: Request) -> HttpResponse:
    end_other_visits(_resident(request), keep=request.session.session_key or "", by=request.actor)
    messages.success(request, _("Đã đăng xuất ở mọi máy khác."))
    return redirect("account_mine")


def _resident(request: Request) -> Account:
    if not isinstance(request.user, Account) or request.user.is_staff:
        raise NotFound(_("Trang này của người dân."), "residents_only")
    return request.user


@never_cache
@require_GET
def go_on(request: Request) -> HttpResponse:
    """The button the person had pressed before they were asked to sign in."""
    then = safe_next(request)
    if not then.endswith(PRESSED):
        return redirect(then or settings.LOGIN_REDIRECT_URL)
    return render(request, "portal/account/go_on.html", {"next": then})


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in_official(request: Request) -> HttpResponse:
    then = safe_next(request)
    if request.user.is_authenticated and getattr(request.user, "is_staff", False):
        return redirect(then or get_adapter(request).get_login_redirect_url(request))
    form = OfficialForm(request.POST if request.method == "POST" else None, request=request)
    if form.is_bound and form.is_valid():
        signed_in: HttpResponse = form.login(request, redirect_url=then or None)
        return signed_in
    status = REFUSED if form.is_bound else 200
    return render(request, "portal/account/official.html", {"form": form, "next": then}, status=status)


@login_not_required
@before_work
@never_cache
@require_http_methods(["GET", "POST"])
def sign_out(request: Request) -> HttpResponse:
    """Asks on GET (a link may be followed by a machine), leaves on POST, and with it go the photographs that the browser
    kept until they had arrived: the phone may be somebody else's."""
    if not request.user.is_authenticated:
        return redirect("/")
    if request.method == "POST":
        away = "/can-bo/dang-nhap" if getattr(request.user, "is_staff", False) else "/"
        if issuer := door_after(request):
            away = f"{issuer}?muon=co" if request.borrowed else issuer
        get_adapter(request).logout(request)
        response = redirect(away)
        if request.borrowed:
            return leave_nothing(response)
        response["Clear-Site-Data"] = '"storage"'
        return response
    return render(request, "portal/account/sign_out.html")
