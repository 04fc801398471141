"""Writing a notice down, in the transaction of what it tells of."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.queue import enqueue
from xaso.core.scope import as_machine
from xaso.core.secrets import blind_index, blind_indices, seal
from xaso.core.text import clean, clean_lines
from xaso.journal.actions import atomic_action
from xaso.messages.models import Address, Message, whom
from xaso.messages.rules import BODY_LENGTH, TITLE_LENGTH, Filled, Purpose, Tongue, Urgency, over_after

AHEAD = {Urgency.CODE: 20, Urgency.URGENT: 10}  # before all other jobs of the queue


@atomic_action
def queue_message(
    *,
    to: str,
    told: Filled,
    about: tuple[str, str],
    by: Actor,
    forget_after: timedelta | None = None,
    wait: timedelta = timedelta(0),
    account: UUID | None = None,
    unit: int | None = None,
    seen_by: Collection[str] = (),
    kept_from: Collection[UUID] = (),
    event: str = "",
    only: Address | None = None,
    language: str = "",
) -> Message:
    """Writes the message and asks for its sending, in the caller's transaction: both or neither. Two SQL statements, one more
    with an `event`: the same event is told to the same person once, and the second call answers the first one's message.

    What is told brings its own purpose and urgency. Residents with an account are told in the language they chose, which is
    found out when it is sent: until then both texts lie in the row. `language`: that of a screen, for what is asked for on it,
    or what a caller speaks; where messages know none of it, Vietnamese.

    `to` is E.164; empty, and without an `account` whose address book knows more, somebody of `unit` is asked to tell it by
    hand: where an officer is complained of, somebody of these roles and none of these persons (`seen_by`, `kept_from`).
    `only`: to this one address, confirmed or not, and nowhere else. With `forget_after` the numbers in the text are blanked
    then, and it is not sent later than that; with `wait` not sooner. The caller's own journal entry tells why; the message row
    is the trace of what was said."""
    template, now = told.template, clock.now()
    both = account is not None and not language and template.purpose not in (Purpose.CODE, Purpose.OFFICE)
    language = language if language in Tongue.values else Tongue.VIETNAMESE
    who = whom(account=account, to=to)
    if event and who and (known := _told(event, account, to)):
        return known
    message = Message(
        to_sealed=seal(to) if to else "",
        to_last4=to[-4:],
        account=account,
        who_index=blind_index(who) if who else "",
        event=event,
        only=only,
        unit_id=unit,
        seen_by=[*seen_by],
        kept_from=[*kept_from],
        purpose=template.purpose,
        urgency=template.urgency,
        template=template.key,
        language=language,
        title=clean(told.title(language), max_length=TITLE_LENGTH),
        body=clean_lines(told.text(language), max_length=BODY_LENGTH),
        english=clean_lines(told.text(Tongue.ENGLISH), max_length=BODY_LENGTH) if both else "",
        english_title=clean(told.title(Tongue.ENGLISH), max_length=TITLE_LENGTH) if both else "",
        about_kind=about[0],
        about_id=about[1],
        created_at=now,
        due_at=now + wait,
        forget_at=now + forget_after if forget_after else None,
        over_at=over_after(told.values.values(), now),
    )
    if not event or not who:
        message.save(force_insert=True)
    elif known := _told_by_another(message, to):
        return known
    enqueue("messages.send", after=wait, priority=AHEAD.get(Urgency(message.urgency), 0), message_id=str(message.pk))
    return message


def _told_by_another(message: Message, to: str) -> Message | None:
    """The message of whoever told of the event at the same moment; else this one is written."""
    try:
        with transaction.atomic():
            message.save(force_insert=True)
    except IntegrityError:
        if known := _told(message.event, message.account, to):
            return known
        raise
    return None


def _told(event: str, account: UUID | None, to: str) -> Message | None:
    """To this telephone, or to the account without one (or before telephones counted)."""
    keys = {whom(account=account, to=to), whom(account=account, to="")} - {""}
    indices = [index for who in keys for index in blind_indices(who)]
    with as_machine("whether somebody was told is asked for them, whoever acts"):
        return Message.objects.filter(event=event, who_index__in=indices).order_by("id").first()
