"""The processes of one running commune: web, worker, the sample's loader, and the database when it is ours. What dies is
started again; when this process goes, everything goes."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from urllib.error import URLError
from urllib.request import urlopen

from config import environment
from config.postgres import Cluster, NoServer

BASE = Path(__file__).resolve().parent.parent
WEB_WORKERS, WEB_THREADS = 2, 2
PATIENCE_SECONDS = 60
LONGEST_WAIT_SECONDS = 30
STEADY_SECONDS = 20
LOADS = 3  # attempts; each goes on where the last one broke off
_PR_SET_PDEATHSIG = 1


def web_command(port: int) -> list[str]:
    """The web server. Each thread keeps one database connection: more than 16 in all makes PostgreSQL slower."""
    granian = Path(sys.executable).with_name("granian")
    if not granian.exists():
        raise NoServer("xaso: the web server granian is missing. Run `make setup`.")
    return [
        *(str(granian), "--interface", "wsgi", "--host", "0.0.0.0", "--port", str(port)),  # noqa: S104
        *("--workers", str(WEB_WORKERS), "--blocking-threads", str(WEB_THREADS), "--no-ws"),
        *("--respawn-failed-workers", "--respawn-interval", "0.2", "--workers-kill-timeout", "5"),
        *("--log-level", "warning", "config.wsgi:application"),
    ]


def die_with_parent() -> None:
    """In the child: asks the kernel for SIGTERM when the household is killed, so that nobody is left behind."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Child:
    """One process that has to be there. Dying young again and again, it waits longer each time."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    short_lives: int = 0
    not_before: float = 0.0

    def start(self) -> None:
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            cwd=BASE,
            start_new_session=True,
            preexec_fn=die_with_parent,
        )

    @property
    def is_dead(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def bury(self) -> int:
        """After its death: ends what it left in its group, and sets the time of the next start."""
        assert self.process is not None
        code = self.process.returncode
        _kill_group(self.process.pid)
        self.process = None
        self.short_lives = self.short_lives + 1 if time.monotonic() - self.started < STEADY_SECONDS else 0
        wait = min(LONGEST_WAIT_SECONDS, 0.1 * 2**self.short_lives) if self.short_lives > 2 else 0
        self.not_before = time.monotonic() + wait
        return code

    def end(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def wait(self, seconds: float) -> None:
        if self.process is None:
            return
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=seconds)
        _kill_group(self.process.pid)
        self.process.wait()


def _kill_group(leader: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


@dataclass
class Household:
    """`cluster` is None when the database is somebody else's."""

    cluster: Cluster | None
    port: int
    children: list[Child] = field(init=False)
    loader: subprocess.Popen[bytes] | None = None
    loads: int = 0
    ending: bool = False

    def __post_init__(self) -> None:
        only = ["--only"] if self.cluster else []
        self.children = [
            Child("web", web_command(self.port)),
            Child("worker", [sys.executable, "-m", "config.command", "worker", *only]),
        ]

    def keep(self) -> int:
        """Until Ctrl-C (or SIGTERM, or the terminal is closed). Returns the exit code."""
        for stop in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(stop, self._end)
        try:
            for child in self.children:
                child.start()
            if not self._wait_for_first_page():
                return 1
            self._greet()
            self._load_sample()
            while not self.ending:
                time.sleep(0.2)
                self._mend()
                self._hear_loader()
        finally:
            self._stop()
        return 0

    def _end(self, _signal: int, _frame: FrameType | None) -> None:
        self.ending = True

    def _wait_for_first_page(self) -> bool:
        """False when it never came; why is on the screen above."""
        end = time.monotonic() + PATIENCE_SECONDS
        while not self.ending:
            if dead := [child.name for child in self.children if child.is_dead]:
                print(f"xaso: {dead[0]} ended at once; the reason is above.", file=sys.stderr)
                return False
            if self._answers():
                return True
            if time.monotonic() > end:
                print(f"xaso: no page after {PATIENCE_SECONDS} seconds; giving up.", file=sys.stderr)
                return False
            time.sleep(0.05)
        return True

    def _answers(self) -> bool:
        with (
            suppress(URLError, OSError, ValueError),
            urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5) as page,
        ):
            return bool(page.status == 200)
        return False

    def _greet(self) -> None:
        if self.ending:
            return
        if self._is_sample:
            self._run_demo("cast").wait()
        else:
            address = environment.text("XASO_ADDRESS", f"http://localhost:{self.port}")
            print(f"\nxaso: {address}   (Ctrl-C stops everything)", flush=True)

    @property
    def _is_sample(self) -> bool:
        return environment.flag("XASO_SAMPLE", default=False)

    def _run_demo(self, what: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "config.command", "demo", what]
        return subprocess.Popen(
            command,
            cwd=BASE,
            start_new_session=True,
            preexec_fn=die_with_parent,
        )

    def _load_sample(self) -> None:
        if self._is_sample and environment.flag("XASO_SAMPLE_LOAD", default=True) and not self.ending:
            self.loader = self._run_demo("load")
            with suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, self.loader.pid, 10)

    def _hear_loader(self) -> None:
        if self.loader is None or (code := self.loader.poll()) is None:
            return
        self.loader = None
        self.loads += 1
        if code and self.loads < LOADS:
            print(f"xaso: loading the sample district ended ({code}); trying again.", file=sys.stderr, flush=True)
            self._load_sample()
        elif code:
            print("xaso: the sample district did not load; the next start tries again.", file=sys.stderr, flush=True)

    def _mend(self) -> None:
        if self.cluster and not self.cluster.is_alive():
            print("xaso: the database ended; starting it again.", flush=True)
            try:
                self.cluster.start()
            except NoServer as error:
                print(error, file=sys.stderr, flush=True)
                time.sleep(1)
        for child in self.children:
            if child.is_dead and not self.ending:
                print(f"xaso: {child.name} ended ({child.bury()}); starting it again.", flush=True)
            if child.process is None and not self.ending and time.monotonic() >= child.not_before:
                child.start()

    def _stop(self) -> None:
        print("\nxaso: stopping …", flush=True)
        for child in self.children:
            child.end()
        if self.loader and self.loader.poll() is None:
            self.loader.terminate()
        for child in self.children:
            child.wait(10)
        if self.loader:
            with suppress(subprocess.TimeoutExpired):
                self.loader.wait(5)
            _kill_group(self.loader.pid)
            self.loader.wait()
        if self.cluster:
            self.cluster.stop()
