"""The queue lives in PostgreSQL: a job commits or rolls back with the data that asked for it. Jobs are named, so that an
action can ask for one without importing it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

Job = TypeVar("Job", bound=Callable[..., Any])


def job(name: str, *, attempts: int = 8, lock: str | None = None) -> Callable[[Job], Job]:
    """Registers a function as the job `name`. Failing, it is tried `attempts` times, each wait twice the last."""

    def register(function: Job) -> Job:
        app.task(name=name, lock=lock, retry=RetryStrategy(max_attempts=attempts, exponential_wait=2))(function)
        return function

    return register


def every(cron: str, name: str) -> Callable[[Job], Job]:
    """Registers a function to run by the clock. It takes the tick's unix time; a tick is skipped while one still waits."""

    def register(function: Job) -> Job:
        app.periodic(cron=cron)(app.task(name=name, queueing_lock=name)(function))
        return function

    return register


def enqueue(name: str, **arguments: Any) -> None:
    """Asks for the job in the transaction that is open now. One SQL statement. Arguments must be JSON."""
    app.configure_task(name).defer(**arguments)
