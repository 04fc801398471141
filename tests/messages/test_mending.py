"""What was corrected or withdrawn here is put right or removed at a small Zalo, in every account where it stands."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.cast import client_of_actor
from tests.factories.news import copy
from tests.factories.zalo import circulated, linked, work
from tests.peers.zalo import Zalo
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Stale
from xaso.journal.models import Entry
from xaso.messages.actions import (
    claim_publication,
    correct_article,
    recover_lost_publications,
    replay_publication,
    settle_publication,
    withdraw_article,
)
from xaso.messages.models import Article, Publication
from xaso.messages.rules import LOST_AFTER, Reason, Spread, Stage

pytestmark = pytest.mark.django_db
BY = Actor.system("test")
SEND, UPDATE, REMOVE = "/v2.0/oa/message", "/v2.0/article/update", "/v2.0/article/remove"
NEW = "Lịch tiêm chủng dời sang ngày 06/12"


def correct(article: Article, by: Actor, title: str = NEW) -> None:
    fresh = Article.objects.get(pk=article.pk)
    told = copy(title=title, picture_words="Trạm y tế buổi sáng")
    correct_article(fresh, copy=told, why="Dời ngày.", revision=fresh.revision, by=by)


def withdraw(article: Article, by: Actor) -> None:
    fresh = Article.objects.get(pk=article.pk)
    withdraw_article(fresh, why="Viết nhầm.", revision=fresh.revision, by=by)


def titles(zalo: Zalo) -> dict[str, str]:
    return {name: one["title"] for name, one in zalo.articles.items()}


def page(by: Actor, article: Article) -> str:
    return client_of_actor(by).get(f"/can-bo/tin-tuc/{article.pk}/zalo").content.decode()


def test_correction_arrives_in_every_account_and_nobody_is_sent_it_twice(zalo: Zalo, manager: Actor) -> None:
    article = circulated(manager, linked(zalo, manager, "55"), linked(zalo, manager, "56"))
    work()
    correct(article, manager)
    assert work() == [Spread.ACCEPTED, Spread.ACCEPTED]
    assert (titles(zalo), len(zalo.sent)) == ({"bai-1": NEW, "bai-2": NEW}, 2)
    article.refresh_from_db()
    assert {one.revision for one in Publication.objects.all()} == {article.revision}
    assert zalo.articles["bai-1"]["cover"]["photo_url"].endswith(f"/anh.jpg?ban={article.revision}")
    assert page(manager, article).count("Zalo đã nhận bản đính chính") == 2
    assert Entry.objects.filter(action="messages.amend_publication").count() == 2


def test_correction_refused_by_one_account_is_told_and_replayed(zalo: Zalo, manager: Actor) -> None:
    article = circulated(manager, linked(zalo, manager, "55"), linked(zalo, manager, "56"))
    work()
    zalo.refuses["56", UPDATE] = -224
    correct(article, manager)
    assert work() == [Spread.ACCEPTED, Spread.REFUSED]
    shown = page(manager, article)
    assert ("Chưa đính chính được" in shown, "Zalo đã nhận bản đính chính" in shown) == (True, True)
    assert "Bản đính chính: đã tới 1 tài khoản, chưa tới 1." in shown
    zalo.refuses.clear()
    refused = Publication.objects.get(account__network_id="56")
    path = f"/can-bo/tin-tuc/{article.pk}/zalo/{refused.pk}/gui-lai"
    assert client_of_actor(manager).post(path).status_code == 302
    assert (work(), titles(zalo), len(zalo.sent)) == ([Spread.ACCEPTED] * 2, {"bai-1": NEW, "bai-2": NEW}, 2)
    refused.refresh_from_db()
    with pytest.raises(Stale):
        replay_publication(refused, by=manager)


@pytest.mark.parametrize("mood", ["silent", "html", "down", "away", "empty"])
def test_correction_that_was_not_answered_is_asked_again_by_itself(zalo: Zalo, manager: Actor, mood: str) -> None:
    article = circulated(manager, linked(zalo, manager, "55"))
    work()
    zalo.moods[UPDATE] = mood
    correct(article, manager)
    assert work() == [Spread.QUEUED]
    zalo.moods.clear()
    with clock.travel(clock.now() + timedelta(minutes=1)):
        assert (work(), titles(zalo)) == ([Spread.ACCEPTED], {"bai-1": NEW})


def test_correction_still_being_looked_at_has_not_arrived(zalo: Zalo, manager: Actor) -> None:
    article = circulated(manager, linked(zalo, manager, "55"))
    work()
    zalo.looks = 1
    correct(article, manager)
    assert (work(), Publication.objects.get().stage) == ([Spread.QUEUED], Stage.CHECK)
    assert "Đang đính chính" in page(manager, article)
    with clock.travel(clock.now() + timedelta(minutes=1)):
        assert work() == [Spread.ACCEPTED]


def test_article_corrected_while_it_waits_is_put_right_before_it_is_sent(zalo: Zalo, manager: Actor) -> None:
    zalo.refuses["55", SEND] = -234
    article = circulated(manager, linked(zalo, manager, "55"))
    assert work() == [Spread.QUEUED]
    correct(article, manager)
    zalo.refuses.clear()
    with clock.travel(Publication.objects.get().due_at + timedelta(minutes=1)):
        assert (work(), titles(zalo), zalo.sent) == ([Spread.ACCEPTED], {"bai-1": NEW}, [("55", "bai-1")])


def test_correction_made_while_the_one_before_is_asked_for_follows_it(zalo: Zalo, manager: Actor) -> None:
    article = circulated(manager, linked(zalo, manager, "55"))
    work()
    correct(article, manager, "Bản giữa")
    question = claim_publication(Publication.objects.get().pk, by=BY)
    assert question is not None
    assert question.stage == Stage.UPDATE
    correct(article, manager)
    assert settle_publication(question, answer="token-bai-1", by=BY)
    assert (work(), titles(zalo)) == ([Spread.ACCEPTED], {"bai-1": NEW})


def test_withdrawn_article_is_removed_everywhere_and_one_that_is_gone_counts_as_removed(
    zalo: Zalo, manager: Actor
) -> None:
    article = circulated(manager, linked(zalo, manager, "55"), linked(zalo, manager, "56"))
    work()
    del zalo.articles["bai-2"]  # by hand, on Zalo's own page
    withdraw(article, manager)
    assert (work(), zalo.articles) == ([Spread.REMOVED, Spread.REMOVED], {})
    assert list(Publication.objects.order_by("pk").values_list("reason", flat=True)) == ["", Reason.GONE]
    shown = page(manager, article)
    assert (shown.count("Đã rút khỏi Zalo"), "đã bị xóa ở trang quản lý của Zalo" in shown) == (2, True)


def test_correction_of_what_is_gone_says_that_it_is_gone(zalo: Zalo, manager: Actor) -> None:
    article = circulated(manager, linked(zalo, manager, "55"))
    work()
    zalo.articles.clear()
    correct(article, manager)
    assert (work(), Publication.objects.get().reason) == ([Spread.REMOVED], Reason.GONE)
    assert "Không còn ở Zalo" in page(manager, article)


def test_what_zalo_does_not_take_but_still_shows_is_not_gone(zalo: Zalo, manager: Actor) -> None:
    article = circulated(manager, linked(zalo, manager, "55"))
    work()
    zalo.refuses["55", REMOVE] = -201
    withdraw(article, manager)
    assert (work(), Publication.objects.get().reason) == ([Spread.REFUSED], Reason.CONTENT)
    assert "Chưa rút được" in page(manager, article)
    zalo.refuses.clear()
    replay_publication(Publication.objects.get(), by=manager)
    assert (work(), zalo.articles) == ([Spread.REMOVED], {})


@pytest.mark.parametrize("code", [-224, -234])
def test_withdrawn_before_it_was_sent_is_removed_where_it_was_written(zalo: Zalo, manager: Actor, code: int) -> None:
    zalo.refuses["55", SEND] = code
    article = circulated(manager, linked(zalo, manager, "55"))
    work()
    withdraw(article, manager)
    assert (work(), zalo.articles, zalo.sent) == ([Spread.REMOVED], {}, [])


def test_withdrawn_while_it_is_looked_at_is_found_and_removed(zalo: Zalo, manager: Actor) -> None:
    zalo.looks = 1
    article = circulated(manager, linked(zalo, manager, "55"))
    assert work() == [Spread.QUEUED]
    withdraw(article, manager)
    with clock.travel(clock.now() + timedelta(minutes=1)):
        assert (work(), zalo.articles, zalo.sent) == ([Spread.REMOVED], {}, [])


def test_withdrawn_while_it_is_sent_is_removed_after(zalo: Zalo, manager: Actor) -> None:
    zalo.refuses["55", SEND] = -234
    article = circulated(manager, linked(zalo, manager, "55"))
    work()
    with clock.travel(Publication.objects.get().due_at + timedelta(minutes=1)):
        question = claim_publication(Publication.objects.get().pk, by=BY)
        assert question is not None
        assert question.stage == Stage.SEND
        withdraw(article, manager)
        assert settle_publication(question, answer="tin-1", by=BY)
        assert (work(), zalo.articles) == ([Spread.REMOVED], {})


def test_worker_that_died_while_removing_removes_again(zalo: Zalo, manager: Actor) -> None:
    article = circulated(manager, linked(zalo, manager, "55"))
    work()
    withdraw(article, manager)
    assert claim_publication(Publication.objects.get().pk, by=BY) is not None  # and here it dies
    with clock.travel(clock.now() + LOST_AFTER + timedelta(seconds=1)):
        assert recover_lost_publications(by=BY) == 1
    with clock.travel(clock.now() + timedelta(minutes=10)):
        assert (work(), zalo.articles) == ([Spread.REMOVED], {})


def test_what_was_corrected_before_corrections_went_there_goes_with_a_press(zalo: Zalo, manager: Actor) -> None:
    article = circulated(manager, linked(zalo, manager, "55"))
    work()
    correct(article, manager)
    left = {"state": Spread.ACCEPTED, "stage": Stage.SEND, "due_at": clock.now()}
    Publication.objects.update(**left)  # as it was left by the release before
    assert "Zalo còn bản trước" in page(manager, article)
    replay_publication(Publication.objects.get(), by=manager)
    assert (work(), titles(zalo)) == ([Spread.ACCEPTED], {"bai-1": NEW})
