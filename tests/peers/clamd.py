"""ClamAV's daemon: the real one where it is installed, with one signature of its own (no database is downloaded); and a small
server that speaks INSTREAM the way the manual of clamd describes, and fails on request as the real one does."""

from __future__ import annotations

import hashlib
import shutil
import socket
import struct
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# The harmless test file of the anti-virus trade, put together here so that no scanner takes this source for it.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
THREAT = "Test.File"


@contextmanager
def real_clamd(folder: Path, marked: bytes) -> Iterator[str]:
    """Address of a clamd that finds THREAT in any file that holds `marked`."""
    database = folder / "db"
    database.mkdir()
    (database / "own.ndb").write_text(f"{THREAT}:0:*:{marked.hex()}\n")
    socket_path, config = folder / "clamd.ctl", folder / "clamd.conf"
    config.write_text(
        f"LocalSocket {socket_path}\nDatabaseDirectory {database}\nForeground yes\nUser root\n"
        f"StreamMaxLength 100M\nTemporaryDirectory {folder}\nOfficialDatabaseOnly no\n"
    )
    daemon = subprocess.Popen(
        ["clamd", f"--config-file={config}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait_for(socket_path, daemon)
        yield f"unix:{socket_path}"
    finally:
        daemon.terminate()
        daemon.wait()


def _wait_for(path: Path, daemon: subprocess.Popen[bytes]) -> None:
    for _try in range(600):
        if path.exists():
            return
        assert daemon.poll() is None, "clamd ended"
        time.sleep(0.05)
    raise AssertionError("clamd did not come up")


def is_installed() -> bool:
    return shutil.which("clamd") is not None


class SmallClamd:
    """Speaks INSTREAM on a port of 127.0.0.1. `mood`: well; limit (says the stream is too long); silent (hangs up); odd."""

    def __init__(self, marked: bytes) -> None:
        self.marked, self.mood = marked, "well"
        self.seen: list[str] = []
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"tcp://127.0.0.1:{self.listening.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self.listening.close()

    def _serve(self) -> None:
        while True:
            try:
                line, _peer = self.listening.accept()
            except OSError:
                return
            with line:
                line.sendall(self._answer(line))

    def _answer(self, line: socket.socket) -> bytes:
        if _exactly(line, 10) != b"zINSTREAM\0":
            return b"UNKNOWN COMMAND\0"
        content = b""
        while length := struct.unpack("!I", _exactly(line, 4))[0]:
            content += _exactly(line, length)
        self.seen.append(hashlib.sha256(content).hexdigest())
        if self.mood == "limit":
            return b"INSTREAM size limit exceeded. ERROR\0"
        if self.mood == "silent":
            return b""
        if self.mood == "odd":
            return b"stream: perhaps\0"
        return f"stream: {THREAT} FOUND\0".encode() if self.marked in content else b"stream: OK\0"


def _exactly(line: socket.socket, length: int) -> bytes:
    got = b""
    while len(got) < length:
        more = line.recv(length - len(got))
        if not more:
            raise ConnectionError("the other side hung up")
        got += more
    return got


@contextmanager
def small_clamd(marked: bytes) -> Iterator[SmallClamd]:
    peer = SmallClamd(marked)
    try:
        yield peer
    finally:
        peer.close()
