"""The web framework's sessions as the database keeps them: whoever reads the rows, or a copy of them, comes in with none and
reads nothing of what is in them."""

from __future__ import annotations

import hashlib
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.base_session import AbstractBaseSession
from django.contrib.sessions.models import Session
from django.utils import timezone

from xaso.core.secrets import SecretsUnreadable, seal, unseal


def kept_as(key: str | None) -> str:
    """What stands in the database for the key in somebody's cookie. Empty for none."""
    return hashlib.sha256(key.encode()).hexdigest()[:40] if key else ""


class SessionStore(db.SessionStore):
    """Found by the hash of its key, its content sealed with XASO_KEYS. A session whose sealing key is gone is over."""

    def load(self) -> dict[str, Any]:
        alive = Session.objects.filter(session_key=kept_as(self.session_key), expire_date__gt=timezone.now())
        found = alive.first()
        if found is None:
            self._session_key = None
        return {} if found is None else self.decode(found.session_data)

    def exists(self, session_key: str) -> bool:
        return bool(super().exists(kept_as(session_key)))

    def delete(self, session_key: str | None = None) -> None:
        if key := session_key or self.session_key:
            super().delete(kept_as(key))

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        made = super().create_model_instance(data)
        made.session_key = kept_as(made.session_key)
        return made

    def encode(self, session_dict: dict[str, Any]) -> str:
        return seal(super().encode(session_dict))

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        try:
            return dict(super().decode(unseal(str(session_data))))
        except SecretsUnreadable:
            return {}
