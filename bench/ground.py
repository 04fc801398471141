"""What is measured stands on: a durable PostgreSQL of its own under var/bench, databases with as many dossiers as asked
for, web servers over them."""

from __future__ import annotations

import hashlib
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from config.household import BASE, die_with_parent, web_command
from config.postgres import APPLICATION, OWNER, SUPERUSER, Cluster

VAR = Path(os.environ.get("XASO_VAR", BASE / "var")) / "bench"
CLUSTER = Cluster(VAR / "pg", profile="bench")


def environment(database: str, **more: str) -> dict[str, str]:
    return os.environ | {
        "XASO_VAR": str(VAR),
        "XASO_SAMPLE": "yes",
        "DATABASE_URL": CLUSTER.url(APPLICATION, database),
        "DATABASE_OWNER_URL": CLUSTER.url(OWNER, database),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        **more,
    }


# What is prepared and looked up here is nobody's request.
AS_MACHINE = """
from contextlib import ExitStack
from xaso.core.scope import as_machine, from_nobody
machine = ExitStack()
machine.enter_context(from_nobody())
machine.enter_context(as_machine("bench"))
"""


def run(database: str, *command: str) -> str:
    """A Python command on that database, a script as the machine; its output. Ends the bench with its last line when it
    fails."""
    if command[0] == "-c":
        command = ("-c", AS_MACHINE + command[1], *command[2:])
    done = subprocess.run(
        [sys.executable, *command], cwd=BASE, env=environment(database), stdout=subprocess.PIPE, text=True
    )
    if done.returncode:
        raise SystemExit(f"bench: {' '.join(command)[:80]} failed on {database}")
    return done.stdout


SCOPE = re.compile(r"(SET xaso\.\w+ = '(?:[^']|'')*';)+")


def bare(statement: str) -> str:
    """Without the scope that was told before it, in the same message."""
    return SCOPE.sub("", statement, count=1)


def sql(database: str, text: str) -> list[tuple[object, ...]]:
    with CLUSTER.connect(database, SUPERUSER) as connection:
        cursor = connection.execute(text.encode())
        return cursor.fetchall() if cursor.description else []


def prepare() -> str:
    """The database everything is copied from: structure, reference data, offices and people. Returns its name."""
    VAR.mkdir(parents=True, exist_ok=True)
    CLUSTER.start()
    made_from = sorted(
        [
            *BASE.glob("xaso/*/migrations/*.py"),
            *BASE.glob("catalogue/**/*.*"),
            BASE / "xaso" / "core" / "walls.py",
            BASE / "bench" / "rows.py",
        ]
    )
    name = "base_" + hashlib.sha256(b"".join(path.read_bytes() for path in made_from)).hexdigest()[:12]
    if not sql("postgres", f"select 1 from pg_database where datname = '{name}'"):
        for (old,) in sql("postgres", "select datname from pg_database where datname ~ '^(base|making|rows|submit)_'"):
            CLUSTER.drop_database(str(old))
        making = f"making_{name}"
        CLUSTER.create_database(making)
        run(making, "-m", "config.command", "migrate")
        run(making, "-c", LET_THE_CAST_IN)
        sql("postgres", f"alter database {making} rename to {name}")
    if not (VAR / "static").exists():
        run(name, "manage.py", "collectstatic", "--noinput", "-v", "0")
    return name


LET_THE_CAST_IN = """
import django
django.setup()
from xaso.demo.cast import CAST
from xaso.demo.town import let_in
for player in CAST:
    let_in(player)
"""


def fresh(name: str, base: str) -> str:
    CLUSTER.drop_database(name)
    CLUSTER.create_database(name, template=base)
    return name


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(database: str, settings: str = "config.settings", role: str = APPLICATION, **more: str) -> Iterator[int]:
    """The web server as `xaso run` starts it, over that database; its port."""
    port = free_port()
    command, own = web_command(port), {"PORT": str(port), "DJANGO_SETTINGS_MODULE": settings}
    own |= more | {"DATABASE_URL": CLUSTER.url(role, database)}
    with (VAR / "web.log").open("ab") as log:
        process = subprocess.Popen(
            command, cwd=BASE, env=environment(database, **own), stdout=log, stderr=log, preexec_fn=die_with_parent
        )
    try:
        _wait(port)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def _wait(port: int) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise SystemExit("bench: the web server did not come up")


def get(port: int, path: str, cookie: str = "") -> bytes:
    from urllib.request import Request

    with urlopen(Request(f"http://127.0.0.1:{port}{path}", headers={"Cookie": cookie}), timeout=60) as page:
        body: bytes = page.read()
    return body


def children(parent: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{parent}/task").glob("*/children"):
        found += [int(pid) for pid in task.read_text().split()]
    return found


def below(parent: int) -> list[int]:
    return [pid for child in children(parent) for pid in (child, *below(child))]


def processor_seconds(port: int) -> float:
    """Used so far by the web server that was started on this port, and by the database."""
    [web] = [pid for pid in children(os.getpid()) if f"--port\0{port}\0".encode() in _file(pid, "cmdline")]
    database = int((CLUSTER.data / "postmaster.pid").read_text().split()[0])
    ticks = 0
    for pid in (web, *below(web), database, *below(database)):
        fields = _file(pid, "stat").rsplit(b")", 1)[1].split()
        ticks += int(fields[11]) + int(fields[12])  # user, system
    return ticks / os.sysconf("SC_CLK_TCK")


def _file(pid: int, name: str) -> bytes:
    return Path(f"/proc/{pid}/{name}").read_bytes()


def foreign_load() -> float:
    """Runnable processes of everybody, a minute's average; above the number of cores the figures mean little."""
    return os.getloadavg()[0]
