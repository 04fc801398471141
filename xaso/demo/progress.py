"""How far the sample has come, in a small file, so that the first page can say so while it loads."""

from __future__ import annotations

import json
import time
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _


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


FORGOTTEN_AFTER = 180  # seconds without a step: nobody is loading any more


def sentence() -> str:
    """ "Đang nạp dữ liệu mẫu: 3.200 trong 11.863 hồ sơ." while it goes on, else nothing."""
    loading = told()
    if loading is None or loading["done"] or time.time() - path().stat().st_mtime > FORGOTTEN_AFTER:
        return ""
    count, total = (f"{loading[name]:,}".replace(",", ".") for name in ("count", "total"))
    return _("Đang nạp dữ liệu mẫu: %(count)s trong %(total)s hồ sơ.") % {"count": count, "total": total}
