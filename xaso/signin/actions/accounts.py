"""Accounts of officials, administrators and machines: opened, reviewed, closed, opened again."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Forbidden, Refused, Stale
from xaso.core.scope import holding
from xaso.journal.actions import atomic_action, record
from xaso.offices.actions import appoint
from xaso.offices.models import Office
from xaso.offices.rules import Role
from xaso.people.access import person_by_id_number
from xaso.people.actions import register_person
from xaso.signin.access import require_administrator_of, require_machine_room, require_opening_for, way_into
from xaso.signin.actions.passwords import issue_password, set_password
from xaso.signin.actions.proposals import propose_entry
from xaso.signin.actions.visits import drop_visits
from xaso.signin.models import Account
from xaso.signin.rules import IDLE_CLOSES, STAFF, Kind, clean_username


@atomic_action
def engage(
    *,
    office: Office,
    role: Role,
    title: str,
    valid_from: date,
    username: str,
    by: Actor,
    full_name: str,
    id_number: str = "",
    valid_to: date | None = None,
    invented: bool = False,
) -> tuple[Account, str]:
    """Somebody new at an office: the person, the first post and the account, which opens nothing before a second person has
    agreed; who runs the machine gets the one-time password at once. A person the commune knows by this number stays one
    person."""
    known = person_by_id_number(id_number) if id_number else None
    if known is not None and known.full_name != " ".join(full_name.split()):
        raise Refused(
            _("Số định danh này là của một người có tên khác. Xin xem lại thẻ căn cước."), "id_number_of_another"
        )
    person = known or register_person(full_name=full_name, id_number=id_number or None, invented=invented, by=by)
    appoint(person, office=office, role=role, title=title, valid_from=valid_from, valid_to=valid_to, by=by)
    kind = Kind.ADMINISTRATOR if role == Role.ADMINISTRATOR else Kind.OFFICIAL
    account = open_official_account(username=username, person=person.pk, kind=kind, by=by)
    if by.is_system:
        return account, issue_password(account, by=by)
    propose_entry(account, by=by)
    return account, ""


@atomic_action
def open_official_account(
    *,
    username: str,
    person: UUID,
    by: Actor,
    kind: Kind = Kind.OFFICIAL,
    password: str = "",
    sample: bool = False,
) -> Account:
    """An official's or an administrator's. Without a password nobody gets in until one is issued; with one it is their own
    choice, which only the machine can know of. Raises Refused `username_taken`, `account_there` or `password_policy`."""
    require_opening_for(person, by)
    if Account.objects.filter(person=person, kind=kind, is_active=True).exists():
        raise Refused(_("Người này đã có tài khoản loại ấy."), "account_there")
    account = _insert(Account(kind=Kind(kind), username=_free(username), person_id=person, sample=sample), by)
    if password:
        if not by.is_system:
            raise Forbidden(_("Mật khẩu do chính người dùng đặt."), "own_password")
        set_password(account, password)
    return account


@atomic_action
def open_machine_account(*, username: str, by: Actor) -> Account:
    """For a program of another office. It has no person and no password, and no door of people lets it in."""
    require_machine_room(by, "signin.open_account")
    return insert_machine(username, by)


def insert_machine(username: str, by: Actor) -> Account:
    """Inside an action."""
    return _insert(Account(kind=Kind.MACHINE, username=_free(username)), by)


def _insert(account: Account, by: Actor) -> Account:
    account.created_at = clock.now()
    account.password = make_password(None)
    account.save(force_insert=True)
    record(action="signin.open_account", subject=account.subject, by=by, detail={"kind": account.kind})
    return account


def _free(username: str) -> str:
    username = clean_username(username)
    with holding(username):  # also where it is somebody's whom the administrator does not see
        taken = Account.objects.filter(username=username).exists()
    if taken:
        raise Refused(_("Tên đăng nhập này đã có người dùng."), "username_taken")
    return username


@atomic_action
def close_account(account: Account, *, by: Actor, reason: str = "") -> None:
    """Nobody gets in any more, and whoever is in is out."""
    require_administrator_of(account, by, "signin.close_account")
    changed = Account.objects.filter(pk=account.pk, is_active=True).update(is_active=False, closed_at=clock.now())
    if not changed:
        raise Stale(_("Tài khoản này đã đóng trước đó."), "account_closed")
    account.is_active = False
    drop_visits(account)
    record(action="signin.close_account", subject=account.subject, by=by, detail={"reason": reason} if reason else None)


@atomic_action
def reopen_account(account: Account, *, by: Actor) -> None:
    """Its old password opens nothing: they are let in as somebody new is."""
    require_administrator_of(account, by, "signin.reopen_account")
    nothing = make_password(None)
    closed = Account.objects.filter(pk=account.pk, is_active=False)
    if not closed.update(is_active=True, closed_at=None, password=nothing):
        raise Stale(_("Tài khoản này đang mở."), "account_open")
    account.is_active, account.closed_at, account.password = True, None, nothing
    record(action="signin.reopen_account", subject=account.subject, by=by)
    if not way_into(account, by).may_issue:
        propose_entry(account, by=by)


@atomic_action
def review_account(account: Account, *, by: Actor) -> None:
    """Somebody has looked: this account, with these posts, is still needed."""
    require_administrator_of(account, by, "signin.review_account")
    if by.account is None:
        raise Forbidden(_("Việc rà soát do một người làm và ký tên."), "people_only")
    Account.objects.filter(pk=account.pk).update(reviewed_at=clock.now(), reviewed_by=by.account)
    record(action="signin.review_account", subject=account.subject, by=by)


@atomic_action
def close_idle_accounts(*, by: Actor) -> int:
    """Closes those that nobody has entered for 45 days (level 3). Returns how many. The sample's stay: its visitors come when
    they come. Where nobody at all has come in for so long, the clock has jumped, or the office was shut: all stay."""
    limit = clock.now() - IDLE_CLOSES
    last = Greatest("created_at", Coalesce("last_login", "created_at"), Coalesce("password_set_at", "created_at"))
    idle = Account.objects.filter(kind__in=STAFF, is_active=True, sample=False).annotate(last=last)
    if not idle.filter(last__gte=limit).exists():
        return 0
    closed = 0
    for account in idle.filter(last__lt=limit).order_by("pk"):
        close_account(account, by=by, reason="idle")
        closed += 1
    return closed
