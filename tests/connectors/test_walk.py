"""A resident says how they want to be told; the first channel refuses, the next one takes it; an officer sees what did not
arrive and presses."""

from __future__ import annotations

import re
from datetime import timedelta
from email.message import EmailMessage

import pytest
from django.test import Client
from pytest_django import Settings

from tests.cast import client_of_actor
from tests.desk.office import Desk, sent_extract
from tests.factories.messages import morning, said
from tests.peers.esms import Esms
from tests.peers.mail import MailServer
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.dossiers import actions
from xaso.dossiers.access import get_dossier
from xaso.dossiers.models import Dossier
from xaso.messages.actions import queue_message
from xaso.messages.jobs import drain
from xaso.messages.models import Address, Delivery, Message
from xaso.offices.models import Office

pytestmark = pytest.mark.django_db
LETTERS = "lan@thu.example.vn"
DESK = "/can-bo/tin-chua-den"


@pytest.fixture(autouse=True)
def carriers(settings: Settings, mail: MailServer, esms: Esms) -> None:
    settings.XASO_CARRIERS = [mail.entry(), esms.entry(plain=True, price=800)]


def wants_letters(citizen: Actor, mail: MailServer) -> None:
    """Writes an address, reads the letter there, presses what it says, on another machine."""
    page = client_of_actor(citizen)
    page.post("/tai-khoan/thu", {"email": LETTERS})
    drain()
    link = re.search(r"/thu/\S+", mail.letters[-1].get_content())
    assert link
    assert Client().post(link[0]).status_code == 200


def received(citizen: Actor, reception: Actor, office: Office) -> Dossier:
    sent = sent_extract(citizen, office)
    drain()
    with clock.travel(clock.now() + timedelta(minutes=20)):
        actions.receive_dossier(get_dossier(reception, sent.number), by=reception)
        drain()
    return sent


def test_letter_comes_first_once_its_address_is_confirmed(
    citizen: Actor, reception: Actor, one_stop: Office, mail: MailServer, esms: Esms
) -> None:
    with clock.travel(morning()):
        wants_letters(citizen, mail)
        dossier = received(citizen, reception, one_stop)
    assert [one["Subject"] for one in mail.letters] == ["Xác nhận địa chỉ thư", *[f"Hồ sơ {dossier.number}"] * 2]
    assert "đã được tiếp nhận" in mail.letters[-1].get_content()
    assert mail.letters[-1]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert esms.texts == []


def test_refused_letter_goes_on_as_a_text_message(
    citizen: Actor, reception: Actor, one_stop: Office, mail: MailServer, esms: Esms
) -> None:
    with clock.travel(morning()):
        wants_letters(citizen, mail)
        mail.refuses[LETTERS] = "550 5.1.1 no such user here"
        dossier = received(citizen, reception, one_stop)
    told = Message.objects.filter(about_id=str(dossier.pk)).order_by("id")
    assert [(one.state, one.channel) for one in told] == [("sent", "sms"), ("sent", "sms")]
    first = Delivery.objects.filter(message=told[0]).order_by("queued_at")
    assert [(one.channel, one.step, one.error) for one in first] == [
        ("email", "failed", "550 5.1.1 no such user here"),
        ("sms", "sent", ""),
    ]
    assert Address.objects.get().ended_because == "dead"
    assert f"Ho so {dossier.number} da duoc tiep nhan" in esms.texts[-1][1]


def comes_back(letter: EmailMessage, *, status: str, said: str, action: str = "failed") -> bytes:
    """As Postfix reports it."""
    boundary = "A1.1764134400/mx.example.vn"
    return f"""From: MAILER-DAEMON@mx.example.vn
To: tra-lai@xa.example.vn
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="{boundary}"

--{boundary}
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--{boundary}
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.vn
Arrival-Date: Thu, 26 Nov 2026 09:00:00 +0700 (+07)

Final-Recipient: rfc822; {letter["To"]}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {said}

--{boundary}
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers

From: {letter["From"]}
Message-ID: {letter["Message-ID"]}
To: {letter["To"]}

--{boundary}--
""".encode()


@pytest.mark.parametrize(
    ("status", "said", "ended"),
    [("5.1.1", "550 5.1.1 no such user", "dead"), ("5.2.2", "552 5.2.2 mailbox full", "")],
)
def test_letter_that_comes_back_later_goes_on_as_a_text_message(
    citizen: Actor,
    one_stop: Office,
    mail: MailServer,
    esms: Esms,
    settings: Settings,
    status: str,
    said: str,
    ended: str,
) -> None:
    own = mail.entry(bounces="tra-lai@xa.example.vn", callback_secret="a-secret-of-the-tests")
    settings.XASO_CARRIERS = [own, esms.entry(plain=True)]
    with clock.travel(morning()):
        wants_letters(citizen, mail)
        sent = sent_extract(citizen, one_stop)
        drain()
        letter = mail.letters[-1]
        assert (mail.senders[-1], letter["From"]) == ("tra-lai@xa.example.vn", "mocua@xa.example.vn")
        delayed = comes_back(letter, status="4.4.1", said="451 try later", action="delayed")
        for back in (delayed, b"\xff\x00 no letter at all", comes_back(letter, status=status, said=said)):
            answer = Client().post("/ket-noi/thu/a-secret-of-the-tests", back, content_type="message/rfc822")
            assert answer.status_code == 200
        drain()
    message = Message.objects.get(about_id=str(sent.pk))
    assert (message.state, message.channel, len(esms.texts)) == ("sent", "sms", 1)
    assert Delivery.objects.get(message=message, channel="email").error == f"{status} smtp; {said}"
    assert Address.objects.get().ended_because == ended


DEEP = {
    "letters in letters": b"Content-Type: message/rfc822\n\n" * 5000 + b"x",
    "parts in parts": b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (one, one) for one in range(3000)
    ),
}


@pytest.mark.parametrize("letter", DEEP)
def test_letter_without_a_bottom_is_refused(mail: MailServer, settings: Settings, letter: str) -> None:
    settings.XASO_CARRIERS = [mail.entry(bounces="a@xa.example.vn", callback_secret="a-secret-of-the-tests")]
    door = "/ket-noi/thu/a-secret-of-the-tests"
    assert Client().post(door, DEEP[letter], content_type="message/rfc822").status_code == 400


def test_officer_sees_what_did_not_arrive_and_presses(
    citizen: Actor, reception: Actor, one_stop: Office, esms: Esms
) -> None:
    esms.mood = "108"
    with clock.travel(morning()):
        sent = sent_extract(citizen, one_stop)
        drain()
        drain()
        desk = Desk(client_of_actor(reception))
        page = desk.reads(DESK)
        assert (sent.number in page, "108: as asked" in page) == (True, True)
        esms.mood = "well"
        press = re.search(rf"{DESK}/[0-9a-f-]+/gui-lai", page)
        assert press
        assert desk.client.post(press[0]).status_code == 302
        drain()
        assert "Mọi tin đã đi" in desk.reads(DESK)
    assert [phone for phone, _text in esms.texts] == ["0912000001"]


def test_other_commune_sees_none_of_it_and_an_auditor_only_reads(
    citizen: Actor, auditor: Actor, other_commune: Actor, one_stop: Office, esms: Esms
) -> None:
    esms.mood = "108"
    with clock.travel(morning()):
        sent = sent_extract(citizen, one_stop)
        drain()
        drain()
        message = Message.objects.get(about_id=str(sent.pk))
        assert sent.number not in Desk(client_of_actor(other_commune)).reads(DESK)
        assert client_of_actor(other_commune).post(f"{DESK}/{message.pk}/gui-lai").status_code == 404
        assert sent.number in Desk(client_of_actor(auditor)).reads(DESK)
        assert client_of_actor(auditor).post(f"{DESK}/{message.pk}/gui-lai").status_code == 403


def test_notice_that_no_machine_can_bring_is_ticked_off_by_a_person(
    citizen: Actor, reception: Actor, one_stop: Office
) -> None:
    with clock.travel(morning()):
        sent = sent_extract(citizen, one_stop)
        drain()
        Dossier.objects.filter(pk=sent.pk).update(contact_phone="")
        actions.receive_dossier(get_dossier(reception, sent.number), by=reception)
        drain()
        desk = Desk(client_of_actor(reception))
        page = desk.reads(DESK)
        assert "Không có cách nào báo qua máy" in page
        press = re.search(rf"{DESK}/[0-9a-f-]+/da-bao", page)
        assert press
        desk.client.post(press[0])
        assert "Mọi tin đã đi" in desk.reads(DESK)
    told = Message.objects.get(state="told")
    assert (told.told_at, told.told_by_id) == (morning(), reception.post)


def test_text_of_two_lines_goes_out_under_its_first_one(citizen: Actor, mail: MailServer) -> None:
    with clock.travel(morning()):
        wants_letters(citizen, mail)
        queue_message(
            to="",
            told=said("Cúp điện.\nTừ 13 giờ."),
            about=("unit", "1"),
            account=citizen.account,
            by=Actor.system("t"),
        )
        drain()
    assert mail.letters[-1]["Subject"] == "Cúp điện."


def test_address_that_is_none_is_said_on_top_and_a_good_one_where_it_stands(citizen: Actor, mail: MailServer) -> None:
    page = client_of_actor(citizen)
    wrong = page.post("/tai-khoan/thu", {"email": "khong phai"}).content.decode()
    assert "Có 1 chỗ cần sửa" in wrong
    assert 'href="#f-email"' in wrong
    assert page.post("/tai-khoan/thu", {"email": LETTERS}).headers["Location"] == "/tai-khoan#thu"


def test_letters_that_ask_for_confirmation_are_few(citizen: Actor, mail: MailServer) -> None:
    page = client_of_actor(citizen)
    answers = [page.post("/tai-khoan/thu", {"email": f"la{place}@thu.example.vn"}).status_code for place in range(6)]
    assert answers == [*[302] * 5, answers[-1]]
    assert answers[-1] != 302
    assert Message.objects.filter(template="address.confirm").count() == 5
