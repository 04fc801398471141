"""A report from a phone that is signed in nowhere, until the answer is read by its sender and by the public."""

from __future__ import annotations

import json
import unicodedata
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.cast import client_of_actor
from tests.desk.office import Desk
from tests.factories.files import photo
from tests.factories.petitions import report
from tests.factories.surveys import link_of
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Forbidden, NotFound, Refused, Stale
from xaso.core.scope import as_machine
from xaso.files.actions import store_file
from xaso.journal.models import Entry
from xaso.messages.models import Message
from xaso.offices.models import Office, Post
from xaso.petitions.access import get_petition, petitions_for
from xaso.petitions.actions import (
    add_photo,
    answer_petition,
    ask_reporter,
    assign_petition,
    forget_petition,
    forget_petitions_before,
    refuse_petition,
    reply_to_question,
)
from xaso.petitions.models import Petition, Photo
from xaso.petitions.queries import Punctual, public_petitions, punctuality_of_petitions
from xaso.petitions.rules import PHOTOS
from xaso.portal.views.petitions import REPORTS
from xaso.surveys.models import Rating

pytestmark = pytest.mark.django_db
SAID = "Cây dừa ngã chắn đường, kéo theo dây điện."
MONDAY = datetime(2026, 11, 23, 2, tzinfo=UTC)  # 09:00 in Vietnam; the next day, 24 November, is a holiday


def typed(**more: Any) -> dict[str, Any]:
    said = {"category": "danger", "words": SAID, "place": "đầu kênh 9", "phone": "0912 000 077", "name": "Bà Sáu"}
    return said | {"key": str(uuid4())} | more


def sent(client: Client, **more: Any) -> str:
    """The address of the reporter's page."""
    answer = client.post("/phan-anh/gui", typed(**more))
    assert answer.status_code == 302, unescape(answer.content.decode())
    return str(answer["Location"])


def page(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return unescape(answer.content.decode())


def post_of(actor: Actor) -> Post:
    return Post.objects.get(pk=actor.post or 0)


def test_list_that_offers_nothing_itself_offers_it_once(one_stop: Office) -> None:
    form = page(Client(), "/phan-anh/gui")
    hamlets = form[form.index("<select") : form.index("</select>")]
    assert (hamlets.count('<option value=""'), "Không rõ ấp nào" in hamlets) == (1, True)


def test_report_is_answered_within_two_working_days(one_stop: Office, case_officer: Actor, reception: Actor) -> None:
    stranger = Client()
    with clock.travel(MONDAY):
        hanh, phuc = Desk(client_of_actor(reception)), Desk(client_of_actor(case_officer))
        own = sent(stranger)
        number = Petition.objects.get().number
        assert number == "PA31441-261123-0001"
        assert SAID in page(stranger, own)
        assert SAID in hanh.reads("/can-bo/phan-anh")
        given = {"viec": "giao", "giao-post": case_officer.post, "giao-note": "Gọi điện lực."}
        assert hanh.client.post(f"/can-bo/phan-anh/{number}", given).status_code == 302
        said = {"viec": "tra-loi", "tra-loi-outcome": "answer", "tra-loi-answer": "Đã dọn cây, nối lại dây."}
        assert phuc.client.post(f"/can-bo/phan-anh/{number}", said).status_code == 302
    petition = Petition.objects.get()
    assert clock.local(petition.due_at).isoformat() == "2026-11-26T17:00:00+07:00"
    assert (petition.state, petition.clock.stopped_at) == ("answered", petition.ended_at)
    assert "Đã dọn cây, nối lại dây." in page(stranger, own)
    texts = [one.body for one in Message.objects.exclude(purpose="survey").order_by("id")]
    assert [text.split(":")[0] for text in texts] == [
        f"Xã đã nhận phản ánh số {number}, trả lời trước 17",
        f"Xã trả lời phản ánh {number}",
    ]
    assert all(petition.token in text for text in texts)
    deeds = Entry.objects.filter(action__startswith="petitions.").order_by("id").values_list("action", flat=True)
    assert list(deeds) == ["petitions.send", "petitions.assign", "petitions.answer"]


def test_limit_follows_the_category(one_stop: Office) -> None:
    with clock.travel(MONDAY):
        due = {name: clock.local(report(one_stop, category=name, phone="").due_at).date().isoformat()
               for name in ("danger", "road", "conduct")}  # fmt: skip
    assert due == {"danger": "2026-11-26", "road": "2026-12-01", "conduct": "2026-12-15"}


def test_public_reads_only_what_an_officer_released(one_stop: Office, reception: Actor, hanh: Desk) -> None:
    stranger, petition = Client(), report(one_stop)
    own, public = f"/phan-anh/rieng/{petition.token}", f"/phan-anh/{petition.number}"
    tep = SimpleUploadedFile("den.jpg", photo(), "image/jpeg")
    assert stranger.post(f"{own}/anh", {"tep": tep}).status_code == 302
    picture = f"{public}/anh/{Photo.objects.get().pk}.jpg"
    assert Client().get(picture).status_code == 404
    assert petition.words not in page(Client(), public) + page(Client(), "/phan-anh/")
    assert petition.number in page(Client(), "/phan-anh/")
    said = {"viec": "cong-khai", "cong-khai-words": "Đèn hỏng.", "cong-khai-photos": [Photo.objects.get().pk]}
    assert hanh.client.post(f"/can-bo{public}", said).status_code == 302
    assert "Đèn hỏng." in page(Client(), public)
    assert Client().get(picture).status_code == 200
    assert hanh.client.post(f"/can-bo{public}/thoi-cong-khai").status_code == 302
    assert "Đèn hỏng." not in page(Client(), public)
    assert Client().get(picture).status_code == 404


def test_photo_goes_in_pieces_and_goes_on_where_it_stopped(one_stop: Office) -> None:
    stranger, petition, content = Client(), report(one_stop), photo(noisy=True)
    asked = json.dumps({"name": "den.jpg", "size": len(content)})
    begun = stranger.post(f"/tai-len/phan-anh/{petition.token}", asked, content_type="application/json").json()
    half = len(content) // 2
    for at, said in ((0, half), (0, half), (half, len(content))):
        piece = content[at : at + half] if at == 0 else content[half:]
        answer = stranger.post(
            begun["url"], piece, content_type="application/octet-stream", headers={"X-Offset": str(at)}
        )
        assert answer.json()["received"] == said
    assert Photo.objects.filter(petition=petition).count() == 1
    assert Client().post(begun["url"].replace(petition.token, report(one_stop, phone="").token)).status_code == 404


@pytest.mark.parametrize("content", [b"", b"MZ program", b"%PDF-1.4 broken", photo()[:500]])
def test_photo_that_fails_leaves_the_words(one_stop: Office, content: bytes) -> None:
    stranger, petition = Client(), report(one_stop)
    tep = SimpleUploadedFile("x.jpg", content, "image/jpeg")
    answer = stranger.post(f"/phan-anh/rieng/{petition.token}/anh", {"tep": tep})
    assert answer.status_code == 422
    assert petition.words in unescape(answer.content.decode())
    assert Photo.objects.count() == 0


def test_bad_words_come_back_with_what_was_typed(one_stop: Office) -> None:
    typed_long = "ắ" * 10_000
    answer = Client().post("/phan-anh/gui", typed(words=typed_long, phone="12", hamlet="999999999"))
    shown = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert typed_long in shown
    assert "đầu kênh 9" in shown
    assert Petition.objects.count() == 0


def test_report_without_words_names_the_box(one_stop: Office) -> None:
    shown = unescape(Client().get("/phan-anh/gui").content.decode())
    assert "(không bắt buộc)" not in shown.split("Ông/bà thấy điều gì?")[1].split("</label>")[0]
    answer = Client().post("/phan-anh/gui", typed(words=" "))
    assert (answer.status_code, Petition.objects.count()) == (422, 0)
    assert "Xin ghi ông/bà thấy điều gì." in unescape(answer.content.decode())


def test_words_are_kept_composed_and_without_nul(one_stop: Office) -> None:
    sent(Client(), words=unicodedata.normalize("NFD", SAID) + "\0", phone="")
    assert Petition.objects.get().words == SAID


def test_form_sent_twice_is_one_report(one_stop: Office) -> None:
    key = str(uuid4())
    assert sent(Client(), key=key) == sent(Client(), key=key)
    assert (Petition.objects.count(), Message.objects.count()) == (1, 1)


def test_sixth_report_with_one_phone_in_a_day_is_refused(one_stop: Office) -> None:
    for _ in range(5):
        sent(Client())
    answer = Client().post("/phan-anh/gui", typed())
    assert (answer.status_code, Petition.objects.count()) == (429, 5)
    assert SAID in unescape(answer.content.decode())


def test_who_is_complained_of_does_not_read_it(
    one_stop: Office, reception: Actor, case_officer: Actor, manager: Actor, other_commune: Actor
) -> None:
    petition = report(one_stop, category="conduct")
    seen = {who: petitions_for(who).count() for who in (reception, case_officer, manager, other_commune)}
    assert list(seen.values()) == [0, 0, 1, 0]
    with pytest.raises(NotFound):
        get_petition(reception, petition.number)
    with pytest.raises(Forbidden):
        answer_petition(petition, answer="Không có gì.", by=case_officer)
    assign_petition(petition, to=post_of(case_officer), by=manager)
    assert petitions_for(case_officer).count() == 1


def test_only_the_holder_or_who_leads_answers(
    one_stop: Office, reception: Actor, case_officer: Actor, auditor: Actor, other_commune: Actor
) -> None:
    petition = report(one_stop)
    for who in (case_officer, auditor, other_commune):
        with pytest.raises(Forbidden):
            answer_petition(petition, answer="Xong.", by=who)
    refuse_petition(petition, reason="Việc của điện lực, gọi 19001006.", by=reception)
    with pytest.raises(Stale):
        answer_petition(petition, answer="Xong.", by=reception)
    assert Message.objects.filter(body__contains="không thuộc việc của xã").count() == 1


def test_report_is_assigned_to_nobody_elsewhere(one_stop: Office, reception: Actor, other_commune: Actor) -> None:
    with pytest.raises(Refused):
        assign_petition(report(one_stop), to=post_of(other_commune), by=reception)


def test_resident_finds_own_reports_and_the_neighbour_none(one_stop: Office, citizen: Actor, neighbour: Actor) -> None:
    lan, duc = client_of_actor(citizen), client_of_actor(neighbour)
    own = sent(lan)
    assert own in page(lan, "/phan-anh/")
    assert own not in page(duc, "/phan-anh/")


def test_old_report_is_forgotten_and_still_counted(one_stop: Office, reception: Actor, manager: Actor) -> None:
    with clock.travel(MONDAY):
        petition = report(one_stop)
        answer_petition(petition, answer="Đã thay bóng.", by=reception)
    with clock.travel(datetime(2028, 12, 1, 2, tzinfo=UTC)):
        assert forget_petitions_before(clock.now() - timedelta(days=730), by=Actor.system("tests")) == 1
        assert forget_petitions_before(clock.now() - timedelta(days=730), by=Actor.system("tests")) == 0
    petition.refresh_from_db()
    assert (petition.words, petition.phone, petition.state) == ("", "", "answered")
    day = clock.local(MONDAY).date()
    assert punctuality_of_petitions(manager, since=day, until=day) == Punctual(sent=1, ended=1, in_time=1)


def test_public_list_goes_on_by_key(one_stop: Office) -> None:
    numbers = [report(one_stop, phone="").number for _ in range(3)]
    first = public_petitions(one_stop.unit_id, size=2)
    second = public_petitions(one_stop.unit_id, size=2, after=first.next_key)
    assert [one.number for one in (*first.rows, *second.rows)] == numbers[::-1]


def test_report_that_is_forgotten_says_nothing_any_more(one_stop: Office, reception: Actor) -> None:
    petition = report(one_stop)
    assign_petition(petition, to=post_of(reception), note="Nhà ông Năm.", by=reception)
    answer_petition(Petition.objects.get(), answer="Đã gặp ông Năm.", by=reception)
    forget_petition(Petition.objects.select_related("clock").get(), by=Actor.system("test"))
    gone = Petition.objects.get()
    assert (gone.words, gone.answer, [one.note for one in gone.moves.all()]) == ("", "(đã xóa)", ["", ""])


def test_last_photo_sent_again_is_the_one_there_is(one_stop: Office) -> None:
    petition, by = report(one_stop), Actor.system("test")
    with as_machine("test"):
        files = [
            store_file(owner=petition.files_owner, name="a.jpg", content=photo(noisy=True), by=by)
            for _n in range(PHOTOS)
        ]
        shots = [add_photo(petition, file=file, by=by) for file in files]
        assert add_photo(petition, file=files[-1], by=by) == shots[-1]


def test_reporter_with_a_number_is_asked_how_it_was_once_answered_and_not_when_refused(
    one_stop: Office, approver: Actor
) -> None:
    answered, silent, refused = (report(one_stop, phone=phone) for phone in ("0912 000 077", "", "0912 000 078"))
    for petition in (answered, silent):
        answer_petition(petition, answer="Đã dọn.", by=approver)
    refuse_petition(refused, reason="Việc của điện lực.", by=approver)
    asked = Message.objects.filter(purpose="survey").values_list("about_id", flat=True)
    assert list(asked) == [str(answered.pk)]
    link = link_of(answered.subject)
    Client().post(link, {"diem": "5"})
    assert "Phản ánh của ông/bà" in page(Client(), link)


def test_report_is_counted_under_what_it_is_about_and_the_way_it_came_in(
    one_stop: Office, citizen: Actor, reception: Actor, approver: Actor
) -> None:
    sent = [report(one_stop, category=about, by=by) for about, by in (("road", citizen), ("rubbish", reception))]
    for petition in sent:
        answer_petition(petition, answer="Đã dọn.", by=approver)
    assert list(Rating.objects.order_by("id").values_list("topic", "way")) == [
        ("road", "portal"), ("rubbish", "counter"),
    ]  # fmt: skip


def test_list_is_that_of_the_commune_that_was_chosen(one_stop: Office, other_commune: Actor) -> None:
    elsewhere = Office.objects.get(pk=other_commune.office)
    here, there = report(one_stop), report(elsewhere, phone="0912 000 056")
    stranger, code = Client(), elsewhere.unit.code
    home, chosen = page(stranger, "/phan-anh/"), page(stranger, f"/phan-anh/?xa={code}")
    assert (here.number in home, there.number in home) == (True, False)
    assert (here.number in chosen, there.number in chosen) == (False, True)
    assert f'value="{code}" selected' in chosen
    assert there.number in page(stranger, f"/phan-anh/{there.number}")
    assert stranger.get("/phan-anh/?xa=99999").status_code == 404


def test_punctuality_counts_what_is_late_and_waits_too(one_stop: Office, reception: Actor, manager: Actor) -> None:
    with clock.travel(MONDAY):
        answered, _waiting = report(one_stop, phone=""), report(one_stop, phone="")
        answer_petition(answered, answer="Đã thay bóng.", by=reception)
    with clock.travel(MONDAY + timedelta(days=20)):
        day = clock.local(MONDAY).date()
        found = punctuality_of_petitions(manager, since=day, until=day)
        assert (found, found.due) == (Punctual(sent=2, ended=1, in_time=1, late=1), 2)
        bao = Desk(client_of_actor(manager))
        assert "1 trong 2 phản ánh đã xong hoặc đã quá hạn" in bao.reads("/can-bo/duong-day/so-lieu")


def test_reporter_is_asked_for_more_while_the_clock_stands(
    one_stop: Office, reception: Actor, manager: Actor, case_officer: Actor
) -> None:
    with clock.travel(MONDAY):
        stranger, hanh = Client(), Desk(client_of_actor(reception))
        own, number = sent(stranger), Petition.objects.get().number
        asked = {"viec": "hoi", "hoi-question": "Cây ngã ở bờ nào của kênh?"}
        assert hanh.client.post(f"/can-bo/phan-anh/{number}", asked).status_code == 302
        assert "Cây ngã ở bờ nào của kênh?" in page(stranger, own)
        assert "Xã cần ông/bà nói thêm" in Message.objects.latest("id").body
    with clock.travel(MONDAY + timedelta(days=7)):
        day = clock.local(MONDAY).date()
        assert Petition.objects.late(at=clock.now()).count() == 0
        assert punctuality_of_petitions(manager, since=day, until=day).late == 0
        assert stranger.post(f"{own}/noi-them", {"loi": " "}).status_code == 422
        assert stranger.post(f"{own}/noi-them", {"loi": "Bờ bắc, gần nhà máy nước đá."}).status_code == 302
        assert stranger.post(f"{own}/noi-them", {"loi": "Lần nữa."}).status_code == 409
    petition = Petition.objects.get()
    assert (petition.state, petition.reply) == ("sent", "Bờ bắc, gần nhà máy nước đá.")
    # Two working days, the first of them that on whose closing time the clock ran again (Bộ luật Dân sự, điều 147, 148).
    assert clock.local(petition.due_at).isoformat() == "2026-12-01T17:00:00+07:00"
    with clock.travel(MONDAY + timedelta(days=7, hours=1)):
        assert "Bờ bắc, gần nhà máy nước đá." in Desk(client_of_actor(reception)).reads(f"/can-bo/phan-anh/{number}")


def test_asking_is_once_within_five_working_days_and_never_blocks_the_answer(
    one_stop: Office, reception: Actor
) -> None:
    with clock.travel(MONDAY):
        petition, late = report(one_stop, phone=""), report(one_stop, phone="", category="land")
        ask_reporter(petition, question="Ở đâu?", by=reception)
        with pytest.raises(Stale):
            ask_reporter(petition, question="Nữa?", by=reception)
    with clock.travel(MONDAY + timedelta(days=9)):
        with pytest.raises(Refused) as refused:
            ask_reporter(late, question="Ở đâu?", by=reception)
        assert refused.value.code == "asked_too_late"
        answer_petition(petition, answer="Đã xem cả ấp, chưa thấy.", by=reception)
    petition.refresh_from_db()
    assert (petition.state, petition.ended_at is not None and petition.ended_at <= petition.due_at) == (
        "answered",
        True,
    )
    with pytest.raises(Stale):
        reply_to_question(petition, words="Muộn rồi.", by=Actor())
    forget_petition(petition, by=reception)
    petition.refresh_from_db()
    assert "Ở đâu" not in petition.question


def test_own_number_stands_there_as_people_write_it(citizen: Actor, one_stop: Office) -> None:
    page = client_of_actor(citizen).get("/phan-anh/gui").content.decode()
    assert 'value="0900 000 001"' in page


def test_gate_that_reported_too_often_leaves_whoever_signs_in_a_way(one_stop: Office, citizen: Actor) -> None:
    for _time in range(REPORTS.times):
        REPORTS.spend("address:127.0.0.1")
    refused = Client().post("/phan-anh/gui", typed())
    assert refused.status_code == 429
    page = unescape(refused.content.decode())
    assert "Nếu ông/bà đăng nhập thì làm được ngay" in page
    assert SAID in page
    sent(client_of_actor(citizen))
