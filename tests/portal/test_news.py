"""News on the portal: the list, one article, its picture, the feed."""

from __future__ import annotations

from email.utils import parsedate_to_datetime

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import etree

from tests.factories.news import copy, published, with_picture
from xaso.core.actor import Actor
from xaso.messages.actions import correct_article, withdraw_article
from xaso.portal.home import forget_place
from xaso.portal.views import news

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
NASTY = "<script>alert(7)</script> & \"Lịch\" ]]> '&#0;' tiêm"


@pytest.fixture(autouse=True)
def fresh_place() -> None:
    forget_place()


def feed(client: Client, address: str = "/tin-tuc/atom.xml") -> etree._Element:
    return etree.fromstring(client.get(address).content)


def test_list_shows_news_of_the_unit_and_finds_it(client: Client, manager: Actor) -> None:
    published(manager)
    assert "Lịch tiêm chủng tháng 12" in client.get("/tin-tuc/").content.decode()
    assert "Lịch tiêm chủng tháng 12" in client.get("/tin-tuc/?q=tiem+chung").content.decode()
    assert "Không có tin nào như vậy" in client.get("/tin-tuc/?q=máy+cày").content.decode()


def test_news_of_another_unit_is_under_its_code(client: Client, manager: Actor, province_manager: Actor) -> None:
    published(manager)
    published(province_manager, copy(title="Báo bão số 9"))
    home, above = (client.get(f"/tin-tuc/?xa={code}").content.decode() for code in ("31441", "92"))
    assert ("Báo bão" in home, "Báo bão" in above, "tiêm chủng tháng" in above) == (False, True, False)
    assert client.get("/tin-tuc/?xa=99999").status_code == 404


def test_list_is_paged_by_key(client: Client, manager: Actor) -> None:
    for number in range(23):
        published(manager, copy(title=f"Tin {number:02d}."))
    first = client.get("/tin-tuc/")
    older = client.get("/tin-tuc/?" + first.context["older"])
    titles = [one.title for page in (first, older) for one in page.context["rows"]]
    assert titles == [f"Tin {number:02d}." for number in reversed(range(23))]
    assert older.context["older"] == ""


def test_list_costs_the_same_for_any_number_of_rows(client: Client, manager: Actor) -> None:
    published(manager, with_picture(manager))
    client.get("/tin-tuc/")
    counts = []
    for _time in range(2):
        with CaptureQueriesContext(connection) as seen:
            client.get("/tin-tuc/")
        counts.append(len([one for one in seen.captured_queries if "messages_article" in one["sql"]]))
        for number in range(10):
            published(manager, copy(title=f"Tin {number}"))
    assert counts == [2, 2]


def test_article_is_read_with_its_paragraphs_and_its_picture(client: Client, manager: Actor) -> None:
    article = published(manager, with_picture(manager))
    page = client.get(f"/tin-tuc/{article.pk}").content.decode()
    assert '<p class="mt">Nhớ mang sổ tiêm.</p>' in page
    assert 'alt="Trạm y tế buổi sáng"' in page
    picture = client.get(f"/tin-tuc/{article.pk}/anh.jpg")
    assert (picture["Content-Type"], picture["Cache-Control"]) == ("image/jpeg", "public, max-age=3600")
    again = client.get(f"/tin-tuc/{article.pk}/anh.jpg", headers={"if-none-match": picture["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_script_in_an_article_stays_words(client: Client, manager: Actor) -> None:
    article = published(manager, copy(title=NASTY, summary=NASTY, body=NASTY))
    for address in ("/", "/tin-tuc/", f"/tin-tuc/{article.pk}", "/tin-tuc/atom.xml"):
        assert "<script>alert" not in client.get(address).content.decode()


def test_correction_and_withdrawal_are_told_to_residents(client: Client, manager: Actor) -> None:
    article = published(manager, with_picture(manager))
    correct_article(article, copy=copy(picture_words="Trạm"), why="Sai ngày tiêm.", revision=2, by=manager)
    assert "Sai ngày tiêm." in client.get(f"/tin-tuc/{article.pk}").content.decode()
    withdraw_article(article, why="Đã dời lịch.", revision=3, by=manager)
    gone = client.get(f"/tin-tuc/{article.pk}")
    assert (gone.status_code, "Đã dời lịch." in gone.content.decode()) == (410, True)
    assert client.get(f"/tin-tuc/{article.pk}/anh.jpg").status_code == 404
    assert "tiêm chủng" not in client.get("/tin-tuc/").content.decode()
    assert feed(client).findall(f"{ATOM}entry") == []


def test_first_page_shows_the_newest_three(client: Client, manager: Actor) -> None:
    for number in range(4):
        published(manager, copy(title=f"Tin số {number}."))
    page = client.get("/").content.decode()
    assert [f"Tin số {number}." in page for number in range(4)] == [False, True, True, True]


def test_feed_is_atom_with_absolute_links(client: Client, manager: Actor) -> None:
    article = published(manager, copy(title=NASTY))
    root = feed(client)
    entry = root.find(f"{ATOM}entry")
    assert root.tag == f"{ATOM}feed"
    assert {one.tag.removeprefix(ATOM) for one in root} >= {"title", "id", "updated", "author", "link", "entry"}
    assert entry.findtext(f"{ATOM}title") == article.title
    assert entry.findtext(f"{ATOM}id") == f"http://localhost:8000/tin-tuc/{article.pk}"
    assert all(one.get("href").startswith("http://localhost:8000/tin-tuc/") for one in root.iter(f"{ATOM}link"))


def test_feed_without_articles_is_the_same_each_time(client: Client, manager: Actor) -> None:
    first, second = (client.get("/tin-tuc/atom.xml") for _time in range(2))
    assert (first.content, first["ETag"]) == (second.content, second["ETag"])


def test_feed_is_sent_again_only_when_something_changed(client: Client, manager: Actor) -> None:
    article = published(manager)
    first = client.get("/tin-tuc/atom.xml")
    assert (first["Content-Type"], first["Cache-Control"]) == (
        "application/atom+xml; charset=utf-8",
        "public, max-age=300",
    )
    same = client.get("/tin-tuc/atom.xml", headers={"if-none-match": first["ETag"]})
    correct_article(article, copy=copy(title="Khác"), why="Sai tên.", revision=2, by=manager)
    changed = client.get("/tin-tuc/atom.xml", headers={"if-none-match": first["ETag"]})
    assert (same.status_code, changed.status_code) == (304, 200)


def test_who_searches_without_end_is_asked_to_wait(client: Client) -> None:
    cache.count(  # type: ignore[attr-defined]
        "limit:news_search:address:127.0.0.1", within=news.SEARCHES.within, step=news.SEARCHES.times
    )
    assert client.get("/tin-tuc/?q=a").status_code == 429
    assert client.get("/tin-tuc/").status_code == 200


def test_feed_is_rss_with_one_channel_and_items_that_name_themselves(client: Client, manager: Actor) -> None:
    article = published(manager, copy(title=NASTY))
    answer = client.get("/tin-tuc/rss.xml")
    root = etree.fromstring(answer.content)
    (channel,) = root
    item, link = channel.find("item"), f"http://localhost:8000/tin-tuc/{article.pk}"
    assert (answer["Content-Type"], root.tag, root.get("version")) == (
        "application/rss+xml; charset=utf-8",
        "rss",
        "2.0",
    )
    assert all(channel.findtext(name) for name in ("title", "link", "description", "lastBuildDate"))
    assert [item.findtext(name) for name in ("title", "link", "guid")] == [article.title, link, link]
    assert parsedate_to_datetime(item.findtext("pubDate")).tzinfo is not None
    assert channel.find(f"{ATOM}link").get("href") == "http://localhost:8000/tin-tuc/rss.xml"


def test_pages_of_news_name_both_feeds_in_their_head(client: Client, manager: Actor) -> None:
    article = published(manager)
    for address in ("/", "/tin-tuc/", f"/tin-tuc/{article.pk}"):
        page = client.get(address).content.decode()
        assert ("/tin-tuc/atom.xml" in page, "/tin-tuc/rss.xml" in page) == (True, True)


def test_list_of_another_unit_leads_to_its_own_feeds(client: Client, manager: Actor, province_manager: Actor) -> None:
    published(province_manager)
    page = client.get("/tin-tuc/?xa=92").content.decode()
    for form in ("atom", "rss"):
        assert page.count(f'href="/tin-tuc/{form}.xml?xa=92"') == 2  # in the head, and to press
