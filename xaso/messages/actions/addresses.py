"""The address book that residents and officials keep themselves, and saying stop."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.identifiers import random_token
from xaso.core.limits import Limit
from xaso.core.refused import Refused
from xaso.core.scope import as_machine
from xaso.core.secrets import blind_index, blind_indices, seal
from xaso.core.text import clean
from xaso.journal.actions import atomic_action, record
from xaso.messages.access import address_by_token, message_by_token, own_account, own_book
from xaso.messages.actions.queueing import queue_message
from xaso.messages.models import Address, Follower, Joining, Message, Preference, Remark, Stop
from xaso.messages.ports import carriers
from xaso.messages.rules import (
    SITE,
    UNASKED,
    Channel,
    Ended,
    Purpose,
    Said,
    Scope,
    Template,
    Tongue,
    Urgency,
    clean_subscription,
)
from xaso.offices.models import Post
from xaso.people.actions import withdraw_consent
from xaso.people.rules import Purpose as Agreed

EMAIL_LENGTH = 200
MOST_BROWSERS = 5
CONFIRM = Template(
    "address.confirm",
    gettext_noop(
        "Có người, có lẽ là ông/bà, muốn nhận tin của xã ở địa chỉ này. Đúng vậy thì mở đường dẫn sau rồi bấm Xác nhận:"
        " %(link)s\nKhông phải thì bỏ qua thư này; xã sẽ không gửi gì thêm."
    ),
    {"link": f"{SITE}/thu/abcdefghijklmnopqrstuv"},
    urgency=Urgency.URGENT,
    title=gettext_noop("Xác nhận địa chỉ thư"),
)


def ended(why: Ended, now: datetime) -> dict[str, Any]:
    """The columns of an address that is not used any more."""
    return {"ended_at": now, "ended_because": why, "sealed": "", "index": ""}


def leave(followers: QuerySet[Follower], now: datetime) -> None:
    """They left the account: the network does not reach them any more, and whoever joined is joined no more."""
    residents = [one for one in followers.values_list("resident", flat=True) if one]
    followers.update(left_at=now, moved_at=now, resident=None, joined_at=None)
    for resident in residents:
        forget_wish(resident)


def hold_followers(keys: Iterable[UUID | None]) -> None:
    """Nobody takes an event of theirs until this transaction ends."""
    known = Follower.objects.filter(pk__in=[key for key in keys if key]).order_by("pk")
    list(known.select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))


def forget_told_sooner(name: str) -> None:
    """A notice of which the network told before we knew its name is no answer that somebody gave in its app."""
    Remark.objects.filter(network_id=name, ours=True, attempts=0, state=Said.SENT).exclude(network_id="").delete()


def forget_wish(resident: UUID) -> None:
    """Whoever is joined at no account any more is told by message again, and not first at Zalo."""
    if not Follower.objects.filter(resident=resident).exists():
        Preference.objects.filter(account=resident, first=Channel.ZALO).update(first="")


@atomic_action
def prefer(channel: Channel, *, by: Actor) -> None:
    """Tells by which channel they are told first from now on. Raises Refused where there is nothing to reach by it."""
    account = own_book(by)
    known = Address.objects.usable().filter(account=account, channel=channel)
    if channel in (Channel.EMAIL, Channel.PUSH) and not known.exists():
        raise Refused(_("Xin ghi và xác nhận địa chỉ ấy trước, rồi chọn."), "no_address")
    if channel == Channel.ZALO and not Follower.objects.filter(resident=account).exists():
        raise Refused(_("Xin nối Zalo trước, rồi chọn."), "not_joined")
    if not carriers(channel):
        raise Refused(_("Xã chưa gửi được bằng cách này. Xin chọn cách khác."), "no_carrier")
    Preference.objects.update_or_create(account=account, defaults={"first": channel, "changed_at": clock.now()})
    record(action="messages.prefer", subject=("account", str(by.account)), by=by, detail={"first": channel})


@atomic_action
def choose_language(language: str, *, by: Actor) -> None:
    """In which language this resident is told from now on, what waits to be sent included. Raises Refused for any other."""
    account = own_account(by)
    if language not in Tongue.values:
        raise Refused(_("Xin chọn tiếng Việt hoặc tiếng Anh."), "language_unknown")
    Preference.objects.update_or_create(account=account, defaults={"language": language, "changed_at": clock.now()})
    record(
        action="messages.choose_language",
        subject=("account", str(account)),
        by=by,
        detail={"language": language},
    )


LETTERS: Final = Limit(
    "email_letters", 5, timedelta(days=1)
)  # of one account, and to one address: it may be a stranger's


@atomic_action
def add_email(address: str, *, by: Actor) -> Address:
    """Writes down an address of e-mail, instead of the one before, and sends a link there: it is used once its owner has pressed
    it. Raises Refused for what is no address."""
    account = own_book(by)
    text = _clean_email(address)
    now = clock.now()
    standing = Address.objects.standing().filter(account=account, channel=Channel.EMAIL)
    same = standing.filter(index__in=blind_indices(text)).first()
    if same is not None and same.confirmed_at is not None:
        return same
    for whose in (f"account:{account}", f"email:{blind_index(text)}"):
        LETTERS.spend(whose)
    standing.update(**ended(Ended.OWNER, now))
    row = Address.objects.create(
        account=account,
        channel=Channel.EMAIL,
        sealed=seal(text),
        index=blind_index(text),
        token=random_token(),
        made_at=now,
    )
    queue_message(
        to="",
        told=CONFIRM.with_values(link=f"{settings.XASO_ADDRESS}/thu/{row.token}"),
        about=("account", str(by.account)),
        account=account,
        only=row,
        by=by,
    )
    record(
        action="messages.add_address", subject=("account", str(by.account)), by=by, detail={"channel": Channel.EMAIL}
    )
    return row


def _clean_email(text: str) -> str:
    found = clean(text, max_length=EMAIL_LENGTH).replace(" ", "")
    try:
        validate_email(found)
    except ValidationError:
        raise Refused(_("Địa chỉ thư chưa đúng. Ví dụ: lan@example.vn"), "email") from None
    name, _at, host = found.rpartition("@")
    return f"{name}@{host.lower()}"


@atomic_action
def confirm_address(token: str, *, by: Actor) -> Address:
    """Whoever has the link reads the letters of this address. From now on it is what its account is told by first; a
    second press changes nothing, whatever was wished since. Raises NotFound."""
    found = address_by_token(token)
    with as_machine("the link proves more than who presses it"):
        if not Address.objects.filter(pk=found.pk, confirmed_at=None).update(confirmed_at=clock.now()):
            return found
        Preference.objects.update_or_create(
            account=found.account, defaults={"first": found.channel, "changed_at": clock.now()}
        )
    record(
        action="messages.confirm_address",
        subject=_whose(found),
        by=by,
        detail={"channel": found.channel},
    )
    return found


def _whose(address: Address) -> tuple[str, str]:
    is_official = Post.objects.filter(person=address.account).exists()
    return ("person" if is_official else "account", str(address.account))


@atomic_action
def add_browser(subscription: str, *, by: Actor) -> Address:
    """Keeps where the push service of a browser takes notices for it: its owner has just allowed them there. The oldest goes
    when there are too many. Raises Refused for what leads to no push service."""
    account, now = own_book(by), clock.now()
    subscription = clean_subscription(subscription, hosts=settings.XASO_PUSH_HOSTS)
    standing = Address.objects.standing().filter(account=account, channel=Channel.PUSH)
    same = standing.filter(index__in=blind_indices(subscription)).first()
    if same is None:
        over = standing.order_by("-made_at").values("pk")[MOST_BROWSERS - 1 :]
        Address.objects.filter(pk__in=over).update(**ended(Ended.OWNER, now))
        same = Address.objects.create(
            account=account,
            channel=Channel.PUSH,
            sealed=seal(subscription),
            index=blind_index(subscription),
            token=random_token(),
            made_at=now,
            confirmed_at=now,
        )
        record(
            action="messages.add_address", subject=("account", str(by.account)), by=by, detail={"channel": Channel.PUSH}
        )
    Preference.objects.update_or_create(account=account, defaults={"first": Channel.PUSH, "changed_at": now})
    return same


@atomic_action
def drop_address(channel: Channel, *, by: Actor) -> int:
    """Forgets all addresses of this kind at once; whoever wished for it is told by message again."""
    account, now = own_book(by), clock.now()
    gone = Address.objects.standing().filter(account=account, channel=channel).update(**ended(Ended.OWNER, now))
    Preference.objects.filter(account=account, first=channel).update(first="")
    record(action="messages.drop_address", subject=("account", str(by.account)), by=by, detail={"channel": channel})
    return gone


@atomic_action
def forget_addresses(account: UUID, *, by: Actor) -> None:
    """All of an account that is erased, what it said at Zalo too. The caller's journal entry tells why."""
    Joining.objects.filter(resident=account).delete()
    mine = list(Follower.objects.filter(resident=account).values_list("pk", flat=True))
    Remark.objects.filter(follower__in=mine).delete()
    Follower.objects.filter(pk__in=mine).update(resident=None, joined_at=None)
    Address.objects.filter(account=account).delete()
    Preference.objects.filter(account=account).delete()


@atomic_action
def stop_by_token(token: str, *, by: Actor) -> Purpose:
    """One press on the link that came with a message: no more of what it was. Of a broadcast that is the consent itself; a letter
    about one's own matters is sent another way from now on. Raises NotFound."""
    message = message_by_token(token)
    with as_machine("the link came with a message to whoever presses it"):
        return _stop(message, by)


def _stop(message: Message, by: Actor) -> Purpose:
    if message.purpose == Purpose.BROADCAST and message.account:
        owner = Actor(account=message.account, address=by.address, purpose="the link that came with a message")
        withdraw_consent(purpose=Agreed.BROADCASTS, by=owner)
    if message.purpose in UNASKED and message.to_sealed:
        stop_by_number(message.to, everything=False, by=by)
    elif message.purpose != Purpose.BROADCAST and message.account and message.channel in (Channel.EMAIL, Channel.PUSH):
        Address.objects.standing().filter(account=message.account, channel=message.channel).update(
            **ended(Ended.OWNER, clock.now())
        )
        Preference.objects.filter(account=message.account, first=message.channel).update(first="")
    record(action="messages.stop", subject=("message", str(message.pk)), by=by, detail={"purpose": message.purpose})
    return Purpose(message.purpose)


@atomic_action
def stop_by_number(to: str, *, everything: bool, by: Actor) -> None:
    """DUNG: no more broadcasts to this number. DUNG HET: nothing but codes; an officer tells the rest by hand."""
    scope = Scope.ALL if everything else Scope.BROADCAST
    with as_machine("whoever has the number may say stop"):
        said = Stop(channel=Channel.SMS, sealed=seal(to), index=blind_index(to), scope=scope, made_at=clock.now())
        Stop.objects.bulk_create([said], ignore_conflicts=True)  # twice at the same moment is once
    record(action="messages.stop_number", subject=("carrier", "sms"), by=by, detail={"scope": scope})


@atomic_action
def resume_by_number(to: str, *, by: Actor) -> None:
    """Takes back every stop that was said from this number, which `by` has: a word came from it, or it opens their account."""
    with as_machine("whoever has the number may take back its stop"):
        said = Stop.objects.filter(channel=Channel.SMS, index__in=blind_indices(to))
        scopes = sorted(set(said.values_list("scope", flat=True)))
        said.delete()
    if scopes:
        subject = ("account", str(by.account)) if by.account else ("carrier", "sms")
        record(action="messages.resume_number", subject=subject, by=by, detail={"scopes": scopes})
