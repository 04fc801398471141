"""`xaso run`: from nothing to a working commune, and down again on Ctrl-C. `web` and `worker` are its two halves."""

from __future__ import annotations

import fcntl
import gc
import hashlib
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg

from config import environment
from config.household import BASE, Household, web_command
from config.postgres import APPLICATION, OWNER, Cluster, NoServer

VAR = Path(environment.text("XASO_VAR", str(BASE / "var")))
HEARTBEAT_SECONDS = 5
OLDEST_POSTGRESQL = 15
MADE_FROM = (
    *("xaso/*/migrations/*.py", "catalogue/**/*", "xaso/*/static/**/*", "requirements/base.txt"),
    *("config/database.py", "locale/**/*.po"),
)


class CannotStart(Exception):
    """Why the program does not start; the text is one line that says what to do."""


def run(_arguments: list[str]) -> int:
    """Prepares, starts, watches; whatever dies is started again until Ctrl-C."""
    port = environment.number("PORT", 8000)
    try:
        _require_free(port)
        with _alone():
            cluster = _database()
            _prepare()
            _require_settings()
            return Household(cluster, port).keep()
    except (CannotStart, NoServer) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nxaso: stopped before it had started; the next start goes on from here.", file=sys.stderr)
        return 130


def web(_arguments: list[str]) -> int:
    _require_settings()
    command = web_command(environment.number("PORT", 8000))
    os.execv(command[0], command)  # noqa: S606


def worker(arguments: list[str]) -> int:
    """Runs jobs until it is told to stop. `--only`: no other worker exists, so what earlier ones left half done is taken up
    at once and not after a minute of silence."""
    _require_settings()
    import django

    gc.disable()  # as in config.wsgi
    django.setup()
    gc.freeze()
    gc.enable()
    from django.db import close_old_connections, connection
    from procrastinate.contrib.django import app

    def with_fresh_connection(call_next: Any, _context: Any, _worker: Any) -> Any:
        # A thread would otherwise keep a connection that PostgreSQL has dropped, and fail with it for ever.
        close_old_connections()
        try:
            return call_next()
        finally:
            close_old_connections()

    if "--only" in arguments:
        with connection.cursor() as cursor:
            cursor.execute("delete from procrastinate_workers")
            cursor.execute("update procrastinate_jobs set status = 'todo', worker_id = null where status = 'doing'")
        connection.close()
    # Its heartbeat tells /healthz that somebody works; what a killed worker left is revived by core.queue.
    with app.replace_connector(app.connector.get_worker_connector()):
        app.run_worker(
            concurrency=4,
            delete_jobs="successful",
            fetch_job_polling_interval=1,
            update_heartbeat_interval=HEARTBEAT_SECONDS,
            shutdown_graceful_timeout=5,
            task_middleware=[with_fresh_connection],
        )
    return 0


def _require_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("0.0.0.0", port))  # noqa: S104
        except OSError as error:
            reason = "is taken" if isinstance(error, OSError) and error.errno != 13 else "needs root"
            other = port + 1 if 1024 <= port < 65535 else 8000
            raise CannotStart(f"xaso: port {port} {reason}. Choose another: make run PORT={other}") from None
        except OverflowError:
            raise CannotStart(f"xaso: {port} is no port. Choose one from 1024 to 65535: make run PORT=8000") from None


@contextmanager
def _alone() -> Iterator[None]:
    """One household a folder: two would stop each other's database."""
    try:
        VAR.mkdir(parents=True, exist_ok=True)
        lock = (VAR / "running").open("a+")
    except OSError as error:
        raise CannotStart(
            f"xaso: {VAR} cannot be written ({error.strerror}). Make it writable, or set XASO_VAR."
        ) from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.seek(0)
            raise CannotStart(
                f"xaso: already running with {VAR} (process {lock.read().strip() or 'unknown'})."
                " Stop it with Ctrl-C, or set XASO_VAR to another folder."
            ) from None
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        yield


def _database() -> Cluster | None:
    """Starts the embedded server unless DATABASE_URL names another; puts its address into the environment of the children."""
    if url := environment.secret("DATABASE_URL"):
        _require_answer(url)
        _require_plain_role(url)
        environment.required_secret("DATABASE_OWNER_URL")
        return None
    cluster = Cluster(VAR / "pg")
    print("xaso: PostgreSQL …", flush=True)
    cluster.start()
    cluster.create_database("xaso")
    os.environ.setdefault("XASO_SAMPLE", "yes")
    os.environ["DATABASE_URL"] = cluster.url(APPLICATION, "xaso")
    os.environ["DATABASE_OWNER_URL"] = cluster.url(OWNER, "xaso")
    return cluster


def _require_answer(url: str) -> None:
    environment.database(url)
    try:
        with psycopg.connect(url, connect_timeout=5) as connection:
            version = connection.info.server_version // 10_000
    except psycopg.Error as error:
        raise CannotStart(
            f"xaso: the database of DATABASE_URL does not answer ({' '.join(str(error).split())})."
        ) from None
    if version < OLDEST_POSTGRESQL:
        raise CannotStart(
            f"xaso: PostgreSQL {version} is too old; DATABASE_URL must name {OLDEST_POSTGRESQL} or newer."
        )


def _require_settings() -> None:
    """Ends the program with the one line that names what is missing or wrong, before a server is started that could only
    start and die. A database that is away is no reason: it may come back."""
    from config import settings

    with suppress(psycopg.OperationalError):
        _require_plain_role(settings.XASO_DATABASE_URL)


def _require_plain_role(url: str) -> None:
    """The application may read and write rows and nothing else: a role that may more could stop the journal's triggers."""
    with psycopg.connect(url, connect_timeout=5) as connection:
        row = connection.execute(MAY_TOO_MUCH).fetchone()
    name, *powers = row or ("",)
    if too_much := [what for what, has in zip(POWERS, powers, strict=True) if has]:
        raise environment.Misconfigured(
            f"xaso: the role {name} of DATABASE_URL is too powerful ({', '.join(too_much)}); see docs/operating.md, step 1."
        )


POWERS = ("superuser", "passes row security", "makes roles", "owns the tables")
MAY_TOO_MUCH = """
select rolname, rolsuper, rolbypassrls, rolcreaterole, exists (
    select from pg_tables where schemaname = 'public' and tableowner = rolname and tablename = 'journal_entry')
from pg_roles where rolname = current_user
"""


def fingerprint() -> str:
    """Changes with the structure, the reference data and the static files; the same one means nothing to prepare."""
    digest = hashlib.sha256(environment.required_secret("DATABASE_URL").encode())
    for pattern in MADE_FROM:
        for path in sorted(BASE.glob(pattern)):
            stat = path.stat()
            digest.update(f"{path}:{stat.st_size}:{stat.st_mtime_ns}".encode())
    return digest.hexdigest()


def _prepare() -> None:
    """Structure, reference data and static files, when anything changed since the last start."""
    stamp = VAR / "prepared"
    if stamp.exists() and stamp.read_text() == fingerprint() and (VAR / "static").exists():
        return
    print("xaso: tables, administrative units, calendar, catalogue …", flush=True)
    _do("the database could not be brought up to date", "-m", "config.command", "migrate")
    _do("the style sheets could not be collected", "manage.py", "collectstatic", "--noinput", "--clear", "-v", "0")
    stamp.write_text(fingerprint())


def _do(failure: str, *arguments: str) -> None:
    """One step in a process of its own. What it says on one line is repeated; longer reports go to a file."""
    done = subprocess.run([sys.executable, *arguments], cwd=BASE, stderr=subprocess.PIPE, text=True)
    if done.returncode == 0:
        sys.stderr.write(done.stderr)
        return
    lines = done.stderr.strip().splitlines() or ["no reason given"]
    if lines[-1].startswith("xaso:"):
        raise CannotStart(lines[-1])
    report = VAR / "prepare.log"
    report.write_text(done.stderr)
    raise CannotStart(f"xaso: {failure}: {lines[-1]} (all of it in {report})")
