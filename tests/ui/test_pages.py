"""The dress of every page: policy, letters, language, weight."""

import base64
import gzip
import hashlib
import re

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_policy_allows_the_inlined_sheet_by_its_hash_and_nothing_inline_else(client: Client) -> None:
    answer = client.get("/")
    sheet = re.search(r"<style>(.*?)</style>", answer.content.decode(), re.DOTALL)
    assert sheet is not None
    digest = base64.b64encode(hashlib.sha256(sheet[1].encode()).digest()).decode()
    policy = answer["Content-Security-Policy"]
    assert f"'sha256-{digest}'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


def test_page_carries_no_inline_style_or_script(client: Client) -> None:
    for path in ("/", "/ui/", "/ui/?ben=can-bo"):
        page = client.get(path).content.decode()
        assert " style=" not in page
        assert not re.search(r"<script(?![^>]*(src=|application/json))", page)
        assert not re.search(r"\son[a-z]+=", page)


def test_first_page_is_at_most_20_kilobytes_compressed(client: Client) -> None:
    page = client.get("/").content
    assert len(gzip.compress(page)) <= 20_000


def test_larger_letters_are_remembered_without_script(client: Client) -> None:
    answer = client.get("/co-chu", {"chu": "to", "ve": "/?q=1"})
    assert answer["Location"] == "/?q=1"
    assert '<html lang="vi" class="big">' in client.get("/").content.decode()
    client.post("/co-chu", {"chu": ""})
    assert '<html lang="vi">' in client.get("/").content.decode()


@pytest.mark.parametrize(
    "elsewhere", ["https://example.com/", "//example.com", "/\\example.com", "javascript:alert(1)"]
)
def test_switches_never_lead_to_another_site(client: Client, elsewhere: str) -> None:
    assert client.get("/ngon-ngu", {"tieng": "en", "ve": elsewhere})["Location"] == "/"


def test_language_is_remembered_and_unknown_ones_are_forgotten(client: Client) -> None:
    client.get("/ngon-ngu", {"tieng": "en"})
    assert '<html lang="en"' in client.get("/").content.decode()
    client.get("/ngon-ngu", {"tieng": "xx"})
    assert '<html lang="vi"' in client.get("/").content.decode()


@pytest.mark.parametrize("side", ["dan", "can-bo"])
def test_gallery_shows_every_component(client: Client, side: str) -> None:
    page = client.get("/ui/", {"ben": side}).content.decode()
    for mark in (
        'class="errs"',
        'class="sum"',
        'class="tl"',
        'class="clock"',
        'class="due"',
        'class="qr"',
        'class="pill wait"',
    ):
        assert mark in page


def test_gallery_exists_only_in_sample_mode(client: Client, settings: pytest.FixtureRequest) -> None:
    settings.XASO_SAMPLE = False  # type: ignore[attr-defined]
    assert client.get("/ui/").status_code == 404
