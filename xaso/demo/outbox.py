"""The carrier and the Zalo of the sample: the message's own row is the outbox, so there is nothing to write and nothing to write
twice. Nobody reads there, so no readers are told."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import ClassVar

from xaso.connectors.zalo_events import read
from xaso.core.identifiers import random_token
from xaso.messages.ports import Happening, Parcel, Piece, Tokens


class OutboxCarrier:
    knows_keys: ClassVar[bool] = True

    def send(self, parcel: Parcel) -> str:
        return f"outbox:{parcel.key}"


class OutboxNetwork:
    def renew(self, renewal: str) -> Tokens:
        return Tokens(random_token(), random_token())

    def is_account(self, access: str, number: str) -> bool:
        return True

    def write(self, access: str, piece: Piece) -> str:
        return _made()

    def find(self, access: str, token: str) -> str:
        return token

    def update(self, access: str, article: str, piece: Piece) -> str:
        return _made()

    def remove(self, access: str, article: str) -> None:
        return None

    def spread(self, access: str, article: str) -> str:
        return _made()

    def readers(self, access: str, articles: Collection[str]) -> dict[str, int]:
        return {}

    def tell(self, access: str, user: str, text: str) -> str:
        return _made()

    def tell_by_template(
        self, access: str, template: str, data: Mapping[str, str], *, user: str = "", phone: str = "", key: str = ""
    ) -> str:
        return _made()

    def read(self, body: bytes) -> list[Happening]:
        return read(body)


def _made() -> str:
    return f"outbox:{random_token(9)}"
