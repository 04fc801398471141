"""All that a long trouble kept back is sent again with one press: what it costs is seen before, and how far it is after."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from pytest_django import Settings

from tests.cast import client_of_actor
from tests.factories.messages import Busy, Counting, by, make_message, morning, said
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Forbidden
from xaso.journal.models import Entry
from xaso.messages.actions import replay_messages, watching
from xaso.messages.jobs import drain, put_back
from xaso.messages.models import CarrierHealth, Message
from xaso.messages.queries import what_would_go_again
from xaso.messages.rules import MAX_ATTEMPTS, Channel, Purpose, Template, Urgency

pytestmark = pytest.mark.django_db
PAGE = "/can-bo/tin-chua-den/gui-lai-tat-ca"
BUSY = "sms.later"
DAY = Template("tests.day", "Xã hẹn ông/bà lúc %(at)s.", {"at": morning()})


@pytest.fixture(autouse=True)
def outage(settings: Settings) -> None:
    settings.XASO_CARRIERS = [by("Busy", price=850, plain=True)]
    Counting.taken.clear()


def over(settings: Settings) -> None:
    settings.XASO_CARRIERS = [by("Counting", price=850, plain=True)]


def gave_up(body: Any = "Hồ sơ đã có kết quả.", *, before: timedelta = timedelta(hours=2), **values: Any) -> Message:
    """What was tried until the machine gave it up, so long before this morning."""
    with clock.travel(morning() - before):
        message = make_message(body, **values)
    try_until_given_up(morning() - before)
    message.refresh_from_db()
    assert message.state == "failed"
    return message


def try_until_given_up(since: datetime) -> None:
    """Each time as if the carrier had rested long enough."""
    for number in range(MAX_ATTEMPTS):
        CarrierHealth.objects.all().delete()
        with clock.travel(since + timedelta(minutes=6 * number)):
            drain()


def numbers(count: int) -> list[str]:
    return [f"+8491234{number:04d}" for number in range(count)]


def test_cost_is_seen_before_and_what_was_chosen_goes(reception: Actor, settings: Settings) -> None:
    for to in numbers(3):
        gave_up(to=to, unit=reception.unit)
    with clock.travel(morning()):
        client = client_of_actor(reception)
        assert PAGE in client.get("/can-bo/tin-chua-den").content.decode()
        page = client.get(PAGE).content.decode()
        assert "Gửi lại cả 3 tin thì không quá 2.550 đồng." in page
        assert "nhà cung cấp bận" in page
        over(settings)
        assert client.post(PAGE, {"nhom": BUSY}).status_code == 302
        assert "đang chờ 3" in client.get(PAGE).content.decode()
        drain()
        page = client.get(PAGE).content.decode()
    assert "Đã gửi 3, đang chờ 0, lại không gửi được 0" in page
    assert sorted(one.to for one in Counting.taken) == numbers(3)
    entry = Entry.objects.get(action="messages.replay_all")
    assert entry.detail == {"messages": 3, "groups": [BUSY]}


def test_pressed_twice_each_goes_once(reception: Actor, settings: Settings) -> None:
    gave_up(unit=reception.unit)
    with clock.travel(morning()):
        over(settings)
        assert [replay_messages(groups=[BUSY], by=reception) for _twice in range(2)] == [1, 0]
        drain()
        drain()
        assert client_of_actor(reception).post(PAGE, {"nhom": BUSY}).status_code == 302
    assert len(Counting.taken) == 1


def test_many_go_by_jobs_and_what_fails_anew_is_left_alone(
    reception: Actor, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "AT_ONCE", 2)
    made = [gave_up(to=to, unit=reception.unit) for to in numbers(3)]
    with clock.travel(morning()):
        assert replay_messages(groups=[BUSY], by=reception) == 3
    assert Message.objects.failed().count() == 1
    rest: dict[str, Any] = {"messages": [str(made[2].pk)], "pressed_at": morning().isoformat(), "unit": reception.unit}
    with clock.travel(morning()):
        put_back(**rest)
        put_back(**rest)
    assert Message.objects.failed().count() == 0
    Message.objects.filter(pk=made[2].pk).update(
        state="failed", failed_at=morning() + timedelta(minutes=1), error="busy again"
    )
    with clock.travel(morning() + timedelta(minutes=2)):
        put_back(**rest)
    assert Message.objects.failed().count() == 1


def test_what_is_past_or_old_stays_and_says_why(reception: Actor) -> None:
    unit = {"unit": reception.unit}
    gave_up(DAY.with_values(at=morning() - timedelta(hours=1)), **unit)
    gave_up(DAY.with_values(at=morning() + timedelta(hours=1)), to="+84912345601", **unit)
    gave_up(said("Chiều nay cúp điện.", Purpose.BROADCAST, Urgency.CALM), before=timedelta(days=1), **unit)
    gave_up(before=timedelta(days=15), to="+84912345602", **unit)
    gave_up(said("Hôm qua có 2 tin kẹt.", Purpose.OFFICE), before=timedelta(days=1), to="+84912345603", **unit)
    with clock.travel(morning() - timedelta(hours=1)):
        make_message(to="", **unit)
        drain()
    with clock.travel(morning()):
        would = what_would_go_again(reception)
        page = client_of_actor(reception).get(PAGE).content.decode()
    assert [(group.key, group.count) for group in would.groups] == [(BUSY, 1)]
    assert [count for _why, count in would.left_out] == [1, 3, 1]
    for words in ("1 tin: viết quá 14 ngày rồi", "3 tin: nói về ngày giờ đã qua", "1 tin: người nhận không có"):
        assert words in page


def test_what_may_have_arrived_goes_only_where_it_is_chosen(reception: Actor, settings: Settings) -> None:
    settings.XASO_CARRIERS = [by("Refusing")]
    with clock.travel(morning() - timedelta(hours=1)):
        make_message(unit=reception.unit)
        drain()
    with clock.travel(morning()):
        group = what_would_go_again(reception).groups[0]
        assert (group.key, group.chosen) == ("sms.refused", False)
        assert replay_messages(groups=[BUSY], by=reception) == 0
        assert client_of_actor(reception).post(PAGE, {}).status_code == 422
        assert replay_messages(groups=[group.key], by=reception) == 1


def test_alarm_of_before_waits_for_the_morning(reception: Actor, settings: Settings) -> None:
    gave_up(said("Xã sẽ gọi lại.", urgency=Urgency.URGENT), unit=reception.unit)
    night = morning() + timedelta(hours=13)
    over(settings)
    with clock.travel(night):
        replay_messages(groups=[BUSY], by=reception)
        drain()
    assert Counting.taken == []
    with clock.travel(night + timedelta(hours=9, minutes=1)):
        drain()
    assert len(Counting.taken) == 1


def test_nobody_sends_again_what_another_unit_or_leaders_look_after(
    reception: Actor, manager: Actor, auditor: Actor, other_commune: Actor
) -> None:
    gave_up(unit=reception.unit, seen_by=["manager", "auditor"])
    with clock.travel(morning()):
        seen = [
            sum(group.count for group in what_would_go_again(who).groups)
            for who in (reception, other_commune, manager, auditor)
        ]
        assert seen == [0, 0, 1, 1]
        assert replay_messages(groups=[BUSY], by=reception) == 0
        with pytest.raises(Forbidden):
            replay_messages(groups=[BUSY], by=auditor)
        assert replay_messages(groups=[BUSY], by=manager) == 1


def test_what_went_along_goes_along_again_and_is_counted_in_the_cost(reception: Actor, settings: Settings) -> None:
    unit = {"unit": reception.unit}
    with clock.travel(morning() - timedelta(hours=2)):
        make_message("Tin một." + "x" * 140, **unit)
        make_message("Tin hai." + "x" * 140, **unit)
    try_until_given_up(morning() - timedelta(hours=2))
    over(settings)
    with clock.travel(morning()):
        group = what_would_go_again(reception).groups[0]
        assert (group.count, group.parts, group.cost) == (1, 2, 1700)
        replay_messages(groups=[BUSY], by=reception)
        drain()
    assert [one.body.count("Tin") for one in Counting.taken] == [2]
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}


def test_what_goes_along_with_two_of_one_telephone_goes_with_both(reception: Actor, settings: Settings) -> None:
    for hours in (24, 22):
        with clock.travel(morning() - timedelta(hours=hours)):
            for word in ("Tin", "Tin thêm"):
                make_message(f"{word} {hours}.", unit=reception.unit)
        try_until_given_up(morning() - timedelta(hours=hours))
    over(settings)
    for minutes in (0, 11):
        with clock.travel(morning() + timedelta(minutes=minutes)):
            replay_messages(groups=[BUSY], by=reception)
            drain()
    assert sorted(line for one in Counting.taken for line in one.body.splitlines()) == [
        "Tin 22.",
        "Tin 24.",
        "Tin them 22.",
        "Tin them 24.",
    ]
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}


def test_page_asks_as_much_for_thirty_as_for_one(reception: Actor, django_assert_num_queries: Any) -> None:
    for count in (1, 30):
        for to in numbers(count):
            gave_up(to=to, unit=reception.unit)
        with clock.travel(morning()), django_assert_num_queries(3):
            what_would_go_again(reception)


def test_carriers_that_charge_more_count(reception: Actor, settings: Settings) -> None:
    gave_up(unit=reception.unit)
    settings.XASO_CARRIERS = [by("Busy", price=850, plain=True), by("Counting", price=900)]
    with clock.travel(morning()):
        group = what_would_go_again(reception).groups[0]
    assert (group.channel, group.cost) == (Channel.SMS.label, 900)
    assert Busy.knows_keys is False
