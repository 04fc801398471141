"""Every page that is read in English says which of its words are Vietnamese (WCAG 2.2, 3.1.2), for each kind of reader."""

from __future__ import annotations

from copy import deepcopy

import pytest
from django.db import transaction
from django.http import QueryDict
from django.test import Client

from tests.config.reading import body
from tests.config.test_wall import ASKED, address_of, doors
from tests.config.world import World
from tests.voices import mispronounced
from xaso.core import clock

pytestmark = pytest.mark.django_db

READERS = ("anonymous", "owner", "reception", "manager", "administrator")
# The gallery shows its parts to who builds pages, in Vietnamese alone; the other would change the language back.
OTHERS = {"ui:gallery", "ui:language"}


def test_no_english_page_has_vietnamese_read_as_english(whole_world: World) -> None:
    wrong = {}
    with clock.travel(clock.now()):
        for role in READERS:
            client = whole_world.clients[role]
            client.get("/ngon-ngu", {"tieng": "en"})
            for name, pattern in doors().items():
                page = read(client, address_of(name, pattern, whole_world), ASKED.get(name, ""))
                if name not in OTHERS and (found := mispronounced(page)):
                    wrong[name, role] = found
    assert wrong == {}


def read(client: Client, address: str, asked: str) -> str:
    """Nothing where it is no page. Afterwards everything is as before, the browser's cookies too."""
    cookies = deepcopy(client.cookies)
    with transaction.atomic():
        answer = client.get(address, QueryDict(asked).dict())
        content = body(answer)
        transaction.set_rollback(True)
    client.cookies = cookies
    return content.decode() if answer.headers.get("Content-Type", "").startswith("text/html") else ""
