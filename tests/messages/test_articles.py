"""News: who writes, who publishes, where it may be shown, and what stays of what was public."""

from __future__ import annotations

from datetime import date, timedelta
from unicodedata import normalize

import pytest
from django.db import IntegrityError, transaction

from tests.factories.news import copy, published, with_picture
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Forbidden, Invalid, NotFound, Refused, Stale
from xaso.files.models import StoredFile
from xaso.journal.models import Entry
from xaso.messages.access import get_article, picture_of, read_article, units_to_tell
from xaso.messages.actions import (
    correct_article,
    discard_article,
    publish_article,
    revise_article,
    withdraw_article,
    write_article,
)
from xaso.messages.models import Article, ArticleCorrection
from xaso.messages.queries import news_of
from xaso.messages.rules import Standing, asked_words, paragraphs, standing

pytestmark = pytest.mark.django_db


def found(actor: Actor, text: str = "") -> list[str]:
    return [one.title for one in news_of(actor.unit or 0, clock.today(), text=text).rows]


def test_draft_is_read_by_nobody_until_it_is_published(case_officer: Actor, manager: Actor) -> None:
    article = write_article(copy=copy(), by=case_officer)
    assert found(case_officer) == []
    with pytest.raises(NotFound):
        read_article(article.pk, clock.today())
    publish_article(article, revision=1, by=manager)
    assert found(case_officer) == ["Lịch tiêm chủng tháng 12 ở ấp 7"]
    assert [one.action for one in Entry.objects.filter(subject_kind="article").order_by("seq")] == [
        "messages.write_article",
        "messages.publish_article",
    ]


def test_only_who_leads_the_unit_publishes_and_the_attempt_is_kept(case_officer: Actor) -> None:
    article = write_article(copy=copy(), by=case_officer)
    with pytest.raises(Forbidden):
        publish_article(article, revision=1, by=case_officer)
    assert Entry.objects.filter(action="messages.publish_article", denied=True).count() == 1


@pytest.mark.parametrize("who", ["citizen", "auditor", "administrator_of_commune"])
def test_nobody_else_writes_news(who: str, request: pytest.FixtureRequest) -> None:
    with pytest.raises(Forbidden):
        write_article(copy=copy(), by=request.getfixturevalue(who))


def test_officer_of_another_commune_neither_finds_nor_publishes_a_draft(manager: Actor, other_commune: Actor) -> None:
    article = write_article(copy=copy(), by=manager)
    with pytest.raises(NotFound):
        get_article(other_commune, article.pk)
    with pytest.raises(Forbidden):
        withdraw_article(article, why="x", revision=1, by=other_commune)


def test_unit_above_speaks_in_its_communes_and_a_commune_only_at_home(manager: Actor, province_manager: Actor) -> None:
    day = clock.today()
    below = units_to_tell(province_manager, day)
    assert list(units_to_tell(manager, day)) == [manager.unit]
    assert {manager.unit, province_manager.unit} <= set(below)
    published(province_manager, copy(title="Báo bão số 9", units=[manager.unit or 0]))
    assert found(manager) == ["Báo bão số 9"]
    assert found(province_manager) == []
    with pytest.raises(Invalid) as refusal:
        write_article(copy=copy(units=[province_manager.unit or 0]), by=manager)
    assert list(refusal.value.errors) == ["units"]


@pytest.mark.parametrize(
    ("typed", "fits"),
    [
        ("tiem chung", True),
        ("TIÊM CHỦNG", True),
        (normalize("NFD", "tiêm chủng"), True),
        ("tiem ap 7", True),
        ("tie", True),
        ("tiem xe", False),
        ("& | ! :*", False),
        ("a\x00b", False),
        ("' or 1=1", False),
    ],
)
def test_news_is_found_by_words_without_diacritics(manager: Actor, typed: str, fits: bool) -> None:
    published(manager)
    assert found(manager, typed) == (["Lịch tiêm chủng tháng 12 ở ấp 7"] if fits else [])


TOLD = """Nghỉ từ 25/12/2026, họp lúc 7h30 ở trạm y tế/ấp 7. Thủ tục 1.001193 thu 150.000 đồng, phòng Covid-19.
Gọi 02933.123.456, thư tin_xa@vithuy.example hoặc www.vithuy.example/tin. Theo Quyết định 12/QĐ-UBND."""


@pytest.mark.parametrize(
    "typed",
    ["25/12", "25/12/2026", "25-12-2026", "7h30", "tram y te", "1.001193", "150.000", "covid-19", "19",
     "02933", "tin_xa@vithuy.example", "vithuy.example", "vithuy", "12/QĐ-UBND", "qđ ubnd"],
)  # fmt: skip
def test_news_is_found_by_dates_numbers_and_addresses(manager: Actor, typed: str) -> None:
    published(manager, copy(body=TOLD))
    assert len(found(manager, typed)) == 1


def test_article_ahead_of_its_day_waits_and_one_past_it_is_left_out(manager: Actor) -> None:
    today = clock.today()
    published(manager, copy(title="Mai", shown_from=today + timedelta(days=1)))
    published(manager, copy(title="Hôm nay", shown_to=today))
    assert found(manager) == ["Hôm nay"]
    with clock.travel(clock.now() + timedelta(days=1)):
        assert found(manager) == ["Mai"]


def test_article_published_late_bears_the_day_of_its_publishing(manager: Actor) -> None:
    article = write_article(copy=copy(), by=manager)
    later = clock.now() + timedelta(days=3)
    with clock.travel(later):
        publish_article(article, revision=1, by=manager)
    assert Article.objects.get().shown_from == later.astimezone(clock.VN).date()


def test_correction_keeps_what_was_said_and_why(manager: Actor) -> None:
    article = published(manager)
    correct_article(article, copy=copy(title="Lịch tiêm 12/2026"), why="Sai ngày tiêm.", revision=2, by=manager)
    kept = ArticleCorrection.objects.get()
    assert (kept.title, kept.why) == ("Lịch tiêm chủng tháng 12 ở ấp 7", "Sai ngày tiêm.")
    assert found(manager) == ["Lịch tiêm 12/2026"]
    with pytest.raises(Invalid) as refusal:
        correct_article(article, copy=copy(), why=" \u200b", revision=3, by=manager)
    assert list(refusal.value.errors) == ["why"]


def test_correction_hides_nothing_and_dates_nothing_back(manager: Actor) -> None:
    article, today = published(manager), clock.today()
    for moved in (today + timedelta(days=300), today - timedelta(days=300)):
        with pytest.raises(Invalid, match="rút tin"):
            correct_article(article, copy=copy(shown_from=moved), why="Sai ngày.", revision=2, by=manager)
    assert read_article(article.pk, today).shown_from == today
    ahead = published(manager, copy(shown_from=today + timedelta(days=3)))
    correct_article(ahead, copy=copy(shown_from=date(2020, 1, 1)), why="Sớm hơn.", revision=2, by=manager)
    assert read_article(ahead.pk, today).shown_from == today


def test_article_that_is_over_is_corrected_and_stays_over(manager: Actor) -> None:
    last = clock.today()
    article = published(manager, copy(shown_to=last))
    with clock.travel(clock.now() + timedelta(days=5)):
        correct_article(article, copy=copy(title="Lịch tiêm", shown_to=last), why="Sai.", revision=2, by=manager)
        assert read_article(article.pk, clock.today()).title == "Lịch tiêm"
        assert found(manager) == []


def test_second_of_two_who_change_the_same_article_is_told(manager: Actor, case_officer: Actor) -> None:
    article = write_article(copy=copy(), by=case_officer)
    revise_article(article, copy=copy(title="Lần hai"), revision=1, by=manager)
    with pytest.raises(Stale):
        revise_article(article, copy=copy(title="Lần ba"), revision=1, by=case_officer)
    with pytest.raises(Stale):
        publish_article(article, revision=1, by=manager)
    assert Article.objects.get().title == "Lần hai"


def test_withdrawn_article_is_gone_for_good(manager: Actor) -> None:
    article = published(manager)
    withdraw_article(article, why="Đã dời lịch.", revision=2, by=manager)
    assert found(manager) == []
    for act in (
        lambda: withdraw_article(article, why="x", revision=3, by=manager),
        lambda: correct_article(article, copy=copy(), why="x", revision=3, by=manager),
        lambda: publish_article(article, revision=3, by=manager),
        lambda: revise_article(article, copy=copy(), revision=3, by=manager),
    ):
        with pytest.raises(Stale):
            act()


def test_picture_wants_words_and_is_seen_by_the_whole_unit(case_officer: Actor, manager: Actor) -> None:
    told = with_picture(case_officer)
    article = write_article(copy=told, by=case_officer)
    assert picture_of(get_article(manager, article.pk)) == told.picture
    with pytest.raises(Invalid) as refusal:
        write_article(copy=copy(picture=told.picture), by=case_officer)
    assert list(refusal.value.errors) == ["picture_words"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": ""}, "title"),
        ({"summary": "\u200b"}, "summary"),
        ({"body": "\x00"}, "body"),
        ({"shown_to": date(2020, 1, 1)}, "shown_to"),
        ({"shown_from": date(3026, 1, 1)}, "shown_from"),
        ({"units": [7_000_000]}, "units"),
    ],
)
def test_what_cannot_be_is_named_beside_its_field(manager: Actor, wrong: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        write_article(copy=copy(**wrong), by=manager)
    assert list(refusal.value.errors) == [field]


def test_text_is_stored_composed_and_bounded(manager: Actor) -> None:
    article = write_article(copy=copy(title=normalize("NFD", "Tiêm\u202e chủng\ufffe\uffff\x00")), by=manager)
    assert article.title == "Tiêm chủng"
    with pytest.raises(Refused):
        write_article(copy=copy(title="ơ" * 10_000), by=manager)


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"published_by": None},
        {"withdrawn_at": clock.now()},
        {"shown_to": date(2020, 1, 1)},
        {"picture_words": "ảnh gì"},
        {"published_at": None, "published_by": None, "withdrawn_for": "x"},
    ],
)
def test_database_refuses_half_an_article(manager: Actor, wrong: dict[str, object]) -> None:
    article = published(manager)
    with pytest.raises(IntegrityError), transaction.atomic():
        Article.objects.filter(pk=article.pk).update(**wrong)


def test_standing_follows_the_days() -> None:
    first, last = date(2026, 12, 1), date(2026, 12, 5)

    def on(day: int, *, published: bool = True, withdrawn: bool = False) -> Standing:
        return standing(published=published, withdrawn=withdrawn, first=first, last=last, today=date(2026, 12, day))

    assert on(5) == Standing.SHOWN
    assert on(6) == Standing.OVER
    assert on(1, published=False) == Standing.DRAFT
    assert on(6, withdrawn=True) == Standing.WITHDRAWN
    assert standing(published=True, withdrawn=False, first=last, last=None, today=first) == Standing.AHEAD


def test_paragraphs_are_divided_by_empty_lines() -> None:
    assert paragraphs("a\nb\n\n\n\nc\n") == ["a\nb", "c"]
    assert asked_words("Tiêm, chủng! & x") == "tiem:* & chung:* & x:*"


def test_draft_is_discarded_with_its_picture_and_what_was_public_is_not(manager: Actor, reception: Actor) -> None:
    draft = write_article(copy=with_picture(reception), by=reception)
    with pytest.raises(Stale):
        discard_article(draft, revision=7, by=reception)
    discard_article(draft, revision=1, by=reception)
    assert (Article.objects.count(), StoredFile.objects.count()) == (0, 0)
    article = published(manager)
    with pytest.raises(Stale):
        discard_article(article, revision=2, by=manager)
