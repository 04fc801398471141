"""The language of what leaves the screen."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.utils.translation import get_language, override

from xaso.core.actor import Actor

P = ParamSpec("P")
T = TypeVar("T")


def in_vietnamese(function: Callable[P, T]) -> Callable[P, T]:
    """For texts that are kept or sent: a message or a letter is in Vietnamese, whatever language the officer's screen is in."""

    @wraps(function)
    def spoken(*args: P.args, **kwargs: P.kwargs) -> T:
        with override("vi"):
            return function(*args, **kwargs)

    return spoken


def of_screen(by: Actor) -> str:
    """The language of the page on which somebody asks for something, who is told of it in that; empty for officials and the
    machine, whose screens say nothing of whom they write to."""
    return "" if by.is_system or by.is_official or by.is_administrator else get_language() or ""
