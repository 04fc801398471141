from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.factories.messages import make_message, morning
from tests.factories.signin import client_of, make_official, make_resident
from xaso.core import clock
from xaso.core.identifiers import parse_phone
from xaso.demo.cast import CAST, PASSWORD
from xaso.journal.models import Entry
from xaso.messages.jobs import send
from xaso.messages.models import Message

pytestmark = pytest.mark.django_db


def test_cast_has_valid_phones_names_and_roles() -> None:
    assert [parse_phone(player.phone) for player in CAST if player.phone] == ["+84900000001", "+84900000002"]
    assert len({player.key for player in CAST}) == len(CAST)
    assert all(bool(player.username) != bool(player.phone) for player in CAST)


def test_one_press_signs_in_as_anybody_of_the_cast(client: Client) -> None:
    resident = make_resident("0900000001", sample=True)
    official = make_official("hanh.tiepnhan", password=PASSWORD, sample=True)
    assert client.post("/mau/vao/cong-dan").url == "/ho-so/"
    assert client.session["_auth_user_id"] == str(resident.pk)
    assert client.post("/mau/vao/tiep-nhan").url == "/can-bo/"
    assert client.session["_auth_user_id"] == str(official.pk)
    methods = [entry.detail["method"] for entry in Entry.objects.filter(action="signin.enter").order_by("pk")]
    assert methods == ["sample", "sample"]


def test_account_not_marked_as_sample_is_not_entered(client: Client) -> None:
    make_resident("0900000001")
    assert client.post("/mau/vao/cong-dan").status_code == 404
    assert client.post("/mau/vao/khong-ai").status_code == 404
    assert client.get("/mau/vao/cong-dan").status_code == 405
    assert "_auth_user_id" not in client.session


def test_door_offers_only_who_is_there(client: Client) -> None:
    make_resident("0900000001", sample=True)
    page = client.get("/mau/").content.decode()
    assert 'action="/mau/vao/cong-dan"' in page
    assert 'action="/mau/vao/tiep-nhan"' not in page
    assert str(CAST[0].sentence) in page


def test_outbox_shows_each_message_as_its_receiver_sees_it(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    assert "Chưa có tin nào." in client.get("/mau/hop-thu").content.decode()
    with clock.travel(morning()):  # nothing but codes goes at night
        for number in range(14):
            make_message(f"Tin số {number}, <b>không</b> in đậm")
        send(str(Message.objects.latest("id").pk))
    page = client.get("/mau/hop-thu").content.decode()
    assert "Tin số 13, &lt;b&gt;" in page
    assert "0912 345 678" in page
    assert "Đã gửi lúc" in page
    assert "Tin số 1," not in page
    older = page.split('href="?sau=')[1].split('"')[0]
    assert "Tin số 1," in client.get(f"/mau/hop-thu?sau={older}").content.decode()


def test_signed_in_person_can_change_roles() -> None:
    make_resident("0900000002", sample=True)
    client = client_of(make_official())
    assert client.post("/mau/vao/lang-gieng").status_code == 302
