"""A household as `xaso run` keeps it, over a durable database of its own, for tests that kill parts of it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from django.conf import settings

from config.household import BASE
from config.postgres import APPLICATION, OWNER, SUPERUSER, Cluster
from tests.journeys.commune import free_port

PATIENCE_SECONDS = 60


@dataclass
class LiveHousehold:
    """`launcher` is the process a person would press Ctrl-C in; the others are its children."""

    var: Path
    cluster: Cluster
    port: int = field(default_factory=free_port)
    launcher: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        return self.var / "said.log"

    @property
    def environment(self) -> dict[str, str]:
        own = {"XASO_VAR": str(self.var), "PORT": str(self.port), "XASO_SAMPLE": "yes", "XASO_SAMPLE_LOAD": "no"}
        rest = {
            name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "XASO_", "PORT"))
        }
        return rest | own | {"DJANGO_SETTINGS_MODULE": "config.settings"}

    @property
    def environment_of_children(self) -> dict[str, str]:
        return self.environment | {
            "DATABASE_URL": self.cluster.url(APPLICATION, "xaso"),
            "DATABASE_OWNER_URL": self.cluster.url(OWNER, "xaso"),
        }

    def start(self) -> None:
        with self.log.open("ab") as log:
            command = [sys.executable, "-m", "config.command", "run"]
            self.launcher = subprocess.Popen(
                command, cwd=BASE, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )

    def tell(self, stop: signal.Signals) -> None:
        assert self.launcher is not None
        self.launcher.send_signal(stop)

    def health(self) -> tuple[int, dict[str, Any]]:
        """0 when nobody answers."""
        try:
            with urlopen(f"{self.address}/healthz", timeout=5) as page:
                return page.status, json.load(page)
        except HTTPError as error:
            return error.code, json.load(error)
        except (URLError, OSError):
            return 0, {}

    def wait_until_well(self) -> float:
        """Seconds until /healthz said ok."""
        began = time.monotonic()
        while time.monotonic() - began < PATIENCE_SECONDS:
            if self.health()[0] == 200:
                return time.monotonic() - began
            time.sleep(0.05)
        raise AssertionError(f"the household is not well; it said:\n{self.log.read_text()[-4000:]}")

    def pid_of(self, part: str) -> int:
        """`web` (its first process), `page` (one that draws pages), `worker` or `database`; waits for one that is just being
        started again."""
        end = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                return self._pid_now(part)
            except (StopIteration, OSError, IndexError):
                if time.monotonic() > end:
                    raise
                time.sleep(0.05)

    def _pid_now(self, part: str) -> int:
        if part == "database":
            return int((self.cluster.data / "postmaster.pid").read_text().split()[0])
        assert self.launcher is not None
        children = {_command(pid): pid for pid in _children(self.launcher.pid)}
        name = "config.command worker" if part == "worker" else "granian"
        parent = next(pid for command, pid in children.items() if name in command)
        return _children(parent)[0] if part == "page" else parent

    def kill(self, part: str) -> None:
        """Ends the part at once."""
        while True:
            try:
                return os.kill(self.pid_of(part), signal.SIGKILL)
            except ProcessLookupError:  # it ended between the two
                continue

    def everybody(self) -> list[int]:
        """Every process that belongs to it, the database's first one too."""
        assert self.launcher is not None
        found, unseen = [], [self.launcher.pid]
        while unseen:
            found.append(unseen.pop())
            unseen += _children(found[-1])
        with suppress(OSError):
            found.append(self.pid_of("database"))
        return found

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """A command beside the household, on the same database."""
        return subprocess.run(
            [sys.executable, *command], cwd=BASE, env=self.environment_of_children, capture_output=True, text=True
        )

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with self.cluster.connect("xaso", SUPERUSER) as connection:
            return connection.execute(sql.encode()).fetchall()


def _children(parent: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{parent}/task").glob("*/children"):
        with suppress(OSError):
            found += [int(pid) for pid in task.read_text().split()]
    return sorted(found)


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] not in "ZX"
    except OSError:
        return False


@contextmanager
def household_in(var: Path, template: Cluster, database: str) -> Iterator[LiveHousehold]:
    """Prepared like one that ran before: a copy of the template's rows, the tests' keys and static files. Not started."""
    home = LiveHousehold(var, Cluster(var / "pg"))
    home.cluster.start()
    try:
        home.cluster.create_database("xaso")
        _copy(template.url(SUPERUSER, database), home.cluster.url(SUPERUSER, "xaso"), home.cluster.binaries)
        shutil.copy(settings.VAR / "keys.json", var / "keys.json")
        (var / "static").symlink_to(settings.STATIC_ROOT)
        with_stamp = "from config.commands.run import VAR, fingerprint; (VAR / 'prepared').write_text(fingerprint())"
        assert home.run("-c", with_stamp).returncode == 0
        yield home
    finally:
        if home.launcher is not None and home.launcher.poll() is None:
            home.tell(signal.SIGTERM)
            try:
                home.launcher.wait(30)
            except subprocess.TimeoutExpired:
                home.launcher.kill()
        if home.cluster.is_alive():
            home.cluster.stop()
        shutil.rmtree(home.cluster.home, ignore_errors=True)


def _copy(source: str, target: str, binaries: Path) -> None:
    with subprocess.Popen([binaries / "pg_dump", "-Fc", "-Z0", "-d", source], stdout=subprocess.PIPE) as dump:
        command = [str(binaries / "pg_restore"), "--exit-on-error", "-d", target, "--clean", "--if-exists"]
        subprocess.run(command, stdin=dump.stdout, check=True)
    assert dump.returncode == 0
