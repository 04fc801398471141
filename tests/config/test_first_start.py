"""The first command of the README, on a machine that has nothing: a district and a commune in which everything can be tried."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from config.household import BASE
from config.postgres import Cluster
from tests.journeys.commune import free_port

PATIENCE_SECONDS = 240


def wait_for(answer: Callable[[], str], wanted: str) -> None:
    end, got = time.monotonic() + PATIENCE_SECONDS, ""
    while time.monotonic() < end:
        try:
            got = answer()
        except URLError:
            got = ""
        if wanted in got:
            return
        time.sleep(0.3)
    raise AssertionError(f"waited for {wanted!r}, the last answer was {got[-2000:]!r}")


def test_first_start_brings_the_sample_and_ctrl_c_takes_everything_down(tmp_path: Path) -> None:
    clean = {name: text for name, text in os.environ.items() if not name.startswith(("DATABASE_", "XASO_", "PORT"))}
    port, said = free_port(), tmp_path / "said.log"
    own = clean | {"XASO_VAR": str(tmp_path / "var"), "PORT": str(port), "PYTHONUNBUFFERED": "1"}
    xaso = [sys.executable, "-m", "config.command"]

    def page(path: str) -> str:
        with urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
            return str(answer.read().decode())

    with said.open("wb") as log:
        process = subprocess.Popen([*xaso, "run"], cwd=BASE, env=own, stdout=log, stderr=log, start_new_session=True)
    try:
        wait_for(lambda: page("/"), "Đang nạp dữ liệu mẫu")
        wait_for(said.read_text, "hanh.tiepnhan")
        wait_for(said.read_text, "sample loaded")
        assert f"http://localhost:{port}" in said.read_text()
        assert json.loads(page("/healthz"))["status"] == "ok"
        assert "Đang nạp" not in page("/")
        counted = subprocess.run([*xaso, "demo", "check"], cwd=BASE, env=own, capture_output=True, text=True)
        assert counted.returncode == 0, counted.stdout + counted.stderr
    finally:
        process.send_signal(signal.SIGINT)
        code = process.wait(60)
    assert code == 0, said.read_text()
    assert "Traceback" not in said.read_text()
    assert not Cluster(tmp_path / "var" / "pg", profile="test").is_alive()
