"""Official accounts: linked by whoever leads the unit, their tokens renewed before they end, what the network says of them."""

from __future__ import annotations

import logging
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError, OperationalError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Invalid, Refused
from xaso.core.scope import acting, as_machine
from xaso.core.secrets import SecretsUnreadable, seal
from xaso.core.text import clean, normalise
from xaso.journal.actions import atomic_action, record
from xaso.messages.access.accounts import get_account, require_linker
from xaso.messages.actions.digest import tell_officials
from xaso.messages.models import AccountAlert, Follower, OfficialAccount
from xaso.messages.ports import CannotRenew, NetworkRefused, Tokens, network
from xaso.messages.rules import SHOWN_BY_SENDING, SITE, Purpose, Quality, Reason, Template, is_due
from xaso.offices.rules import LEADERS
from xaso.units.queries import ids_of_predecessors

log = logging.getLogger(__name__)
TEMPLATE_OFF = Template(
    "messages.template_off",
    gettext_noop(
        "Zalo ngừng mẫu tin của tài khoản %(name)s. Máy báo tin bằng cách khác đến khi mẫu dùng lại được. Xem: %(link)s"
    ),
    {"name": "Xã Mẫu", "link": f"{SITE}/can-bo/tin-chua-den"},
    Purpose.OFFICE,
    most={"name": 60},
)


@atomic_action
def link_account(*, network_id: str, name: str, renewal: str, by: Actor) -> OfficialAccount:
    """An account of the actor's unit, with the renewing token that the network's own page gave; one that is linked gets new
    tokens, which is how it is mended. The token is used up at once: what is kept is the pair that came for it, once the network
    has said that it is this account's: what people write to another is not ours to read. A unit that others went over into takes
    over their accounts so, with all conversations. Raises Invalid, and Refused for an account of another unit."""
    unit, post = require_linker(by, action="messages.link_account")
    known, said = clean(network_id, max_length=40), clean(name, max_length=120)
    if not (known.isascii() and known.isdigit()) or not said:
        raise Invalid({"network_id": _("Xin ghi số của tài khoản và tên của nó.")})
    ours = Q(unit=unit) | Q(unit__in=ids_of_predecessors(unit))
    if OfficialAccount.objects.filter(network_id=known).exclude(ours).exists():
        raise Refused(_("Tài khoản này đơn vị khác đã nối rồi."), "account_linked")
    _locked().filter(network_id=known).first()  # before the token is spent
    try:
        tokens = network().renew(clean(renewal, max_length=2000))
        is_theirs = network().is_account(tokens.access, known)
    except (CannotRenew, NetworkRefused) as problem:
        raise Invalid({"renewal": f"{problem.why.label} ({problem.reason[:200]})"}) from problem
    if not is_theirs:
        words = _(
            "Mã gia hạn này là của tài khoản khác. Xin xem lại số của tài khoản, rồi lấy mã mới: mã vừa ghi đã dùng."
        )
        raise Invalid({"network_id": words})
    now = clock.now()
    account, new = OfficialAccount.objects.update_or_create(
        network_id=known,
        defaults={"unit_id": unit, "name": said, "renewed_at": now, **_sealed(tokens)},
        create_defaults={
            "unit_id": unit,
            "name": said,
            "linked_at": now,
            "linked_by_id": post,
            "renewed_at": now,
            **_sealed(tokens),
        },
    )
    with as_machine("conversations go with their account, those of the unit that was before included"):
        Follower.objects.filter(account=account).exclude(unit=unit).update(unit=unit)
    _settle_tokens(account.pk)
    record(action="messages.link_account", subject=_subject(account.pk), by=by, detail={"again": not new})
    return account


def renew_account(account_id: int, *, stale: str = "", by: Actor) -> bool:
    """Trades the renewing token for a new pair, when it is time or when the network takes `stale`, the access token, no more;
    whether it was. What fails becomes an alert for people, once, whatever it is: no account keeps another waiting."""
    try:
        traded = _trade(account_id, stale, by)
    except _Held:
        log.info("somebody else has account %s", account_id)
        return False
    except CannotRenew as problem:
        _alert(account_id, problem.why, problem.reason, by=by)
        return False
    except DatabaseError as error:
        log.exception("the new tokens of account %s could not be kept", account_id)
        _alert(account_id, Reason.NOT_KEPT, type(error).__name__, by=by)
        return False
    except (SecretsUnreadable, ValueError) as error:
        log.exception("account %s cannot be renewed", account_id)
        _alert(account_id, Reason.UNREADABLE, str(error), by=by)
        return False
    if traded:
        _note_renewal(account_id, by=by)
    return traded


def _locked() -> QuerySet[OfficialAccount]:
    """Nobody changes it meanwhile; what hangs on it, a follower, an alert, is still written."""
    return OfficialAccount.objects.select_for_update(of=("self",), no_key=True)


class _Held(Exception):
    """The row was not to be had: nothing was asked, nothing is lost."""


def _trade(account_id: int, stale: str, by: Actor) -> bool:
    """The row is held while the network is asked, since a token is good once: whoever waited for it reads it again and finds it
    done. Nothing else stands in this transaction, no chain, no alert: what could lose its commit would lose the tokens."""
    with acting(by), transaction.atomic(durable=True):
        try:
            account = _locked().get(pk=account_id)
        except OperationalError as error:
            raise _Held from error
        now = clock.now()
        if stale and account.access != stale:
            return False
        if not stale and not is_due(account.renewed_at, now):
            return False
        tokens = network().renew(account.renewal)
        OfficialAccount.objects.filter(pk=account.pk).update(renewed_at=now, **_sealed(tokens))
    return True


@atomic_action
def _note_renewal(account_id: int, *, by: Actor) -> None:
    _settle_tokens(account_id)
    record(action="messages.renew_account", subject=_subject(account_id), by=by)


def _settle_tokens(account_id: int) -> None:
    """A new pair gives access again, and no money."""
    cured = AccountAlert.objects.filter(account=account_id, settled_at=None).exclude(reason__in=SHOWN_BY_SENDING)
    cured.update(settled_at=clock.now())


@atomic_action
def note_sent_by(account_id: int, *, free: bool, by: Actor) -> None:
    """A message went out through this account: its package lets it, and unless it was `free`, money is there. One statement."""
    shown = [Reason.PACKAGE] if free else SHOWN_BY_SENDING
    AccountAlert.objects.filter(account=account_id, settled_at=None, reason__in=shown).update(settled_at=clock.now())


@atomic_action
def use_template(account: OfficialAccount, *, template: str, by: Actor) -> None:
    """By which ZBS template whoever wrote nothing lately is told; empty: by none. Typed again it is tried again, although the
    network would not let it go out. Raises Invalid."""
    account = get_account(by, account.pk, action="messages.use_template")
    said = clean(template, max_length=40)
    if said and not (said.isascii() and said.isalnum()):
        raise Invalid({"template": _("Mã mẫu chỉ gồm chữ số và chữ cái không dấu.")})
    afresh = {"template_off_at": None, "template_why": "", "template_told_at": None}
    OfficialAccount.objects.filter(pk=account.pk).update(template=said, template_quality="", quality_at=None, **afresh)
    record(action="messages.use_template", subject=_subject(account.pk), by=by, detail={"template": said})


@atomic_action
def lose_template(account_id: int, *, template: str, said: str, at: datetime | None = None, by: Actor) -> bool:
    """The network lets this template go out no more: until it does, or somebody types it again, nobody is told by it, and who
    leads the unit is told once. False for another template, and for what is older than the last word on it."""
    at = at or clock.now()
    why = (normalise(said) or "no reason given")[:300]
    lost = _templates(account_id, template, at).filter(template_off_at=None)
    if not lost.update(template_off_at=at, template_told_at=at, template_why=why):
        return False
    account = OfficialAccount.objects.get(pk=account_id)
    record(action="messages.lose_template", subject=_subject(account_id), by=by, detail={"template": template})
    told = TEMPLATE_OFF.with_values(name=account.name, link=f"{settings.XASO_ADDRESS}/can-bo/tin-chua-den")
    events = {f"template_off:{account_id}:{int(at.timestamp())}": told}
    tell_officials(account.unit_id, roles=LEADERS, events=events, by=by)
    return True


@atomic_action
def regain_template(account_id: int, *, template: str, at: datetime, by: Actor) -> bool:
    """It may be used again. False for another template, and for what is older than the last word on it."""
    afresh = {"template_off_at": None, "template_why": "", "template_told_at": at}
    if not _templates(account_id, template, at).update(**afresh):
        return False
    record(action="messages.regain_template", subject=_subject(account_id), by=by, detail={"template": template})
    return True


def _templates(account_id: int, template: str, at: datetime) -> QuerySet[OfficialAccount]:
    known = OfficialAccount.objects.filter(pk=account_id, template=template).exclude(template="")
    return known.filter(Q(template_told_at=None) | Q(template_told_at__lt=at))


@atomic_action
def note_quality(account_id: int, *, template: str, quality: Quality, at: datetime, by: Actor) -> None:
    """How the network thinks of the template in use; the later word holds."""
    known = OfficialAccount.objects.filter(pk=account_id, template=template).exclude(template="")
    later = known.filter(Q(quality_at=None) | Q(quality_at__lt=at))
    if later.update(template_quality=quality, quality_at=at):
        detail = {"template": template, "quality": quality}
        record(action="messages.note_quality", subject=_subject(account_id), by=by, detail=detail)


@atomic_action
def note_quota(account_id: int, *, quota: int, at: datetime, by: Actor) -> None:
    """How many messages by template the network takes in a day; the later word holds."""
    known = OfficialAccount.objects.filter(Q(quota_at=None) | Q(quota_at__lt=at), pk=account_id)
    if known.update(daily_quota=quota, quota_at=at):
        record(action="messages.note_quota", subject=_subject(account_id), by=by, detail={"quota": quota})


@atomic_action
def alert_account(account_id: int, *, reason: Reason, said: str, by: Actor) -> None:
    """The network does not let this account do what it should, and nobody but people can help."""
    _alert(account_id, reason, said, by=by)


@atomic_action
def _alert(account_id: int, reason: Reason, said: str, *, by: Actor) -> None:
    """Once while it stands, however many meet the trouble at the same moment: one about the tokens, and what they do not cure
    beside it."""
    why = {"reason": reason, "why": (normalise(said) or "no reason given")[:300]}
    standing = AccountAlert.objects.filter(account=account_id, settled_at=None)
    alike = (
        standing.filter(reason=reason) if reason in SHOWN_BY_SENDING else standing.exclude(reason__in=SHOWN_BY_SENDING)
    )
    _alert_row, new = alike.update_or_create(
        account_id=account_id, settled_at=None, defaults=why, create_defaults={"at": clock.now(), **why}
    )
    if new:
        detail = {"reason": reason}
        record(action="messages.fail_to_renew_account", subject=_subject(account_id), by=by, detail=detail)


def _sealed(tokens: Tokens) -> dict[str, str]:
    return {"access_sealed": seal(tokens.access), "renewal_sealed": seal(tokens.renewal)}


def _subject(account_id: int) -> tuple[str, str]:
    return ("official_account", str(account_id))
