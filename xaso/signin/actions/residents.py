"""Accounts of residents, and the codes that open them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Refused, Stale
from xaso.core.scope import hold, holding
from xaso.journal.actions import atomic_action, forget_personal, record
from xaso.messages.access import own_account
from xaso.messages.actions import forget_messages, queue_message, resume_by_number
from xaso.messages.rules import CODE_READABLE_FOR, Purpose, Template, Urgency
from xaso.signin.access import mark
from xaso.signin.actions.visits import drop_visits
from xaso.signin.models import Account, Identity, NumberClaim
from xaso.signin.rules import CODE_LIVES, Kind

CODE = Template(
    "signin.code",
    gettext_noop("Mã đăng nhập của ông/bà là %(code)s, dùng trong %(minutes)d phút. Không đọc mã cho bất kỳ ai."),
    {"code": "123456", "minutes": 5},
    Purpose.CODE,
    Urgency.CODE,
)


def phone_subject(phone: str) -> tuple[str, str]:
    """Chain of what happened around one phone number; the number itself is not readable from it."""
    return "phone", mark(phone)


@atomic_action
def open_resident_account(*, phone: str, by: Actor, person: UUID | None = None, sample: bool = False) -> Account:
    """The account of this phone (E.164), made when there is none. Two sign-ins at once end at the same account. Whoever calls
    has seen the phone in somebody's hand."""
    now = clock.now()
    fresh = {
        "kind": Kind.RESIDENT,
        "person_id": person,
        "sample": sample,
        "password": make_password(None),
        "created_at": now,
        "phone_seen_at": now,
    }
    with holding(phone):
        account, new = Account.objects.get_or_create(phone=phone, defaults=fresh)
    hold(account.pk)  # they are about to come in
    if new:
        record(action="signin.open_account", subject=("account", str(account.pk)), by=by, detail={"kind": "resident"})
    else:
        Account.objects.filter(pk=account.pk).update(phone_seen_at=now)
    return account


@atomic_action
def release_phone(account: Account, *, reason: str, by: Actor) -> None:
    """The number no longer opens this account, nor does any browser that is signed in; what was filed stays with it.
    `reason`: new_holder, lost. Raises Stale when the account has this number no more."""
    held = Account.objects.filter(pk=account.pk, phone=account.phone, phone__isnull=False)
    if not held.update(phone=None, phone_seen_at=None, password=make_password(None)):
        raise Stale(_("Số điện thoại này không còn gắn với tài khoản. Xin tải lại trang."), "phone_released")
    drop_visits(account)
    record(
        action="signin.release_phone",
        subject=("account", str(account.pk)),
        by=by,
        detail={"reason": reason},
        personal={"phone": account.phone},
    )


@atomic_action
def note_proof(account: Account, *, right: bool, by: Actor) -> None:
    """Somebody with the phone was asked for a number that only its owner knows."""
    record(action="signin.prove_phone", subject=("account", str(account.pk)), by=by, denied=not right)


@atomic_action
def hear_again(*, by: Actor) -> None:
    """Takes back what was stopped from the phone that opens their account. Raises Forbidden for whoever is no resident."""
    account = Account.objects.get(pk=own_account(by))
    if account.phone:
        resume_by_number(account.phone, by=by)


@atomic_action
def link_person(account: Account, *, person: UUID, by: Actor) -> None:
    """Says which person a resident's account belongs to, once it is known. Never changes a link that stands."""
    changed = Account.objects.filter(pk=account.pk, person__isnull=True).update(person_id=person)
    if not changed:
        raise Refused(_("Tài khoản này đã gắn với một người."), "person_linked")
    account.person_id = person
    record(action="signin.link_person", subject=("account", str(account.pk)), by=by, detail={"person": str(person)})


@atomic_action
def send_code(*, phone: str, code: str, by: Actor) -> None:
    """Queues the message with the code, in the language of its screen; its digits are blanked after 15 minutes."""
    minutes = int(CODE_LIVES.total_seconds() // 60)
    queue_message(
        to=phone,
        told=CODE.with_values(code=code, minutes=minutes),
        about=phone_subject(phone),
        by=by,
        forget_after=CODE_READABLE_FOR,
        language=get_language() or "",
    )
    record(action="signin.send_code", subject=phone_subject(phone), by=by)


@atomic_action
def note_wrong_code(*, phone: str, reason: str, by: Actor) -> None:
    """`reason`: wrong, last_wrong, expired, spent. Written although the attempt changes nothing else."""
    record(action="signin.enter_code", subject=phone_subject(phone), by=by, detail={"reason": reason}, denied=True)


@atomic_action
def forget_account(account: Account, *, by: Actor) -> None:
    """A resident's account loses its phone, its person and its national identity, for good; whoever has that phone later opens
    another one. The trace around the number loses its addresses."""
    if account.is_official or account.forgotten_at is not None:
        return
    subject = ("account", str(account.pk))
    chains = [subject, *([phone_subject(account.phone)] if account.phone else [])]
    forget_messages(about=chains, by=by)
    Identity.objects.filter(account=account).delete()
    NumberClaim.objects.filter(account=account).delete()
    drop_visits(account)
    now = clock.now()
    changes: dict[str, Any] = {"phone": None, "phone_seen_at": None, "person": None, "is_active": False}
    changes |= {"forgotten_at": now, "closed_at": account.closed_at or now}
    Account.objects.filter(pk=account.pk, kind=Kind.RESIDENT).update(**changes)
    record(action="signin.forget_account", subject=subject, by=by)
    forget_personal(chains=chains, account=account.pk, by=by)
