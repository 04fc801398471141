"""One telephone is one person, with an account or without; and nobody gets more than so many in a day, whatever they are."""

from __future__ import annotations

from base64 import b64encode
from datetime import timedelta
from itertools import permutations
from uuid import UUID, uuid4

import pytest
from pytest_django import Settings

from config.keys import remaining, rewrap
from tests.factories.messages import Counting, by, make_message, morning
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.secrets import blind_index, seal
from xaso.messages.actions import queue_broadcast
from xaso.messages.jobs import drain
from xaso.messages.models import Address, Message, Preference
from xaso.messages.rules import Purpose, State, Urgency

pytestmark = pytest.mark.django_db
BY = Actor.system("tests")
PHONE = "+84912345678"
OLD, NEW = b64encode(b"o" * 32).decode(), b64encode(b"n" * 32).decode()
URGENT = {"urgency": Urgency.URGENT}


@pytest.fixture(autouse=True)
def carrier(settings: Settings) -> type[Counting]:
    settings.XASO_CARRIERS = [by("Counting"), by("Counting", channel="email")]
    Counting.taken.clear()
    return Counting


def with_email(account: UUID) -> None:
    Address.objects.create(
        account=account,
        channel="email",
        sealed=seal("lan@thu.example.vn"),
        index="x",
        token=str(account)[:24],
        made_at=clock.now(),
        confirmed_at=clock.now(),
    )


def wishes(account: UUID, *, first: str = "", language: str = "vi") -> None:
    Preference.objects.create(account=account, first=first, language=language, changed_at=clock.now())


@pytest.mark.parametrize("accounts", list(permutations([uuid4(), None])))
def test_event_is_told_to_a_telephone_once_with_or_without_an_account(accounts: tuple[UUID | None, ...]) -> None:
    made = [make_message(event="duty:1", account=account).pk for account in (*accounts, uuid4())]
    assert made == [made[0]] * 3


def test_event_of_before_telephones_counted_is_known() -> None:
    account = uuid4()
    before = make_message(event="duty:1", account=account)
    Message.objects.filter(pk=before.pk).update(who_index=blind_index(f"account:{account}"))
    assert make_message(event="duty:1", account=account).pk == before.pk


def test_account_tells_each_telephone_it_files_for() -> None:
    account = uuid4()
    assert make_message(event="e", account=account) != make_message(event="e", account=account, to="+84912345679")


def test_three_events_for_one_telephone_are_one_message(carrier: type[Counting]) -> None:
    with clock.travel(morning()):
        for number, account in enumerate((None, uuid4(), uuid4())):
            make_message(f"Tin {number}.", account=account)
        drain()
    assert [one.body for one in carrier.taken] == ["Tin 0.\nTin 1.\nTin 2."]


def test_what_is_told_without_an_account_does_not_go_along_to_the_mail_of_one(carrier: type[Counting]) -> None:
    account = uuid4()
    with_email(account)
    wishes(account, first="email")
    with clock.travel(morning()):
        make_message("Của tài khoản.", account=account)
        make_message("Của riêng số này.")
        drain()
    with clock.travel(morning() + timedelta(minutes=11)):
        drain()
    assert [(one.to, one.body) for one in carrier.taken] == [
        ("lan@thu.example.vn", "Của tài khoản."),
        (PHONE, "Của riêng số này."),
    ]


@pytest.mark.parametrize("wish", [{"first": "email"}, {"language": "en"}])
def test_who_wishes_another_way_or_language_is_told_so(carrier: type[Counting], wish: dict[str, str]) -> None:
    account = uuid4()
    with_email(account)
    wishes(account, **wish)
    with clock.travel(morning()):
        make_message("Của riêng số này.")
        make_message("Của tài khoản.", account=account)
        drain()
    assert [one.body for one in carrier.taken] == ["Của riêng số này."]


def send_all_day(count: int, **kind: object) -> int:
    """That many, with an account and without by turns, five minutes after each other; how many went."""
    account = uuid4()
    for number in range(count):
        with clock.travel(morning() + timedelta(minutes=5 * number)):
            make_message(f"Tin {number}.", account=account if number % 2 else None, **kind)
            drain()
    return Message.objects.filter(sent_at__isnull=False, joined_to=None).count()


def test_telephone_gets_ten_a_day_and_the_others_in_the_morning() -> None:
    assert send_all_day(26) == 10
    for minutes in (0, 11):
        with clock.travel(morning() + timedelta(days=1, minutes=minutes)):
            drain()
    assert Message.objects.filter(state=State.QUEUED).count() == 0


@pytest.mark.parametrize(("purpose", "most"), [(Purpose.DOSSIER, 20), (Purpose.OFFICE, 40), (Purpose.BROADCAST, 8)])
def test_alarms_end_at_a_limit_of_their_own(purpose: Purpose, most: int) -> None:
    assert send_all_day(most + 6, purpose=purpose, **URGENT) == most


def test_alarms_count_for_what_may_wait_and_still_go_past_it() -> None:
    with clock.travel(morning()):
        for number in range(10):
            make_message(f"Khẩn {number}.", **URGENT)
            drain()
        waits = make_message("Không khẩn.")
        drain()
        make_message("Khẩn nữa.", **URGENT)
        drain()
    waits.refresh_from_db()
    assert Message.objects.filter(state=State.SENT).count() == 11
    assert waits.due_at == clock.midnight(clock.local(morning()).date() + timedelta(days=1)) + timedelta(hours=7)


def test_broadcast_rings_once_where_two_accounts_have_one_telephone(approver: Actor, settings: Settings) -> None:
    with clock.travel(morning()):
        settings.XASO_KEYS = {"old": OLD}
        both = [(uuid4(), PHONE), (uuid4(), PHONE)]
        assert queue_broadcast(text="Chiều nay cúp điện.", receivers=both, urgent=False, by=approver).receivers == 1
        settings.XASO_KEYS = {"new": NEW, "old": OLD}
        assert queue_broadcast(text="Chiều nay cúp điện.", receivers=both, urgent=False, by=approver).receivers == 1


def test_telephone_is_known_while_keys_change_and_after(settings: Settings, carrier: type[Counting]) -> None:
    settings.XASO_KEYS = {"old": OLD}
    account = uuid4()
    with clock.travel(morning()):
        first = make_message("Một.", event="e")
        before = make_message("Hai.", event="f", account=account)
        Message.objects.filter(pk=before.pk).update(who_index=blind_index(f"account:{account}"))
        for number in range(10):
            make_message(f"Khẩn {number}.", **URGENT)
            drain()
        settings.XASO_KEYS = {"new": NEW, "old": OLD}
        make_message("Một quá.")
        drain()
        assert Message.objects.filter(state=State.QUEUED).count() == 1
    assert make_message(event="e", account=account).pk == first.pk
    list(rewrap(by=BY))
    assert remaining() == {}
    settings.XASO_KEYS = {"new": NEW}
    assert make_message(event="e").pk == first.pk
    assert make_message(event="f", account=account).pk == before.pk


def test_what_went_along_for_another_account_does_not_follow_to_the_mail(
    carrier: type[Counting], settings: Settings
) -> None:
    settings.XASO_CARRIERS = [by("Refusing"), by("Counting", channel="email")]
    lan, other = uuid4(), uuid4()
    for account, mail in ((lan, "lan@thu.example.vn"), (other, "hai@thu.example.vn")):
        with_email(account)
        Address.objects.filter(account=account).update(sealed=seal(mail))
    with clock.travel(morning()):
        make_message("Của Lan.", account=lan)
        make_message("Của Hai.", account=other)
        make_message("Của riêng số này.")
        drain()
    for minutes in (11, 22):
        with clock.travel(morning() + timedelta(minutes=minutes)):
            drain()
    assert sorted((one.to, one.body) for one in carrier.taken) == [
        ("hai@thu.example.vn", "Của Hai."),
        ("lan@thu.example.vn", "Của Lan."),
    ]
    assert [one.body for one in Message.objects.failed().filter(joined_to=None)] == ["Của riêng số này."]


def test_what_went_along_before_leaves_room_for_fewer(carrier: type[Counting], settings: Settings) -> None:
    settings.XASO_CARRIERS = [by("Busy")]
    evening = morning() + timedelta(hours=11, minutes=59, seconds=58)
    with clock.travel(evening):
        for number in range(4):
            make_message(f"Tin {number}.")
        drain()
    with clock.travel(evening + timedelta(hours=1)):
        for number in range(4, 8):
            make_message(f"Tin {number}.")
        drain()
    settings.XASO_CARRIERS = [by("Counting")]
    for minutes in (0, 11):
        with clock.travel(morning() + timedelta(days=1, minutes=minutes)):
            drain()
    assert [one.body.count("Tin") for one in carrier.taken] == [5, 3]
