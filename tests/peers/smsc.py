"""A real SMPP 3.4 server (smpp34) on a port of 127.0.0.1, in a thread of its own; and a line to it on which more can be said."""

from __future__ import annotations

import asyncio
import socket
import struct
import threading
from contextlib import suppress
from typing import Any

import smpp34

from tests.journeys.commune import free_port


class Smsc:
    """`taken` are the messages it took, `rejects` the statuses it answers first, `names` the ids it
    gives first. `deliver` sends one to whoever is bound."""

    def __init__(self) -> None:
        self.port = free_port()
        self.taken: list[Any] = []
        self.rejects: list[int] = []
        self.names: list[str] = []
        self.esme: Any = None
        self.loop = asyncio.new_event_loop()
        self.ready = threading.Event()
        self.thread = threading.Thread(target=self._run, daemon=True)

    def _run(self) -> None:
        asyncio.set_event_loop(self.loop)
        self.loop.run_until_complete(self._serve())
        self.loop.close()

    async def _serve(self) -> None:
        server = smpp34.Server(host="127.0.0.1", port=self.port, system_id="BRANDGW")
        await server.start()
        self.leaving = asyncio.Event()
        self.ready.set()
        leaving = asyncio.ensure_future(self.leaving.wait())
        while not self.leaving.is_set():
            coming = asyncio.ensure_future(server.next())
            await asyncio.wait({coming, leaving}, return_when=asyncio.FIRST_COMPLETED)
            if coming.done():
                self._answer(coming.result())
            else:
                coming.cancel()
        await server.stop()

    def _answer(self, event: Any) -> None:
        if isinstance(event, smpp34.Esme):
            self.esme = event
        elif isinstance(event, smpp34.SubmitSmEvent):
            if self.rejects and (status := self.rejects.pop(0)):
                event.reject(status)
            else:
                self.taken.append(event)
                event.accept(message_id=self.names.pop(0) if self.names else f"M{len(self.taken)}")

    def deliver(self, text: bytes, *, sender: str = "84912345678", esm_class: int = 0, data_coding: int = 0) -> None:
        async def deliver() -> None:
            await self.esme.deliver_sm(
                source_addr=sender,
                destination_addr="1022",
                esm_class=esm_class,
                data_coding=data_coding,
                short_message=text,
            )

        asyncio.run_coroutine_threadsafe(deliver(), self.loop).result(10)

    def receipt(self, reference: str, state: str, error: str = "000") -> None:
        dates = "submit date:2611260900 done date:2611260901"
        said = f"id:{reference} sub:001 dlvrd:001 {dates} stat:{state} err:{error} text:"
        self.deliver(said.encode(), esm_class=4)

    def receipts(self, references: list[str], state: str) -> None:
        """All at once, as after a night: none waits for the answer to the one before."""

        async def deliver() -> None:
            said = [f"id:{one} sub:001 dlvrd:001 stat:{state} err:000 text:" for one in references]
            ways = {"source_addr": "84912345678", "destination_addr": "1022", "esm_class": 4}
            await asyncio.gather(*(self.esme.deliver_sm(short_message=one.encode(), **ways) for one in said))

        asyncio.run_coroutine_threadsafe(deliver(), self.loop).result(30)

    def __enter__(self) -> Smsc:
        self.thread.start()
        assert self.ready.wait(10)
        return self

    def __exit__(self, *_error: object) -> None:
        self.loop.call_soon_threadsafe(self.leaving.set)
        self.thread.join(10)


class Tap:
    """A line to `smsc` for one client at a time. `say` puts bytes of one's own on it, `greeting` those on every new one; `heard`
    are all commands that the client sent."""

    def __init__(self, smsc: Smsc, greeting: bytes = b"") -> None:
        self.greeting = greeting
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.server.getsockname()[1]
        self.behind = smsc.port
        self.spoken = b""
        self.lock = threading.Lock()
        self.ends: list[socket.socket] = []  # of the newest client
        self.opened = [self.server]
        self.threads = [threading.Thread(target=self._serve, daemon=True)]
        self.threads[0].start()

    def _serve(self) -> None:
        with suppress(OSError):  # the test is over
            while True:
                near, _where = self.server.accept()
                far = socket.create_connection(("127.0.0.1", self.behind))
                self.ends = [near, far]
                self.opened += self.ends
                self.say(self.greeting)
                back = threading.Thread(target=self._carry, args=(far, near), daemon=True)
                self.threads.append(back)
                back.start()
                self._carry(near, far)

    def _carry(self, taken_from: socket.socket, to: socket.socket) -> None:
        with suppress(OSError):  # either end may hang up
            while said := taken_from.recv(65536):
                if taken_from is self.ends[0]:
                    self.spoken += said
                with self.lock:
                    to.sendall(said)
        with suppress(OSError):
            to.shutdown(socket.SHUT_RDWR)

    def say(self, raw: bytes) -> None:
        with self.lock:
            self.ends[0].sendall(raw)

    @property
    def heard(self) -> list[tuple[int, int, int]]:
        """Command, status and sequence of each."""
        found, rest = [], self.spoken
        while len(rest) >= 16:
            length, *head = struct.unpack(">LLLL", rest[:16])
            found.append((head[0], head[1], head[2]))
            rest = rest[length:]
        return found

    def __enter__(self) -> Tap:
        return self

    def __exit__(self, *_error: object) -> None:
        for one in self.opened:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        for thread in self.threads:
            thread.join(10)
        for one in self.opened:
            one.close()
