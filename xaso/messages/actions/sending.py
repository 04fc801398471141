"""From a queued notice to a carrier. Claimed in one transaction, handed over outside of any, settled in another (settling.py): a
process that dies between leaves `sending` behind, and nobody sends it twice without knowing."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, Sum

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.identifiers import random_token
from xaso.core.secrets import blind_indices
from xaso.journal.actions import atomic_action
from xaso.messages.actions.settling import fail, tries_another
from xaso.messages.models import Address, Broadcast, CarrierHealth, Delivery, Message, Preference, Stop
from xaso.messages.ports import Handover, Named, Parcel, carriers
from xaso.messages.queries.conversations import zalo_places
from xaso.messages.rules import (
    CALLED_OFF,
    ENDED,
    MOST_JOINED,
    UNASKED,
    UNWANTED,
    Channel,
    Health,
    Purpose,
    Scope,
    State,
    Step,
    Tongue,
    Trouble,
    Urgency,
    daily_cap,
    earliest,
    held_back,
    ill_until,
    in_turn,
    join,
    link_of,
    lives_by_link,
    next_morning,
    parts,
    plain,
    plan,
    too_late,
    with_stop,
)
from xaso.people.access import taken_back
from xaso.people.rules import Purpose as Agreed

NO_WAY = "no channel is left"


@atomic_action
def claim_message(message_id: UUID, *, by: Actor) -> Handover | None:
    """Takes one queued notice to be handed over now; anything else (sent, given up, being sent, waiting for the morning or for
    others to go with) is left alone and answers None."""
    message = Message.objects.select_for_update(skip_locked=True).queued().filter(pk=message_id, joined_to=None).first()
    return _claim(message, by) if message and message.due_at <= clock.now() else None


@atomic_action
def claim_next(*, broadcasts: bool = False, by: Actor) -> tuple[Handover | None, bool]:
    """The same for the most urgent one that is due, of broadcasts alone if asked so; also says whether there was one at all."""
    due = Message.objects.due(clock.now())
    message = (due.broadcasts() if broadcasts else due).select_for_update(skip_locked=True).first()
    return (_claim(message, by), True) if message else (None, False)


def _claim(message: Message, by: Actor) -> Handover | None:
    now = clock.now()
    if _is_broadcast(message) and (message.attempts or message.again_at) and _is_called_off(message):
        fail(message, CALLED_OFF, by)
        return None
    over = too_late(message.forget_at, now)
    if over or not message.body:  # its receiver was erased while it was being sent
        message.joined.update(joined_to=None)
        fail(message, f"{'expired' if over else 'forgotten'} before it could be sent", by)
        return None
    tried = list(message.deliveries.all())
    ways = _ways(message, tried)
    if tried and (not ways or ways[0][0] != Channel.SMS):
        _part(message)
    if not ways:
        refused = message.purpose in UNASKED and not tried and carriers(Channel.SMS)
        fail(message, message.error or (UNWANTED if refused else NO_WAY), by)
        return None
    channel, places = ways[0]
    due = _due(message, channel, now)
    if message.attempts and len(ways) == 1 and message.urgency > Urgency.URGENT:
        due = max(due, _well_at(channel, now))
    if due > now:
        message.due_at = due
        message.save(update_fields=["due_at"])
        return None
    before = next((one for one in tried if one.channel == channel), None)
    return _hand_over(message, channel, places, before, now)


Places = list[tuple[UUID | None, str]]


def _ways(message: Message, tried: list[Delivery]) -> list[tuple[Channel, Places]]:
    """The channels still to be tried with where they lead, in order."""
    if message.only is not None:
        here = Channel(message.only.channel)
        over_here = any(one.step in ENDED for one in tried) or message.only.ended_at is not None
        return [] if over_here or not carriers(here) else [(here, [(message.only.pk, message.only.text)])]
    known: dict[Channel, Places] = {}
    if message.to_sealed:
        known[Channel.SMS] = [(None, message.to)]
    if message.account and message.purpose != Purpose.CODE:
        for one in Address.objects.usable().filter(account=message.account).order_by("made_at"):
            known.setdefault(Channel(one.channel), []).append((one.pk, one.text))
        if message.purpose != Purpose.BROADCAST and carriers(Channel.ZALO) and (places := zalo_places(message)):
            known[Channel.ZALO] = places
    known = {channel: places for channel, places in known.items() if carriers(channel)}
    if message.purpose != Purpose.CODE:
        free = {channel: places for channel, places in known.items() if not _stopped(message, channel, places)}
        known = {} if message.purpose == Purpose.SURVEY and free != known else free  # one stop ends the asking
    over = {Channel(one.channel) for one in tried if one.step in ENDED}
    wish = _wish(message) if len(known) > 1 else ""
    order = plan(
        known.keys(),
        purpose=message.purpose,
        wish=wish,
        over=over,
        spare_sms=len(known) > 1 and wish == "" and _is_spent(message),
    )
    # Perhaps it is there already: until its carrier says so, or is given up, it goes by no other channel.
    perhaps = {one.channel for one in tried if one.step == Step.QUEUED and one.trouble == Trouble.UNSURE}
    return [(channel, known[channel]) for channel in order if not perhaps or channel in perhaps]


def _wish(message: Message) -> str:
    if message.account is None:
        return ""
    return Preference.objects.filter(account=message.account).values_list("first", flat=True).first() or ""


def _stopped(message: Message, channel: Channel, places: Places) -> bool:
    indices = [index for _key, text in places for index in blind_indices(text)]
    scopes = [Scope.ALL, Scope.BROADCAST] if message.purpose in UNASKED else [Scope.ALL]
    said = Stop.objects.filter(channel=channel, index__in=indices, scope__in=scopes)
    if message.purpose != Purpose.BROADCAST or message.account is None:
        return said.exists()
    # It may have waited for the morning since they agreed. One statement: thousands go.
    ended = taken_back(Agreed.BROADCASTS, account=message.account)
    return said.values_list("channel").union(ended.values_list("purpose")).exists()


def _is_spent(message: Message) -> bool:
    """What the unit may spend on text messages in a month is spent."""
    if not settings.XASO_SMS_BUDGET or message.unit_id is None:
        return False
    begins = clock.midnight(clock.today().replace(day=1))
    sent = Delivery.objects.filter(message__unit=message.unit_id, channel=Channel.SMS, sent_at__gte=begins)
    spent = sent.aggregate(now=Sum("cost", default=0), before=Sum("paid_before", default=0))
    return bool(spent["now"] + spent["before"] >= settings.XASO_SMS_BUDGET)


def _due(message: Message, channel: Channel, now: datetime) -> datetime:
    due = earliest(channel, message.urgency, now)
    if due > now or message.purpose == Purpose.CODE or not message.who_index:
        return due
    others = Message.objects.filter(who_index__in=blind_indices(message.who), purpose=message.purpose, joined_to=None)
    begins = clock.midnight(clock.local(now).date())
    today = others.filter(Q(sent_at__gte=begins) | Q(state=State.SENDING))
    if today.count() >= daily_cap(message.purpose, message.urgency):
        return next_morning(max(now, begins + timedelta(hours=23)))
    if message.purpose == Purpose.BROADCAST or message.attempts or message.urgency <= Urgency.URGENT:
        return due
    told = others.filter(sent_at__isnull=False, urgency__gte=Urgency.NORMAL).order_by("-sent_at")
    return held_back(told.values_list("sent_at", flat=True).first(), message.urgency, now)


def _well_at(channel: Channel, now: datetime) -> datetime:
    """When a carrier of this channel is asked again. While every one of them fails again and again, the last way that is left
    is not used up on them: one notice after each rest finds out for all. Asked for what failed once: it costs a statement."""
    named = [one.name for one in carriers(channel)]
    known = {one.pk: one.health for one in CarrierHealth.objects.filter(pk__in=named)}
    return min((ill_until(known.get(name, Health()), now) for name in named), default=now)


def _hand_over(message: Message, channel: Channel, places: Places, before: Delivery | None, now: datetime) -> Handover:
    named, spoken = _turn(message, channel, before, now), _choose_language(message)
    together = [(message.template, message.body), *_join(message, channel, now)]
    texts = [body for _template, body in together]
    body, link = join(texts), link_of(texts, settings.XASO_ADDRESS)
    if message.purpose != Purpose.CODE and message.token is None and (channel != Channel.SMS or _is_broadcast(message)):
        message.token = random_token(9)
    stop = f"{settings.XASO_ADDRESS}/thoi-nhan/{message.token}" if message.token else ""
    if stop and _is_broadcast(message) and channel == Channel.SMS:
        body = with_stop(body, stop)
    body = plain(body) if named.plain else body
    count = parts(body).count if channel == Channel.SMS else 1
    delivery = before or Delivery(message=message, channel=channel, attempts=0, queued_at=now)
    delivery.carrier, delivery.step, delivery.sending_at = named.name, Step.SENDING, now
    delivery.attempts += 1
    delivery.parts, delivery.cost = count, count * named.price
    written = ["carrier", "step", "sending_at", "attempts", "parts", "cost"]
    delivery.save(update_fields=written) if before else delivery.save(force_insert=True)
    message.state, message.sending_at, message.channel = State.SENDING, now, channel
    message.attempts += 1
    message.save(update_fields=["state", "sending_at", "channel", "attempts", "token", *spoken])
    parcel = Parcel(
        key=f"{delivery.pk}.{delivery.turn}",
        to="",
        title=message.title,
        body=body,
        urgent=message.urgency <= Urgency.URGENT,
        link=link,
        stop=stop,
        by_link=any(lives_by_link(template) for template, _body in together),
    )
    parcels = tuple(replace(parcel, to=text) for _key, text in places)
    paced = _is_broadcast(message) or message.again_at is not None
    return Handover(delivery.pk, delivery.attempts, paced, named, parcels, tuple(key for key, _text in places))


def _choose_language(message: Message) -> list[str]:
    """Once, when it first goes: in English to whoever wishes that. Which columns that changes."""
    if not message.english or message.account is None:
        return []
    wishes = Preference.objects.filter(account=message.account)
    if wishes.values_list("language", flat=True).first() == Tongue.ENGLISH:
        message.language, message.title, message.body = Tongue.ENGLISH, message.english_title, message.english
    message.english = message.english_title = ""
    return ["language", "title", "body", "english", "english_title"]


def _is_broadcast(message: Message) -> bool:
    return message.purpose == Purpose.BROADCAST


def _is_called_off(message: Message) -> bool:
    """It was on its way when that was said, and came back, or was put back. Asked for those alone: it costs a statement."""
    return Broadcast.objects.filter(event=message.event, called_off_at__isnull=False).exists()


def _turn(message: Message, channel: Channel, before: Delivery | None, now: datetime) -> Named:
    """The first carrier that is well; after trouble with this very notice rather another one."""
    named = {one.name: one for one in carriers(channel)}
    if before and before.trouble == Trouble.UNSURE and before.carrier in named and not tries_another(message, before):
        return named[before.carrier]  # only it can tell whether it has taken this one
    if len(named) == 1:
        return next(iter(named.values()))
    known = {one.pk: one.health for one in CarrierHealth.objects.filter(pk__in=named)}
    order = in_turn(list(named), known, now)
    failed = before.carrier if before and before.trouble else ""
    lost = before.lost_by if before else ""
    return named[sorted(order, key=lambda name: (name == lost, name == failed))[0]]


def _join(message: Message, channel: Channel, now: datetime) -> list[tuple[str, str]]:
    """What else waits for the same person goes along, once this is a notice that may wait; beside what went along before, as long
    as there is room. What has others with it goes by itself, with them."""
    if _is_broadcast(message):
        return []
    along = _joined_texts(message)
    room = MOST_JOINED - 1 - len(along)
    if message.only is not None or message.purpose == Purpose.CODE or not message.who_index or room < 1:
        return along
    others = Message.objects.filter(joined_to=OuterRef("pk"))
    waiting = Message.objects.queued().readable().like(message).filter(_told_so(message, channel), ~Exists(others))
    alike: dict[str, object] = {"english": "", "english_title": ""}
    if message.language == Tongue.ENGLISH:  # nothing of another language goes along
        waiting = waiting.exclude(english="")
        alike |= {"language": Tongue.ENGLISH, "title": F("english_title"), "body": F("english")}
    else:
        waiting = waiting.filter(language=message.language)
    found = (
        waiting.exclude(pk=message.pk)
        .filter(joined_to=None, only=None, urgency=message.urgency, attempts=0, to_last4=message.to_last4)
        .select_for_update(skip_locked=True, of=("self",))
        .order_by("id")[:room]
    )
    # Rows from before telephones counted are alike for an account with several.
    same = [one.pk for one in found if one.to == message.to]
    if same:
        Message.objects.filter(pk__in=same).update(
            joined_to=message, state=State.SENDING, sending_at=now, channel=channel, **alike
        )
        along = _joined_texts(message)
    return along


def _told_so(message: Message, channel: Channel) -> Q:
    """Whoever has this telephone and would be told the same way: for another account, or none, by text message alone, and not
    where it wishes another way or another language."""
    nobody = Q(account=None, language=message.language)
    same = Q(account=message.account) if message.account else nobody
    if channel != Channel.SMS or message.language == Tongue.ENGLISH:
        return same
    otherwise = Preference.objects.exclude(first__in=("", Channel.SMS), language=Tongue.VIETNAMESE)
    return same | nobody | ~Q(account__in=otherwise.values("account"))


def _part(message: Message) -> None:
    """What went along to the telephone for another account, or none, follows to no other address: it has ways of its own."""
    message.joined.queued().exclude(account=message.account).update(joined_to=None)


def _joined_texts(message: Message) -> list[tuple[str, str]]:
    """Each with the name of its template."""
    return list(message.joined.readable().order_by("id").values_list("template", "body"))
