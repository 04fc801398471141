"""What the network tells of official accounts: who came, who left, what they said and took back, what arrived, and what became of
the account itself."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.limits import Limit
from xaso.core.queue import enqueue
from xaso.core.refused import TooMany
from xaso.core.secrets import blind_index, blind_indices, seal
from xaso.core.text import clean_lines
from xaso.journal.actions import atomic_action, record
from xaso.messages.actions.accounts import lose_template, note_quality, note_quota, regain_template
from xaso.messages.actions.addresses import forget_wish, leave
from xaso.messages.actions.conversations import queue_answer, unjoin
from xaso.messages.actions.receipts import note_receipt
from xaso.messages.models import (
    Delivery,
    Follower,
    Joining,
    NetworkEvent,
    OfficialAccount,
    Preference,
    RefusedEvents,
    Remark,
)
from xaso.messages.ports import Happened, Happening, all_carriers
from xaso.messages.rules import HEARD_LENGTH, Channel, Quality, Said, Tongue, code_in, is_leaving

GUESSES: Final = Limit("joining", 10, timedelta(hours=1))  # codes that one follower tries
OF_THE_ACCOUNT: Final = frozenset({Happened.QUOTA, Happened.TEMPLATE_ON, Happened.TEMPLATE_OFF, Happened.QUALITY})
MOST: Final = 2**31 - 1  # what the database counts to


@atomic_action
def keep_event(body: bytes, *, by: Actor) -> bool:
    """Keeps what the network sent and asks for it to be read; whether it is new. Three statements."""
    key = hashlib.sha256(body).hexdigest()
    _event, new = NetworkEvent.objects.get_or_create(key=key, defaults={"body": body, "received_at": clock.now()})
    if new:
        enqueue("messages.take_event", priority=5, key=key)
    return new


@atomic_action
def note_refused_event(*, by: Actor) -> None:
    """One more today that nobody we know has signed, or long ago. One statement, two more for the first of a day."""
    today, more = clock.today(), {"count": F("count") + 1, "last_at": clock.now()}
    row = RefusedEvents.objects.filter(day=today, count__lt=MOST)
    if not row.update(**more):
        first = RefusedEvents(day=today, count=0, last_at=clock.now())
        RefusedEvents.objects.bulk_create([first], ignore_conflicts=True)
        row.update(**more)


@atomic_action
def take_event(key: str, *, heard: list[Happening], problem: str, by: Actor) -> None:
    """Does what the event says, once, and forgets its words."""
    event = NetworkEvent.objects.select_for_update().filter(key=key, taken_at=None).first()
    if event is None:
        return
    for one in heard:
        problem = _take(one, by) or problem
    event.body, event.taken_at, event.problem = b"", clock.now(), problem[:200]
    event.save(update_fields=["body", "taken_at", "problem"])


def _take(one: Happening, by: Actor) -> str:
    if one.what in (Happened.ARRIVED, Happened.SEEN):
        return _arrived(one, by)
    if one.what == Happened.WITHDREW:
        return _forget(one, by)
    account = OfficialAccount.objects.filter(network_id=one.account).first()
    if account is None:
        return "no account of ours"
    if one.what in OF_THE_ACCOUNT:
        return _note(account.pk, one, by)
    follower = _follower(account, one.user, anonymous=one.anonymous)
    if one.what in (Happened.CAME, Happened.LEFT):
        _move(follower, one)
    elif one.what == Happened.ANSWERED:
        _hear_of_answer(follower, one)
    else:
        _hear(follower, one, by)
    return ""


def _arrived(one: Happening, by: Actor) -> str:
    """By the network's name for it; else by ours, when its answer never reached us."""
    if one.what == Happened.SEEN and one.reference:
        answers = Remark.objects.filter(network_id=one.reference[:100], state=Said.SENT, read_at=None)
        answers.update(read_at=one.at)
    for carrier in _carriers_that_sent(one.reference) or _our_carriers():
        seen = one.what == Happened.SEEN
        note_receipt(carrier=carrier, reference=one.reference, arrived=True, key=one.key, read=seen, by=by)
    return ""


def _forget(one: Happening, by: Actor) -> str:
    """Somebody used their right at the network to have their data deleted: the conversation goes, and they are joined to nobody.
    The sealed number stays, so that what they said before and comes late is not kept again."""
    rows = Follower.objects.select_for_update(of=("self",)).filter(index__in=blind_indices(one.user))
    theirs = rows.filter(account__network_id=one.account) if one.account else rows
    found = list(theirs.filter(Q(withdrew_at=None) | Q(withdrew_at__lt=one.at)).order_by("pk"))
    for follower in found:
        if follower.resident:
            unjoin(follower.resident, [follower.pk], by)
        words, _kinds = Remark.objects.filter(follower=follower, said_at__lte=one.at).delete()
        left = Remark.objects.filter(follower=follower, ours=False).order_by("-said_at").first()
        last = left.said_at if left else None
        Follower.objects.filter(pk=follower.pk).update(withdrew_at=one.at, last_word_at=last)
        detail = {"remarks": words}
        record(action="messages.forget_conversation", subject=("follower", str(follower.pk)), by=by, detail=detail)
    return "" if found else "nobody we know"


def _note(account: int, one: Happening, by: Actor) -> str:
    """What became of the account; nothing of a template that it does not use."""
    if one.what == Happened.TEMPLATE_OFF:
        lose_template(account, template=one.reference, said=one.text, at=one.at, by=by)
    elif one.what == Happened.TEMPLATE_ON:
        regain_template(account, template=one.reference, at=one.at, by=by)
    elif one.what == Happened.QUALITY and one.text in Quality.values:
        note_quality(account, template=one.reference, quality=Quality(one.text), at=one.at, by=by)
    elif one.what == Happened.QUOTA and _is_number(one.text):
        note_quota(account, quota=int(one.text), at=one.at, by=by)
    else:
        return f"no {one.what} we know"
    return ""


def _is_number(said: str) -> bool:
    return said.isascii() and said.isdigit() and len(said) < 11 and int(said) <= MOST


def _our_carriers() -> list[str]:
    return [one.name for one in all_carriers() if one.channel == Channel.ZALO]


def _carriers_that_sent(reference: str) -> list[str]:
    if not reference:
        return []
    known = Delivery.objects.filter(carrier__in=_our_carriers(), reference=reference[:100])
    return list(known.values_list("carrier", flat=True).distinct())


def _follower(account: OfficialAccount, user: str, *, anonymous: bool = False) -> Follower:
    """Held to the end of the transaction: events of one person are taken one after the other."""
    rows = Follower.objects.select_for_update(of=("self",))
    found = rows.filter(account=account, index__in=blind_indices(user)).first()
    if found is None:
        Follower.objects.bulk_create(
            [
                Follower(
                    account=account,
                    unit_id=account.unit_id,
                    sealed=seal(user),
                    index=blind_index(user),
                    anonymous=anonymous,
                )
            ],
            ignore_conflicts=True,
        )
        found = rows.get(account=account, index__in=blind_indices(user))
    return found


def _move(follower: Follower, one: Happening) -> None:
    """The later event holds, in whatever order they come. Leaving unjoins."""
    if follower.moved_at is not None and follower.moved_at >= one.at:
        return
    if one.what == Happened.LEFT:
        leave(Follower.objects.filter(pk=follower.pk), one.at)
    else:
        Follower.objects.filter(pk=follower.pk).update(moved_at=one.at, left_at=None)


def _hear(follower: Follower, one: Happening, by: Actor) -> None:
    if _took_back(follower, one) or Remark.objects.filter(follower=follower, network_id=one.reference[:100]).exists():
        return
    text = clean_lines(one.text, max_length=HEARD_LENGTH)
    is_code = code_in(text) != ""
    Remark.objects.create(
        follower=follower,
        kind=one.kind,
        text=_("(mã nối)") if is_code else text,
        said_at=one.at,
        network_id=one.reference[:100],
    )
    if follower.last_word_at is None or follower.last_word_at < one.at:
        follower.last_word_at = one.at
        follower.save(update_fields=["last_word_at"])
    if follower.anonymous:  # who has no account at the network is nobody to be told there, nor answered
        return
    if is_code:
        queue_answer(follower, _join(follower, code_in(text), by))
    elif is_leaving(text) and follower.resident:
        left = _spoken(_left, follower.resident)
        unjoin(follower.resident, [follower.pk], by)
        queue_answer(follower, left)


def _hear_of_answer(follower: Follower, one: Happening) -> None:
    """Said in the network's own app, by whoever has it; what went from here the network tells again, and it is known."""
    known = Remark.objects.filter(follower=follower, network_id=one.reference[:100])
    if _took_back(follower, one) or known.exists() or _carriers_that_sent(one.reference):
        return
    Remark.objects.create(
        follower=follower,
        ours=True,
        kind=one.kind,
        text=clean_lines(one.text, max_length=HEARD_LENGTH),
        said_at=one.at,
        state=Said.SENT,
        network_id=one.reference[:100],
    )


def _took_back(follower: Follower, one: Happening) -> bool:
    return follower.withdrew_at is not None and one.at <= follower.withdrew_at


def _join(follower: Follower, code: str, by: Actor) -> str:
    """By the act of whoever holds both: the code on their own page, and this conversation. What to answer."""
    try:
        GUESSES.spend(f"follower:{follower.pk}")
    except TooMany:
        return _spoken(_too_often, follower.resident)
    found = Joining.objects.select_for_update().filter(index__in=blind_indices(code), until__gt=clock.now()).first()
    if found is None:
        return _spoken(_unknown_code, follower.resident)
    if follower.left_at is not None:
        return _spoken(_follow_first, found.resident)
    resident, before = found.resident, follower.resident
    found.delete()
    Follower.objects.filter(account=follower.account_id, resident=resident).update(resident=None, joined_at=None)
    follower.resident, follower.joined_at = resident, clock.now()
    follower.save(update_fields=["resident", "joined_at"])
    if before and before != resident:
        forget_wish(before)
    Preference.objects.update_or_create(account=resident, defaults={"first": Channel.ZALO, "changed_at": clock.now()})
    record(
        action="messages.join_follower",
        subject=("account", str(resident)),
        by=by,
        detail={"follower": str(follower.pk), "unit": follower.unit_id},
    )
    return _spoken(_joined, resident)


def _spoken(words: Callable[[], str], resident: UUID | None) -> str:
    """In the language that whoever is joined, or holds the code, chose to be told in; in Vietnamese to who is nobody we know."""
    wished = (
        Preference.objects.filter(account=resident).values_list("language", flat=True).first() if resident else None
    )
    with override(wished or Tongue.VIETNAMESE):
        return words()


def _joined() -> str:
    return _("Đã nối. Từ nay xã báo tin hồ sơ cho ông/bà ở đây trước. Muốn thôi, xin nhắn: THOI NOI")


def _left() -> str:
    return _("Đã thôi nối. Từ nay xã không báo tin hồ sơ ở đây nữa, mà báo bằng cách khác ông/bà đã cho biết.")


def _unknown_code() -> str:
    return _(
        "Mã này không đúng hoặc đã hết hạn. Xin vào trang Tài khoản của tôi ở cổng của xã, lấy mã mới rồi nhắn lại."
    )


def _follow_first() -> str:
    return _("Mã này đúng, nhưng ông/bà đã bỏ quan tâm tài khoản này. Xin bấm Quan tâm, rồi nhắn lại mã.")


def _too_often() -> str:
    return _("Ông/bà đã nhắn sai mã nhiều lần. Xin chờ một giờ rồi lấy mã mới.")
