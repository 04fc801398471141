"""Opening accounts, sending codes, and the trace of every way in: also of the attempts that failed."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Refused
from xaso.core.secrets import blind_index
from xaso.journal.actions import atomic_action, record
from xaso.messages.actions import queue_message
from xaso.messages.rules import CODE_READABLE_FOR
from xaso.signin.models import Account
from xaso.signin.rules import CODE_LIVES, Kind, clean_username


def phone_subject(phone: str) -> tuple[str, str]:
    """Chain of what happened around one phone number; the number itself is not readable from it."""
    return "phone", _mark(phone)


def _mark(text: str) -> str:
    """A keyed fingerprint short enough for a subject of the journal: key id and 128 bits."""
    key, _colon, digest = blind_index(text).partition(":")
    return f"{key}:{digest[:32]}"


@atomic_action
def open_resident_account(*, phone: str, by: Actor, person: UUID | None = None, sample: bool = False) -> Account:
    """The account of this phone (E.164), made when there is none. Two sign-ins at once end at the same account."""
    account, new = Account.objects.get_or_create(
        phone=phone,
        defaults={
            "kind": Kind.RESIDENT,
            "person_id": person,
            "sample": sample,
            "password": make_password(None),
            "created_at": clock.now(),
        },
    )
    if new:
        record(action="signin.open_account", subject=("account", str(account.pk)), by=by, detail={"kind": "resident"})
    return account


@atomic_action
def open_official_account(*, username: str, password: str, person: UUID, by: Actor, sample: bool = False) -> Account:
    """Raises Refused `username_taken` or `password_weak`."""
    username = clean_username(username)
    if Account.objects.filter(username=username).exists():
        raise Refused(_("Tên đăng nhập này đã có người dùng."), "username_taken")
    account = Account(kind=Kind.OFFICIAL, username=username, person_id=person, sample=sample, created_at=clock.now())
    _check_password(password, account)
    account.set_password(password)
    account.save(force_insert=True)
    record(action="signin.open_account", subject=("account", str(account.pk)), by=by, detail={"kind": "official"})
    return account


@atomic_action
def change_password(account: Account, *, password: str, by: Actor) -> None:
    """Ends every other session of the account."""
    _check_password(password, account)
    account.set_password(password)
    account.save(update_fields=["password"])
    record(action="signin.change_password", subject=("account", str(account.pk)), by=by)


def _check_password(password: str, account: Account) -> None:
    try:
        validate_password(password, account)
    except ValidationError as weak:
        raise Refused(" ".join(weak.messages), "password_weak") from weak


@atomic_action
def link_person(account: Account, *, person: UUID, by: Actor) -> None:
    """Says which person a resident's account belongs to, once it is known. Never changes a link that stands."""
    changed = Account.objects.filter(pk=account.pk, person__isnull=True).update(person_id=person)
    if not changed:
        raise Refused(_("Tài khoản này đã gắn với một người."), "person_linked")
    account.person_id = person
    record(action="signin.link_person", subject=("account", str(account.pk)), by=by, detail={"person": str(person)})


@atomic_action
def close_account(account: Account, *, by: Actor) -> None:
    """Nobody gets in any more; sessions end with their next request."""
    Account.objects.filter(pk=account.pk).update(is_active=False)
    record(action="signin.close_account", subject=("account", str(account.pk)), by=by)


@atomic_action
def send_code(*, phone: str, code: str, by: Actor) -> None:
    """Queues the message with the code; its digits are blanked after 15 minutes."""
    body = _("Mã đăng nhập của ông/bà là %(code)s, dùng trong %(minutes)d phút. Không đọc mã cho bất kỳ ai.")
    queue_message(
        to=phone,
        body=body % {"code": code, "minutes": CODE_LIVES.total_seconds() // 60},
        about=phone_subject(phone),
        by=by,
        forget_after=CODE_READABLE_FOR,
    )
    record(action="signin.send_code", subject=phone_subject(phone), by=by)


@atomic_action
def note_wrong_code(*, phone: str, reason: str, by: Actor) -> None:
    """`reason`: wrong, last_wrong, expired, spent. Written although the attempt changes nothing else."""
    record(action="signin.enter_code", subject=phone_subject(phone), by=by, detail={"reason": reason}, denied=True)


@atomic_action
def note_wrong_password(*, username: str, reason: str, by: Actor) -> None:
    """On the account's chain when there is such an account. What was typed as the name is not kept: it may be a password."""
    account = Account.objects.filter(username=username.strip().lower()).only("pk").first()
    subject = ("account", str(account.pk)) if account else ("username", _mark(username.strip().lower()))
    record(action="signin.enter_password", subject=subject, by=by, detail={"reason": reason}, denied=True)


@atomic_action
def note_sign_in(account: Account, *, method: str, by: Actor) -> None:
    """`method`: code, password, sample."""
    record(action="signin.enter", subject=("account", str(account.pk)), by=by, detail={"method": method})


@atomic_action
def note_sign_out(account: Account, *, by: Actor) -> None:
    """One journal row; the session itself is the web framework's."""
    record(action="signin.leave", subject=("account", str(account.pk)), by=by)
