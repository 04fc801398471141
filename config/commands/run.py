"""`xaso run`: from nothing to a working commune, and down again on Ctrl-C. `web` and `worker` are its two halves."""

from __future__ import annotations

import hashlib
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

from config import environment
from config.postgres import APPLICATION, OWNER, Cluster, NoServer

BASE = Path(__file__).resolve().parent.parent.parent
VAR = Path(environment.text("XASO_VAR", str(BASE / "var")))
WEB_WORKERS, WEB_THREADS = "2", "2"


def run(_arguments: list[str]) -> int:
    """Prepares, starts, watches; whatever dies is started again until Ctrl-C."""
    port = environment.number("PORT", 8000)
    if not _port_is_free(port):
        print(f"xaso: port {port} is taken. Choose another: make run PORT={port + 1}", file=sys.stderr)
        return 1
    try:
        cluster = _own_database()
        fresh = _prepare(cluster)
    except NoServer as error:
        print(error, file=sys.stderr)
        return 1
    return _Household(cluster, port, fresh=fresh).keep()


def web(_arguments: list[str]) -> int:
    command = _web_command(environment.number("PORT", 8000))
    os.execv(command[0], command)  # noqa: S606


def worker(_arguments: list[str]) -> int:
    import django

    django.setup()
    from procrastinate.contrib.django import app

    # Heartbeats tell /healthz that somebody works; jobs of a killed worker are taken up again by core.jobs.
    with app.replace_connector(app.connector.get_worker_connector()).open() as working:
        working.run_worker(
            concurrency=4, delete_jobs="successful", fetch_job_polling_interval=1, install_signal_handlers=True
        )
    return 0


def _port_is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("0.0.0.0", port))  # noqa: S104
        except OSError:
            return False
    return True


def _own_database() -> Cluster | None:
    """Starts the embedded server unless DATABASE_URL names another; puts its address into the environment of the children."""
    if "DATABASE_URL" in os.environ:
        return None
    cluster = Cluster(VAR / "pg")
    print("xaso: PostgreSQL …", flush=True)
    cluster.start()
    cluster.create_database("xaso")
    os.environ.setdefault("XASO_SAMPLE", "yes")
    os.environ["DATABASE_URL"] = cluster.url(APPLICATION, "xaso")
    os.environ["DATABASE_OWNER_URL"] = cluster.url(OWNER, "xaso")
    return cluster


def _fingerprint() -> str:
    """Changes with the structure, the reference data and the static files; the same one means nothing to prepare."""
    digest = hashlib.sha256(os.environ["DATABASE_URL"].encode())
    for pattern in ("xaso/*/migrations/*.py", "catalogue/**/*", "xaso/*/static/**/*", "config/database.py", "requirements/base.txt"):
        for path in sorted(BASE.glob(pattern)):
            stat = path.stat()
            digest.update(f"{path}:{stat.st_size}:{stat.st_mtime_ns}".encode())
    return digest.hexdigest()


def _prepare(cluster: Cluster | None) -> bool:
    """Structure, reference data and static files, when anything changed since the last start."""
    stamp = VAR / "prepared"
    if stamp.exists() and stamp.read_text() == _fingerprint():
        return False
    print("xaso: migrations, units, calendar, catalogue …", flush=True)
    subprocess.run([sys.executable, "-m", "config.command", "migrate"], cwd=BASE, check=True)
    static = [sys.executable, "manage.py", "collectstatic", "--noinput", "--clear", "--verbosity", "0"]
    subprocess.run(static, cwd=BASE, check=True)
    stamp.write_text(_fingerprint())
    return True


def _web_command(port: int) -> list[str]:
    return [
        *(str(Path(sys.executable).with_name("granian")), "--interface", "wsgi", "--host", "0.0.0.0", "--port", str(port)),  # noqa: S104
        *("--workers", WEB_WORKERS, "--blocking-threads", WEB_THREADS, "--no-ws", "--respawn-failed-workers"),
        *("--log-level", "warning", "--process-name", "xaso-web", "config.wsgi:application"),
    ]


class _Household:
    """The running children, and the database when it is ours."""

    def __init__(self, cluster: Cluster | None, port: int, *, fresh: bool) -> None:
        self.cluster, self.port, self.fresh = cluster, port, fresh
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.commands = {
            "web": _web_command(port),
            "worker": [sys.executable, "-m", "config.command", "worker"],
        }
        self.ending = False

    def keep(self) -> int:
        for stop in (signal.SIGINT, signal.SIGTERM):
            signal.signal(stop, self._end)
        for name in self.commands:
            self._start(name)
        loader = self._load_sample()
        self._wait_for_first_page()
        self._greet()
        while not self.ending:
            time.sleep(0.5)
            self._mend()
            if loader and loader.poll() is not None:
                print("xaso: the sample district is loaded." if loader.returncode == 0 else "xaso: the sample district did not load.", flush=True)
                loader = None
        self._stop(loader)
        return 0

    def _start(self, name: str) -> None:
        self.children[name] = subprocess.Popen(self.commands[name], cwd=BASE, start_new_session=True)

    def _mend(self) -> None:
        if self.cluster and not self.cluster.answers():
            self.cluster.start()
        for name, child in list(self.children.items()):
            if child.poll() is not None and not self.ending:
                print(f"xaso: {name} ended ({child.returncode}); starting it again.", flush=True)
                self._start(name)

    def _load_sample(self) -> subprocess.Popen[bytes] | None:
        if not environment.flag("XASO_SAMPLE", default=False):
            return None
        return subprocess.Popen([sys.executable, "-m", "config.command", "demo", "load"], cwd=BASE, start_new_session=True)

    def _wait_for_first_page(self) -> None:
        end = time.monotonic() + 60
        while time.monotonic() < end and not self.ending:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)

    def _greet(self) -> None:
        subprocess.run([sys.executable, "-m", "config.command", "demo", "cast"], cwd=BASE, check=False)

    def _end(self, _signal: int, _frame: FrameType | None) -> None:
        self.ending = True

    def _stop(self, loader: subprocess.Popen[bytes] | None) -> None:
        print("\nxaso: stopping …", flush=True)
        running = [*self.children.values(), *([loader] if loader else [])]
        for child in running:
            if child.poll() is None:
                child.terminate()
        for child in running:
            try:
                child.wait(timeout=10)
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
        if self.cluster:
            self.cluster.stop()
