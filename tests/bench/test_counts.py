"""The work behind the hot pages, counted: what `make bench` times is held here by numbers that don't depend on the machine."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.client import CSRF
from bench.drafts import Sendable, prepare
from bench.ground import bare
from tests.cast import client_of_actor
from xaso.core.actor import Actor
from xaso.dossiers.models import Dossier

pytestmark = pytest.mark.django_db

NOT_COUNTED = re.compile("BEGIN|COMMIT|SAVEPOINT|RELEASE|SET |SELECT 1$")
SUBMISSION_AT_MOST = 12
INBOX_AT_MOST = 8


def statements(client: Client, path: str, data: dict[str, object] | None = None) -> list[str]:
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(path) if data is None else client.post(path, data)
    assert answer.status_code in (200, 302)
    texts = [bare(query["sql"]) for query in seen.captured_queries]
    return [text for text in texts if not NOT_COUNTED.match(text)]


def send(one: Sendable) -> list[str]:
    client = Client(enforce_csrf_checks=True)
    client.cookies["sessionid"], client.cookies["csrftoken"] = one.session, CSRF
    return statements(client, f"/nhap/{one.draft}/xem-lai", {"csrfmiddlewaretoken": CSRF, "revision": one.revision})


def test_submission_takes_few_statements_and_its_number_last() -> None:
    first, second = prepare(2, 1)
    send(first)  # fills what a process keeps: calendar, versions
    sent = send(second)
    assert len(sent) <= SUBMISSION_AT_MOST
    number = next(place for place, text in enumerate(sent) if "documents_numberseries" in text)
    assert [text.split('"')[1] for text in sent[number + 1 :] if text.startswith("INSERT")] == [
        "dossiers_dossier",
        "messages_message",
    ]


@pytest.mark.parametrize("path", ["/can-bo/", "/can-bo/so-sach"])
def test_list_costs_the_same_for_any_number_of_rows(path: str, reception: Actor) -> None:
    drafts = list(prepare(12, 1))
    client = client_of_actor(reception)
    send(drafts[0])
    statements(client, path)
    for_one = statements(client, path)
    for one in drafts[1:]:
        send(one)
    for_twelve = statements(client, path)
    assert Dossier.objects.count() == 12
    assert len(for_twelve) == len(for_one) <= INBOX_AT_MOST
    assert not any(" OFFSET " in text for text in for_twelve)
