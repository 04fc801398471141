"""ClamAV's daemon, asked over a socket: `INSTREAM`, lengths as four bytes, an empty piece at the end, one line back."""

from __future__ import annotations

import re
import socket
import struct
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

_PIECE = 256 * 1024
_SECONDS = 60
_FOUND = re.compile(rb"^stream: (.{1,200}) FOUND$")


class ScannerAway(Exception):
    """The scanner is configured and does not answer, or not with what it should. Nothing is known about the file."""


@dataclass(frozen=True, slots=True)
class Scan:
    """`done` is false when no scanner is configured; `threat` is the scanner's name for what it found, or empty."""

    done: bool
    threat: str = ""


def scan(content: bytes) -> Scan:
    """Raises ScannerAway. Does nothing when XASO_SCANNER is empty."""
    if not settings.XASO_SCANNER:
        return Scan(done=False)
    try:
        with _connected(settings.XASO_SCANNER) as line:
            line.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), _PIECE):
                piece = content[start : start + _PIECE]
                line.sendall(struct.pack("!I", len(piece)) + piece)
            line.sendall(struct.pack("!I", 0))
            said = _line(line)
    except OSError as error:
        raise ScannerAway(str(error)) from None
    if said == b"stream: OK":
        return Scan(done=True)
    if found := _FOUND.match(said):
        return Scan(done=True, threat=found[1].decode("utf-8", "replace"))
    raise ScannerAway(said.decode("utf-8", "replace")[:200] or "no answer")


def _connected(address: str) -> socket.socket:
    """`unix:/run/clamav/clamd.ctl` or `tcp://127.0.0.1:3310`."""
    if address.startswith("unix:"):
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(_SECONDS)
        try:
            line.connect(address.removeprefix("unix:"))
        except OSError:
            line.close()
            raise
        return line
    parts = urlsplit(address)
    return socket.create_connection((parts.hostname or "", parts.port or 3310), timeout=_SECONDS)


def _line(line: socket.socket) -> bytes:
    """The answer up to its NUL, at most 1 kB."""
    said = b""
    while b"\0" not in said and len(said) < 1024:
        more = line.recv(1024)
        if not more:
            break
        said += more
    return said.partition(b"\0")[0].strip()
