"""Notices by Zalo against a small one: whoever joined is told there within seven days of their last word, by a template after
that, and by the next channel when Zalo says no."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from tests.cast import client_of_actor
from tests.config.reading import shown
from tests.factories.messages import Counting, by, make_message, morning
from tests.factories.zalo import conversing, linked
from tests.peers.zalo import Zalo
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Refused
from xaso.dossiers.actions.templates import ATTEST, HOW_WAS_IT
from xaso.messages.actions import prefer, replay_message, stop_by_number, use_template
from xaso.messages.jobs import send
from xaso.messages.models import AccountAlert, Delivery, Follower, Message, OfficialAccount, Preference
from xaso.messages.queries import figures, zalo_places
from xaso.messages.rules import SITE, Channel, Filled, Purpose, State, Step, Urgency
from xaso.privacy.actions.exporting import READY

pytestmark = pytest.mark.django_db
PHONE = "+84900000001"
HER = "77001"


@pytest.fixture
def zalo(settings: Any) -> Iterator[Zalo]:
    with Zalo() as peer:
        peer.now = clock.now
        settings.XASO_NETWORK = {"with": "xaso.connectors.zalo.Zalo", "options": peer.options}
        settings.XASO_CARRIERS = [
            {"name": "zalo", "channel": "zalo", "with": "xaso.connectors.zalo_notices.ZaloNotices"},
            by("Counting"),
        ]
        Counting.taken.clear()
        yield peer


@pytest.fixture(autouse=True)
def awake() -> Iterator[None]:
    with clock.travel(morning()):
        yield


@pytest.fixture
def follower(zalo: Zalo, manager: Actor, citizen: Actor) -> Follower:
    zalo.last_words[HER] = clock.now()
    Preference.objects.create(account=citizen.account, first=Channel.ZALO, changed_at=clock.now())
    return conversing(linked(zalo, manager), citizen)


def notice(citizen: Actor, manager: Actor, **more: Any) -> Message:
    return make_message(to=PHONE, account=citizen.account, unit=manager.unit, **more)


def told(message: Message) -> tuple[str, str, int]:
    send(str(message.pk))
    message.refresh_from_db()
    return message.state, message.channel, len(Counting.taken)


def test_who_joined_and_wrote_is_told_at_zalo(zalo: Zalo, follower: Follower, citizen: Actor, manager: Actor) -> None:
    assert told(notice(citizen, manager)) == (State.SENT, Channel.ZALO, 0)
    assert [(whom, text) for _account, whom, text in zalo.told] == [(HER, "Hồ sơ đã có kết quả.")]
    assert Message.objects.get().reference == "loi-1"


def test_who_complained_of_an_officer_is_not_told_where_every_officer_reads(
    zalo: Zalo, follower: Follower, citizen: Actor, manager: Actor
) -> None:
    assert told(notice(citizen, manager, seen_by=["manager"])) == (State.SENT, Channel.SMS, 1)
    assert zalo.told == []


@pytest.mark.parametrize("no_error", ["0", None])
def test_answer_without_an_error_is_good_however_it_says_so(
    zalo: Zalo, citizen: Actor, manager: Actor, no_error: Any
) -> None:
    zalo.no_error, zalo.last_words[HER] = no_error, clock.now()
    conversing(linked(zalo, manager), citizen)
    prefer(Channel.ZALO, by=citizen)
    assert told(notice(citizen, manager)) == (State.SENT, Channel.ZALO, 0)


@pytest.mark.parametrize("code", ["-137", "no code", True, [-137]])
def test_answer_with_any_other_error_is_none(
    zalo: Zalo, follower: Follower, citizen: Actor, manager: Actor, code: Any
) -> None:
    zalo.refuses[OfficialAccount.objects.get().network_id, ""] = code
    assert told(notice(citizen, manager))[0] == State.QUEUED
    assert (zalo.told, AccountAlert.objects.count()) == ([], code == "-137")


@pytest.mark.parametrize(
    ("hours", "cost"), [(0, 0), (47.9, 0), (48, 165), (167, 165)], ids=["now", "before 48", "48", "before 7 days"]
)
def test_what_zalo_takes_nothing_for_is_told_apart_from_what_it_charges(
    zalo: Zalo, follower: Follower, citizen: Actor, manager: Actor, settings: Any, hours: float, cost: int
) -> None:
    settings.XASO_CARRIERS = [{**settings.XASO_CARRIERS[0], "price": 165}]
    begun = clock.now()
    with clock.travel(begun + timedelta(hours=hours)):
        message = notice(citizen, manager, urgency=Urgency.URGENT)
        assert told(message)[:2] == (State.SENT, Channel.ZALO)
        [of_zalo] = figures(manager, since=begun)
        page = shown(client_of_actor(manager).get("/can-bo/so-lieu/tin-nhan"))
    assert (of_zalo.sent, of_zalo.cost, of_zalo.free, of_zalo.paid) == (1, cost, int(cost == 0), int(cost > 0))
    assert f"Zalo 1 0 0 0 {int(cost == 0)} {int(cost > 0)} {cost} đồng" in page


@pytest.mark.parametrize(("hours", "standing"), [(47, 1), (48, 0)], ids=["free", "paid"])
def test_missing_money_is_settled_by_the_next_message_that_is_paid(
    zalo: Zalo, follower: Follower, citizen: Actor, manager: Actor, hours: int, standing: int
) -> None:
    number = OfficialAccount.objects.get().network_id
    with clock.travel(clock.now() + timedelta(hours=hours)):
        zalo.refuses[number, ""] = -137
        told(notice(citizen, manager, urgency=Urgency.URGENT))
        assert AccountAlert.objects.get().settled_at is None
        zalo.refuses.clear()
        assert told(notice(citizen, manager, urgency=Urgency.URGENT))[:2] == (State.SENT, Channel.ZALO)
    assert AccountAlert.objects.filter(settled_at=None).count() == standing


def test_what_has_no_price_is_not_free(zalo: Zalo, follower: Follower, citizen: Actor, manager: Actor) -> None:
    begun = clock.now()
    assert told(notice(citizen, manager))[1] == Channel.ZALO
    with clock.travel(begun + timedelta(hours=49)):
        assert told(notice(citizen, manager))[1] == Channel.ZALO
        [of_zalo] = figures(manager, since=begun)
        page = shown(client_of_actor(manager).get("/can-bo/so-lieu/tin-nhan"))
    assert (of_zalo.sent, of_zalo.cost, of_zalo.free, of_zalo.unpriced, of_zalo.paid) == (2, 0, 1, 1, 0)
    assert "1 tin chưa biết giá: cấu hình máy chưa ghi" in page


def test_silence_of_seven_days_goes_on_to_the_phone(
    zalo: Zalo, follower: Follower, citizen: Actor, manager: Actor
) -> None:
    with clock.travel(clock.now() + timedelta(days=7, minutes=1)):
        message = notice(citizen, manager)
        assert told(message)[0] == State.QUEUED
        assert told(message) == (State.SENT, Channel.SMS, 1)
    assert Delivery.objects.get(channel="zalo").step == Step.FAILED
    assert Follower.objects.get().resident == citizen.account


@pytest.mark.parametrize(
    "filled", [HOW_WAS_IT.usual, ATTEST.usual, READY.usual], ids=["how was it", "attest", "export is ready"]
)
def test_what_is_asked_behind_a_link_goes_by_no_template(
    zalo: Zalo, follower: Follower, citizen: Actor, manager: Actor, filled: Filled
) -> None:
    zalo.templates = {"9001"}
    use_template(OfficialAccount.objects.get(), template="9001", by=manager)
    assert told(notice(citizen, manager, body=filled)) == (State.SENT, Channel.ZALO, 0)
    assert f"{SITE}/" in zalo.told[0][2]
    with clock.travel(clock.now() + timedelta(days=8)):
        message = notice(citizen, manager, body=filled)
        assert told(message)[0] == State.QUEUED
        assert told(message) == (State.SENT, Channel.SMS, 1)
        assert f"{SITE}/" in Counting.taken[0].body
    assert len(zalo.told) == 1


def test_sentence_that_only_leads_to_a_link_is_left_out_with_it(
    zalo: Zalo, follower: Follower, citizen: Actor, manager: Actor
) -> None:
    zalo.templates = {"9001"}
    use_template(OfficialAccount.objects.get(), template="9001", by=manager)
    with clock.travel(clock.now() + timedelta(days=8)):
        told(
            notice(
                citizen, manager, body=f"Hồ sơ 12.3 đã xong lúc 9:30. Mang căn cước: bản gốc. Xem hồ sơ: {SITE}/t/abc"
            )
        )
    told_then = "9001: {'noi_dung': 'Hồ sơ 12.3 đã xong lúc 9:30. Mang căn cước: bản gốc.'}"
    assert [one[1:] for one in zalo.told] == [(HER, told_then)]


def test_window_that_zalo_counts_otherwise_takes_the_template(
    zalo: Zalo, follower: Follower, citizen: Actor, manager: Actor
) -> None:
    zalo.last_words.clear()
    zalo.templates = {"9001"}
    use_template(OfficialAccount.objects.get(), template="9001", by=manager)
    message = notice(citizen, manager, body="Hồ sơ xong. Xem tại: http://localhost/ho-so/1")
    assert told(message) == (State.SENT, Channel.ZALO, 0)
    assert zalo.told[0][1:] == (HER, "9001: {'noi_dung': 'Hồ sơ xong.'}")


def test_who_left_is_told_by_the_next_channel_and_never_there_again(
    zalo: Zalo, follower: Follower, citizen: Actor, manager: Actor
) -> None:
    zalo.left.add(HER)
    message = notice(citizen, manager)
    told(message)
    assert told(message) == (State.SENT, Channel.SMS, 1)
    gone = Follower.objects.get()
    assert (gone.resident, gone.left_at is not None) == (None, True)
    assert zalo_places(message) == []
    assert Preference.objects.get().first == ""


ALARMS = (-224, -137, -219, -120, -320, -1351, -115, -321, -204)
OF_THE_RECEIVER = (-108, -114, -139, -141, -217, -218, -227, -232, -244)


@pytest.mark.parametrize("code", [*ALARMS, *OF_THE_RECEIVER, -234, -201, -116, -248, -1122])
def test_trouble_of_the_account_goes_on_at_once_and_is_told_to_people(
    zalo: Zalo, follower: Follower, citizen: Actor, manager: Actor, code: int
) -> None:
    zalo.refuses[OfficialAccount.objects.get().network_id, ""] = code
    message = notice(citizen, manager)
    told(message)
    assert told(message) == (State.SENT, Channel.SMS, 1)
    assert AccountAlert.objects.count() == (code in ALARMS)


@pytest.mark.parametrize("code", [-32, -147, -211])
def test_throttle_and_quota_are_tried_again_there(
    zalo: Zalo, follower: Follower, citizen: Actor, manager: Actor, code: int
) -> None:
    root = OfficialAccount.objects.get().network_id
    zalo.refuses[root, ""] = code
    message = notice(citizen, manager)
    told(message)
    zalo.refuses.clear()
    with clock.travel(clock.now() + timedelta(minutes=1)):
        assert told(message) == (State.SENT, Channel.ZALO, 0)


def test_access_that_ended_is_renewed_within_the_sending(
    zalo: Zalo, follower: Follower, citizen: Actor, manager: Actor
) -> None:
    zalo.ended = {"access-1"}
    assert told(notice(citizen, manager)) == (State.SENT, Channel.ZALO, 0)
    assert zalo.traded == 2


def test_answer_that_never_came_is_not_sent_twice(
    zalo: Zalo, follower: Follower, citizen: Actor, manager: Actor
) -> None:
    zalo.moods["/v3.0/oa/message/cs"] = "silent"
    message = notice(citizen, manager)
    assert told(message) == (State.FAILED, Channel.ZALO, 0)
    zalo.moods.clear()
    replay_message(message, by=Actor.system("test"))
    assert told(message)[0] == State.SENT


def test_phone_is_reached_by_template_when_text_messages_fail(
    zalo: Zalo, citizen: Actor, manager: Actor, settings: Any
) -> None:
    settings.XASO_CARRIERS = [settings.XASO_CARRIERS[0], by("Refusing")]
    zalo.templates = {"9001"}
    use_template(linked(zalo, manager), template="9001", by=manager)
    message = notice(citizen, manager)
    told(message)
    assert told(message) == (State.SENT, Channel.ZALO, 0)
    assert zalo.told[0][1] == "84900000001"


def test_other_unit_codes_and_who_said_stop_are_not_told_there(
    zalo: Zalo, follower: Follower, citizen: Actor, manager: Actor, other_commune: Actor
) -> None:
    assert told(make_message(to=PHONE, account=citizen.account, unit=other_commune.unit))[1] == Channel.SMS
    code = notice(citizen, manager, body="Mã 123456", purpose=Purpose.CODE, forget_after=timedelta(minutes=15))
    assert told(code)[1] == Channel.SMS
    use_template(OfficialAccount.objects.get(), template="9001", by=manager)
    Follower.objects.update(resident=None, joined_at=None)
    stop_by_number(PHONE, everything=True, by=Actor.system("test"))
    assert zalo_places(notice(citizen, manager)) == []


def test_wish_needs_a_joined_account(zalo: Zalo, manager: Actor, citizen: Actor) -> None:
    with pytest.raises(Refused):
        prefer(Channel.ZALO, by=citizen)
    conversing(linked(zalo, manager), citizen)
    prefer(Channel.ZALO, by=citizen)
    assert Preference.objects.get().first == Channel.ZALO
