"""Asterisk's Manager Interface (AMI): blocks of `Key: value` lines over TCP, on the office's own network. `xaso calls` listens;
what speaks of a call is kept as it came. A call bears the name of its first channel (`Linkedid`)."""

from __future__ import annotations

import hashlib
import socket
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import datetime
from typing import Final

from xaso.connectors.reports import moment
from xaso.core.text import normalise
from xaso.hotline.rules import Kind, News

TELLING: Final = frozenset({"Newchannel", "DialEnd", "BridgeEnter", "Hangup"})
SILENCE_SECONDS: Final = 60.0
LONGEST_LINE: Final = 8192
MOST_LINES: Final = 400
STAMP: Final = "Timestamp"  # Asterisk adds it with timestampevents=yes; else it is added here


class NotLetIn(Exception):
    """The name or the secret is wrong."""


class Gone(Exception):
    """The exchange hung up, fell silent, or speaks nonsense: connect again."""


Block = Mapping[str, str]


def read(body: bytes) -> News | None:
    """A block, as it was kept."""
    block = parsed(body.decode("utf-8", "replace"))
    event, call = block.get("Event", ""), block.get("Linkedid", "")
    first = block.get("Uniqueid") == call
    if not call or event not in TELLING or (event in ("Newchannel", "Hangup") and not first):
        return None
    if event == "DialEnd" and block.get("DialStatus") != "ANSWER":
        return None
    kind = {"Newchannel": Kind.RINGING, "DialEnd": Kind.ANSWERED, "BridgeEnter": Kind.ANSWERED, "Hangup": Kind.ENDED}
    return News(
        source_id=call,
        kind=kind[event],
        at=moment(block, STAMP),
        caller=block.get("CallerIDNum", ""),
        line=block.get("Exten", ""),
    )


def parsed(text: str) -> Block:
    """The first value of each key."""
    block: dict[str, str] = {}
    for line in normalise(text).split("\n"):
        key, colon, value = line.partition(":")
        if colon:
            block.setdefault(key.strip(), value.strip())
    return block


def listen(host: str, port: int, *, user: str, secret: str, wait: float = SILENCE_SECONDS) -> Iterator[bytes]:
    """Signs in with a challenge, so that the secret never travels, and yields blocks about calls as they come, for ever. Raises
    NotLetIn, Gone, OSError. The exchange is asked for a sign of life when it says nothing for `wait` seconds."""
    with closing(socket.create_connection((host, port), timeout=wait)) as line:
        exchange = _Exchange(line)
        exchange.line()  # what the exchange calls itself
        exchange.say(Action="Challenge", AuthType="MD5")
        challenge = exchange.answer().get("Challenge", "")
        # The protocol knows no other sum; it guards a line inside the house.
        key = hashlib.md5((challenge + secret).encode(), usedforsecurity=False).hexdigest()
        exchange.say(Action="Login", AuthType="MD5", Username=user, Key=key, Events="call")
        if exchange.answer().get("Response") != "Success":
            raise NotLetIn(f"the exchange at {host}:{port} does not let {user} in")
        yield from exchange.events()


class _Exchange:
    """One connection. What was half heard when it fell silent is not lost."""

    def __init__(self, line: socket.socket) -> None:
        self._socket = line
        self._heard = b""
        self._lines: list[bytes] = []

    def say(self, **words: str) -> None:
        self._socket.sendall("".join(f"{key}: {value}\r\n" for key, value in words.items()).encode() + b"\r\n")

    def answer(self) -> Block:
        """The next answer; events that came before it are not for us yet."""
        while True:
            block = parsed(self.block().decode("utf-8", "replace"))
            if "Response" in block:
                return block

    def events(self) -> Iterator[bytes]:
        asked = False
        while True:
            try:
                block = self.block()
            except TimeoutError:
                if asked:
                    raise Gone("the exchange is silent") from None
                self.say(Action="Ping")
                asked = True
                continue
            asked = False
            if parsed(block.decode("utf-8", "replace")).get("Event") in TELLING:
                yield block

    def block(self) -> bytes:
        """Lines up to an empty one."""
        while True:
            line = self.line()
            if line.strip():
                self._lines.append(line)
                if len(self._lines) > MOST_LINES:
                    raise Gone("the exchange does not speak in blocks")
            elif self._lines:
                block, self._lines = b"".join(self._lines), []
                return block

    def line(self) -> bytes:
        while b"\n" not in self._heard:
            if len(self._heard) > LONGEST_LINE:
                raise Gone("the exchange does not speak in lines")
            more = self._socket.recv(4096)
            if not more:
                raise Gone("the exchange hung up")
            self._heard += more
        line, self._heard = self._heard.split(b"\n", 1)
        return line + b"\n"


def stamped(block: bytes, now: datetime) -> bytes:
    """The block with the moment it was heard, where the exchange does not say one."""
    if STAMP in parsed(block.decode("utf-8", "replace")):
        return block
    return block + f"{STAMP}: {now.timestamp():.3f}\r\n".encode()
