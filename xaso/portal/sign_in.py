"""django-allauth, taught our accounts: one way in for known and unknown phones, sentences people understand, and a trace of
every attempt."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.internal.stagekit import LOGIN_SESSION_KEY, unstash_login
from allauth.account.models import Login
from allauth.account.stages import LoginByCodeStage, LoginStageController
from allauth.account.utils import url_str_to_user_pk
from allauth.core import ratelimit
from allauth.core.internal.cryptokit import compare_user_code
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.identifiers import random_token
from xaso.core.limits import Limit, network_of
from xaso.core.refused import Forbidden, Refused, TooMany
from xaso.core.scope import hold
from xaso.dossiers.access import must_prove_phone
from xaso.dossiers.actions import begin_anew, prove_phone
from xaso.portal import officials_door
from xaso.signin.access import account_by_phone, mark, oneself
from xaso.signin.actions import (
    begin_visit,
    forget_visit,
    forgive_try,
    note_sign_in,
    note_sign_out,
    note_wrong_code,
    note_wrong_password,
    open_resident_account,
    send_code,
)
from xaso.signin.models import Account
from xaso.signin.rules import CODE_LIVES, MAX_WRONG, typed_code

UNUSED_CODES = Limit("unused_codes", 300, timedelta(hours=1))  # asked for by one network, and not entered
PROOFS = Limit("prove_phone", 5, timedelta(days=1))
PROVING_SECONDS = 15 * 60  # to find the card
TIMED_OUT = "het-gio"  # in an address: they were signed out for being idle
BORROWED = "borrowed"  # in the session of somebody on another's phone: when they were last seen


def borrow(request: HttpRequest, borrowed: bool) -> None:
    """Said before signing in and kept through it: the phone is another's, its browser forgets the session when it closes."""
    if borrowed:
        request.session[BORROWED] = int(_moment())
        request.session.set_expiry(0)
    elif request.session.pop(BORROWED, None):
        request.session.set_expiry(None)


def leave_nothing(response: HttpResponse) -> HttpResponse:
    """Empties a browser of all that this site put there. Browsers obey where the connection is safe."""
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": gettext_lazy(
            "Tên đăng nhập hoặc mật khẩu chưa đúng. Xin xem phím Caps Lock và bộ gõ tiếng Việt."
        ),
        "too_many_login_attempts": gettext_lazy("Từ nơi này đã có quá nhiều lần thử. Xin đợi một phút rồi thử lại."),
        "account_locked": gettext_lazy(
            "Đã nhập sai 5 lần nên tên này bị khóa 12 giờ ở đây. Xin nhờ người quản trị mở khóa, hoặc vào bằng máy vẫn dùng."
        ),
        "account_inactive": gettext_lazy("Tài khoản này đã ngừng dùng. Xin gọi bộ phận một cửa."),
    }

    def login(self, request: HttpRequest, user: Account) -> None:
        super().login(request, user)
        request.session["began"] = request.session["seen"] = clock.now().timestamp()
        if user.is_staff:
            officials_door.arrive(request, user)
        elif BORROWED not in request.session:  # counted from now, whatever they do meanwhile
            request.session.set_expiry(clock.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE))
        address = self.get_client_ip(request)
        agent = request.headers.get("User-Agent", "")[:400]
        begin_visit(user, session_key=request.session.session_key or "", address=address, agent=agent)
        records = request.session.get("account_authentication_methods") or [{"method": "sample"}]
        note_sign_in(user, method=records[-1]["method"], by=oneself(user, address=address))

    def pre_login(self, request: HttpRequest, user: Account, **kwargs: Any) -> HttpResponse | None:
        officials_door.require_welcome(user)
        response: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return response

    def post_login(self, request: HttpRequest, user: Account, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **kwargs)
        if user.is_staff:
            officials_door.remember_browser(request, response, user)
        return response

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        user = request.user
        if isinstance(user, Account) and user.is_staff:
            return "/can-bo/quan-tri/" if user.is_administrator else "/can-bo/"
        return str(super().get_login_redirect_url(request))

    def logout(self, request: HttpRequest) -> None:
        if isinstance(request.user, Account):
            forget_visit(request.session.session_key or "")
            note_sign_out(request.user, by=oneself(request.user, address=self.get_client_ip(request)))
        super().logout(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        try:
            super().pre_authenticate(request, **credentials)
        except Exception:
            note_wrong_password(username=_name(credentials), reason="too_many", by=anybody(request))
            raise
        count = officials_door.try_password(request, _name(credentials))
        if count is None:
            raise self.validation_error("account_locked")
        self._tries = count

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Account | None:
        """The right password takes its own try back; those before it are forgotten when the second factor is right, too."""
        account: Account | None = super().authenticate(request, **credentials)
        if account is not None:
            forgive_try(username=_name(credentials), place=officials_door.place(request, account))
        return account

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        officials_door.note_wrong(request, _name(credentials), reason="wrong", count=self._tries)

    def respond_user_inactive(self, request: HttpRequest, user: Account) -> HttpResponse:
        raise Forbidden(str(self.error_messages["account_inactive"]), "account_closed")

    def get_user_by_phone(self, phone: str) -> Account | None:
        return account_by_phone(phone)

    def get_phone(self, user: Account) -> tuple[str, bool]:
        """A phone is on an account only after its code was entered; officials have none and need none."""
        return user.phone or "", True

    def set_phone(self, user: Account, phone: str, verified: bool) -> None:
        raise Forbidden(_("Số điện thoại của tài khoản không đổi được."), "phone_fixed")

    def set_phone_verified(self, user: Account, phone: str) -> None:
        """Nothing to write: see `get_phone`."""

    def send_verification_code_sms(self, user: Account, phone: str, code: str, **kwargs: Any) -> None:
        send_code(phone=phone, code=code, by=anybody(self.request))


def _moment() -> float:
    return clock.now().timestamp()


def _name(credentials: dict[str, Any]) -> str:
    return str(credentials.get("username", ""))


def anybody(request: HttpRequest) -> Actor:
    """The actor of somebody who is not in yet: only their address is known."""
    return Actor(address=get_adapter().get_client_ip(request))


def hold_whose_login(request: HttpRequest) -> None:
    """Between two pages of the door the session knows whose account somebody is coming in to."""
    waiting = request.session.get(LOGIN_SESSION_KEY)
    if isinstance(waiting, dict) and waiting.get("user_pk"):
        hold(url_str_to_user_pk(waiting["user_pk"]))


class PhoneCode(LoginCodeVerificationProcess):  # type: ignore[misc]
    """A code on its way to a phone, between the two pages. The same for a phone that has an account and one that has none:
    the account is made when the code is right.

    Kept in the session; tries are counted in the cache as well, where two requests at once can't both be the third."""

    @classmethod
    def begin(cls, request: HttpRequest, *, phone: str, then: str) -> PhoneCode:
        """Sends a code to `phone` (E.164). Raises TooMany. `then` is a path of this site, or empty."""
        account = account_by_phone(phone)
        login = Login(user=account, phone=phone, redirect_url=then or None)
        login.state["stages"] = {"current": LoginByCodeStage.key}
        stage = LoginByCodeStage(LoginStageController(request, login), request, login)
        stage.state.update(cls.initial_state(user=account, phone=phone), initiated_by_user=True)
        process = cls(stage)
        process.send()
        return process

    @classmethod
    def pending(cls, request: HttpRequest) -> PhoneCode | None:
        """The code this browser waits for, also when its five minutes are over: the page then says so."""
        hold_whose_login(request)
        if unstash_login(request, peek=True) is None:
            return None
        stage = LoginStageController.enter(request, LoginByCodeStage.key)
        return cls(stage) if stage is not None and stage.state.get("phone") else None

    @property
    def phone(self) -> str:
        return str(self.state["phone"])

    def send(self, skip_enumeration_mails: bool = False) -> None:
        if not ratelimit.consume(self.request, action="request_login_code", key=self.phone):
            raise TooMany(
                _("Ông/bà đã xin mã nhiều lần. Xin đợi 5 phút rồi bấm lại; mã gửi đi có thể đến chậm."),
                "codes_too_many",
            )
        network = network_of(anybody(self.request).address)
        try:
            UNUSED_CODES.spend(network)
        except TooMany as refusal:
            minutes = refusal.retry_after // 60
            words = ngettext(
                "Từ mạng này có quá nhiều lần xin mã mà không nhập. Xin đợi %(minutes)d phút, hoặc đổi mạng rồi thử lại.",
                "Từ mạng này có quá nhiều lần xin mã mà không nhập. Xin đợi %(minutes)d phút, hoặc đổi mạng rồi thử lại.",
                minutes,
            )
            raise TooMany(words % {"minutes": minutes}, refusal.code, retry_after=refusal.retry_after) from None
        self.state["asked"] = [*self.state.get("asked", []), network]
        adapter = get_adapter(self.request)
        code = adapter.generate_phone_verification_code(user=self.user, phone=self.phone)
        self.state.update(code=code, mark=random_token(8), at=_moment(), failed_attempts=0)
        adapter.send_verification_code_sms(user=self.user, phone=self.phone, code=code)
        self.persist()

    def is_valid(self) -> bool:
        """Also a code of the future, from a clock that was ahead, is over."""
        return abs(_moment() - float(self.state["at"])) <= CODE_LIVES.total_seconds()

    def resend(self) -> None:
        """A new code; the last one no longer opens anything."""
        self.send()

    def answer(self, text: str) -> HttpResponse:
        """Signs in when `text` is the code. Raises Refused `code_wrong`, `code_spent`, `code_expired`, each traced."""
        if not self.code:
            raise self._refuse("spent", _spent())
        if not self.is_valid():
            raise self._refuse("expired", _expired())
        if not ratelimit.consume(self.request, action="check_login_code", key=self.state["mark"]):
            raise self._refuse("spent", _spent())
        if not compare_user_code(actual=typed_code(text), expected=self.code):
            raise self._wrong()
        self.state["code"] = ""
        for network in self.state.pop("asked", []):
            UNUSED_CODES.give_back(network)
        account = account_by_phone(self.phone)
        if account is not None and must_prove_phone(account):
            self.state["proving"] = _moment()
            self.persist()
            return redirect("account_whose_phone")
        return self._enter(open_resident_account(phone=self.phone, by=anybody(self.request)))

    @property
    def proving(self) -> Account | None:
        """The account that waits for a number only its owner knows, for a quarter of an hour after the right code."""
        if abs(_moment() - self.state.get("proving", 0)) > PROVING_SECONDS:
            return None
        return account_by_phone(self.phone)

    def prove(self, account: Account, number: str) -> HttpResponse:
        """Signs in when the owner has this number, or somebody they filed for. Raises Refused `owner_wrong`, TooMany."""
        try:
            PROOFS.spend(mark(self.phone))
        except TooMany:
            raise TooMany(
                _("Đã nhập sai nhiều lần. Xin mang thẻ căn cước ra bộ phận một cửa, hoặc bắt đầu mới với số này."),
                "owner_too_many",
            ) from None
        prove_phone(account, number=number, by=anybody(self.request))
        return self._enter(open_resident_account(phone=self.phone, by=anybody(self.request)))

    def begin_anew(self, account: Account) -> HttpResponse:
        """An account of their own for whoever has the phone now."""
        return self._enter(begin_anew(account, by=anybody(self.request)))

    def _enter(self, account: Account) -> HttpResponse:
        self._user = account
        response: HttpResponse = self.finish(self.stage.login.redirect_url)
        return response

    def _wrong(self) -> Refused:
        self.state["failed_attempts"] += 1
        left = MAX_WRONG - self.state["failed_attempts"]
        if left <= 0:
            self.state["code"] = ""
        self.persist()
        if left <= 0:
            return self._refuse("last_wrong", _spent(), "code_spent")
        return self._refuse(
            "wrong", _("Mã chưa đúng. Xin xem tin nhắn mới nhất; ông/bà còn nhập được %(left)d lần.") % {"left": left}
        )

    def _refuse(self, reason: str, message: str, code: str = "") -> Refused:
        note_wrong_code(phone=self.phone, reason=reason, by=anybody(self.request))
        return Refused(message, code or f"code_{reason}")


def _spent() -> str:
    return _("Đã nhập sai 3 lần nên mã này không dùng được nữa. Bấm “Gửi lại mã” để nhận mã mới.")


def _expired() -> str:
    minutes = int(CODE_LIVES.total_seconds()) // 60
    return _("Mã này đã quá %(minutes)d phút nên hết hạn. Bấm “Gửi lại mã” để nhận mã mới.") % {"minutes": minutes}
