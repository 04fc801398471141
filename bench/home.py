"""What one commune costs at rest, and how long it takes to be there."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from urllib.request import urlopen

from bench.ground import VAR, below, children, free_port
from bench.report import Table
from config.household import BASE
from config.postgres import Cluster

REST_SECONDS = 10


def memory_and_start() -> None:
    var = VAR / "home"
    _remove(var)
    table = Table("One commune at rest, without its sample (web 2 × 2, worker, PostgreSQL)")
    try:
        first, launcher, port = _start(var)
        _end(launcher)
        second, launcher, port = _start(var)
        for path in ("/", "/thu-tuc/", "/tra-cuu"):
            for _worker in range(8):
                urlopen(f"http://127.0.0.1:{port}{path}").close()
        time.sleep(REST_SECONDS)
        parts = _memory(launcher, Cluster(var / "pg"))
        _end(launcher)
    finally:
        _remove(var)
    table.row(
        "first start: nothing → /healthz is ok", f"{first:.1f} s", "with the packages there; bar 60", ok=first <= 60
    )
    table.row("second start: → /healthz is ok", f"{second:.1f} s", "bar 5", ok=second <= 5)
    for name, megabytes in parts.items():
        table.row(f"  memory of {name} (PSS)", f"{megabytes:.0f} MB")
    total = sum(parts.values())
    table.row("memory idle: web + worker + PostgreSQL (PSS)", f"{total:.0f} MB", "bar 400", ok=total < 400)
    table.show()


def _start(var: Path) -> tuple[float, subprocess.Popen[bytes], int]:
    port = free_port()
    own = {"XASO_VAR": str(var), "PORT": str(port), "XASO_SAMPLE": "yes", "XASO_SAMPLE_LOAD": "no"}
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "XASO_"))}
    began = time.monotonic()
    launcher = subprocess.Popen(
        [sys.executable, "-m", "config.command", "run"], cwd=BASE, env=clean | own, stdout=subprocess.DEVNULL
    )
    while launcher.poll() is None:
        with suppress(OSError), urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
            return time.monotonic() - began, launcher, port
        time.sleep(0.05)
    raise SystemExit("bench: the household did not start")


def _end(launcher: subprocess.Popen[bytes]) -> None:
    launcher.send_signal(signal.SIGINT)
    launcher.wait(60)


def _memory(launcher: subprocess.Popen[bytes], cluster: Cluster) -> dict[str, float]:
    database = int((cluster.data / "postmaster.pid").read_text().split()[0])
    named = {"launcher": [launcher.pid], "PostgreSQL": [database, *below(database)]}
    for child in children(launcher.pid):
        name = "web" if b"granian" in Path(f"/proc/{child}/cmdline").read_bytes() else "worker"
        named[name] = [child, *below(child)]
    return {name: sum(map(_pss, pids)) for name, pids in named.items()}


def _pss(pid: int) -> float:
    with suppress(OSError):
        found = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
        return int(found[1]) / 1024 if found else 0.0
    return 0.0


def _remove(var: Path) -> None:
    cluster = Cluster(var / "pg")
    if cluster.exists:
        if cluster.is_alive():
            cluster.stop()
        shutil.rmtree(cluster.home, ignore_errors=True)
    shutil.rmtree(var, ignore_errors=True)
