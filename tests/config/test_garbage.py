"""Every form and every address, fed with what no form expects: a sentence comes back, never a failure, never the script."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any
from unicodedata import normalize
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse
from django.urls.converters import IntConverter

from tests.cast import client_of_actor
from tests.config.addresses import patterns
from tests.desk.office import sent_extract
from tests.factories.hotline import busy_line
from tests.factories.messages import said_to
from tests.factories.news import published, refused, with_picture
from tests.factories.outreach import helped
from tests.factories.petitions import released
from tests.factories.surveys import asked_everybody
from tests.factories.zalo import conversing
from tests.portal.filing import BIRTH, attach, fill, start
from tests.portal.office_work import bring_to_result
from xaso.core.actor import Actor
from xaso.desk.verbs import BY_SLUG
from xaso.dossiers import actions
from xaso.dossiers.access import get_dossier
from xaso.dossiers.models import Dossier, Draft, Letter, Paper
from xaso.messages.models import Message
from xaso.offices.models import Office

pytestmark = pytest.mark.django_db

SCRIPT = "<script>alert(7)</script>"
GARBAGE = (
    "",
    SCRIPT,
    "a\x00b",
    "\U0001f600 " + normalize("NFD", "Nguyễn Thị Ướm") + "\u200b\u202e\ufeff",
    "9" * 30,
    "-1",
    "²",
    "Ơ" * 10_000,
    "' or 1=1; --{{ 7*7 }}{% url %}../../etc/passwd",
)
ASKED = ("q", "sau", "tt", "so", "ma", "loc", "w", "dang", "ben", "tinh", "next", "giay", "trang", "to", "xoay", "xa")
# Each word asked in every name at once; no longer than the web server takes a line.
QUERIES = [urlencode(dict.fromkeys(ASKED, garbage[:1000])) for garbage in GARBAGE]


class Inputs(HTMLParser):
    """Names of everything a page lets one send."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        name = dict(attrs).get("name")
        if tag in {"input", "textarea", "select", "button"} and name:
            self.names.add(name)


def names_in(page: str) -> set[str]:
    inputs = Inputs()
    inputs.feed(page)
    return inputs.names - {"csrfmiddlewaretoken"}


def addresses(places: dict[str, list[Any]]) -> Iterator[str]:
    """Each url of the program, with what stands in `places` for its parts; /healthz is right to fail without a worker."""
    for name, pattern in patterns(get_resolver()):
        if name == "healthz":
            continue
        parts = pattern.pattern.converters
        for row in range(max((len(places[part]) for part in parts), default=1)):
            at = {part: places[part][row % len(places[part])] for part in parts}
            numbers = {part: 1 for part, kind in parts.items() if isinstance(kind, IntConverter) and part == "number"}
            yield reverse(name, kwargs=at | numbers)


def survives(send: Callable[[], Any], what: object) -> Any:
    """The answer, after which everything is as before."""
    with transaction.atomic():
        answer = send()
        transaction.set_rollback(True)
    assert answer.status_code < 500, what
    shown = answer.content.decode("utf-8", "replace") if not answer.streaming else ""
    assert SCRIPT not in shown, what
    return answer


@pytest.fixture
def dossiers(citizen: Actor, reception: Actor, case_officer: Actor, approver: Actor, one_stop: Office) -> list[Dossier]:
    """One in each state that has a form of its own."""
    new, received, asked, proposed, finished = (sent_extract(citizen, one_stop) for _place in range(5))
    for dossier in (received, proposed):
        actions.receive_dossier(get_dossier(reception, dossier.number), by=reception)
    wanted = [
        {"kind": "paper", "key": "old_paper", "what": "Chụp lại."},
        {"kind": "field", "key": "entry_number", "what": "Ghi rõ."},
    ]
    actions.request_supplements(get_dossier(reception, asked.number), items=wanted, reason="Chưa rõ.", by=reception)
    details = {"person_name": "Nguyễn Thị Lan", "registered_at": "UBND xã Vị Thắng", "entry_number": "45"}
    details |= {"registered_on": "1988-11-20", "book": "01/1988"}
    actions.propose_result(
        get_dossier(case_officer, proposed.number), outcome="granted", details=details, by=case_officer
    )
    bring_to_result(finished.number, reception=reception, case_officer=case_officer, approver=approver)
    return [new, received, asked, proposed, finished]


def test_no_form_and_no_address_fails_on_garbage(
    dossiers: list[Dossier],
    citizen: Actor,
    reception: Actor,
    case_officer: Actor,
    approver: Actor,
    manager: Actor,
    administrator_of_commune: Actor,
    one_stop: Office,
) -> None:
    lan = client_of_actor(citizen)
    address = start(lan)
    fill(lan, address, BIRTH)
    attach(lan, address)
    draft = Draft.objects.get(dossier=None, account=citizen.account)
    article = published(manager, with_picture(manager))
    publication = refused(article, manager)
    places: dict[str, list[Any]] = {
        "code": ["1.001193", "2.000635"],
        "draft_id": [draft.pk],
        "paper_id": [Paper.objects.earliest("pk").pk],
        "letter_id": [Letter.objects.earliest("pk").pk],
        "upload_id": [uuid4()],
        "article_id": [article.pk],
        "broadcast_id": [said_to(approver).pk],
        "questionnaire_id": [asked_everybody(approver).pk],
        "publication_id": [publication.pk],
        "account_id": [publication.account_id],
        "follower_id": [conversing(publication.account, citizen).pk],
        "export_id": [uuid4()],
        "breach_id": [uuid4()],
        "message_id": [Message.objects.filter(about_id=str(dossiers[0].pk)).earliest("id").pk],
        "name": ["mau-sms"],
        "number": [dossier.number for dossier in dossiers],
        "page": [1],
        "token": [dossiers[0].token],
        "key": ["child", "mother_id", "birth_certificate", "cong-dan"],
        "slug": ["tiep-nhan"],
        "account": [reception.account],
        "post": [reception.post],
        "deed": ["mo-khoa"],
        "visit": [uuid4()],
        "factor": [7_000_000],
        "proposal": [uuid4()],
        "word": ["dong-y"],
        "machine": [uuid4()],
        "source": ["omicall", "signed"],
        "secret": ["x"],
    }
    day = helped(reception).day
    places |= {"day_id": [day.pk], "token": [*places["token"], day.token]}
    busy = busy_line(one_stop, reception=reception)
    places |= {part: [key] for part, key in busy.parts.items()}
    reported = released(one_stop, reception=reception)
    places |= {"number": [*places["number"], reported.petition.number], "photo_id": [reported.photo.pk]}
    places |= {"token": [*places["token"], reported.petition.token]}
    sent = 0
    everywhere = list(addresses(places))
    for client in (Client(), lan):
        sent += sum(fed(client, url) for url in everywhere)
    desk = [url for url in everywhere if url.startswith("/can-bo/")]
    khoi = client_of_actor(administrator_of_commune)
    sent += sum(fed(khoi, url) for url in desk if "/quan-tri/" in url or "/bao-ve" in url)
    for actor in (reception, case_officer, approver):
        client = client_of_actor(actor)
        sent += sum(fed(client, url) for url in (*desk, *moves(dossiers)))
    assert sent > 1000


def moves(dossiers: list[Dossier]) -> Iterator[str]:
    for dossier in dossiers:
        for slug in BY_SLUG:
            yield f"/can-bo/ho-so/{dossier.number}/{slug}"


def fed(client: Client, url: str) -> int:
    """Asks for the page, then sends each piece of garbage in every field it has; how often it did."""
    page = survives(lambda: client.get(url), url)
    if page.status_code not in {200, 405}:
        return 1
    shown = "" if page.streaming or "html" not in page.get("Content-Type", "") else page.content.decode()
    names = names_in(shown) if "<form" in shown else set()
    for garbage in GARBAGE:
        survives(lambda garbage=garbage: client.post(url, dict.fromkeys(names, garbage)), (url, garbage[:20], names))
    if page.status_code == 200 and "/can-bo/ho-so/" not in url:
        for query in QUERIES:
            survives(lambda query=query: client.get(f"{url}?{query}"), (url, query[:40]))
    return 1 + len(GARBAGE)


@pytest.mark.parametrize(
    "address", ["/xn/a", "/giup/a", "/t/a", "/kiem-tra/a", "/ho-so/a", "/thu-tuc/a", "/can-bo/ho-so/a"]
)
def test_address_with_a_nul_is_not_there(citizen: Actor, reception: Actor, address: str) -> None:
    for somebody in (citizen, reception):
        assert client_of_actor(somebody).get(f"{address}%00b").status_code == 404


ODD_KEYS = (
    '["2026-01-01", Infinity]',
    '["2026-01-01", 1e999]',
    '["2026-01-01", NaN]',
    "[Infinity]",
    "[" * 3000,
    "[null, null]",
    '["2026-01-01T00:00:00", 5]',
    '["2026-01-01T00:00:00", "00000000-0000-7000-8000-000000000000"]',
    '["0001-01-01T00:00:00+23:59", "00000000-0000-7000-8000-000000000000"]',
    '["9999-12-31T23:59:59-23:59", "00000000-0000-7000-8000-000000000000"]',
    r'["a\u0000b"]',
    r'["\ud800"]',
)


@pytest.mark.parametrize("key", ODD_KEYS)
def test_place_in_a_list_that_nobody_gave_begins_at_its_first_page(
    reception: Actor, administrator_of_commune: Actor, key: str
) -> None:
    place = urlencode({"sau": base64.urlsafe_b64encode(key.encode()).decode().rstrip("=")})
    assert Client().get(f"/tin-tuc/?{place}").status_code == 200
    assert client_of_actor(reception).get(f"/can-bo/tro-chuyen?{place}").status_code == 200
    assert client_of_actor(administrator_of_commune).get(f"{reverse('desk:people')}?{place}").status_code == 200
