"""Speaking to the network as one account: with its access token, and once more with a new one when the network takes it no more.
In no transaction."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from xaso.core.actor import Actor
from xaso.core.scope import acting
from xaso.core.secrets import SecretsUnreadable
from xaso.messages.actions.accounts import renew_account
from xaso.messages.actions.publications import Question
from xaso.messages.models import AccountAlert, OfficialAccount
from xaso.messages.ports import CannotRenew, Network, NetworkRefused, network
from xaso.messages.rules import FOR_PEOPLE, SHOWN_BY_SENDING, Reason, Stage, Trouble

Answer = TypeVar("Answer")


def ask_network(account_id: int, ask: Callable[[Network, str], Answer], *, by: Actor) -> Answer:
    """Raises NetworkRefused, and nothing else."""
    access = _access(account_id, by)
    try:
        return ask(_network(), access)
    except NetworkRefused as problem:
        if not problem.stale:
            raise
    renew_account(account_id, stale=access, by=by)
    renewed = _access(account_id, by)
    if renewed == access:
        raise _not_renewed(account_id, by)
    return ask(_network(), renewed)


def _not_renewed(account_id: int, by: Actor) -> NetworkRefused:
    """For the reason that the renewing left behind: what passes by itself is asked again."""
    with acting(by):
        standing = AccountAlert.objects.filter(account=account_id, settled_at=None)
        alert = standing.exclude(reason__in=SHOWN_BY_SENDING).first()
    why = Reason(alert.reason) if alert else Reason.BUSY
    trouble = Trouble.BROKEN if why in FOR_PEOPLE else Trouble.LATER
    return NetworkRefused("the access token could not be renewed", trouble, why)


def answer_of(question: Question, *, by: Actor) -> tuple[str, NetworkRefused | None]:
    """What the network says to one question about an article, or why it says nothing."""

    def ask(network: Network, access: str) -> str:
        if question.stage == Stage.WRITE:
            return network.write(access, question.piece)
        if question.stage in (Stage.LOOK, Stage.CHECK):
            return network.find(access, question.token)
        if question.stage == Stage.UPDATE:
            return network.update(access, question.network_article, question.piece)
        if question.stage == Stage.REMOVE:
            network.remove(access, question.network_article)
            return ""
        return network.spread(access, question.network_article)

    try:
        return ask_network(question.account, ask, by=by), None
    except NetworkRefused as problem:
        return "", problem


def _network() -> Network:
    try:
        return network()
    except (CannotRenew, ValueError) as problem:
        raise NetworkRefused(str(problem), Trouble.BROKEN, Reason.NOT_SET) from problem


def _access(account_id: int, by: Actor) -> str:
    with acting(by):
        account = OfficialAccount.objects.get(pk=account_id)
    try:
        return account.access
    except SecretsUnreadable as problem:
        raise NetworkRefused(str(problem), Trouble.BROKEN, Reason.UNREADABLE) from problem
