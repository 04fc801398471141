"""Whoever filed at the counter has no account, and reads who opened the dossier by the link of the slip."""

from __future__ import annotations

from html import unescape

import pytest
from django.test import Client

from tests.cast import client_of_actor
from tests.desk.office import Desk, sent_extract
from xaso.core.actor import Actor
from xaso.core.identifiers import random_token
from xaso.dossiers.actions import register_dossier
from xaso.dossiers.models import Dossier
from xaso.offices.models import Office

pytestmark = pytest.mark.django_db
REASON = "Kiểm tra theo đơn của bà Nguyễn Thị Lan."


@pytest.fixture
def filed(one_stop: Office, reception: Actor) -> Dossier:
    return register_dossier(
        code="1.004873", office=one_stop, owner_name="Lý Thị Ánh", phone="0912 000 314", by=reception
    )


def reads(path: str) -> str:
    answer = Client().get(path)
    assert answer.status_code == 200
    assert (answer["Referrer-Policy"], answer["X-Robots-Tag"]) == ("no-referrer", "noindex")
    return unescape(answer.content.decode())


def test_owner_without_an_account_reads_who_opened_it_when_and_what_for(filed: Dossier, reception: Actor) -> None:
    Desk(client_of_actor(reception)).reads(f"/can-bo/ho-so/{filed.number}")
    followed = reads(f"/t/{filed.token}")
    assert f'href="/t/{filed.token}/ai-da-xem"' in followed
    assert "Hồ sơ này nộp tại quầy" in followed
    assert "ông/bà đăng nhập bằng số điện thoại đã nộp hồ sơ" not in followed  # it would not be there
    page = reads(f"/t/{filed.token}/ai-da-xem")
    assert "Trần Thị Mỹ Hạnh" in page
    assert "xem tờ khai" in page
    assert "Lý Thị Ánh" not in page
    assert "Hỏi xã về lần này" not in page


def test_words_of_a_reason_stay_out(filed: Dossier, province_manager: Actor) -> None:
    diep = client_of_actor(province_manager)
    diep.post(f"/can-bo/ho-so/{filed.number}/mo", {"purpose": "complaint", "words": REASON}, follow=True)
    page = reads(f"/t/{filed.token}/ai-da-xem")
    assert "Phan Thị Ngọc Diệp" in page
    assert REASON not in page


def test_link_of_a_dossier_with_an_account_shows_nothing_of_it(citizen: Actor, one_stop: Office) -> None:
    dossier = sent_extract(citizen, one_stop)
    assert Client().get(f"/t/{dossier.token}/ai-da-xem").status_code == 404
    assert f"/t/{dossier.token}/ai-da-xem" not in reads(f"/t/{dossier.token}")
    assert Client().get(f"/t/{random_token(22)}/ai-da-xem").status_code == 404
