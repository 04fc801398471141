"""The queue lives in PostgreSQL: a job commits or rolls back with the data that asked for it. Jobs are named, so that an
action can ask for one without importing it."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from datetime import timedelta
from functools import cache, wraps
from math import ceil
from typing import Any, TypeVar

from procrastinate import App, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from xaso.core.scope import as_machine, from_nobody

Job = TypeVar("Job", bound=Callable[..., Any])


def job(name: str, *, attempts: int = 8, lock: str | None = None) -> Callable[[Job], Job]:
    """Registers a function as the job `name`. Failing, it is tried `attempts` times, each wait twice the last."""

    def register(function: Job) -> Job:
        framed = _framed(name, function)
        app.task(name=name, lock=lock, retry=RetryStrategy(max_attempts=attempts, exponential_wait=2))(framed)
        return framed

    return register


def every(cron: str, name: str) -> Callable[[Job], Job]:
    """Registers a function to run by the clock. It takes the tick's unix time; a tick is skipped while one still waits."""

    def register(function: Job) -> Job:
        framed = _framed(name, function)
        app.periodic(cron=cron)(app.task(name=name, queueing_lock=name)(framed))
        return framed

    return register


def _framed(name: str, function: Job) -> Job:
    """Jobs are the machine's own work, which is nobody's: they see all. One that asks for nothing but the queue needs none."""
    if inspect.iscoroutinefunction(function):
        return function

    @wraps(function)
    def framed(*arguments: Any, **more: Any) -> Any:
        with from_nobody(), as_machine(name):
            return function(*arguments, **more)

    return framed  # type: ignore[return-value]


@cache
def _deferring() -> App:
    """Inside a worker the app speaks to PostgreSQL by itself; asking for a job must go through Django's own connection,
    there too, to share the transaction."""
    return app.with_connector(DjangoConnector(alias="default"))


def enqueue(name: str, *, priority: int = 0, after: timedelta | None = None, **arguments: Any) -> None:
    """Asks for the job in the transaction that is open now, at the earliest `after` so long; of what waits, the higher priority
    runs first. One SQL statement. Arguments must be JSON."""
    later = {"schedule_in": {"seconds": ceil(after.total_seconds())}} if after else {}
    _deferring().configure_task(name, priority=priority, **later).defer(**arguments)


SILENT_SECONDS = 60


@every("* * * * *", "queue.revive")
async def revive_stalled_jobs(timestamp: int) -> None:
    """A worker that was killed leaves its jobs "doing" for ever. Those whose worker has fallen silent are tried again: jobs
    may therefore run twice and must stand it."""
    for stalled in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_SECONDS):
        await app.job_manager.retry_job(stalled)
