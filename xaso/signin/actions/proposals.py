"""Letting somebody in takes two: an administrator proposes, a second one or the head of the office agrees on their own screen."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Forbidden, Refused, Stale
from xaso.core.scope import as_machine
from xaso.journal.actions import atomic_action, record
from xaso.signin.access import open_proposals, proposal_for, require_administrator_of, way_into
from xaso.signin.models import Account, Proposal


@atomic_action
def propose_entry(account: Account, *, by: Actor, factors: bool = False) -> Proposal:
    """`factors`: they have lost them, too. Raises Refused while another one waits."""
    require_administrator_of(account, by, "signin.propose_entry")
    if by.person is None or by.unit is None:
        raise Forbidden(_("Việc này do một người đề nghị và ký tên."), "people_only")
    now = clock.now()
    kept = open_proposals().filter(account=account).values("pk")
    Proposal.objects.filter(account=account, ended_at__isnull=True).exclude(pk__in=kept).update(ended_at=now)
    made = Proposal(account=account, unit_id=by.unit, factors=factors, proposed_by_id=by.person, proposed_at=now)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(_("Tài khoản này đang có một đề nghị chưa xong."), "proposal_there") from error
    detail = {"proposal": str(made.pk), "factors": factors}
    record(action="signin.propose_entry", subject=account.subject, by=by, detail=detail)
    return made


@atomic_action
@as_machine("a proposal of this unit or below: accounts have no unit")
def confirm_entry(proposal: Proposal, *, by: Actor) -> None:
    """The second pair of eyes: from now on an administrator may carry it out. Raises NotFound for whom it does not wait."""
    found = proposal_for(by, proposal.pk)
    waiting = Proposal.objects.filter(pk=found.pk, confirmed_at__isnull=True, ended_at__isnull=True)
    if not waiting.update(confirmed_by_id=by.person, confirmed_at=clock.now()):
        raise _too_late()
    _note("signin.confirm_entry", found, by)


@atomic_action
@as_machine("a proposal of this unit or below: accounts have no unit")
def decline_entry(proposal: Proposal, *, by: Actor) -> None:
    """Nobody is let in by it."""
    found = proposal_for(by, proposal.pk)
    if not Proposal.objects.filter(pk=found.pk, confirmed_at__isnull=True, ended_at__isnull=True).update(
        ended_at=clock.now()
    ):
        raise _too_late()
    _note("signin.decline_entry", found, by)


def carry_out(account: Account, by: Actor) -> Proposal | None:
    """The agreed proposal that lets this password be issued, spent; None where one administrator is enough. Inside an action.
    Raises Forbidden `second_person`."""
    way = way_into(account, by)
    if way.agreed and way.proposal is not None:
        if not Proposal.objects.filter(pk=way.proposal.pk, ended_at__isnull=True).update(ended_at=clock.now()):
            raise _too_late()
        return way.proposal
    if way.alone:
        return None
    raise Forbidden(
        _("Cho một người vào cần hai người: một người quản trị đề nghị, một người khác đồng ý."), "second_person"
    )


def _note(action: str, proposal: Proposal, by: Actor) -> None:
    record(action=action, subject=proposal.account.subject, by=by, detail={"proposal": str(proposal.pk)})


def _too_late() -> Stale:
    return Stale(_("Việc này đã có người quyết, hoặc đã quá hạn."), "proposal_decided")
