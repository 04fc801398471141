"""Two of the same person's presses at the same moment, with real commits."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from django.db import connections
from pytest_django import Settings

from tests.factories.files import BY, OWNER, pdf, photo
from xaso.files import actions, ports, queries
from xaso.files.models import StoredFile


def at_once(times: int, press: Callable[[], None]) -> None:
    def run() -> None:
        try:
            press()
        finally:
            connections["default"].close()

    threads = [threading.Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_two_presses_at_once_store_one_file(
    committed_db: Callable[[], None], settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    content, ids = photo(), []
    at_once(4, lambda: ids.append(actions.store_file(owner=OWNER, name="a.jpg", content=content, by=BY).id))
    assert (len(ids), len(set(ids)), StoredFile.objects.count()) == (4, 1, 1)


def test_same_piece_sent_by_two_connections_counts_once_and_the_part_goes_when_the_file_is_kept(
    committed_db: Callable[[], None], settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT, settings.XASO_SPOOL = tmp_path / "files", tmp_path / "spool"
    content = pdf(40)
    upload = actions.begin_upload(owner=OWNER, name="a.pdf", size=len(content), by=BY)
    at_once(3, lambda: actions.append_piece(upload, offset=0, data=content[:2000], by=BY) and None)
    at_once(3, lambda: actions.append_piece(upload, offset=2000, data=content[2000:], by=BY) and None)
    assert queries.read_bytes(actions.finish_upload(upload, by=BY)) == content
    assert list(ports.parts()) == []
