"""Twelve-digit numbers never lie open, wherever a person wrote them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from xaso.core.secrets import seal, unseal
from xaso.forms.rules.fields import Schema

_NUMBER = re.compile(r"(?<!\d)(?:\d[ .\-]?){11}\d(?!\d)")
_SEALED = "sealed"


def seal_answers(schema: Schema | None, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers as they may be stored: each text holding a 12-digit number, in whatever field, becomes
    `{"sealed": "<key id>:<base64>"}`. Sealing twice changes nothing. The schema may be missing (counter dossiers)."""
    numbers = {key for key, field in schema.fields.items() if field.kind == "citizen_id"} if schema else set()
    return {key: _sealed(value, always=key in numbers) for key, value in answers.items()}


def unseal_answers(schema: Schema | None, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers as the person gave them. Raises core.secrets.SecretsUnreadable when a key is missing."""
    return {key: _unsealed(value) for key, value in answers.items()}


def _sealed(value: Any, *, always: bool = False) -> Any:
    if isinstance(value, str):
        return {_SEALED: seal(value)} if value and (always or _NUMBER.search(value)) else value
    if isinstance(value, list):
        return [_sealed(part) for part in value]
    if isinstance(value, Mapping):
        if set(value) == {_SEALED}:
            return dict(value)
        return {key: _sealed(part) for key, part in value.items()}
    return value


def _unsealed(value: Any) -> Any:
    if isinstance(value, list):
        return [_unsealed(part) for part in value]
    if isinstance(value, Mapping):
        if set(value) == {_SEALED}:
            return unseal(value[_SEALED])
        return {key: _unsealed(part) for key, part in value.items()}
    return value
