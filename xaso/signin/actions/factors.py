"""Second factors: an app that makes codes, passkeys, codes on paper for the day both are lost; and showing again who one is."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any, Final

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.mfa.webauthn.internal import auth as webauthn
from django.contrib.auth.hashers import Argon2PasswordHasher, check_password, make_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Invalid, NotFound, Refused, TooMany
from xaso.core.scope import as_machine, hold
from xaso.core.secrets import unseal
from xaso.core.text import clean
from xaso.journal.actions import atomic_action, record
from xaso.signin.access import factors_of, require_machine_room, require_oneself, require_proof
from xaso.signin.actions.entering import note_wrong_password
from xaso.signin.actions.tries import count_try, forget_tries
from xaso.signin.actions.visits import drop_visits
from xaso.signin.models import Account
from xaso.signin.rules import typed_code

STEP_SECONDS: Final = 30
STEPS_AHEAD: Final = 20  # a code used further in the future was used while the clock was wrong
MOST_PASSKEYS: Final = 10
PAPER_CODES, PAPER_DIGITS = 10, 12
AGAIN: Final = "again"  # where tries at showing who one is, once inside, are counted
# What a browser may send instead of a key's answer, as the library meets it.
NO_KEY: Final = (ValidationError, ValueError, TypeError, KeyError, AttributeError)


class PaperHasher(Argon2PasswordHasher):
    """Argon2id at the least cost that its users are told to take: ten are made at once, of 36 random bits each."""

    memory_cost, time_cost, parallelism = 19 * 1024, 2, 1


@atomic_action
def add_totp(account: Account, *, secret: str, code: str, by: Actor) -> list[str]:
    """The app that knows `secret`, which it shows by a code of now. Returns codes for paper when there were none. Raises
    Invalid (`code`)."""
    require_oneself(account, by, "signin.add_factor")
    require_proof(by)
    step = _step_of(secret, code, after=-1)
    if step is None:
        raise Invalid({"code": _("Mã chưa đúng. Xin xem giờ trên điện thoại có đúng không, rồi nhập mã đang hiện.")})
    if factors_of(account).filter(type=Authenticator.Type.TOTP).exists():
        raise Refused(_("Ông/bà đã có ứng dụng tạo mã. Muốn đổi, xin bỏ cái cũ trước."), "factor_there")
    factor = TOTP.activate(account, secret).instance
    _keep_step(factor, step)
    return _added(account, factor, by)


@atomic_action
def add_passkey(account: Account, *, name: str, credential: dict[str, Any], by: Actor) -> list[str]:
    """`credential` is what the browser answered to a challenge of this session. Returns codes for paper when there were none.
    Raises Invalid (`credential`)."""
    require_oneself(account, by, "signin.add_factor")
    require_proof(by)
    if factors_of(account).filter(type=Authenticator.Type.WEBAUTHN).count() >= MOST_PASSKEYS:
        raise Refused(_("Ông/bà đã có 10 khóa. Xin bỏ bớt khóa không dùng."), "factors_too_many")
    try:
        webauthn.parse_registration_response(credential)
        webauthn.complete_registration(credential)
    except NO_KEY as nonsense:
        raise Invalid({"credential": _("Khóa chưa được nhận. Xin thử lại, hoặc dùng khóa khác.")}) from nonsense
    called = clean(name, max_length=60) or _("Khóa của tôi")
    return _added(account, webauthn.WebAuthn.add(account, called, credential).instance, by)


def _added(account: Account, factor: Authenticator, by: Actor) -> list[str]:
    record(action="signin.add_factor", subject=account.subject, by=by, detail={"type": factor.type, "id": factor.pk})
    there = factors_of(account).filter(type=Authenticator.Type.RECOVERY_CODES).exists()
    return [] if there else _new_codes(account)


@atomic_action
def remove_factor(account: Account, *, factor: int, by: Actor) -> None:
    """The last one only by whose password is strong enough alone, and never an administrator's."""
    require_oneself(account, by, "signin.remove_factor")
    require_proof(by)
    own = factors_of(account).exclude(type=Authenticator.Type.RECOVERY_CODES)
    found = own.filter(pk=factor).first()
    if found is None:
        raise NotFound(_("Không còn lớp bảo vệ này."), "factor_unknown")
    if own.count() == 1:
        _require_dispensable(account)
        factors_of(account).filter(type=Authenticator.Type.RECOVERY_CODES).delete()
    record(action="signin.remove_factor", subject=account.subject, by=by, detail={"type": found.type, "id": found.pk})
    found.delete()


def _require_dispensable(account: Account) -> None:
    if account.is_administrator:
        raise Refused(
            _("Người quản trị luôn phải có lớp bảo vệ thứ hai. Xin thêm cái mới trước khi bỏ."), "factor_needed"
        )
    if not account.stands_alone:
        raise Refused(
            _("Mật khẩu hiện nay ngắn, chỉ dùng được cùng lớp bảo vệ thứ hai. Xin đổi mật khẩu dài hơn trước."),
            "password_short",
        )


@atomic_action
def renew_recovery_codes(account: Account, *, by: Actor) -> list[str]:
    """Ten new ones, which are nowhere but in the answer; the old ones no longer open anything."""
    require_oneself(account, by, "signin.renew_recovery_codes")
    require_proof(by)
    codes = _new_codes(account)
    record(action="signin.renew_recovery_codes", subject=account.subject, by=by)
    return codes


def _new_codes(account: Account) -> list[str]:
    """Each begins with its place, so that only one slow hash is compared with what somebody types."""
    factors_of(account).filter(type=Authenticator.Type.RECOVERY_CODES).delete()
    most = 10 ** (PAPER_DIGITS - 1)
    codes = [f"{place}{secrets.randbelow(most):0{PAPER_DIGITS - 1}d}" for place in range(PAPER_CODES)]
    hashed = [make_password(code, hasher=PaperHasher()) for code in codes]
    Authenticator.objects.create(user=account, type=Authenticator.Type.RECOVERY_CODES, data={"codes": hashed})
    return codes


@atomic_action
def reset_factors(account: Account, *, by: Actor) -> None:
    """By whoever runs the machine, when nobody else can get in. Administrators propose it (`propose_entry`)."""
    require_machine_room(by, "signin.reset_factors")
    drop_factors(account, by)


def drop_factors(account: Account, by: Actor) -> None:
    """For somebody who lost the phone and the paper: all are removed and everybody is out. They add new ones after coming in
    with a one-time password. Inside an action."""
    factors_of(account).delete()
    drop_visits(account)
    record(action="signin.reset_factors", subject=account.subject, by=by)


def codes_left(account: Account) -> int:
    """How many on paper still open. One query."""
    kept = factors_of(account).filter(type=Authenticator.Type.RECOVERY_CODES).first()
    if kept is None:
        return 0
    return len([one for one in kept.data["codes"] if one]) if "codes" in kept.data else _sealed(kept)


def _sealed(kept: Authenticator) -> int:
    """From before codes were hashed: made of a sealed seed, until their owner asks for new ones."""
    return len(RecoveryCodes(kept).get_unused_codes())


def use_code(account: Account, text: str) -> Authenticator | None:
    """The factor that this code belongs to, and the code is spent; None when it is none of theirs. A code of the app opens
    once, and none that is older than the last one used: not even when the clock of the machine goes back."""
    with transaction.atomic():
        for factor in factors_of(account).exclude(type=Authenticator.Type.WEBAUTHN).select_for_update():
            if factor.type == Authenticator.Type.RECOVERY_CODES:
                right = _spend(factor, typed_code(text))
            else:
                step = _step_of(unseal(factor.data["secret"]), text, after=factor.data.get("step", -1))
                right = step is not None
                if step is not None:
                    _keep_step(factor, step)
            if right:
                return factor
    return None


def _spend(factor: Authenticator, code: str) -> bool:
    if "codes" not in factor.data:
        return bool(RecoveryCodes(factor).validate_code(code))
    if len(code) != PAPER_DIGITS:
        return False
    place = int(code[0])
    if not factor.data["codes"][place] or not check_password(code, factor.data["codes"][place]):
        return False
    factor.data["codes"][place] = ""
    factor.save(update_fields=["data"])
    return True


def use_key(account: Account | None, credential: dict[str, Any]) -> Authenticator | None:
    """The passkey that answered the challenge of this session. Without an account, whose key it is stands in the answer."""
    try:
        webauthn.parse_authentication_response(credential)
        with as_machine("whose key it is stands in its answer, which is not checked yet"):
            owner = account or webauthn.extract_user_from_response(credential)
        hold(owner.pk)  # whose keys are compared next
        factor: Authenticator = webauthn.complete_authentication(owner, credential)
    except NO_KEY:
        return None
    factor.user = owner
    return factor


def prove_oneself(
    account: Account, *, by: Actor, password: str = "", code: str = "", credential: dict[str, Any] | None = None
) -> None:
    """Somebody who is inside shows again that they are whose account it is: with all that it is entered with, or with a
    passkey, which is both. Raises Invalid (`password`, `code`, `credential`); wrong tries are counted and stay counted."""
    require_oneself(account, by, "signin.prove")
    name = account.username or ""
    count = count_try(username=name, place=AGAIN)
    if count is None:
        raise TooMany(_("Đã nhập sai nhiều lần. Xin nhờ người quản trị mở khóa."), "account_locked")
    try:
        method = _proof(account, password, code, credential)
    except Invalid:
        note_wrong_password(username=name, reason="wrong_proof", place=AGAIN, count=count, by=by)
        raise
    forget_tries(username=name, place=AGAIN)
    _note_proof_of(account, method=method, by=by)


def _proof(account: Account, password: str, code: str, credential: dict[str, Any] | None) -> str:
    if credential is not None:
        if use_key(account, credential) is None:
            raise Invalid({"credential": _("Khóa chưa được nhận. Xin thử lại, hoặc dùng khóa khác.")})
        return "key"
    if not check_password(password, account.password):
        raise Invalid({"password": _("Mật khẩu hiện nay chưa đúng.")})
    if not factors_of(account).exists():
        return "password"
    if use_code(account, code) is None:
        raise Invalid({"code": _("Mã chưa đúng. Mã trên ứng dụng đổi sau mỗi 30 giây và chỉ dùng một lần.")})
    return "password and code"


@atomic_action
def _note_proof_of(account: Account, *, method: str, by: Actor) -> None:
    record(action="signin.prove", subject=account.subject, by=by, detail={"method": method})


def _step_of(secret: str, text: str, *, after: int) -> int | None:
    """Which of the half minutes around now this code stands for, later than `after`; a phone may be wrong by one. After a clock
    that was ahead by more than ten minutes nobody waits until it is that late again."""
    now = int(clock.now().timestamp()) // STEP_SECONDS
    after = after if after <= now + STEPS_AHEAD else -1
    code = typed_code(text)
    for step in (now, now - 1, now + 1):
        if step > after and compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, step))):
            return step
    return None


def totp_code(secret: str, at: datetime) -> str:
    """What an app that knows the secret shows at this moment."""
    return str(format_hotp_value(hotp_value(secret, int(at.timestamp()) // STEP_SECONDS)))


def _keep_step(factor: Authenticator, step: int) -> None:
    factor.data["step"] = step
    factor.save(update_fields=["data"])
