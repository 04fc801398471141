"""Attacks, through the doors that everybody has. Those on sign-in are in tests/signin."""

from __future__ import annotations

import io
import logging
import re
import zipfile
from logging.config import DictConfigurator

import pytest
from django.conf import settings
from django.test import Client

from tests.cast import client_of_actor
from tests.desk.office import sent_extract
from tests.factories.files import BY, OWNER, photo
from xaso.core.actor import Actor
from xaso.dossiers.models import Dossier, Paper
from xaso.files.actions import store_file
from xaso.files.queries import read_bytes
from xaso.offices.models import Office

pytestmark = pytest.mark.django_db
TYPED = (
    "' or 1=1; drop table dossiers_dossier; --",
    "{{ 7*191 }}{% load x %}",
    '#import "evil": *',
    "${7*191}",
    "%s%n{0}",
)


@pytest.fixture
def dossier(citizen: Actor, one_stop: Office) -> Dossier:
    return sent_extract(citizen, one_stop)


@pytest.mark.parametrize("page", ["", "/giay-hen", "/bo-sung", "/ai-da-xem", "/chung-cu.json", "/rut", "/ket-qua.pdf"])
def test_what_is_somebody_elses_answers_as_what_never_was(page: str, dossier: Dossier, neighbour: Actor) -> None:
    client, never = client_of_actor(neighbour), dossier.number[:-4] + "9999"
    theirs, nobodys = client.get(f"/ho-so/{dossier.number}{page}"), client.get(f"/ho-so/{never}{page}")
    assert theirs.status_code == nobodys.status_code == 404
    assert theirs.content.replace(dossier.number.encode(), b"") == nobodys.content.replace(never.encode(), b"")


def test_files_of_others_counted_up_are_not_there(dossier: Dossier, citizen: Actor, neighbour: Actor) -> None:
    file = store_file(owner=f"account:{citizen.account}", name="a.jpg", content=photo(80, 60), by=citizen)
    paper = Paper.objects.create(dossier=dossier, key="k", name="Giấy", file=file, added_at=dossier.submitted_at)
    client = client_of_actor(neighbour)
    answers = {
        client.get(f"/giay-to/{number}/1.jpg").status_code for number in range(max(1, paper.pk - 3), paper.pk + 4)
    }
    assert answers == {404}
    assert client_of_actor(citizen).get(f"/giay-to/{paper.pk}/1.jpg").status_code == 200


@pytest.mark.parametrize("typed", TYPED)
def test_code_that_somebody_types_stays_text(typed: str, dossier: Dossier, reception: Actor) -> None:
    for client, path in ((Client(), "/thu-tuc/"), (client_of_actor(reception), "/can-bo/tim")):
        answer = client.get(path, {"q": typed})
        assert answer.status_code == 200
        assert "1337" not in answer.content.decode()
    assert Client().post("/tra-cuu", {"so": typed, "cuoi": typed}).status_code == 404
    assert Dossier.objects.filter(pk=dossier.pk).exists()


def test_line_ends_add_no_header(citizen: Actor) -> None:
    client = client_of_actor(citizen)
    evil = "/x\r\nSet-Cookie: evil=1\r\n\r\n<script>"
    for answer in (
        client.get("/ngon-ngu", {"tieng": "en", "ve": evil}),
        client.get("/dang-nhap", {"next": evil}),
        client.get("/ho-so/H13%0d%0aSet-Cookie:%20evil=1"),
        client.get("/t/x%0d%0aX-Evil:%201"),
    ):
        assert "evil" not in answer.cookies
        assert "X-Evil" not in answer.headers
        assert not any("\n" in value or "\r" in value for value in answer.headers.values())


def test_line_ends_add_no_line_to_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        Client().get("/khong-co%0d%0a2026-01-01 00:00:00 INFO xaso: đã xoá nhật ký")
        Client().post("/can-bo/dang-nhap", {"username": "a\r\n2026-01-01 INFO xaso: vào được", "password": "x"})
    assert caplog.records
    assert not [one.getMessage() for one in caplog.records if "\n" in one.getMessage() or "\r" in one.getMessage()]


def test_line_of_the_log_says_when_with_its_offset() -> None:
    configured = DictConfigurator(settings.LOGGING).configure_formatter(settings.LOGGING["formatters"]["line"])
    line = configured.format(logging.LogRecord("xaso", logging.WARNING, "", 0, "nói", None, None))
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4} WARNING xaso: nói", line)


def test_nothing_that_hid_in_a_photograph_is_left() -> None:
    hidden = io.BytesIO()
    with zipfile.ZipFile(hidden, "w") as archive:
        archive.writestr("evil.html", "<script>alert(1)</script>")
    comment = b"<script>alert(1)</script><?php system($_GET[0]);?>"
    plain = photo(300, 200)
    both = plain[:2] + b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment + plain[2:] + hidden.getvalue()
    stored = read_bytes(store_file(owner=OWNER, name="anh.jpg.php", content=both, by=BY))
    assert (stored[:3], stored[-2:]) == (b"\xff\xd8\xff", b"\xff\xd9")
    assert not any(trace in stored for trace in (b"<script", b"<?php", b"PK\x03\x04", b"Nha san xuat"))
