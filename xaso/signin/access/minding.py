"""Who may look after whose account, who agrees to it, and the machines that an administrator lets read."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from xaso.core import clock, scope
from xaso.core.actor import Actor
from xaso.core.refused import Forbidden, NotFound, Trace
from xaso.offices.models import Post
from xaso.offices.rules import Role
from xaso.signin.access.entering import has_factor
from xaso.signin.models import Account, Proposal, Token
from xaso.signin.rules import (
    PROPOSAL_LIVES,
    STAFF,
    Kind,
    is_fresh,
    token_hash,
)
from xaso.units.queries import ids_below


def accounts_for(actor: Actor) -> QuerySet[Account]:
    """Accounts that this administrator looks after: of people with a post in an office of the same unit, ended or to come
    ones too, and with none today in another: else appointing somebody would open their account elsewhere."""
    accounts = Account.objects.select_related("person", "reviewed_by__person").filter(kind__in=STAFF)
    if actor.is_system:
        return accounts
    if not actor.is_administrator or actor.unit is None:
        return accounts.none()
    here = Post.objects.filter(office__unit=actor.unit)
    elsewhere = Post.objects.valid(on=clock.today()).exclude(office__unit=actor.unit)
    of_administrators = Q(kind=Kind.ADMINISTRATOR, person__in=here.filter(role=Role.ADMINISTRATOR).values("person"))
    of_officials = Q(kind=Kind.OFFICIAL, person__in=here.exclude(role=Role.ADMINISTRATOR).values("person"))
    return accounts.filter(of_administrators | of_officials).exclude(person__in=elsewhere.values("person"))


def get_account(actor: Actor, account_id: UUID) -> Account:
    """One of them. Raises NotFound."""
    account = accounts_for(actor).filter(pk=account_id).first()
    if account is None:
        raise NotFound(_("Không thấy tài khoản này trong đơn vị của ông/bà."), "account_unknown")
    return account


def require_administrator_of(account: Account, by: Actor, action: str) -> None:
    """An administrator who looks after this account, and not their own. Refuses with a trace."""
    trace = Trace(action, account.subject, by)
    if not by.is_system and not accounts_for(by).filter(pk=account.pk).exists():
        raise _not_yours(trace)
    _require_another(account.person_id, by, trace)


def require_opening_for(person: UUID, by: Actor) -> None:
    """An administrator of a unit in which this person, somebody else, has a post. Refuses with a trace."""
    trace = Trace("signin.open_account", ("person", str(person)), by)
    if by.is_system:
        return
    if not (by.is_administrator and Post.objects.filter(person=person, office__unit=by.unit).exists()):
        raise _not_yours(trace)
    _require_another(person, by, trace)


def require_administrator(by: Actor, action: str) -> None:
    """An administrator of some unit. Refuses with a trace."""
    if not (by.is_administrator and by.unit is not None):
        trace = Trace(action, ("unit", str(by.unit)), by)
        raise Forbidden(_("Việc này do người quản trị hệ thống của đơn vị làm."), "administrator_only", trace=trace)


def require_machine_room(by: Actor, action: str) -> None:
    """Whoever runs the machine, with the `xaso` command."""
    if not by.is_system:
        trace = Trace(action, ("unit", str(by.unit)), by)
        raise Forbidden(_("Việc này do người vận hành máy chủ làm."), "system_only", trace=trace)


def require_oneself(account: Account, by: Actor, action: str) -> None:
    """Nobody else may, an administrator neither."""
    if not by.is_system and by.account != account.pk:
        raise Forbidden(
            _("Việc này do chính chủ tài khoản làm."), "oneself_only", trace=Trace(action, account.subject, by)
        )


@dataclass(frozen=True, slots=True)
class Way:
    """How an administrator may let somebody in now. `alone`: without anybody else; `proposal`: one that is open."""

    alone: bool
    proposal: Proposal | None

    @property
    def agreed(self) -> bool:
        return self.proposal is not None and self.proposal.confirmed_at is not None

    @property
    def may_issue(self) -> bool:
        return self.alone or self.agreed


def way_into(account: Account, by: Actor) -> Way:
    """Whoever keeps a second factor is let in by one administrator: the password alone opens nothing. Two queries."""
    if by.is_system:
        return Way(True, None)
    with scope.holding(account.pk):
        return Way(has_factor(account), open_proposals().filter(account=account).first())


def open_proposals() -> QuerySet[Proposal]:
    """Those whose time is not over. What a clock that was ahead wrote is out of time, too."""
    now = clock.now()
    fresh = {"lte": now + PROPOSAL_LIVES, "gte": now - PROPOSAL_LIVES}
    proposed = {f"proposed_at__{how}": when for how, when in fresh.items()}
    confirmed = {f"confirmed_at__{how}": when for how, when in fresh.items()}
    waiting = Q(confirmed_at__isnull=True, **proposed) | Q(confirmed_at__isnull=False, **confirmed)
    rows = Proposal.objects.filter(waiting, ended_at__isnull=True, account__is_active=True)
    return rows.select_related("account__person", "proposed_by", "confirmed_by")


def may_agree(actor: Actor) -> bool:
    """A second administrator, or whoever leads the office."""
    return actor.unit is not None and actor.has(Role.ADMINISTRATOR, Role.APPROVER, Role.MANAGER)


@scope.as_machine("proposals of this unit and those below: accounts have no unit")
def proposals_for(actor: Actor) -> list[Proposal]:
    """What waits for this pair of eyes, the oldest first, at most 50: of others, about others, in their unit or below it."""
    if not may_agree(actor):
        return []
    here = Q(unit=actor.unit) | Q(unit__in=ids_below(actor.unit or 0))
    waiting = open_proposals().filter(here, confirmed_at__isnull=True)
    return list(waiting.exclude(proposed_by=actor.person).exclude(account__person=actor.person).order_by("pk")[:50])


def proposal_for(actor: Actor, proposal: UUID) -> Proposal:
    """One of these. Raises NotFound."""
    found = next((one for one in proposals_for(actor) if one.pk == proposal), None)
    if found is None:
        raise NotFound(_("Việc này đã có người quyết, hoặc đã quá hạn."), "proposal_unknown")
    return found


class ProofMissing(Forbidden):
    """First they show again who they are: the screen may have been left open."""


def require_proof(by: Actor) -> None:
    """Whoever changes what an account is entered with has shown it minutes ago (ASVS 7.5.1)."""
    if not by.is_system and not is_fresh(by.proved_at, clock.now()):
        raise ProofMissing(_("Xin nhập lại mật khẩu của ông/bà trước khi làm việc này."), "proof_missing")


def _not_yours(trace: Trace) -> Forbidden:
    return Forbidden(_("Việc này do người quản trị hệ thống của đơn vị làm."), "administrator_only", trace=trace)


def _require_another(person: UUID | None, by: Actor, trace: Trace) -> None:
    if by.person is not None and by.person == person:
        raise Forbidden(
            _("Không tự làm việc này với tài khoản của mình. Xin nhờ người quản trị khác."), "not_oneself", trace=trace
        )


def tokens_for(actor: Actor) -> list[Token]:
    """Of this administrator's unit, those that still open first; at most 200. One query."""
    if not actor.is_administrator or actor.unit is None:
        return []
    rows = Token.objects.filter(unit=actor.unit).select_related("made_by", "unit")
    return list(rows.order_by(F("ended_at").desc(nulls_first=True), "-made_at")[:200])


def token_for(actor: Actor, token: UUID) -> Token:
    """One of them. Raises NotFound."""
    found = next((one for one in tokens_for(actor) if one.pk == token), None)
    if found is None:
        raise NotFound(_("Không thấy khóa này trong đơn vị của ông/bà."), "token_unknown")
    return found


def token_of(text: str) -> Token | None:
    """The token that a machine brought, while it opens. The rest of the request is that machine's. One query."""
    hashed = token_hash(text)
    with scope.holding(hashed):
        found = Token.objects.filter(hash=hashed, ended_at=None).first()
    now = clock.now()
    return found if found is not None and found.made_at <= now < found.valid_to else None


def machine_of(token: Token, *, address: str) -> Actor:
    """As whom it reads: no person, no post, the one thing it may read for a role."""
    return Actor(
        account=token.account_id, unit=token.unit_id, roles=frozenset({token.reads}), address=address, name=token.name
    )
