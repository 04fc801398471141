"""Officials who are signed in: how long, from where, as what."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.test import Client, override_settings

from tests.cast import account_of, client_of_actor
from tests.factories.entering import enter
from tests.factories.signin import PASSWORD, PHONE, client_of, make_official, make_resident
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.sessions import kept_as
from xaso.journal.models import Entry
from xaso.offices.actions import appoint
from xaso.offices.models import Office
from xaso.offices.rules import Role
from xaso.people.models import Person
from xaso.signin.models import Visit

pytestmark = pytest.mark.django_db
BY = Actor.system("tests")
DOOR, KEYS = "/can-bo/dang-nhap", "/can-bo/phim"
AWAY = "203.0.113.9"


def later(client: Client, minutes: float, page: str = KEYS) -> Any:
    with clock.travel(clock.now() + timedelta(minutes=minutes)):
        return client.get(page)


def test_official_is_out_after_fifteen_quiet_minutes_and_told_so(reception: Actor) -> None:
    client = client_of_actor(reception)
    assert later(client, 14.9).status_code == 200
    answer = later(client, 31)
    assert answer.url == f"{DOOR}?next={KEYS.replace('/', '%2F')}"
    assert "rời máy đã lâu" in client.get(answer.url).content.decode()
    row = Entry.objects.get(action="signin.leave")
    assert (row.account, row.detail) == (reception.account, {"reason": "idle"})


def test_administrator_is_out_after_five(administrator_of_commune: Actor) -> None:
    client = client_of_actor(administrator_of_commune)
    assert later(client, 4.9, "/can-bo/quan-tri/").status_code == 200
    assert later(client, 10.1, "/can-bo/quan-tri/").url.startswith(DOOR)


def test_page_that_lies_open_keeps_nobody_in(reception: Actor) -> None:
    client = client_of_actor(reception)
    for minutes in (5, 10, 14):
        assert later(client, minutes, "/can-bo/dem").status_code == 200
    assert later(client, 16, "/can-bo/dem").status_code == 302


def test_working_without_a_pause_ends_after_twelve_hours(reception: Actor) -> None:
    client = client_of_actor(reception)
    for minutes in range(0, 12 * 60, 14):
        assert later(client, minutes).status_code == 200
    assert later(client, 12 * 60 + 1).url.startswith(DOOR)


def test_resident_stays_as_long_as_before() -> None:
    client = client_of(make_resident())
    assert later(client, 24 * 60, "/ho-so/").status_code == 200


def test_session_known_before_signing_in_is_worth_nothing_afterwards() -> None:
    make_official()
    client = Client()
    client.session["planted"] = True
    session = client.session
    session["account_login"] = {}
    session.save()
    client.cookies["sessionid"] = str(session.session_key)
    planted = session.session_key
    client.post(DOOR, {"login": "hoa.motcua", "password": PASSWORD})
    assert client.session.session_key != planted
    thief = Client()
    thief.cookies["sessionid"] = str(planted)
    assert thief.get("/can-bo/bao-ve").url.startswith(DOOR)


def test_whoever_reads_the_table_of_sessions_comes_in_with_none_and_reads_nothing_in_them() -> None:
    official, resident = client_of(make_official()), Client()
    resident.post("/dang-nhap", {"phone": PHONE})
    kept = list(Session.objects.all())
    assert len(kept) == 2
    for row in kept:
        thief = Client()
        thief.cookies["sessionid"] = row.session_key
        assert thief.get("/can-bo/bao-ve").status_code == 302
        assert db.SessionStore().decode(row.session_data) == {}
    assert official.get("/can-bo/bao-ve").status_code == 200


def test_session_sealed_by_a_key_that_is_gone_is_over() -> None:
    client = client_of(make_official())
    name = next(iter(settings.XASO_KEYS))
    with override_settings(XASO_KEYS={"other": settings.XASO_KEYS[name]}):
        assert client.get("/can-bo/bao-ve").status_code == 302


def test_sign_ins_are_listed_and_ended_one_by_one_and_all() -> None:
    account = make_official()
    here, there, far = Client(headers={"User-Agent": "Mozilla/5.0 (Windows NT) Chrome/120"}), Client(), Client()
    for client in (here, there, far):
        client.post(DOOR, {"login": "hoa.motcua", "password": PASSWORD}, REMOTE_ADDR="10.7.0.9")
    page = here.get("/can-bo/bao-ve").content.decode()
    assert (page.count("10.7.0.9 ·"), page.count("Chrome trên Windows"), page.count("· máy này")) == (3, 1, 1)
    visit = Visit.objects.get(session_key=kept_as(there.session.session_key))
    assert here.post(f"/can-bo/bao-ve/noi/{visit.pk}").url == "/can-bo/bao-ve"
    assert [client.get("/can-bo/bao-ve").status_code for client in (here, there, far)] == [200, 302, 200]
    here.post("/can-bo/bao-ve/noi-khac")
    assert [client.get("/can-bo/bao-ve").status_code for client in (here, far)] == [200, 302]
    assert Visit.objects.get(account=account).session_key == kept_as(here.session.session_key)
    here.post("/can-bo/dang-xuat")
    assert not Visit.objects.exists()


def test_nobody_ends_anothers_sign_in() -> None:
    make_official()
    client = Client()
    client.post(DOOR, {"login": "hoa.motcua", "password": PASSWORD})
    other = client_of(make_official("khac.nguoi"))
    assert other.post(f"/can-bo/bao-ve/noi/{Visit.objects.get().pk}").status_code == 404
    assert client.get("/can-bo/bao-ve").status_code == 200


@override_settings(XASO_OFFICE_NETWORKS=["10.7.0.0/16", "2001:db8::/32"])
def test_away_from_the_office_a_second_factor_is_asked_for(reception: Actor) -> None:
    client, account = client_of_actor(reception), account_of(reception)
    for address in ("10.7.3.4", "2001:db8::7", "::ffff:10.7.3.4"):
        assert client.get(KEYS, REMOTE_ADDR=address).status_code == 200
    answer = client.get(KEYS, REMOTE_ADDR=AWAY)
    assert answer.url.startswith("/can-bo/bao-ve")
    page = client.get(answer.url, REMOTE_ADDR=AWAY).content.decode()
    assert ("Thêm ứng dụng tạo mã" in page, "thêm tại cơ quan" in page) == (False, True)
    assert client.get("/can-bo/bao-ve/ung-dung", REMOTE_ADDR=AWAY).status_code == 403
    assert enter(Client(), account, factor=True).get(KEYS, REMOTE_ADDR=AWAY).status_code == 200
    vouched = enter(Client(), account, one_time=True)
    assert vouched.get("/can-bo/bao-ve/ung-dung", REMOTE_ADDR=AWAY).status_code == 200


def test_administrator_without_a_second_factor_does_not_work(administrator_of_commune: Actor) -> None:
    client = enter(Client(), account_of(administrator_of_commune), factor=False)
    assert client.get("/can-bo/quan-tri/").url.startswith("/can-bo/bao-ve")
    assert client.post(f"/can-bo/quan-tri/{administrator_of_commune.account}/mo-khoa").url == "/can-bo/bao-ve"


def test_who_holds_two_posts_chooses_one_and_changes_it_in_the_bar(reception: Actor, one_stop: Office) -> None:
    person = Person.objects.get(pk=reception.person)
    first = person.posts.get()
    second = appoint(person, office=one_stop, role=Role.AUDITOR, title="kiểm tra", valid_from=date(2026, 1, 5), by=BY)
    client = client_of_actor(reception)
    asked = client.get(KEYS)
    assert asked.url == f"/can-bo/vai-tro?next={KEYS.replace('/', '%2F')}"
    assert client.get("/can-bo/tai-quay/1.001193").url.startswith("/can-bo/vai-tro")
    assert "Xin chọn một vai trò" in client.post("/can-bo/vai-tro", {"post": "0"}).content.decode()
    assert client.post("/can-bo/vai-tro", {"post": second.pk, "next": KEYS}).url == KEYS
    assert "kiểm tra · Một cửa xã Vị Thủy · đổi" in client.get(KEYS).content.decode()
    assert client.get("/can-bo/tai-quay/1.001193").status_code == 403  # an auditor records nothing
    client.post("/can-bo/vai-tro", {"post": first.pk})
    assert client.get("/can-bo/tai-quay/1.001193").status_code == 200
    rows = Entry.objects.filter(action="signin.take_post").order_by("pk").values_list("post", "detail__post")
    assert list(rows) == [(second.pk, second.pk), (first.pk, first.pk)]


def test_post_that_ends_while_it_is_held_opens_nothing_more(reception: Actor, one_stop: Office) -> None:
    client = client_of_actor(reception)
    held = Person.objects.get(pk=reception.person).posts.get()
    held.valid_to = clock.today()
    held.save(update_fields=["valid_to"])
    assert client.get(KEYS).status_code == 404


def test_gate_costs_a_page_of_the_desk_no_statement(reception: Actor, django_assert_num_queries: Any) -> None:
    client = client_of_actor(reception)
    with django_assert_num_queries(3):  # session, account with person, posts with offices
        assert client.get(KEYS).status_code == 200
