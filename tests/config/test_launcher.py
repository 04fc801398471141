"""What `xaso run` says, in one line, when it can't start."""

from __future__ import annotations

import fcntl
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from config.household import BASE
from config.postgres import Cluster
from tests.journeys.commune import free_port


def said(var: Path, **environment: str) -> str:
    """The last line it printed; it must have given up, without a traceback."""
    clean = {name: text for name, text in os.environ.items() if not name.startswith(("DATABASE_", "XASO_", "PORT"))}
    own = {"XASO_VAR": str(var), "PORT": str(free_port()), "XASO_SAMPLE_LOAD": "no"}
    done = subprocess.run(
        [sys.executable, "-m", "config.command", "run"],
        cwd=BASE,
        env=clean | own | environment,
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert done.returncode == 1
    [line] = done.stderr.strip().splitlines()
    assert line.startswith("xaso: ")
    return line


def test_busy_port(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("0.0.0.0", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert said(tmp_path, PORT=str(port)) == f"xaso: port {port} is taken. Choose another: make run PORT={port + 1}"


@pytest.mark.parametrize("port", ["99999", "acht"])
def test_no_port(tmp_path: Path, port: str) -> None:
    assert port in said(tmp_path, PORT=port)


def test_missing_postgresql(tmp_path: Path) -> None:
    assert "XASO_PG_BIN=/nirgends" in said(tmp_path, XASO_PG_BIN="/nirgends")


def test_database_that_does_not_answer(tmp_path: Path) -> None:
    line = said(tmp_path, DATABASE_URL=f"postgresql://xaso:x@127.0.0.1:{free_port()}/xaso")
    assert line.startswith("xaso: the database of DATABASE_URL does not answer (")


def test_address_of_a_database_that_is_none(tmp_path: Path) -> None:
    assert "DATABASE_URL must look like postgresql://" in said(tmp_path, DATABASE_URL="sqlite:///x")


def test_var_that_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("")
    assert "cannot be written" in said(tmp_path / "var")


def test_running_already(tmp_path: Path) -> None:
    with (tmp_path / "running").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.write("4711\n")
        lock.flush()
        assert "already running" in said(tmp_path)
        assert "process 4711" in said(tmp_path)


@pytest.mark.parametrize("damage", ["roles.json", "data/PG_VERSION", "data/global/pg_control"])
def test_damaged_var(tmp_path: Path, damage: str) -> None:
    cluster = Cluster(tmp_path / "pg", profile="test")
    cluster.start()
    cluster.stop()
    try:
        (cluster.home / damage).rename(tmp_path / "taken-away")
        if damage.endswith(".json"):
            (cluster.home / damage).write_text('{"half')
        line = said(tmp_path)
        assert str(cluster.home) in line
        assert "aside" in line
        assert not cluster.is_alive()
    finally:
        subprocess.run(["rm", "-rf", str(cluster.home)], check=True)
