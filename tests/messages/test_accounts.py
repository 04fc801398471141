"""Official accounts against a small Zalo: tokens are traded once, by one at a time, and people are told when that fails."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from django.db import OperationalError, connection, transaction

from tests.cast import actor, client_of_actor
from tests.factories.messages import make_message
from tests.factories.zalo import conversing
from tests.peers.zalo import Zalo
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Forbidden, Invalid, Refused
from xaso.core.scope import as_machine, from_nobody
from xaso.messages.access import conversations_for
from xaso.messages.actions import alert_account, link_account, renew_account, tell_of_trouble
from xaso.messages.jobs import renew_accounts
from xaso.messages.models import AccountAlert, Follower, Message, OfficialAccount
from xaso.messages.rules import RENEWED_AFTER, Reason, State, is_due
from xaso.people.access import get_person
from xaso.people.actions import correct_person
from xaso.units.queries import unit_on

BY = Actor.system("test")
HERE = "5510185758261927916"


@pytest.fixture
def zalo(zalo: Zalo) -> Zalo:
    zalo.numbers = {"first": HERE, "second": "55"}
    return zalo


def linked(by: Actor) -> OfficialAccount:
    return link_account(network_id=HERE, name="UBND xã Vị Thủy", renewal="first", by=by)


@pytest.mark.django_db
def test_linked_account_keeps_the_next_pair_sealed(zalo: Zalo, manager: Actor) -> None:
    linked(manager)
    kept = OfficialAccount.objects.get()
    assert (kept.access, kept.renewal, kept.unit_id) == ("access-1", "renewal-1", manager.unit)
    assert "access-1" not in kept.access_sealed
    assert "renewal-1" not in kept.renewal_sealed


@pytest.mark.django_db
def test_account_is_linked_by_who_leads_and_by_one_unit(
    zalo: Zalo, manager: Actor, case_officer: Actor, province_manager: Actor
) -> None:
    with pytest.raises(Forbidden):
        linked(case_officer)
    linked(manager)
    with pytest.raises(Refused):
        linked(province_manager)
    assert zalo.traded == 1


@pytest.mark.django_db
def test_unit_that_others_went_over_into_takes_over_their_accounts(
    zalo: Zalo, manager: Actor, province_manager: Actor, citizen: Actor
) -> None:
    """Xã Vị Thắng had an account until it went over into xã Vị Thủy; the city above gets nothing of it."""
    before = unit_on("31450", date(2025, 6, 30))
    account = linked(manager)
    follower = conversing(account, citizen)
    OfficialAccount.objects.update(unit=before)
    Follower.objects.update(unit=before)
    zalo.good, zalo.numbers = {"second"}, {"second": HERE}
    with pytest.raises(Refused, match="đơn vị khác"):
        link_account(network_id=HERE, name="UBND xã", renewal="second", by=province_manager)
    assert not conversations_for(manager).exists()
    again = link_account(network_id=HERE, name="UBND xã Vị Thủy", renewal="second", by=manager)
    assert (again.pk, again.unit_id) == (account.pk, manager.unit)
    assert conversations_for(manager).get().pk == follower.pk


@pytest.mark.django_db
def test_linking_again_mends_an_account(zalo: Zalo, manager: Actor) -> None:
    account = linked(manager)
    zalo.good, zalo.numbers = {"second"}, {"second": HERE}
    with clock.travel(clock.now() + RENEWED_AFTER):
        renew_accounts(0)
        assert AccountAlert.objects.get().settled_at is None
        again = link_account(network_id=account.network_id, name="UBND xã", renewal="second", by=manager)
    assert (again.pk, again.name, again.renewal) == (account.pk, "UBND xã", "renewal-2")
    assert AccountAlert.objects.get().settled_at is not None


@pytest.mark.django_db
def test_token_of_another_account_links_none_and_takes_nothing_away(zalo: Zalo, manager: Actor) -> None:
    account = linked(manager)
    zalo.good.add("second")
    with pytest.raises(Invalid, match="tài khoản khác"):
        link_account(network_id=HERE, name="UBND xã", renewal="second", by=manager)
    zalo.good.add("third")
    with pytest.raises(Invalid):
        link_account(network_id="66", name="UBND xã bên", renewal="third", by=manager)
    kept = OfficialAccount.objects.get()
    assert (kept.pk, kept.access, kept.renewal) == (account.pk, "access-1", "renewal-1")


@pytest.mark.django_db
def test_account_of_which_zalo_does_not_say_whose_it_is_is_not_linked(zalo: Zalo, manager: Actor) -> None:
    zalo.refuses["first", "/v2.0/oa/getoa"] = -224
    with pytest.raises(Invalid) as refusal:
        linked(manager)
    assert "-224" in refusal.value.errors["renewal"]
    assert OfficialAccount.objects.count() == 0


@pytest.mark.django_db
def test_row_that_cannot_be_read_stops_no_other(zalo: Zalo, manager: Actor) -> None:
    sick = linked(manager)
    zalo.good.add("second")
    well = link_account(network_id="55", name="UBND xã", renewal="second", by=manager)
    OfficialAccount.objects.filter(pk=sick.pk).update(renewal_sealed="lost:a256:AAAA")
    with clock.travel(clock.now() + RENEWED_AFTER):
        renew_accounts(0)
    well.refresh_from_db()
    assert well.renewal == "renewal-3"
    assert [(one.account_id, one.reason) for one in AccountAlert.objects.all()] == [(sick.pk, Reason.UNREADABLE)]


@pytest.mark.django_db
def test_account_renewed_in_the_future_is_renewed_now(zalo: Zalo, manager: Actor) -> None:
    account = linked(manager)
    OfficialAccount.objects.update(renewed_at=clock.now() + timedelta(days=30))
    renew_accounts(0)
    account.refresh_from_db()
    assert (account.renewal, account.renewed_at <= clock.now()) == ("renewal-2", True)


FAILS = """create function fail() returns trigger language plpgsql as $$ begin raise exception 'the disk is full'; end $$;
create trigger fails before {what} for each row execute function fail()"""


def test_new_pair_is_kept_though_its_journal_row_is_lost(zalo: Zalo, administrator: Callable[[str], None]) -> None:
    account = linked(actor("quan-ly"))
    OfficialAccount.objects.update(renewed_at=clock.now() - RENEWED_AFTER)
    administrator(FAILS.format(what="insert on journal_entry"))
    renew_accounts(0)
    account.refresh_from_db()
    assert (account.access, account.renewal) == ("access-2", "renewal-2")


def test_pair_that_could_not_be_kept_is_told(zalo: Zalo, administrator: Callable[[str], None]) -> None:
    account = linked(actor("quan-ly"))
    OfficialAccount.objects.update(renewed_at=clock.now() - RENEWED_AFTER)
    administrator(FAILS.format(what="update on messages_officialaccount"))
    renew_accounts(0)
    account.refresh_from_db()
    assert (account.renewal, AccountAlert.objects.get().reason) == ("renewal-1", Reason.NOT_KEPT)
    page = client_of_actor(actor("quan-ly")).get("/can-bo/tin-chua-den").content.decode()
    assert "máy không lưu được" in page


@pytest.mark.django_db
def test_access_that_the_network_takes_no_more_is_renewed_at_once(zalo: Zalo, manager: Actor) -> None:
    account = linked(manager)
    assert renew_account(account.pk, stale="access-1", by=BY) is True
    assert renew_account(account.pk, stale="access-1", by=BY) is False  # somebody was faster
    assert zalo.traded == 2


@pytest.mark.django_db
@pytest.mark.parametrize(("renewal", "why"), [("stranger", "-14014"), ("", "-14014")])
def test_token_that_zalo_does_not_know_is_told_beside_its_field(
    zalo: Zalo, manager: Actor, renewal: str, why: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        link_account(network_id="55", name="UBND xã", renewal=renewal, by=manager)
    assert why in refusal.value.errors["renewal"]


@pytest.mark.django_db
def test_manager_links_an_account_in_the_desk(zalo: Zalo, manager: Actor, reception: Actor) -> None:
    zalo.numbers = {"first": "55"}
    client, typed = client_of_actor(manager), {"network_id": "55", "name": "UBND xã Vị Thủy", "renewal": "wrong"}
    refused = client.post("/can-bo/tin-tuc/tai-khoan", typed)
    page = refused.content.decode()
    assert (refused.status_code, "-14014" in page, "UBND xã Vị Thủy" in page) == (422, True, True)
    assert client.post("/can-bo/tin-tuc/tai-khoan", typed | {"renewal": "first"}).status_code == 302
    assert "UBND xã Vị Thủy" in client.get("/can-bo/tin-tuc/tai-khoan").content.decode()
    assert client_of_actor(reception).get("/can-bo/tin-tuc/tai-khoan").status_code == 403


@pytest.mark.django_db
def test_tokens_are_renewed_after_twenty_hours_and_not_before(zalo: Zalo, manager: Actor) -> None:
    account = linked(manager)
    assert renew_account(account.pk, by=BY) is False
    with clock.travel(clock.now() + RENEWED_AFTER):
        renew_accounts(0)
        renew_accounts(0)
    account.refresh_from_db()
    assert (account.access, account.renewal, zalo.traded) == ("access-2", "renewal-2", 2)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("mood", "why"),
    [("html", "no JSON"), ("down", "status 500"), ("silent", "no answer"), ("empty", "no tokens")],
)
def test_failure_is_one_alert_and_settled_when_it_works_again(zalo: Zalo, manager: Actor, mood: str, why: str) -> None:
    linked(manager)
    zalo.mood = mood
    with clock.travel(clock.now() + RENEWED_AFTER):
        renew_accounts(0)
        renew_accounts(0)
        alert = AccountAlert.objects.get()
        assert why in alert.why
        page = client_of_actor(manager).get("/can-bo/tin-chua-den").content.decode()
        assert "UBND xã Vị Thủy" in page
        zalo.mood = "well"
        renew_accounts(0)
    alert.refresh_from_db()
    assert alert.settled_at is not None
    assert OfficialAccount.objects.get().renewal == "renewal-2"


@pytest.mark.django_db
@pytest.mark.parametrize(("reason", "settled"), [(Reason.ACCESS, True), (Reason.MONEY, False), (Reason.PACKAGE, False)])
def test_new_tokens_settle_only_what_they_cure(zalo: Zalo, manager: Actor, reason: Reason, settled: bool) -> None:
    account = linked(manager)
    alert_account(account.pk, reason=reason, said="as asked", by=BY)
    with clock.travel(clock.now() + RENEWED_AFTER):
        assert renew_account(account.pk, by=BY) is True
    assert (AccountAlert.objects.get().settled_at is not None) is settled
    zalo.good, zalo.numbers = {"second"}, {"second": HERE}
    link_account(network_id=HERE, name="UBND xã", renewal="second", by=manager)
    assert (AccountAlert.objects.get().settled_at is not None) is settled


@pytest.mark.django_db
def test_missing_money_outlasts_a_trouble_of_the_tokens(zalo: Zalo, manager: Actor) -> None:
    account = linked(manager)
    for reason in (Reason.MONEY, Reason.ACCESS, Reason.MONEY, Reason.USED_UP):
        alert_account(account.pk, reason=reason, said="as asked", by=BY)
    assert sorted(AccountAlert.objects.values_list("reason", flat=True)) == [Reason.MONEY, Reason.USED_UP]
    page = client_of_actor(manager).get("/can-bo/tin-chua-den").content.decode()
    assert ("Zalo không trừ được tiền" in page, "Mã gia hạn đã dùng rồi" in page) == (True, True)
    with clock.travel(clock.now() + RENEWED_AFTER):
        assert renew_account(account.pk, by=BY) is True
    assert AccountAlert.objects.get(settled_at=None).reason == Reason.MONEY


@pytest.mark.django_db
def test_token_used_by_somebody_else_is_an_alert(zalo: Zalo, manager: Actor) -> None:
    account = linked(manager)
    zalo.used.add("renewal-1")
    with clock.travel(clock.now() + RENEWED_AFTER):
        assert renew_account(account.pk, by=BY) is False
    alert = AccountAlert.objects.get()
    assert (alert.reason, alert.why) == (Reason.USED_UP, "-14020: Refresh token was used")


@pytest.mark.django_db
@pytest.mark.parametrize("code", [-14002, -14003])
def test_what_is_wrong_in_the_console_is_told_as_such(zalo: Zalo, manager: Actor, code: int) -> None:
    account = linked(manager)
    zalo.console = code
    with clock.travel(clock.now() + RENEWED_AFTER):
        assert renew_account(account.pk, by=BY) is False
    assert AccountAlert.objects.get().reason == Reason.CONSOLE
    page = client_of_actor(manager).get("/can-bo/tin-chua-den").content.decode()
    assert f'địa chỉ gọi lại hoặc mã PKCE. Xin báo người quản trị xem lại ở đó. <span class="soft">({code}: ' in page


def test_two_workers_trade_the_token_once(committed_db: Callable[[], None], zalo: Zalo) -> None:
    account = linked(actor("quan-ly"))
    zalo.mood = "slow"
    answers: list[bool] = []
    OfficialAccount.objects.update(renewed_at=clock.now() - RENEWED_AFTER)

    def work() -> None:
        with from_nobody(), as_machine("test"):
            answers.append(renew_account(account.pk, by=BY))
        connection.close()

    workers = [threading.Thread(target=work) for _time in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    account.refresh_from_db()
    assert (sorted(answers), zalo.traded, account.renewal) == ([False, False, False, True], 2, "renewal-2")
    assert AccountAlert.objects.count() == 0


@contextmanager
def held(account: OfficialAccount) -> Iterator[None]:
    """Another worker has the row and lets nobody in, as long as anybody here waits."""
    begun, over = threading.Event(), threading.Event()

    def hold() -> None:
        with from_nobody(), as_machine("test"), transaction.atomic():
            OfficialAccount.objects.select_for_update(of=("self",), no_key=True).get(pk=account.pk)
            begun.set()
            over.wait(10)
        connection.close()

    worker = threading.Thread(target=hold)
    worker.start()
    begun.wait(10)
    with connection.cursor() as cursor:
        cursor.execute("set lock_timeout = '100ms'")
    yield
    over.set()
    worker.join()


def test_worker_who_finds_another_at_it_raises_no_alarm(committed_db: Callable[[], None], zalo: Zalo) -> None:
    account = linked(actor("quan-ly"))
    OfficialAccount.objects.update(renewed_at=clock.now() - RENEWED_AFTER)
    with held(account):
        assert renew_account(account.pk, by=BY) is False
    assert (zalo.traded, AccountAlert.objects.count()) == (1, 0)


def test_typed_token_is_not_spent_while_the_row_cannot_be_had(committed_db: Callable[[], None], zalo: Zalo) -> None:
    manager = actor("quan-ly")
    account = linked(manager)
    zalo.good, zalo.numbers = {"second"}, {"second": HERE}
    with held(account), pytest.raises(OperationalError):
        link_account(network_id=HERE, name="UBND xã", renewal="second", by=manager)
    assert (zalo.traded, zalo.good) == (1, {"second"})


SLEEPS = """create function sleep() returns trigger language plpgsql as $$ begin perform pg_sleep(0.5); return new; end $$;
create trigger sleeps before insert on {table} for each row execute function sleep();
alter table {table} enable always trigger sleeps"""


def both(do: Callable[[], object]) -> list[object]:
    """What two workers get that do it at the same moment."""
    got: list[object] = []

    def work() -> None:
        try:
            with from_nobody(), as_machine("test"):
                got.append(do())
        except Exception as problem:
            got.append(problem)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _time in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return got


def test_two_workers_who_meet_the_same_trouble_leave_one_alert(
    zalo: Zalo, administrator: Callable[[str], None]
) -> None:
    account = linked(actor("quan-ly"))
    administrator(SLEEPS.format(table="messages_accountalert"))
    told = both(lambda: alert_account(account.pk, reason=Reason.MONEY, said="-137", by=BY))
    assert (told, AccountAlert.objects.get().reason) == ([None, None], Reason.MONEY)


def test_two_workers_who_tell_of_the_same_event_tell_it_once(administrator: Callable[[str], None]) -> None:
    manager = actor("quan-ly")
    correct_person(get_person(manager.person), phone="0912345679", by=BY)  # type: ignore[arg-type]
    failed = make_message(unit=manager.unit)
    Message.objects.update(state=State.FAILED, failed_at=clock.now(), error="no such number")
    administrator(SLEEPS.format(table="messages_message"))
    told = both(lambda: tell_of_trouble(by=BY))
    leaders = Message.objects.exclude(pk=failed.pk).count()
    assert (told, leaders > 0) == ([leaders, leaders], True)


def test_moment_in_the_future_is_no_reason_to_wait() -> None:
    now = clock.now()
    assert is_due(now + timedelta(hours=1), now)
    assert not is_due(now, now)
