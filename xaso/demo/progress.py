"""How far the sample has come, in a small file, so that the first page can say so while it loads."""

from __future__ import annotations

import json
from pathlib import Path

from django.conf import settings


def path() -> Path:
    return Path(settings.VAR) / "demo-progress.json"


def tell(count: int, total: int) -> None:
    """Written whole or not at all; the last one stays and says that everything is there."""
    path().parent.mkdir(parents=True, exist_ok=True)
    fresh = path().with_suffix(".part")
    fresh.write_text(json.dumps({"count": count, "total": total, "done": count >= total}))
    fresh.replace(path())


def told() -> dict[str, int] | None:
    """None while nothing was ever loaded."""
    try:
        loaded: dict[str, int] = json.loads(path().read_text())
    except (OSError, ValueError):
        return None
    return loaded
