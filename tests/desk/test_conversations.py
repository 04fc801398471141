"""What people write at Zalo, read and answered by the unit, beside their dossier and alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.cast import client_of_actor
from tests.desk.office import sent_extract
from tests.factories.zalo import conversing, linked
from tests.peers.zalo import Zalo
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.journal.models import Entry
from xaso.messages.actions import leave_followers, open_conversation, recover_lost_remarks
from xaso.messages.jobs import say
from xaso.messages.models import Follower, Remark
from xaso.messages.rules import LOST_AFTER, Reason, Said
from xaso.offices.models import Office

pytestmark = pytest.mark.django_db
HER = "77001"
ANSWER = {"text": "Chiều nay có kết quả, ông/bà ghé một cửa trước 17 giờ."}


@pytest.fixture
def zalo(settings: Any) -> Iterator[Zalo]:
    with Zalo() as peer:
        peer.now = clock.now
        peer.last_words[HER] = clock.now()
        settings.XASO_NETWORK = {"with": "xaso.connectors.zalo.Zalo", "options": peer.options}
        yield peer


@pytest.fixture
def follower(zalo: Zalo, manager: Actor, citizen: Actor) -> Follower:
    return conversing(linked(zalo, manager), citizen)


def page(client: Client, path: str) -> tuple[int, str]:
    got = client.get(path)
    return got.status_code, got.content.decode()


def say_all() -> None:
    for key in Remark.objects.filter(state=Said.QUEUED).values_list("pk", flat=True):
        say(str(key))


def looks(follower: UUID) -> int:
    return Entry.objects.filter(action="messages.open_conversation", subject_id=str(follower)).count()


def test_officer_reads_and_answers_and_both_are_on_record(zalo: Zalo, follower: Follower, reception: Actor) -> None:
    client, path = client_of_actor(reception), f"/can-bo/tro-chuyen/{follower.pk}"
    assert path in page(client, "/can-bo/tro-chuyen")[1]
    status, text = page(client, path)
    assert (status, "Hồ sơ của tôi đến đâu rồi" in text, looks(follower.pk)) == (200, True, 1)
    assert client.post(path, ANSWER).status_code == 302
    say_all()
    said = Remark.objects.get(ours=True)
    assert (said.state, said.network_id, said.post_id) == (Said.SENT, "loi-1", reception.post)
    assert zalo.told[0][1:] == (HER, ANSWER["text"])


def test_answer_pressed_twice_goes_once_and_again_when_it_was_not_taken(
    zalo: Zalo, follower: Follower, reception: Actor, case_officer: Actor
) -> None:
    path = f"/can-bo/tro-chuyen/{follower.pk}"
    zalo.refuses[follower.account.network_id, ""] = -224
    for _press in range(2):
        assert client_of_actor(reception).post(path, ANSWER).status_code == 302
    assert Remark.objects.filter(ours=True).count() == 1
    say_all()
    zalo.refuses.clear()
    client_of_actor(reception).post(path, ANSWER)
    client_of_actor(case_officer).post(path, ANSWER)  # somebody else's words are their own
    say_all()
    assert len(zalo.told) == 2


def test_answer_that_is_empty_or_too_long_is_kept_in_its_box(follower: Follower, reception: Actor) -> None:
    client, path = client_of_actor(reception), f"/can-bo/tro-chuyen/{follower.pk}"
    assert "Xin ghi câu trả lời" in client.post(path, {"text": " "}).content.decode()
    long = client.post(path, {"text": "a" * 2003})
    text = long.content.decode()
    assert (long.status_code, "a" * 2003 in text, Remark.objects.count()) == (422, True, 1)
    assert "dài 2003 chữ, Zalo chỉ nhận 2000. Xin bớt 3 chữ, hoặc chia làm hai câu trả lời" in text
    assert client.post(path, {"text": "a\r\n" * 1000}).status_code == 302  # 1999 letters, whatever ends a line


def test_answer_that_zalo_will_never_take_is_tried_once(zalo: Zalo, follower: Follower, reception: Actor) -> None:
    zalo.refuses[follower.account.network_id, "/v3.0/oa/message/cs"] = -210  # too long, as Zalo counts
    client_of_actor(reception).post(f"/can-bo/tro-chuyen/{follower.pk}", ANSWER)
    say_all()
    said = Remark.objects.get(ours=True)
    assert (said.state, said.reason, said.text) == (Said.FAILED, Reason.CONTENT, ANSWER["text"])


def test_outside_the_window_the_page_says_why_and_what_to_do(follower: Follower, reception: Actor) -> None:
    with clock.travel(clock.now() + timedelta(days=7)):
        client, path = client_of_actor(reception), f"/can-bo/tro-chuyen/{follower.pk}"
        text = page(client, path)[1]
        assert ("quá 7 ngày: Zalo không cho trả lời nữa" in text, "Gửi câu trả lời" in text) == (True, False)
        assert client.post(path, ANSWER).status_code == 422
    assert Remark.objects.filter(ours=True).count() == 0


def test_beside_her_dossier(
    follower: Follower, citizen: Actor, neighbour: Actor, reception: Actor, one_stop: Office
) -> None:
    hers, his = sent_extract(citizen, one_stop), sent_extract(neighbour, one_stop)
    client = client_of_actor(reception)
    assert f"/can-bo/ho-so/{hers.number}/zalo" in page(client, f"/can-bo/ho-so/{hers.number}")[1]
    status, text = page(client, f"/can-bo/ho-so/{hers.number}/zalo")
    assert (status, "Hồ sơ của tôi đến đâu rồi" in text, looks(follower.pk)) == (200, True, 1)
    assert client.post(f"/can-bo/ho-so/{hers.number}/zalo", ANSWER).status_code == 302
    text = page(client, f"/can-bo/ho-so/{his.number}/zalo")[1]
    assert ("Hồ sơ của tôi đến đâu rồi" in text, "chưa nối Zalo" in text) == (False, True)


def test_words_typed_stay_when_she_left_meanwhile(
    follower: Follower, citizen: Actor, reception: Actor, one_stop: Office
) -> None:
    client, number = client_of_actor(reception), sent_extract(citizen, one_stop).number
    leave_followers(by=citizen)
    answered = client.post(f"/can-bo/ho-so/{number}/zalo", ANSWER)
    text = answered.content.decode()
    assert (answered.status_code, ANSWER["text"] in text, "Câu trả lời chưa gửi" in text) == (422, True, True)
    Follower.objects.update(left_at=clock.now())
    answered = client.post(f"/can-bo/tro-chuyen/{follower.pk}", ANSWER)
    text = answered.content.decode()
    assert (answered.status_code, ANSWER["text"] in text, "Câu trả lời chưa gửi" in text) == (422, True, True)
    assert Remark.objects.filter(ours=True).count() == 0


def test_only_the_unit_reads_and_auditors_do_not_answer(
    follower: Follower, auditor: Actor, other_commune: Actor, citizen: Actor, administrator_of_commune: Actor
) -> None:
    path = f"/can-bo/tro-chuyen/{follower.pk}"
    for stranger in (other_commune, citizen, administrator_of_commune):
        assert page(client_of_actor(stranger), path)[0] == 404
    client = client_of_actor(auditor)
    assert page(client, path)[0] == 200
    assert (client.post(path, ANSWER).status_code, Remark.objects.filter(ours=True).count()) == (403, 0)


def test_answer_that_zalo_takes_in_the_morning_waits_for_it(zalo: Zalo, follower: Follower, reception: Actor) -> None:
    zalo.refuses[follower.account.network_id, ""] = -234
    client_of_actor(reception).post(f"/can-bo/tro-chuyen/{follower.pk}", ANSWER)
    night = clock.midnight(clock.today() + timedelta(days=1)) + timedelta(hours=1)
    with clock.travel(night):
        say_all()
        waits = ProcrastinateJob.objects.filter(task_name="messages.say").latest("id").scheduled_at
    said = Remark.objects.get(ours=True)
    assert (said.state, said.reason) == (Said.QUEUED, Reason.NIGHT)
    assert waits is not None
    assert timedelta(hours=5) < waits - clock.now() < timedelta(hours=5, minutes=10)


def test_access_that_cannot_be_renewed_just_now_is_asked_for_again(
    zalo: Zalo, follower: Follower, reception: Actor
) -> None:
    zalo.ended, zalo.moods = {"access-1"}, {"/v4/oa/access_token": "away"}
    client_of_actor(reception).post(f"/can-bo/tro-chuyen/{follower.pk}", ANSWER)
    say_all()
    said = Remark.objects.get(ours=True)
    assert (said.state, said.reason) == (Said.QUEUED, Reason.BUSY)
    zalo.moods.clear()
    with clock.travel(clock.now() + timedelta(hours=1)):
        say_all()
    assert Remark.objects.get(ours=True).state == Said.SENT


def test_answer_waits_for_nobody_when_people_must_mend_the_account(
    zalo: Zalo, follower: Follower, reception: Actor
) -> None:
    zalo.ended, zalo.good = {"access-1"}, set()
    zalo.used.add("renewal-1")
    client_of_actor(reception).post(f"/can-bo/tro-chuyen/{follower.pk}", ANSWER)
    say_all()
    said = Remark.objects.get(ours=True)
    assert (said.state, said.reason) == (Said.FAILED, Reason.USED_UP)


def test_worker_that_died_while_answering_leaves_it_to_a_person(follower: Follower, reception: Actor) -> None:
    client = client_of_actor(reception)
    client.post(f"/can-bo/tro-chuyen/{follower.pk}", ANSWER)
    Remark.objects.filter(ours=True).update(state=Said.SENDING, sending_at=clock.now(), due_at=None)
    with clock.travel(clock.now() + LOST_AFTER + timedelta(seconds=1)):
        recover_lost_remarks(by=Actor.system("test"))
    assert Remark.objects.get(ours=True).reason == Reason.UNSURE
    assert "không biết Zalo đã nhận chưa" in page(client, f"/can-bo/tro-chuyen/{follower.pk}")[1]


def test_answer_whose_job_was_lost_is_asked_for_again_and_said_once(
    zalo: Zalo, follower: Follower, reception: Actor
) -> None:
    client_of_actor(reception).post(f"/can-bo/tro-chuyen/{follower.pk}", ANSWER)
    ProcrastinateJob.objects.filter(task_name="messages.say")._raw_delete("default")
    with clock.travel(clock.now() + LOST_AFTER + timedelta(seconds=1)):
        for _minute in range(2):
            recover_lost_remarks(by=Actor.system("test"))
        asked = ProcrastinateJob.objects.filter(task_name="messages.say")
        assert [one.args["remark_id"] for one in asked] == [str(Remark.objects.get(ours=True).pk)]
        for _run in range(2):
            say_all()
    assert (len(zalo.told), Remark.objects.get(ours=True).state) == (1, Said.SENT)


def test_resident_gets_a_code_on_her_own_page_and_leaves_there(
    follower: Follower, zalo: Zalo, citizen: Actor, neighbour: Actor
) -> None:
    lan = client_of_actor(citizen)
    assert lan.post("/tai-khoan/zalo", {"viec": "ma"}).status_code == 302
    text = page(lan, "/tai-khoan")[1]
    assert ("NOI " in text, "https://zalo.me/1646843870823903717" in text, "UBND xã" in text) == (True, True, True)
    lan.post("/tai-khoan/zalo", {"viec": "bo"})
    assert (Follower.objects.get().resident, "NOI " in page(lan, "/tai-khoan")[1]) == (None, False)


def test_template_is_set_by_who_leads(
    follower: Follower, manager: Actor, reception: Actor, province_manager: Actor
) -> None:
    path = f"/can-bo/tin-tuc/tai-khoan/{follower.account_id}/mau"
    assert client_of_actor(reception).post(path, {"mau": "9001"}).status_code == 403
    assert client_of_actor(province_manager).post(path, {"mau": "9001"}).status_code == 404
    client = client_of_actor(manager)
    assert client.post(path, {"mau": "9001"}).status_code == 302
    client.post(path, {"mau": "mẫu số 1"})
    follower.account.refresh_from_db()
    assert follower.account.template == "9001"


def test_whoever_joined_reads_who_opened_the_conversation_since_and_nobody_else(
    follower: Follower, citizen: Actor, neighbour: Actor, reception: Actor
) -> None:
    before = follower.joined_at - timedelta(days=1) if follower.joined_at else clock.now()
    with clock.travel(before):
        open_conversation(follower.pk, by=reception)
    assert "Trần Thị Mỹ Hạnh" not in page(client_of_actor(citizen), "/ai-da-xem")[1]
    open_conversation(follower.pk, by=reception)
    read = page(client_of_actor(citizen), "/ai-da-xem")[1]
    assert [said in read for said in ("Trần Thị Mỹ Hạnh", "Trò chuyện qua Zalo", "xem trò chuyện")] == [True] * 3
    assert "Trần Thị Mỹ Hạnh" not in page(client_of_actor(neighbour), "/ai-da-xem")[1]
