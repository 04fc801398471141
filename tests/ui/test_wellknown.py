"""Texts for machines."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from xaso.core import clock

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parent.parent.parent


def fields(client: Client) -> dict[str, str]:
    answer = client.get("/.well-known/security.txt")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/plain; charset=utf-8")
    return dict(line.split(": ", 1) for line in answer.content.decode().splitlines())


def test_security_txt_names_the_contact_and_is_always_valid_for_some_months(client: Client, settings: Settings) -> None:
    settings.XASO_SECURITY_CONTACT = ["mailto:antoan@example.vn"]
    for day in (
        datetime(2026, 1, 1, tzinfo=UTC),
        datetime(2026, 1, 31, 23, tzinfo=UTC),
        datetime(2028, 2, 29, tzinfo=UTC),
    ):
        with clock.travel(day):
            read = fields(client)
        left = datetime.strptime(read["Expires"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC) - day
        assert timedelta(days=150) < left < timedelta(days=365)
    assert read["Contact"] == "mailto:antoan@example.vn"
    assert read["Canonical"] == f"{settings.XASO_ADDRESS}/.well-known/security.txt"


def test_without_a_contact_there_is_no_security_txt(client: Client, settings: Settings) -> None:
    settings.XASO_SECURITY_CONTACT = []
    assert client.get("/.well-known/security.txt").status_code == 404


@pytest.mark.parametrize("contact", ["antoan@example.vn", "http://example.vn/an-toan"])
def test_contact_that_is_no_safe_address_stops_the_start(contact: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import config.settings"],
        cwd=ROOT,
        env=os.environ | {"XASO_SECURITY_CONTACT": contact},
        capture_output=True,
        text=True,
    )
    assert done.stderr.strip() == "xaso: XASO_SECURITY_CONTACT takes mailto:, tel: or https: addresses."


def test_robots_leave_pages_of_people_alone(client: Client) -> None:
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert lines[0] == "User-agent: *"
    assert {"Disallow: /ho-so/", "Disallow: /t/", "Disallow: /can-bo/", "Disallow: /kiem-tra/"} <= set(lines)
    assert not any(line.startswith("Disallow: /thu-tuc") for line in lines)
