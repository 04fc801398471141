"""On an English desk a voice is told which words are Vietnamese (WCAG 2.2, 3.1.2)."""

from __future__ import annotations

import pytest

from tests.desk.office import Desk
from tests.voices import in_vietnamese, mispronounced
from xaso.dossiers.models import Dossier

pytestmark = pytest.mark.django_db


@pytest.fixture
def english(hanh: Desk) -> Desk:
    hanh.client.get("/ngon-ngu", {"tieng": "en"})
    return hanh


def test_inbox_and_register_name_people_and_procedures_in_vietnamese(english: Desk, dossier: Dossier) -> None:
    for address in ("/can-bo/", "/can-bo/so-sach"):
        page = english.reads(address)
        assert '<html lang="en"' in page
        assert mispronounced(page) == []
        assert {dossier.owner_name, dossier.title} <= set(in_vietnamese(page))


def test_dossier_is_read_with_questions_and_answers_in_vietnamese(english: Desk, dossier: Dossier) -> None:
    base = f"/can-bo/ho-so/{dossier.number}"
    for address in (base, f"{base}/nhat-ky", f"{base}/tiep-nhan", f"{base}/xin-them"):
        page = english.reads(address)
        assert '<html lang="en"' in page
        assert mispronounced(page) == [], address
        assert f"{dossier.owner_name} · {dossier.title}" in in_vietnamese(page)
