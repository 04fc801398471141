"""An official at work in a browser, and what residents send them. All people are invented."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from typing import Any

from django.test import Client

from tests.dossiers.walks import EXTRACT
from xaso.core.actor import Actor
from xaso.dossiers import actions
from xaso.dossiers.access import get_draft
from xaso.dossiers.models import Dossier
from xaso.offices.models import Office


def sent_extract(citizen: Actor, office: Office) -> Dossier:
    draft = actions.start_draft(code="2.000635", office=office, by=citizen)
    for page, raw in EXTRACT.items():
        actions.save_page(draft, page=page, raw=raw, revision=draft.revision, by=citizen)
    draft = get_draft(citizen, draft.id)
    return actions.submit_draft(draft, revision=draft.revision, by=citizen)


@dataclass
class Desk:
    """Reads pages and presses their forms, hidden inputs included."""

    client: Client

    def reads(self, url: str, status: int = 200) -> str:
        answer = self.client.get(url)
        assert answer.status_code == status, (url, answer.status_code, answer.content.decode()[:3000])
        return unescape(answer.content.decode())

    def press(self, number: str, slug: str, /, **typed: Any) -> Any:
        """Opens the page of a move, fills in and sends it."""
        url = f"/can-bo/ho-so/{number}/{slug}"
        return self.client.post(url, {"thay": self.seen(url), **typed})

    def seen(self, url: str) -> str:
        """What the page of a move says it has shown."""
        found = re.search(r'name="thay" value="([^"]*)"', self.reads(url))
        assert found, "the page carries no trace of what was seen"
        return found[1]

    def does(self, number: str, slug: str, /, **typed: Any) -> str:
        """The same, and it has to work; returns the dossier's page as it is then."""
        answer = self.press(number, slug, **typed)
        assert answer.status_code == 302, unescape(answer.content.decode())
        return self.reads(answer["Location"])

    def moves(self, number: str) -> list[str]:
        """Keys of the buttons on the dossier's page."""
        page = self.reads(f"/can-bo/ho-so/{number}")
        return re.findall(r'class="b [^"]*" href="[^"]*" data-key="(\w)"', page)
