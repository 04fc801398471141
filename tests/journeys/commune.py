"""A whole running commune for a browser: the real web server and the real worker, over a fresh copy of the template."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings

from config.household import BASE, web_command
from config.postgres import APPLICATION, OWNER, Cluster
from tests.peers.browser import CURVE, text

PATIENCE_SECONDS = 60
PUSH_KEY = text(ec.generate_private_key(CURVE).private_numbers().private_value.to_bytes(32, "big"))
LET_THE_CAST_IN = """
import django
django.setup()
from xaso.demo.cast import CAST
from xaso.demo.town import let_in
for player in CAST:
    let_in(player)
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class LiveCommune:
    """`address` has no slash at its end. Everything it prints goes to `log`."""

    database_url: str
    owner_url: str
    log: Path
    port: int = field(default_factory=free_port)
    more: dict[str, str] = field(default_factory=dict)  # settings of its own
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        return os.environ | {
            "DATABASE_URL": self.database_url,
            "DATABASE_OWNER_URL": self.owner_url,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "PORT": str(self.port),
            "XASO_PUSH_KEY": PUSH_KEY,
            "XASO_ADDRESS": self.address,
            "XASO_SAMPLE": "yes",
            "XASO_VAR": str(settings.VAR),  # the same keys and static files as the tests themselves
            **self.more,
        }

    def start(self, name: str) -> None:
        """`web` or `worker`."""
        commands = {
            "web": web_command(self.port),
            "worker": [sys.executable, "-m", "config.command", "worker", "--only"],
        }
        with self.log.open("ab") as log:
            self.processes[name] = subprocess.Popen(
                commands[name], cwd=BASE, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )

    def let_the_cast_in(self) -> None:
        self.runs(LET_THE_CAST_IN)

    def runs(self, code: str) -> None:
        """In a process of its own: whatever the sample does through its actions."""
        subprocess.run([sys.executable, "-c", code], cwd=BASE, env=self.environment, check=True)

    def wait_until_well(self) -> None:
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            try:
                urlopen(f"{self.address}/healthz", timeout=5).close()
            except HTTPError as error:  # 503 while the worker is on its way
                if error.code == 500:
                    break
            except (URLError, OSError):
                pass
            else:
                return
            time.sleep(0.1)
        raise AssertionError(f"the commune did not come up; it said:\n{self.log.read_text()}")

    def stop(self) -> None:
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def complaints(self) -> list[str]:
        """What the server wrote that tells of a fault of ours: each error with the end of its trace."""
        said = re.split(r"(?m)^(?=\d{4}-\d\d-\d\d )", self.log.read_text(errors="replace"))
        return [part[:200] + " … " + part.strip()[-600:] for part in said if "Traceback" in part or " ERROR " in part]


@contextmanager
def running_commune(cluster: Cluster, template: str, name: str, log: Path, **more: Any) -> Iterator[LiveCommune]:
    """Up, with the sample's cast let in and the worker alive; database and processes are gone afterwards. `more` goes to
    LiveCommune."""
    cluster.drop_database(name)
    cluster.create_database(name, template=template)
    commune = LiveCommune(cluster.url(APPLICATION, name), cluster.url(OWNER, name), log, **more)
    log.write_bytes(b"")
    try:
        commune.start("worker")
        commune.start("web")
        commune.let_the_cast_in()
        commune.wait_until_well()
        yield commune
    finally:
        commune.stop()
        cluster.drop_database(name)
