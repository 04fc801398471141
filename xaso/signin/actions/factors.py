"""Second factors: an app that makes codes, passkeys, and codes on paper for the day both are lost."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.db import transaction
from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Invalid, NotFound, Refused
from xaso.core.secrets import unseal
from xaso.core.text import clean
from xaso.journal.actions import atomic_action, record
from xaso.signin.access import factors_of, require_administrator_of, require_oneself
from xaso.signin.actions.visits import drop_visits
from xaso.signin.models import Account
from xaso.signin.rules import typed_code

STEP_SECONDS = 30
MOST_PASSKEYS = 10


@atomic_action
def add_totp(account: Account, *, secret: str, code: str, by: Actor) -> None:
    """The app that knows `secret`, which it shows by a code of now. Raises Invalid (`code`)."""
    require_oneself(account, by, "signin.add_factor")
    step = _step_of(secret, code, after=-1)
    if step is None:
        raise Invalid({"code": _("Mã chưa đúng. Xin xem giờ trên điện thoại có đúng không, rồi nhập mã đang hiện.")})
    if factors_of(account).filter(type=Authenticator.Type.TOTP).exists():
        raise Refused(_("Ông/bà đã có ứng dụng tạo mã. Muốn đổi, xin bỏ cái cũ trước."), "factor_there")
    factor = TOTP.activate(account, secret).instance
    _keep_step(factor, step)
    _added(account, factor, by)


@atomic_action
def add_passkey(account: Account, *, name: str, credential: dict[str, Any], by: Actor) -> None:
    """`credential` is what the browser answered to a challenge of this session, checked by whoever asked."""
    require_oneself(account, by, "signin.add_factor")
    if factors_of(account).filter(type=Authenticator.Type.WEBAUTHN).count() >= MOST_PASSKEYS:
        raise Refused(_("Ông/bà đã có 10 khóa. Xin bỏ bớt khóa không dùng."), "factors_too_many")
    factor = WebAuthn.add(account, clean(name, max_length=60) or _("Khóa của tôi"), credential).instance
    _added(account, factor, by)


def _added(account: Account, factor: Authenticator, by: Actor) -> None:
    RecoveryCodes.activate(account)
    record(action="signin.add_factor", subject=account.subject, by=by, detail={"type": factor.type, "id": factor.pk})


@atomic_action
def remove_factor(account: Account, *, factor: int, by: Actor) -> None:
    """The last one only by whose password is strong enough alone, and never an administrator's."""
    require_oneself(account, by, "signin.remove_factor")
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
def renew_recovery_codes(account: Account, *, by: Actor) -> None:
    """Ten new ones; the old ones no longer open anything."""
    require_oneself(account, by, "signin.renew_recovery_codes")
    factors_of(account).filter(type=Authenticator.Type.RECOVERY_CODES).delete()
    RecoveryCodes.activate(account)
    record(action="signin.renew_recovery_codes", subject=account.subject, by=by)


@atomic_action
def reset_factors(account: Account, *, by: Actor) -> None:
    """For somebody who lost the phone and the paper: all are removed and everybody is out. They add new ones after coming in
    with a one-time password."""
    require_administrator_of(account, by, "signin.reset_factors")
    factors_of(account).delete()
    drop_visits(account)
    record(action="signin.reset_factors", subject=account.subject, by=by)


def recovery_codes_of(account: Account) -> list[str]:
    """Those not used yet."""
    kept = factors_of(account).filter(type=Authenticator.Type.RECOVERY_CODES).first()
    return [str(code) for code in RecoveryCodes(kept).get_unused_codes()] if kept else []


def use_code(account: Account, text: str) -> Authenticator | None:
    """The factor that this code belongs to, and the code is spent; None when it is none of theirs. A code of the app opens
    once, and none that is older than the last one used: not even when the clock of the machine goes back."""
    with transaction.atomic():
        for factor in factors_of(account).exclude(type=Authenticator.Type.WEBAUTHN).select_for_update():
            if factor.type == Authenticator.Type.RECOVERY_CODES:
                right = RecoveryCodes(factor).validate_code(typed_code(text))
            else:
                step = _step_of(unseal(factor.data["secret"]), text, after=factor.data.get("step", -1))
                right = step is not None
                if step is not None:
                    _keep_step(factor, step)
            if right:
                return factor
    return None


def _step_of(secret: str, text: str, *, after: int) -> int | None:
    """Which of the half minutes around now this code stands for; a phone may be wrong by one."""
    now = int(clock.now().timestamp()) // STEP_SECONDS
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
