"""Nobody alone lets anybody in: one administrator proposes, a second person agrees on their own screen."""

from __future__ import annotations

from datetime import date, timedelta
from html import unescape

import pytest
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.test import Client

from tests.cast import account_of, client_of_actor
from tests.factories.entering import enter
from tests.factories.people import make_person
from tests.factories.signin import PASSWORD
from tests.signin.test_proof import with_app
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Forbidden, NotFound
from xaso.journal.models import Entry
from xaso.offices.actions import appoint
from xaso.offices.models import Office
from xaso.offices.rules import Role
from xaso.signin import actions
from xaso.signin.access import actor_of, proposals_for
from xaso.signin.models import Account, Proposal
from xaso.signin.rules import Kind

pytestmark = pytest.mark.django_db
BY = Actor.system("tests")
PEOPLE, ENTRIES = "/can-bo/quan-tri/", "/can-bo/cho-vao"


@pytest.fixture
def khoi(administrator_of_commune: Actor) -> Client:
    return client_of_actor(administrator_of_commune)


@pytest.fixture
def asked(khoi: Client, reception: Actor) -> Proposal:
    """For Mrs Hạnh, who has no second factor and forgot the password."""
    assert khoi.post(f"{PEOPLE}{reception.account}/xin-vao").status_code == 302
    return Proposal.objects.get()


def reads(client: Client, url: str = ENTRIES) -> str:
    return unescape(client.get(url).content.decode())


def second_administrator(office: Office) -> Actor:
    person = make_person("Lý Thị Hoa Mai")
    appoint(person, office=office, role=Role.ADMINISTRATOR, title="quản trị", valid_from=date(2026, 1, 5), by=BY)
    kind = Kind.ADMINISTRATOR
    account = actions.open_official_account(
        username="mai.quantri", person=person.pk, kind=kind, password=PASSWORD, by=BY
    )
    return actor_of(account, address="127.0.0.1")


def test_one_administrator_alone_lets_nobody_in(khoi: Client, asked: Proposal, reception: Actor) -> None:
    page = f"{PEOPLE}{reception.account}"
    assert khoi.post(f"{page}/mat-khau").status_code == 403
    assert "Đang chờ người thứ hai đồng ý" in reads(khoi, page)
    assert reception_name(asked) not in reads(khoi)  # their own proposal does not wait for them
    assert khoi.post(f"{ENTRIES}/{asked.pk}/dong-y").status_code == 404
    assert khoi.post(f"{page}/xin-vao").status_code == 422
    assert account_of(reception).must_change is False


def reception_name(asked: Proposal) -> str:
    assert asked.account.person is not None
    return asked.account.person.full_name


def test_head_of_the_office_agrees_and_it_is_carried_out_once(
    khoi: Client, asked: Proposal, reception: Actor, approver: Actor
) -> None:
    tung = client_of_actor(approver)
    assert "1 người đang chờ ông/bà đồng ý" in reads(tung, "/can-bo/")
    page = reads(tung)
    assert ("Trần Thị Mỹ Hạnh" in page, "Ngô Minh Khôi" in page, "hanh.tiepnhan" in page) == (True, True, True)
    assert tung.post(f"{ENTRIES}/{asked.pk}/dong-y").url == ENTRIES
    assert tung.post(f"{ENTRIES}/{asked.pk}/khong").status_code == 404
    assert khoi.post(f"{PEOPLE}{reception.account}/mat-khau").status_code == 200
    assert khoi.post(f"{PEOPLE}{reception.account}/mat-khau").status_code == 403
    told = Entry.objects.filter(subject_id=str(reception.account), detail__proposal=str(asked.pk)).order_by("pk")
    assert [(one.action, one.account) for one in told] == [
        ("signin.propose_entry", asked_by(khoi)),
        ("signin.confirm_entry", approver.account),
        ("signin.issue_password", asked_by(khoi)),
    ]


def asked_by(client: Client) -> object:
    return Account.objects.get(pk=client.session["_auth_user_id"]).pk


def test_second_administrator_agrees_too(asked: Proposal, one_stop: Office) -> None:
    mai = second_administrator(one_stop)
    client = client_of_actor(mai)
    assert "Trần Thị Mỹ Hạnh" in reads(client)
    assert client.post(f"{ENTRIES}/{asked.pk}/dong-y").url == ENTRIES
    asked.refresh_from_db()
    assert asked.confirmed_by_id == mai.person


def test_those_above_agree_and_nobody_beside(
    asked: Proposal,
    province_manager: Actor,
    other_commune: Actor,
    reception: Actor,
    case_officer: Actor,
    auditor: Actor,
) -> None:
    for other in (other_commune, reception, case_officer, auditor):
        assert proposals_for(other) == []
        assert client_of_actor(other).post(f"{ENTRIES}/{asked.pk}/dong-y").status_code == 404
    assert client_of_actor(province_manager).post(f"{ENTRIES}/{asked.pk}/dong-y").url == ENTRIES


def test_whom_it_is_about_does_not_agree(khoi: Client, approver: Actor, manager: Actor) -> None:
    khoi.post(f"{PEOPLE}{approver.account}/xin-vao")
    waiting = Proposal.objects.get()
    assert [one.pk for one in proposals_for(manager)] == [waiting.pk]
    with pytest.raises(NotFound):
        actions.confirm_entry(waiting, by=approver)


def test_declined_proposal_opens_nothing_and_another_may_follow(
    khoi: Client, asked: Proposal, reception: Actor, manager: Actor
) -> None:
    assert client_of_actor(manager).post(f"{ENTRIES}/{asked.pk}/khong").url == ENTRIES
    assert khoi.post(f"{PEOPLE}{reception.account}/mat-khau").status_code == 403
    assert khoi.post(f"{PEOPLE}{reception.account}/xin-vao").status_code == 302
    assert Proposal.objects.filter(ended_at=None).count() == 1


def test_proposal_out_of_time_is_nothing(
    asked: Proposal, reception: Actor, administrator_of_commune: Actor, approver: Actor
) -> None:
    with clock.travel(clock.now() + timedelta(hours=73)):
        assert proposals_for(approver) == []
        fresh = actions.propose_entry(account_of(reception), by=administrator_of_commune)
        actions.confirm_entry(fresh, by=approver)
    with clock.travel(clock.now() + timedelta(hours=147)), pytest.raises(Forbidden, match="hai người"):
        actions.issue_password(account_of(reception), by=administrator_of_commune)


def test_lost_factors_go_when_the_password_is_issued(khoi: Client, reception: Actor, approver: Actor) -> None:
    account = account_of(reception)
    with_app(account)
    page = f"{PEOPLE}{account.pk}"
    assert khoi.post(f"{page}/bo-bao-ve").url == page
    assert Authenticator.objects.filter(user=account.pk).count() == 2
    actions.confirm_entry(Proposal.objects.get(), by=approver)
    assert Authenticator.objects.filter(user=account.pk).count() == 2
    assert khoi.post(f"{page}/mat-khau").status_code == 200
    assert Authenticator.objects.filter(user=account.pk).count() == 0


def test_whoever_keeps_a_second_factor_needs_one_administrator(khoi: Client, reception: Actor) -> None:
    with_app(account_of(reception))
    assert khoi.post(f"{PEOPLE}{reception.account}/mat-khau").status_code == 200
    assert Authenticator.objects.filter(user=reception.account).count() == 2


def test_invented_officer_gets_in_by_nobodys_hand_alone(khoi: Client, one_stop: Office) -> None:
    typed = {"full_name": "Người Không Có", "id_number": "", "office": one_stop.pk, "role": "approver"}
    typed |= {"title": "Chủ tịch", "valid_from": "01/01/2026", "valid_to": "", "username": "khong.co"}
    page = khoi.post(f"{PEOPLE}moi", typed).url
    assert khoi.post(f"{page}/mat-khau").status_code == 403
    assert Account.objects.get(username="khong.co").has_usable_password() is False


def test_database_takes_no_proposal_confirmed_by_its_proposer(asked: Proposal) -> None:
    confirmed = {"confirmed_by": asked.proposed_by_id, "confirmed_at": clock.now()}
    with pytest.raises(IntegrityError, match="nobody_confirms_their_own_proposal"), transaction.atomic():
        Proposal.objects.filter(pk=asked.pk).update(**confirmed)


def test_glass_is_still_broken_by_whoever_runs_the_machine(reception: Actor) -> None:
    account = account_of(reception)
    with_app(account)
    actions.reset_factors(account, by=BY)
    password = actions.issue_password(account, by=BY)
    client = Client()
    assert client.post("/can-bo/dang-nhap", {"login": "hanh.tiepnhan", "password": password}).url == "/can-bo/"
    with pytest.raises(Forbidden):
        actions.reset_factors(account, by=actor_of(account, address=""))


def test_officials_before_their_work_agree_to_nothing(asked: Proposal, approver: Actor) -> None:
    account = account_of(approver)
    Account.objects.filter(pk=account.pk).update(must_change=True)
    account.refresh_from_db()
    assert enter(Client(), account).post(f"{ENTRIES}/{asked.pk}/dong-y").url == "/can-bo/mat-khau"
