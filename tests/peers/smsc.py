"""A real SMPP 3.4 server (smpp34) on a port of 127.0.0.1, in a thread of its own."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import smpp34

from tests.journeys.commune import free_port


class Smsc:
    """`taken` are the messages it took, `rejects` the statuses it answers first. `deliver` sends one to whoever is bound."""

    def __init__(self) -> None:
        self.port = free_port()
        self.taken: list[Any] = []
        self.rejects: list[int] = []
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
                event.accept(message_id=f"M{len(self.taken)}")

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

    def receipt(self, reference: str, state: str) -> None:
        said = (
            f"id:{reference} sub:001 dlvrd:001 submit date:2611260900 done date:2611260901 stat:{state} err:000 text:"
        )
        self.deliver(said.encode(), esm_class=4)

    def __enter__(self) -> Smsc:
        self.thread.start()
        assert self.ready.wait(10)
        return self

    def __exit__(self, *_error: object) -> None:
        self.loop.call_soon_threadsafe(self.leaving.set)
        self.thread.join(10)
