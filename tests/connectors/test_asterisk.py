"""The line client against a line server that says what an exchange says, block by block."""

from __future__ import annotations

import hashlib
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from config.commands.calls import calls, hear
from xaso.connectors.asterisk import Gone, NotLetIn, listen, stamped
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.hotline.actions import keep_delivery
from xaso.hotline.jobs import take
from xaso.hotline.models import Call, Delivery, Line

USER, SECRET, CHALLENGE = "xaso", "bí mật", "840415273"
WHO = "CallerIDNum: 0912345678\r\nExten: 02933571234\r\n"
FIRST = "Uniqueid: pbx-1.1\r\nLinkedid: pbx-1.1\r\n"
SECOND = "Uniqueid: pbx-1.2\r\nLinkedid: pbx-1.1\r\n"
ANSWERED = [
    f"Event: Newchannel\r\nChannel: PJSIP/trunk-01\r\n{WHO}{FIRST}",
    f"Event: Newchannel\r\nChannel: PJSIP/101-02\r\n{SECOND}",
    f"Event: DialBegin\r\n{WHO}{FIRST}",
    f"Event: DialEnd\r\n{WHO}{FIRST}DialStatus: ANSWER\r\n",
    f"Event: BridgeEnter\r\n{WHO}{FIRST}",
    f"Event: Hangup\r\n{SECOND}Cause: 16\r\n",
    f"Event: Hangup\r\n{WHO}{FIRST}Cause: 16\r\n",
]
MISSED = [ANSWERED[0], ANSWERED[1], f"Event: DialEnd\r\n{WHO}{FIRST}DialStatus: NOANSWER\r\n", ANSWERED[6]]


class Exchange(threading.Thread):
    """Speaks AMI: greets, challenges, lets in who answers the challenge, then says the blocks in the pieces it was given."""

    def __init__(self, blocks: list[str], *, piece: int = 4096, silent: bool = False) -> None:
        super().__init__(daemon=True)
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        self.blocks, self.piece, self.silent, self.pinged = blocks, piece, silent, 0

    def run(self) -> None:
        line, _address = self.server.accept()
        with line, line.makefile("rb") as heard:
            line.sendall(b"Asterisk Call Manager/5.0.2\r\n")
            self._asked(heard)
            line.sendall(f"Response: Success\r\nChallenge: {CHALLENGE}\r\n\r\n".encode())
            wanted = hashlib.md5((CHALLENGE + SECRET).encode(), usedforsecurity=False).hexdigest()
            if self._asked(heard).get("Key") != wanted:
                line.sendall(b"Response: Error\r\nMessage: Authentication failed\r\n\r\n")
                return
            line.sendall(b"Response: Success\r\nMessage: Authentication accepted\r\n\r\n")
            said = "".join(f"{block}\r\n" for block in self.blocks).encode()
            for start in range(0, len(said), self.piece):
                line.sendall(said[start : start + self.piece])
            while self.silent and self._asked(heard):
                self.pinged += 1

    def _asked(self, heard: object) -> dict[str, str]:
        words = {}
        while text := heard.readline().decode().strip():  # type: ignore[attr-defined]
            key, _colon, value = text.partition(": ")
            words[key] = value
        return words


@contextmanager
def exchange(blocks: list[str], **how: object) -> Iterator[Exchange]:
    one = Exchange(blocks, **how)  # type: ignore[arg-type]
    one.start()
    yield one
    one.server.close()
    one.join(5)


def heard(one: Exchange, secret: str = SECRET) -> list[bytes]:
    """All it says until it hangs up, as it does in the end."""
    found: list[bytes] = []
    try:
        for block in listen("127.0.0.1", one.port, user=USER, secret=secret, wait=5):
            found.append(block)
    except Gone:
        return found
    raise AssertionError("the exchange did not hang up")


@pytest.mark.django_db
@pytest.mark.parametrize(("blocks", "state"), [(ANSWERED, "ended"), (MISSED, "missed")])
@pytest.mark.parametrize("piece", [1, 7, 4096])
def test_recorded_call_becomes_a_call(blocks: list[str], state: str, piece: int, line: Line) -> None:
    with exchange(blocks, piece=piece) as one:
        for block in heard(one):
            kept = keep_delivery(source="asterisk", body=stamped(block, clock.now()), by=Actor.system("test"))
            take(kept.pk)
    call = Call.objects.get()
    assert (call.source_id, call.caller, call.state, call.line) == ("pbx-1.1", "+84912345678", state, line)


def test_only_blocks_about_calls_are_kept() -> None:
    with exchange([*ANSWERED, "Event: RTCPSent\r\n", "Event: PeerStatus\r\n"]) as one:
        assert len(heard(one)) == 6


def test_wrong_secret_is_not_let_in() -> None:
    with exchange(ANSWERED) as one, pytest.raises(NotLetIn):
        next(listen("127.0.0.1", one.port, user=USER, secret="sai", wait=5))


def test_silent_exchange_is_asked_for_a_sign_of_life_and_left() -> None:
    with exchange([], silent=True) as one:
        with pytest.raises(Gone, match="silent"):
            next(listen("127.0.0.1", one.port, user=USER, secret=SECRET, wait=0.2))
        one.join(5)
        assert one.pinged == 1


@pytest.mark.parametrize("noise", ["x" * 20_000, "a: b\r\n" * 500])
def test_exchange_that_speaks_nonsense_is_left(noise: str) -> None:
    with exchange([noise]) as one:
        assert heard(one) == []


def test_command_keeps_what_it_hears(committed_db: Callable[[], None]) -> None:
    with exchange(ANSWERED) as one, pytest.raises(Gone):
        list(hear({"host": "127.0.0.1", "port": str(one.port), "user": USER, "secret": SECRET}))
    assert Delivery.objects.filter(source="asterisk").count() == 6


def test_command_says_what_is_missing_and_who_is_not_let_in(settings: Any, capsys: pytest.CaptureFixture[str]) -> None:
    settings.XASO_CALL_SOURCES = {}
    assert (calls([]), "names no asterisk" in capsys.readouterr().err) == (1, True)
    with exchange(ANSWERED) as one:
        settings.XASO_CALL_SOURCES = {
            "asterisk": {"host": "127.0.0.1", "port": one.port, "user": USER, "secret": "sai"}
        }
        assert (calls([]), "does not let xaso in" in capsys.readouterr().err) == (2, True)


def test_moment_of_the_exchange_is_kept_where_it_says_one() -> None:
    block = b"Event: Hangup\r\nTimestamp: 1795143337.5\r\n"
    assert stamped(block, clock.now()) == block
