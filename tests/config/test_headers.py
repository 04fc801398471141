"""The policy of every answer, and what HTTPS adds. That each address obeys, asked as each role, is in test_wall.py."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.templatetags.static import static
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from tests.cast import client_of_actor
from tests.config.headers import faults, inline_of
from tests.factories.signin import PASSWORD, make_official
from xaso.core.actor import Actor

ROOT = Path(__file__).resolve().parent.parent.parent
TAG = re.compile(r"\{[%{#].*?[%}#]\}")  # of the template language
NAMES = (
    "SESSION_COOKIE_NAME",
    "CSRF_COOKIE_NAME",
    "LANGUAGE_COOKIE_NAME",
    "XASO_TEXT_SIZE_COOKIE",
    "XASO_KNOWN_COOKIE",
    "XASO_NOTICE_COOKIE",
    "XASO_BROWSER_COOKIE",
)
SWITCHES = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "LANGUAGE_COOKIE_SECURE", "SECURE_HSTS_SECONDS")


def settings_under(address: str) -> dict[str, object]:
    """What the settings say when the portal has this address: read by a process of its own."""
    wanted = (*NAMES, *SWITCHES, "SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_PROXY_SSL_HEADER")
    code = f"import json; from config import settings as s; print(json.dumps({{n: getattr(s, n) for n in {wanted}}}))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=os.environ | {"XASO_ADDRESS": address},
        capture_output=True,
        text=True,
        check=True,
    )
    read: dict[str, object] = json.loads(done.stdout)
    return read


def test_https_makes_every_cookie_host_bound_and_secure() -> None:
    read = settings_under("https://mocua.example.vn")
    assert [str(read[name]).startswith("__Host-") for name in NAMES] == [True] * len(NAMES)
    assert [read[name] for name in SWITCHES] == [True, True, True, 31_536_000]
    assert read["SECURE_HSTS_INCLUDE_SUBDOMAINS"] is True


def test_plain_http_on_one_machine_still_keeps_its_cookies() -> None:
    read = settings_under("http://localhost:8000")
    assert [read[name] for name in SWITCHES] == [False, False, False, 0]
    assert not any(str(read[name]).startswith("__") for name in NAMES)


@pytest.mark.django_db
def test_answer_over_https_sends_host_bound_cookies_and_hsts(settings: Settings) -> None:
    for name, value in settings_under("https://mocua.example.vn").items():
        setattr(settings, name, tuple(value) if isinstance(value, list) else value)
    client = Client(headers={"x-forwarded-proto": "https"})
    language = client.get("/ngon-ngu", {"tieng": "en"})
    assert language["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    letters = client.get("/co-chu", {"chu": "to"})
    form = client.get(reverse("account_login"))
    for answer, name in ((language, "xaso_language"), (letters, "co_chu"), (form, "csrftoken")):
        cookie = answer.cookies[f"__Host-{name}"]
        assert (cookie["secure"], cookie["path"], cookie["domain"], cookie["httponly"]) == (True, "/", "", True)


@pytest.mark.django_db
def test_official_who_signs_in_over_https_gets_host_bound_cookies_and_no_other(settings: Settings) -> None:
    for name, value in settings_under("https://mocua.example.vn").items():
        setattr(settings, name, tuple(value) if isinstance(value, list) else value)
    make_official()
    client = Client(headers={"x-forwarded-proto": "https"})
    answer = client.post("/can-bo/dang-nhap", {"login": "hoa.motcua", "password": PASSWORD})
    sent = {name: (bool(one["secure"]), bool(one["httponly"]), one["path"]) for name, one in answer.cookies.items()}
    assert {"__Host-sessionid", "__Host-xaso_browser"} <= sent.keys()
    assert [name for name in sent if not name.startswith("__Host-")] == []
    assert set(sent.values()) == {(True, True, "/")}


@pytest.mark.django_db
def test_page_of_somebody_signed_in_is_kept_by_no_browser(citizen: Actor) -> None:
    assert client_of_actor(citizen).get("/ho-so/")["Cache-Control"] == "private, no-store"
    assert "Cache-Control" not in Client().get("/").headers


@pytest.mark.django_db
def test_static_files_and_errors_carry_the_policy_too() -> None:
    client = Client()
    for path in (static("desk/desk.js"), "/khong-co", "/healthz"):
        answer = client.get(path)
        answer.close()
        assert faults(answer, signed_in=False) == [], path


def test_no_template_holds_code_or_looks_of_its_own() -> None:
    found = {
        str(path.relative_to(ROOT)): inline
        for path in sorted(ROOT.glob("xaso/*/templates/**/*.html"))
        if (inline := inline_of(TAG.sub("", path.read_text("utf-8"))))
    }
    assert found == {}
