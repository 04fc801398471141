"""A real SMTP server (aiosmtpd) on a port of 127.0.0.1, with the refusals of one that knows who lives there."""

from __future__ import annotations

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.journeys.commune import free_port


class MailServer:
    """`letters` are what it took. `refuses` maps an address to the answer it gets; `says` is the answer to the text itself."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.senders: list[str] = []  # as the envelope of each says
        self.refuses: dict[str, str] = {}
        self.says = ""
        self.controller = Controller(self, hostname="127.0.0.1", port=free_port())

    async def handle_RCPT(self, _server: SMTP, _s: Session, envelope: Envelope, address: str, _options: Any) -> str:
        if answer := self.refuses.get(address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:
        if self.says == "hang up":
            server.transport.close()
            return ""
        if self.says:
            return self.says
        content = envelope.content if isinstance(envelope.content, bytes) else str(envelope.content).encode()
        self.senders.append(str(envelope.mail_from))
        self.letters.append(message_from_bytes(content, policy=default))  # type: ignore[arg-type]
        return "250 taken"

    def __enter__(self) -> MailServer:
        self.controller.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.controller.stop()

    def entry(self, **options: Any) -> dict[str, Any]:
        """What XASO_CARRIERS says of it."""
        own = {"host": "127.0.0.1", "port": self.controller.port, "sender": "mocua@xa.example.vn", "security": "none"}
        return {
            "name": "thu",
            "channel": "email",
            "with": "xaso.connectors.smtp.Smtp",
            "options": own | {"timeout": 5} | options,
        }
