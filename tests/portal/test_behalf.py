"""A guardian files from a phone: the page of papers asks what shows it, nothing is sent without. All people are invented."""

from __future__ import annotations

from html import unescape

import pytest
from django.test import Client

from tests.dossiers.walks import extract_as
from tests.portal.filing import BIRTH, address, attach, fill, start, submit
from xaso.dossiers.models import Dossier

pytestmark = pytest.mark.django_db
FOUND = {
    "relation": {"relation": "guardian"},
    "requester": {"requester_name": "Nguyễn Thị Lan", "requester_id": "093188000123", **address("requester_address")},
} | {
    page: typed
    for page, typed in BIRTH.items()
    if page not in ("relation", "mother", "mother_id", "mother_origin", "father")
}


def reads(client: Client, url: str) -> str:
    return unescape(client.get(url).content.decode())


def test_guardian_is_asked_for_the_paper_and_sends_nothing_without_it(lan: Client) -> None:
    draft = start(lan, "2.000635")
    fill(lan, draft, extract_as("guardian"))
    papers = reads(lan, f"{draft}giay-to")
    assert ("Giấy tờ về việc giám hộ" in papers, "Giấy ủy quyền" in papers) == (True, False)
    refused = submit(lan, draft)
    assert (refused.status_code, Dossier.objects.count()) == (422, 0)
    assert "Còn thiếu ảnh chụp: Giấy tờ về việc giám hộ." in unescape(refused.content.decode())
    assert attach(lan, draft, "guardianship").status_code == 302
    assert submit(lan, draft).status_code == 302
    dossier = Dossier.objects.get()
    assert dossier.by_right == "ward"
    assert "Người giám hộ, người nuôi dưỡng (Bộ luật Dân sự" in reads(lan, f"/ho-so/{dossier.number}")


def test_who_raises_a_child_that_was_found_shows_the_record_of_it(lan: Client) -> None:
    draft = start(lan)
    fill(lan, draft, FOUND)
    assert attach(lan, draft).status_code == 302
    refused = submit(lan, draft)
    assert (refused.status_code, Dossier.objects.count()) == (422, 0)
    assert "Còn thiếu ảnh chụp: Biên bản trẻ bị bỏ rơi." in unescape(refused.content.decode())
    attach(lan, draft, "abandoned_record")
    assert submit(lan, draft).status_code == 302
    assert Dossier.objects.get().by_right == "ward"
