"""/healthz: 200 only while database and worker are well."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from xaso import __version__

pytestmark = pytest.mark.django_db


def worker_seen(ago: timedelta) -> None:
    with connection.cursor() as cursor:
        seconds = ago.total_seconds()
        cursor.execute(
            "insert into procrastinate_workers (last_heartbeat) values (now() - make_interval(secs => %s))", [seconds]
        )


def test_well_with_a_worker(client: Client) -> None:
    worker_seen(timedelta(seconds=3))
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "version": __version__})


def test_unwell_without_a_worker(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["part"]) == (503, "worker")


def test_unwell_when_the_worker_fell_silent(client: Client) -> None:
    worker_seen(timedelta(minutes=1))
    assert client.get("/healthz").status_code == 503
