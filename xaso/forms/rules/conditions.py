"""Conditions as data: when a page or a field is asked, when a fee is due.

`{field: relation, is: other}` · `{field: relation, in: [a, b]}` · `{field: relation, is_not: self}` ·
`{field: mother_id, filled: true}` · `{all: [...]}` · `{any: [...]}` · `{not: {...}}`"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

TESTS = ("is", "is_not", "in", "filled")


def holds(condition: Mapping[str, Any] | None, answers: Mapping[str, Any]) -> bool:
    """Whether the condition is met. No condition is always met; an unanswered field equals nothing."""
    if not condition:
        return True
    if "all" in condition:
        return all(holds(part, answers) for part in condition["all"])
    if "any" in condition:
        return any(holds(part, answers) for part in condition["any"])
    if "not" in condition:
        return not holds(condition["not"], answers)
    value = answers.get(condition["field"])
    if "is" in condition:
        return bool(value == condition["is"])
    if "is_not" in condition:
        return bool(value != condition["is_not"])
    if "in" in condition:
        return value in condition["in"]
    return (value not in (None, "", [], {})) is bool(condition["filled"])


def fields_of(condition: Mapping[str, Any] | None) -> Iterator[str]:
    """The fields a condition looks at."""
    if not condition:
        return
    for part in (*condition.get("all", ()), *condition.get("any", ())):
        yield from fields_of(part)
    if "not" in condition:
        yield from fields_of(condition["not"])
    if "field" in condition:
        yield condition["field"]


def verify(condition: object, path: str, known: set[str]) -> None:
    """Raises ValueError naming the path when the condition cannot be read or looks at a field nobody has asked yet."""
    if not isinstance(condition, Mapping):
        raise ValueError(f"{path}: a condition is a mapping")
    for word in ("all", "any"):
        if word in condition:
            for place, part in enumerate(condition[word]):
                verify(part, f"{path}.{word}[{place}]", known)
            return
    if "not" in condition:
        verify(condition["not"], f"{path}.not", known)
        return
    if condition.get("field") not in known:
        raise ValueError(f"{path}: field {condition.get('field')!r} is not asked before this")
    if sum(word in condition for word in TESTS) != 1 or set(condition) - {"field", *TESTS}:
        raise ValueError(f"{path}: exactly one of {', '.join(TESTS)}")
