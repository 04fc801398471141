"""The administrator's screens, and that they give nobody what is not theirs to give."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.cast import account_of, client_of_actor
from tests.factories.entering import enter
from tests.factories.people import citizen_number, make_person
from tests.factories.signin import PASSWORD, make_official, make_resident
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Forbidden, Refused
from xaso.demo.cast import PASSWORD as SAMPLE_PASSWORD
from xaso.journal.models import Entry
from xaso.offices.actions import appoint
from xaso.offices.models import Office, Post
from xaso.offices.rules import Role
from xaso.people.models import Person
from xaso.signin import actions
from xaso.signin.access import account_by_username
from xaso.signin.jobs import tidy_accounts
from xaso.signin.models import Account, Proposal
from xaso.signin.rules import Kind

pytestmark = pytest.mark.django_db
BY = Actor.system("tests")
PEOPLE = "/can-bo/quan-tri/"


@pytest.fixture
def khoi(administrator_of_commune: Actor) -> Client:
    return client_of_actor(administrator_of_commune)


def reads(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)
    return unescape(answer.content.decode())


def somebody_new(office: Office, **values: Any) -> dict[str, Any]:
    typed = {"full_name": "Phan Thị Bưởi", "id_number": "", "office": office.pk, "role": "reception"}
    typed |= {"title": "cán bộ tiếp nhận", "valid_from": "01/12/2026", "valid_to": "", "username": "buoi.tiepnhan"}
    return typed | values


def let_in(khoi: Client, account: Account, second: Actor) -> str:
    """The page with the one-time password, after a second person has agreed."""
    waiting = Proposal.objects.get(account=account, ended_at=None)
    assert client_of_actor(second).post(f"/can-bo/cho-vao/{waiting.pk}/dong-y").url == "/can-bo/cho-vao"
    return str(khoi.post(f"{PEOPLE}{account.pk}/mat-khau").content.decode())


def one_time(page: str) -> str:
    found = re.search(r'<code class="once">([^<]+)</code>', page)
    assert found, page[-3000:]
    return found[1]


def test_somebody_new_has_person_post_account_and_a_password_shown_once(
    khoi: Client, one_stop: Office, approver: Actor
) -> None:
    answer = khoi.post(f"{PEOPLE}moi", somebody_new(one_stop))
    account = Account.objects.get(username="buoi.tiepnhan")
    assert answer.url == f"{PEOPLE}{account.pk}"
    page = let_in(khoi, account, approver)
    assert account_by_username("buoi.tiepnhan").check_password(one_time(page))
    post = Post.objects.get(person=account.person_id)
    assert (post.role, post.office, post.title, post.valid_from) == (
        "reception",
        one_stop,
        "cán bộ tiếp nhận",
        date(2026, 12, 1),
    )
    assert one_time(page) not in reads(khoi, f"{PEOPLE}{account.pk}")
    row = Entry.objects.get(action="signin.issue_password", subject_id=str(account.pk))
    assert (row.roles, row.office is not None) == (["administrator"], True)
    assert one_time(page) not in str(Entry.objects.order_by("pk").values_list("detail", "personal"))


def test_trace_tells_what_others_did_with_the_account(khoi: Client, case_officer: Actor) -> None:
    actions.note_sign_in(account_of(case_officer), method="password", by=case_officer)
    assert "<li><span>Đăng nhập<small" in reads(khoi, f"{PEOPLE}{case_officer.account}")


def test_what_was_typed_wrong_is_kept_and_said(khoi: Client, one_stop: Office) -> None:
    answer = khoi.post(f"{PEOPLE}moi", somebody_new(one_stop, valid_from="31/02/2026", username="khoi.quantri"))
    page = unescape(answer.content.decode())
    assert (answer.status_code, 'value="Phan Thị Bưởi"' in page) == (422, True)
    assert "Giữ vai trò từ ngày: Xin ghi ngày/tháng/năm" in page
    taken = khoi.post(f"{PEOPLE}moi", somebody_new(one_stop, username="Khoi.QuanTri")).content.decode()
    assert "Tên đăng nhập này đã có người dùng." in taken
    assert not Person.objects.filter(full_name="Phan Thị Bưởi").exists()


def test_resident_who_becomes_an_official_stays_one_person_with_two_accounts(khoi: Client, one_stop: Office) -> None:
    number = citizen_number()
    person = make_person("Phan Thị Bưởi", id_number=number)
    resident = make_resident(person=person)
    wrong = khoi.post(f"{PEOPLE}moi", somebody_new(one_stop, id_number=number, full_name="Phan Thị Cam"))
    assert "tên khác" in unescape(wrong.content.decode())
    assert khoi.post(f"{PEOPLE}moi", somebody_new(one_stop, id_number=number)).status_code == 302
    assert set(person.accounts.all()) == {resident, Account.objects.get(username="buoi.tiepnhan")}


def test_another_post_is_given_and_ended_by_date(khoi: Client, one_stop: Office, reception: Actor) -> None:
    page = f"{PEOPLE}{reception.account}"
    typed = {"office": one_stop.pk, "role": "auditor", "title": "kiểm tra", "valid_from": "05/01/2026", "valid_to": ""}
    assert khoi.post(f"{page}/vai-tro", typed).url == page
    assert "đã giữ vai trò đó" in khoi.post(f"{page}/vai-tro", typed).content.decode()
    assert khoi.post(f"{page}/vai-tro", typed | {"role": "administrator"}).status_code == 422
    given = Post.objects.get(person=reception.person, role="auditor")
    early = khoi.post(f"{page}/vai-tro/{given.pk}", {"on": "05/01/2026"})
    assert "phải sau ngày bắt đầu" in early.content.decode()
    assert khoi.post(f"{page}/vai-tro/{given.pk}", {"on": "01/12/2026"}).url == page
    given.refresh_from_db()
    assert given.valid_to == date(2026, 12, 1)


def test_closed_account_is_out_and_comes_back_with_a_one_time_password(
    khoi: Client, reception: Actor, approver: Actor
) -> None:
    hanh, page = client_of_actor(reception), f"{PEOPLE}{reception.account}"
    assert hanh.get("/can-bo/phim").status_code == 200
    assert khoi.post(f"{page}/dong").url == page
    assert hanh.get("/can-bo/phim").url.startswith("/can-bo/dang-nhap")
    assert khoi.post(f"{page}/dong").status_code == 409
    assert "hanh.tiepnhan" in reads(khoi, f"{PEOPLE}?loc=da-dong")
    assert "hanh.tiepnhan" not in reads(khoi, PEOPLE)
    assert khoi.post(f"{page}/mo-lai").url == page
    old = Client().post("/can-bo/dang-nhap", {"login": "hanh.tiepnhan", "password": SAMPLE_PASSWORD})
    assert old.status_code == 422
    password = one_time(let_in(khoi, account_of(reception), approver))
    door = Client().post("/can-bo/dang-nhap", {"login": "hanh.tiepnhan", "password": password})
    assert door.url == "/can-bo/"
    assert "hanh.tiepnhan" in reads(khoi, f"{PEOPLE}?loc=cho-doi")


def test_locked_account_is_seen_and_unlocked(khoi: Client, reception: Actor) -> None:
    for _time in range(5):
        Client().post("/can-bo/dang-nhap", {"login": "hanh.tiepnhan", "password": "sai"})
    page = f"{PEOPLE}{reception.account}"
    shown = reads(khoi, page)
    assert ("đang bị khóa" in shown, "Bị khóa 12 giờ" in shown) == (True, True)
    khoi.post(f"{page}/mo-khoa")
    assert "đang bị khóa" not in reads(khoi, page)


def test_review_says_who_and_when_and_is_due_again_after_six_months(
    khoi: Client, reception: Actor, administrator_of_commune: Actor
) -> None:
    assert "hanh.tiepnhan" in reads(khoi, f"{PEOPLE}?loc=ra-soat")
    assert khoi.post(f"{PEOPLE}{reception.account}/ra-soat", {"ve": "danh-sach"}).url == PEOPLE
    assert "hanh.tiepnhan" not in reads(khoi, f"{PEOPLE}?loc=ra-soat")
    account = account_of(reception)
    assert account.reviewed_by_id == administrator_of_commune.account
    assert Entry.objects.get(action="signin.review_account").account == administrator_of_commune.account
    with clock.travel(clock.now() + timedelta(days=181)):
        Account.objects.filter(kind=Kind.ADMINISTRATOR).update(password_set_at=clock.now())
        later = enter(Client(), account_of(administrator_of_commune))
        assert "hanh.tiepnhan" in reads(later, f"{PEOPLE}?loc=ra-soat")


def test_account_that_nobody_enters_for_forty_five_days_is_closed_by_the_worker() -> None:
    idle, used = make_official("lau.ngay"), make_official("hay.vao")
    sample = make_official("mau.thu", sample=True)
    with clock.travel(clock.now() + timedelta(days=44)):
        tidy_accounts(0)
    assert Account.objects.filter(is_active=False).count() == 0
    Account.objects.filter(pk=used.pk).update(last_login=clock.now() + timedelta(days=30))
    with clock.travel(clock.now() + timedelta(days=46)):
        tidy_accounts(0)
        tidy_accounts(0)
    assert list(Account.objects.filter(is_active=False)) == [idle]
    row = Entry.objects.get(action="signin.close_account")
    assert (row.subject_id, row.detail, row.purpose) == (str(idle.pk), {"reason": "idle"}, "signin.tidy")
    assert Account.objects.get(pk=sample.pk).is_active


def test_administrator_does_nothing_with_their_own_account(khoi: Client, administrator_of_commune: Actor) -> None:
    page = f"{PEOPLE}{administrator_of_commune.account}"
    for deed in ("mat-khau", "xin-vao", "bo-bao-ve", "dong", "ra-soat", "mo-khoa"):
        assert khoi.post(f"{page}/{deed}").status_code == 403
    assert Entry.objects.filter(denied=True, account=administrator_of_commune.account).count() == 6


def test_official_account_of_an_administrator_is_opened_by_another(
    one_stop: Office, administrator_of_commune: Actor
) -> None:
    person = Person.objects.get(pk=administrator_of_commune.person)
    appoint(person, office=one_stop, role=Role.AUDITOR, title="kiểm tra", valid_from=date(2026, 1, 5), by=BY)
    with pytest.raises(Forbidden, match="của mình"):
        actions.open_official_account(username="khoi.canbo", person=person.pk, by=administrator_of_commune)


def test_appointing_somebody_of_another_commune_does_not_open_their_account(
    khoi: Client, one_stop: Office, other_commune: Actor
) -> None:
    chi = Person.objects.get(pk=other_commune.person)
    appoint(chi, office=one_stop, role=Role.AUDITOR, title="kiểm tra", valid_from=date(2026, 1, 5), by=BY)
    assert khoi.get(f"{PEOPLE}{other_commune.account}").status_code == 404
    assert khoi.post(f"{PEOPLE}{other_commune.account}/mat-khau").status_code == 404
    assert account_of(other_commune).must_change is False


def test_officials_and_residents_find_no_such_pages(reception: Actor, manager: Actor, citizen: Actor) -> None:
    for actor in (reception, manager, citizen):
        client = client_of_actor(actor)
        for url in (PEOPLE, f"{PEOPLE}moi", f"{PEOPLE}{reception.account}"):
            assert client.get(url).status_code == 404
        assert client.post(f"{PEOPLE}{reception.account}/mat-khau").status_code == 404


def test_machine_has_no_door_and_no_person() -> None:
    machine = actions.open_machine_account(username="may.lgsp", by=BY)
    assert (machine.kind, machine.person_id, machine.has_usable_password()) == ("machine", None, False)
    assert Client().post("/can-bo/dang-nhap", {"login": "may.lgsp", "password": PASSWORD}).status_code == 422
    client = Client()
    client.force_login(machine, backend="xaso.signin.access.entering.AccountBackend")
    assert client.get("/can-bo/").url.startswith("/can-bo/dang-nhap")
    with pytest.raises(Forbidden):
        actions.open_machine_account(username="may.khac", by=Actor(roles=frozenset({"administrator"}), unit=1))


def test_office_is_opened_on_the_screen_and_people_are_appointed_to_it(khoi: Client) -> None:
    typed = {"name": "Phòng Kinh tế xã Vị Thủy", "short_name": "Phòng Kinh tế", "kind": "department", "phone": "12"}
    wrong = unescape(khoi.post(f"{PEOPLE}bo-phan", typed | {"agency_code": "abc"}).content.decode())
    assert 'value="Phòng Kinh tế xã Vị Thủy"' in wrong
    assert khoi.post(f"{PEOPLE}bo-phan", typed | {"phone": "0293 000 0000"}).url == f"{PEOPLE}bo-phan"
    office = Office.objects.get(short_name="Phòng Kinh tế")
    assert (office.unit.code, office.kind, office.hours.count()) == ("31441", "department", 10)
    assert "Phòng Kinh tế xã Vị Thủy" in reads(khoi, f"{PEOPLE}moi")
    assert "Phòng Kinh tế xã Vị Thủy" in reads(khoi, f"{PEOPLE}bo-phan")
    assert Entry.objects.get(action="offices.open_office", subject_id=str(office.pk)).roles == ["administrator"]
    assert khoi.post(f"{PEOPLE}bo-phan", typed | {"phone": ""}).status_code == 422  # there is one of this name


def test_person_has_one_open_account_of_a_kind() -> None:
    person = make_person()
    make_official("mot", person=person)
    with pytest.raises(Refused, match="đã có tài khoản"):
        make_official("hai", person=person)
    assert make_official("ba.quantri", person=person, kind=Kind.ADMINISTRATOR).kind == "administrator"


def test_list_costs_the_same_for_one_and_for_thirty(
    khoi: Client, one_stop: Office, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    def statements() -> None:
        with django_assert_num_queries(7):  # session, account, posts; accounts, posts, factors, tries
            reads(khoi, PEOPLE)

    reads(khoi, PEOPLE)  # what the process keeps about the unit
    statements()
    for number in range(30):
        person = make_person("Nguyễn Thị Hoa")
        appoint(person, office=one_stop, role=Role.AUDITOR, title="kiểm tra", valid_from=date(2026, 1, 5), by=BY)
        Account.objects.create(kind="official", username=f"nguoi.{number:02}", person=person, created_at=clock.now())
    statements()


def test_who_may_do_what_is_taken_out_as_a_file(khoi: Client, reception: Actor, manager: Actor) -> None:
    answer = khoi.get(f"{PEOPLE}quyen", {"dang": "csv"})
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    lines = {row[0]: row for row in rows}
    hanh = lines["Trần Thị Mỹ Hạnh"]
    assert hanh[2:9] == [
        "tiếp nhận và trả kết quả",
        "Trung tâm Phục vụ hành chính công xã Vị Thủy",
        "01/07/2025",
        "",
        "hanh.tiepnhan",
        "không",
        "hồ sơ của đơn vị",
    ]
    assert ("Tiếp nhận" in hanh[9], "Ký duyệt" in hanh[9]) == (True, False)
    assert lines["Ngô Minh Khôi"][7:9] == ["có", "tài khoản và vai trò của đơn vị; không mở hồ sơ nào"]
    assert khoi.get(f"{PEOPLE}quyen")["Content-Disposition"].endswith('.xlsx"')
    assert Entry.objects.filter(action="dossiers.export", detail__list="rights").count() == 2
    assert client_of_actor(manager).get(f"{PEOPLE}quyen").status_code == 404


def test_review_shows_what_an_account_may_do_with_data_and_who_confirmed_it(khoi: Client, reception: Actor) -> None:
    page = reads(khoi, f"{PEOPLE}?loc=ra-soat")
    assert "đọc hồ sơ của đơn vị; làm: Tiếp nhận" in page
    khoi.post(f"{PEOPLE}{reception.account}/ra-soat", {"ve": "danh-sach"})
    assert '<br><small class="soft">Ngô Minh Khôi</small>' in reads(khoi, PEOPLE)
    exported = khoi.get(f"{PEOPLE}quyen", {"dang": "csv"}).content.decode("utf-8-sig")
    assert exported.count("Ngô Minh Khôi") == 2  # their own post, and whoever reviewed Mrs Hạnh
