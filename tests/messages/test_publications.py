"""An article through official accounts, against a small Zalo: sent once in each, told why not, sent again with a press."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import client_of_actor
from tests.factories.news import copy, published, with_picture
from tests.factories.zalo import circulated, linked, work
from tests.peers.zalo import Zalo
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Forbidden, Invalid, Refused, Stale
from xaso.messages.actions import (
    circulate_article,
    claim_publication,
    recover_lost_publications,
    replay_publication,
    withdraw_article,
)
from xaso.messages.jobs import count_readers
from xaso.messages.models import OfficialAccount, Publication
from xaso.messages.rules import LOST_AFTER, Reason, Spread, Stage

pytestmark = pytest.mark.django_db
BY = Actor.system("test")
CREATE, SEND = "/v2.0/article/create", "/v2.0/oa/message"


def test_article_is_written_looked_at_and_sent_once(zalo: Zalo, manager: Actor) -> None:
    account = linked(zalo, manager, "55")
    article = circulated(manager, account)
    assert circulate_article(article, accounts=[account.pk], by=manager) == 0
    assert (work(), work()) == ([Spread.ACCEPTED], [Spread.ACCEPTED])
    kept = Publication.objects.get()
    assert (zalo.sent, kept.reference, kept.network_article) == ([("55", "bai-1")], "tin-1", "bai-1")
    told = zalo.articles["bai-1"]
    assert (told["title"], told["cover"]["photo_url"]) == (
        "Lịch tiêm chủng tháng 12 ở ấp 7",
        f"http://localhost:8000/tin-tuc/{article.pk}/anh.jpg?ban=2",
    )


def test_refused_account_says_why_and_is_replayed_from_where_it_stopped(zalo: Zalo, manager: Actor) -> None:
    first, second = linked(zalo, manager, "55"), linked(zalo, manager, "56")
    zalo.refuses["56", SEND] = -224
    article = circulated(manager, first, second)
    assert work() == [Spread.ACCEPTED, Spread.REFUSED]
    refused = Publication.objects.get(account=second)
    assert (refused.reason, refused.why, refused.stage) == (Reason.PACKAGE, "-224: Refused", Stage.SEND)
    client = client_of_actor(manager)
    page = client.get(f"/can-bo/tin-tuc/{article.pk}/zalo").content.decode()
    assert "Gói, xác thực hoặc quyền của tài khoản ở Zalo chưa đủ cho việc này" in page
    zalo.refuses.clear()
    assert client.post(f"/can-bo/tin-tuc/{article.pk}/zalo/{refused.pk}/gui-lai").status_code == 302
    assert work() == [Spread.ACCEPTED, Spread.ACCEPTED]
    assert (zalo.sent, len(zalo.articles)) == ([("55", "bai-1"), ("56", "bai-2")], 2)
    with pytest.raises(Stale):
        replay_publication(refused, by=manager)


@pytest.mark.parametrize(
    ("code", "state", "reason"),
    [
        (-32, Spread.QUEUED, Reason.BUSY),
        (-211, Spread.QUEUED, Reason.QUOTA),
        (-234, Spread.QUEUED, Reason.NIGHT),
        (-137, Spread.REFUSED, Reason.MONEY),
        (-105, Spread.REFUSED, Reason.ACCESS),
        (-201, Spread.REFUSED, Reason.CONTENT),
        (-9999, Spread.QUEUED, Reason.OTHER),
    ],
)
def test_each_class_of_error_is_sorted(zalo: Zalo, manager: Actor, code: int, state: str, reason: str) -> None:
    account = linked(zalo, manager, "55")
    zalo.refuses["55", CREATE] = code
    circulated(manager, account)
    assert work() == [state]
    found = Publication.objects.get()
    assert (found.reason, found.stage, found.attempts) == (reason, Stage.WRITE, 1)
    if reason == Reason.NIGHT:
        assert (clock.local(found.due_at).hour, found.due_at > clock.now()) == (6, True)


def test_what_is_refused_later_again_and_again_is_refused(zalo: Zalo, manager: Actor) -> None:
    account = linked(zalo, manager, "55")
    zalo.refuses["55", CREATE] = -32
    circulated(manager, account)
    moment = clock.now()
    for _time in range(8):
        moment += timedelta(minutes=10)
        with clock.travel(moment):
            work()
    assert Publication.objects.get().state == Spread.REFUSED


def test_article_still_being_looked_at_is_asked_for_again(zalo: Zalo, manager: Actor) -> None:
    account = linked(zalo, manager, "55")
    zalo.looks = 1
    circulated(manager, account)
    assert work() == [Spread.QUEUED]
    with clock.travel(clock.now() + timedelta(minutes=1)):
        assert work() == [Spread.ACCEPTED]
    assert len(zalo.articles) == 1


def test_access_that_ended_is_renewed_and_asked_once_more(zalo: Zalo, manager: Actor) -> None:
    account = linked(zalo, manager, "55")
    zalo.ended = {"access-1"}
    circulated(manager, account)
    assert (work(), zalo.traded) == ([Spread.ACCEPTED], 2)
    assert OfficialAccount.objects.get().access == "access-2"


@pytest.mark.parametrize("stage", [Stage.WRITE, Stage.SEND])
def test_worker_that_died_while_sending_sends_nothing_twice(zalo: Zalo, manager: Actor, stage: str) -> None:
    account = linked(zalo, manager, "55")
    article = circulated(manager, account)
    kept = Publication.objects.get()
    written = {"network_article": "bai-1", "revision": article.revision} if stage == Stage.SEND else {}
    Publication.objects.update(stage=stage, **written)
    assert claim_publication(kept.pk, by=BY) is not None  # and here it dies
    with clock.travel(clock.now() + LOST_AFTER + timedelta(seconds=1)):
        assert recover_lost_publications(by=BY) == 1
        assert work() == [Spread.REFUSED]
    kept.refresh_from_db()
    assert (kept.reason, zalo.sent) == (Reason.UNSURE, [])


def test_worker_that_died_while_looking_looks_again(zalo: Zalo, manager: Actor) -> None:
    account = linked(zalo, manager, "55")
    zalo.looks = 1
    circulated(manager, account)
    work()
    with clock.travel(clock.now() + timedelta(minutes=1)):
        assert claim_publication(Publication.objects.get().pk, by=BY) is not None
    with clock.travel(clock.now() + timedelta(minutes=10)):
        recover_lost_publications(by=BY)
    with clock.travel(clock.now() + timedelta(minutes=20)):
        assert work() == [Spread.ACCEPTED]


@pytest.mark.parametrize(
    ("mood", "state", "reason"),
    [
        ("silent", Spread.REFUSED, Reason.UNSURE),
        ("html", Spread.REFUSED, Reason.UNSURE),
        ("down", Spread.REFUSED, Reason.UNSURE),
        ("away", Spread.QUEUED, Reason.BUSY),
        ("empty", Spread.REFUSED, Reason.UNSURE),
    ],
)
def test_sending_that_was_not_answered_waits_for_a_person(
    zalo: Zalo, manager: Actor, mood: str, state: str, reason: str
) -> None:
    account = linked(zalo, manager, "55")
    zalo.moods[SEND] = mood
    circulated(manager, account)
    assert (work(), Publication.objects.get().reason) == ([state], reason)


def test_readers_are_counted_later(zalo: Zalo, manager: Actor) -> None:
    first, second = linked(zalo, manager, "55"), linked(zalo, manager, "56")
    circulated(manager, first, second)
    work()
    zalo.views |= {"bai-1": 312, "bai-2": 7}
    zalo.refuses["56", ""] = -224
    count_readers(0)
    assert list(Publication.objects.order_by("pk").values_list("readers", flat=True)) == [312, None]


def test_readers_of_many_articles_are_written_down_in_one_statement(zalo: Zalo, manager: Actor) -> None:
    account = linked(zalo, manager, "55")
    for _article in range(3):
        circulated(manager, account)
    work()
    zalo.views |= {"bai-1": 312, "bai-2": 7, "bai-3": 0}
    with CaptureQueriesContext(connection) as asked:
        count_readers(0)
    assert [one["sql"].startswith("UPDATE") for one in asked].count(True) == 1
    assert list(Publication.objects.order_by("pk").values_list("readers", flat=True)) == [312, 7, 0]


def test_only_who_leads_sends_and_only_what_is_shown_with_a_picture(
    zalo: Zalo, manager: Actor, case_officer: Actor, province_manager: Actor
) -> None:
    account, above = linked(zalo, manager, "55"), linked(zalo, province_manager, "92")
    article, bare = published(manager, with_picture(manager)), published(manager, copy())
    with pytest.raises(Forbidden):
        circulate_article(article, accounts=[account.pk], by=case_officer)
    for wrong in ([above.pk], [], [account.pk, above.pk]):
        with pytest.raises(Invalid):
            circulate_article(article, accounts=wrong, by=manager)
    with pytest.raises(Refused, match="ảnh bìa"):
        circulate_article(bare, accounts=[account.pk], by=manager)
    withdraw_article(article, why="Viết nhầm ngày.", revision=article.revision, by=manager)
    with pytest.raises(Refused):
        circulate_article(article, accounts=[account.pk], by=manager)


def test_who_leads_above_sends_through_the_communes_below(zalo: Zalo, manager: Actor, province_manager: Actor) -> None:
    below, above = linked(zalo, manager, "55"), linked(zalo, province_manager, "92")
    article = circulated(province_manager, below, above)
    assert work() == [Spread.ACCEPTED, Spread.ACCEPTED]
    assert client_of_actor(manager).get(f"/can-bo/tin-tuc/{article.pk}/zalo").status_code == 404


def test_article_withdrawn_while_it_waits_is_not_sent(zalo: Zalo, manager: Actor) -> None:
    account = linked(zalo, manager, "55")
    article = circulated(manager, account)
    withdraw_article(article, why="Viết nhầm ngày.", revision=article.revision, by=manager)
    assert (work(), zalo.sent) == ([Spread.REFUSED], [])
