"""The second wall: what PostgreSQL lets the code see while it runs for somebody. Row-level security reads the words of the scope,
session variables `xaso.account`, `xaso.unit` …; nobody in scope sees nothing.

The first wall is each package's `access.py`. A query that forgot it meets this one. Requests, jobs and commands begin with
nobody; who acts is put in scope where that is found out (`become`) and around every action (`acting`, in its frame). To see
more takes one of three words, each with its reason beside it: `holding` (the rows that bear a key the asker brought), `hold`
(the same, for the rest of the request) and `as_machine` (all). tests/config/rows.txt lists where."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import lru_cache
from uuid import UUID

from xaso.core.actor import Actor


@dataclass(frozen=True, slots=True)
class Scope:
    """`unit` is that of an official at work, `staff` the one whose accounts an administrator looks after. `machine` says what
    for."""

    account: UUID | None = None
    person: UUID | None = None
    unit: int | None = None
    staff: int | None = None
    machine: str = ""


@dataclass(slots=True)
class _Frame:
    """One request, job or command. `held` are keys of single rows: ids, tokens, numbers, phones."""

    scope: Scope = Scope()
    held: frozenset[str] = frozenset()


_frame: ContextVar[_Frame | None] = ContextVar("frame", default=None)
_inside: ContextVar[Scope | None] = ContextVar(
    "inside", default=None
)  # who acts, where that is not whom the frame is for
_wide: ContextVar[str] = ContextVar("wide", default="")  # an action's own purpose: what it calls sees as much
_brought: ContextVar[frozenset[str]] = ContextVar("brought", default=frozenset())


def told() -> dict[str, str]:
    """What the session's variables have to be now, by name; all empty for nobody."""
    frame = _frame.get()
    return _told(_now(), _brought.get() | frame.held if frame else _brought.get())


def _now() -> Scope:
    frame = _frame.get()
    return _inside.get() or (frame.scope if frame else Scope())


@lru_cache(maxsize=1000)
def _told(scope: Scope, held: frozenset[str]) -> dict[str, str]:
    keys = sorted(key for key in held if key.isprintable())  # PostgreSQL takes no NUL, and no row bears one
    return {
        "machine": scope.machine,
        "account": str(scope.account or ""),
        "person": str(scope.person or ""),
        "unit": str(scope.unit or ""),
        "staff": str(scope.staff or ""),
        "held": "{{{}}}".format(",".join(map(_element, keys))) if keys else "",
    }


def _element(key: str) -> str:
    """Of an array as PostgreSQL reads it."""
    escaped = key.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


NOBODY = _told(Scope(), frozenset())


@contextmanager
def from_nobody() -> Iterator[None]:
    """Frame of a request or a job: begins with nobody, and nothing of it is left behind."""
    outer, inside, brought, wide = _frame.set(_Frame()), _inside.set(None), _brought.set(frozenset()), _wide.set("")
    try:
        yield
    finally:
        _wide.reset(wide)
        _brought.reset(brought)
        _inside.reset(inside)
        _frame.reset(outer)


def become(actor: Actor) -> None:
    """From here to the end of the frame the code runs for this actor."""
    if frame := _frame.get():
        frame.scope = _of(actor)


@contextmanager
def acting(actor: Actor) -> Iterator[None]:
    """Runs for this actor, whoever the frame is for. An action without a frame around it is one."""
    own = _of(actor)
    with nullcontext() if _frame.get() else from_nobody():
        before = _inside.set(replace(own, machine=own.machine or _wide.get()))
        try:
            yield
        finally:
            _inside.reset(before)


def hold(*keys: object) -> None:
    """To the end of the frame: the rows that bear one of these keys, and what hangs on them."""
    frame = _frame.get()
    if frame is None:
        raise RuntimeError("outside a request, a job, an action there is nothing to hold it")
    frame.held |= {str(key) for key in keys}


@contextmanager
def holding(*keys: object) -> Iterator[None]:
    """While a row is looked up by a key that the asker brought."""
    before = _brought.set(_brought.get() | {str(key) for key in keys})
    try:
        yield
    finally:
        _brought.reset(before)


@contextmanager
def as_machine(purpose: str) -> Iterator[None]:
    """Everything, for a reason. Said inside an action it holds for the actions that this one calls, too."""
    wide = _wide.set(purpose if _inside.get() and not _now().machine else _wide.get())
    before = _inside.set(replace(_now(), machine=purpose))
    try:
        yield
    finally:
        _inside.reset(before)
        _wide.reset(wide)


def _of(actor: Actor) -> Scope:
    return Scope(
        account=actor.account,
        person=actor.person,
        unit=actor.unit if actor.is_official and not actor.is_administrator else None,
        staff=actor.unit if actor.is_administrator else None,
        machine=actor.purpose or actor.name if actor.is_system else "",
    )
