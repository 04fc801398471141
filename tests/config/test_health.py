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


def test_application_compiles_no_query_and_waits_for_none_longer_than_half_a_minute() -> None:
    """Compiling costs more than it saves on short queries; one that runs away must not hold a connection (performance.md)."""
    with connection.cursor() as cursor:
        cursor.execute("select current_setting('jit'), current_setting('statement_timeout')")
        assert cursor.fetchone() == ("off", "30s")
