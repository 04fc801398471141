"""When a dossier stands still for longer than is usual, so that its owner begins to wonder."""

from __future__ import annotations

from datetime import datetime, timedelta

ENOUGH = 20  # stays, before they say what is usual
AT_LEAST = timedelta(days=1)  # nobody wonders sooner
LOOKED_BACK = timedelta(days=90)


def quiet_from(moved_at: datetime, act_by: datetime, usual: timedelta | None) -> datetime:
    """From when on a dossier that last moved then is quiet for longer than is usual: than four of five like it stood there, or,
    where too few are known, than half of the time the office has."""
    wait = usual if usual is not None else (act_by - moved_at) / 2
    return moved_at + max(AT_LEAST, wait)
