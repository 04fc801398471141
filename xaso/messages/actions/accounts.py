"""Official accounts: linked by whoever leads the unit, their tokens renewed before they end."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Invalid, Refused
from xaso.core.secrets import seal
from xaso.core.text import clean
from xaso.journal.actions import atomic_action, record
from xaso.messages.access.accounts import require_linker
from xaso.messages.models import AccountAlert, OfficialAccount
from xaso.messages.ports import CannotRenew, Tokens, network
from xaso.messages.rules import is_due


@atomic_action
def link_account(*, network_id: str, name: str, renewal: str, by: Actor) -> OfficialAccount:
    """An account of the actor's unit, with the renewing token that the network's own page gave. It is used up at once, in
    this transaction: what is kept is the pair that came for it. Raises Invalid."""
    unit, post = require_linker(by, action="messages.link_account")
    known, said = clean(network_id, max_length=40), clean(name, max_length=120)
    if not (known.isascii() and known.isdigit()) or not said:
        raise Invalid({"network_id": _("Xin ghi số của tài khoản và tên của nó.")})
    if OfficialAccount.objects.filter(network_id=known).exists():
        raise _linked_before()
    try:
        tokens = network().renew(clean(renewal, max_length=2000))
    except CannotRenew as problem:
        raise Invalid({"renewal": _("Zalo không nhận mã này: %(why)s") % {"why": problem.reason[:200]}}) from problem
    now = clock.now()
    try:
        with transaction.atomic():
            account = OfficialAccount.objects.create(
                unit_id=unit,
                network_id=known,
                name=said,
                linked_at=now,
                linked_by_id=post,
                renewed_at=now,
                **_sealed(tokens),
            )
    except IntegrityError as error:
        raise _linked_before() from error
    record(action="messages.link_account", subject=_subject(account), by=by)
    return account


@atomic_action
def renew_account(account_id: int, *, by: Actor) -> bool:
    """Trades the renewing token for a new pair, when it is time; whether it was. Whoever waited for the row reads it again and
    finds it done. The new pair is committed before anybody can use it. What fails becomes an alert for people, once."""
    account = OfficialAccount.objects.select_for_update().get(pk=account_id)
    now = clock.now()
    if not is_due(account.renewed_at, now):
        return False
    open_alerts = AccountAlert.objects.filter(account=account, settled_at=None)
    try:
        tokens = network().renew(account.renewal)
    except CannotRenew as problem:
        if not open_alerts.update(why=problem.reason[:300]):
            AccountAlert.objects.create(account=account, at=now, why=problem.reason[:300])
            detail = {"code": problem.code}
            record(action="messages.fail_to_renew_account", subject=_subject(account), by=by, detail=detail)
        return False
    OfficialAccount.objects.filter(pk=account.pk).update(renewed_at=now, **_sealed(tokens))
    open_alerts.update(settled_at=now)
    record(action="messages.renew_account", subject=_subject(account), by=by)
    return True


def _sealed(tokens: Tokens) -> dict[str, str]:
    return {"access_sealed": seal(tokens.access), "renewal_sealed": seal(tokens.renewal)}


def _linked_before() -> Refused:
    return Refused(_("Tài khoản này đã nối rồi."), "account_linked")


def _subject(account: OfficialAccount) -> tuple[str, str]:
    return ("official_account", str(account.pk))
