"""A client thin enough not to be what is measured: prepared bytes over kept connections, one thread each."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count
from urllib.parse import urlencode

from bench.drafts import Sendable

CSRF = "a" * 32


@dataclass(frozen=True, slots=True)
class Result:
    """Milliseconds of each answer, and how many answers came a second."""

    rate: float
    times: list[float]
    wrong: int

    def at(self, share: float) -> float:
        return self.times[min(len(self.times) - 1, int(len(self.times) * share))]

    def __str__(self) -> str:
        bad = f"  {self.wrong} WRONG ANSWERS" if self.wrong else ""
        return (
            f"{self.rate:7.1f}/s  p50 {self.at(0.5):6.1f}  p95 {self.at(0.95):6.1f}  p99 {self.at(0.99):6.1f} ms{bad}"
        )


def submission(one: Sendable) -> bytes:
    body = urlencode({"csrfmiddlewaretoken": CSRF, "revision": one.revision})
    return (
        f"POST /nhap/{one.draft}/xem-lai HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Cookie: sessionid={one.session}; csrftoken={CSRF}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


def page(path: str, session: str = "") -> bytes:
    cookie = f"Cookie: sessionid={session}\r\n" if session else ""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\n{cookie}\r\n".encode()


def measure(port: int, requests: Iterable[bytes], *, clients: int, expect: int) -> Result:
    """Sends them all, `clients` at a time."""
    waiting = list(requests)
    place = count()
    times: list[float] = []
    wrong = [0]

    def client() -> None:
        line = socket.create_connection(("127.0.0.1", port))
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while (mine := next(place)) < len(waiting):
            began = time.perf_counter()
            line.sendall(waiting[mine])
            status = _answer(line)
            times.append((time.perf_counter() - began) * 1000)
            wrong[0] += status != expect
        line.close()

    threads = [threading.Thread(target=client) for _client in range(clients)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Result(len(waiting) / (time.perf_counter() - began), sorted(times), wrong[0])


def _answer(line: socket.socket) -> int:
    received = b""
    while b"\r\n\r\n" not in received:
        received += _some(line)
    head, _end, body = received.partition(b"\r\n\r\n")
    lower = head.lower()
    if b"content-length:" in lower:
        left = int(lower.split(b"content-length:", 1)[1].split(b"\r\n", 1)[0]) - len(body)
        while left > 0:
            left -= len(_some(line))
    elif b"transfer-encoding: chunked" in lower:
        while not body.endswith(b"0\r\n\r\n"):
            body += _some(line)
    return int(head.split(b" ", 2)[1])


def _some(line: socket.socket) -> bytes:
    piece = line.recv(65536)
    if not piece:
        raise ConnectionError("the server hung up")
    return piece
