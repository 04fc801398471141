"""Looking into what strangers sent, by a process of its own (`decoder`) that may do nothing else."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from xaso.files.rules import MAX_PAGES, PREVIEW_WIDTHS, Kind, Prepared, require_size, sniff, too_many_pages, unfit

_DECODER = Path(__file__).with_name("decoder.py")
PATIENCE_SECONDS = 60
_PDF_BROKEN, _PHOTO_BROKEN = "pdf_unreadable", "photo_unreadable"


def prepare(content: bytes) -> Prepared:
    """Looks into the bytes and makes them fit to store. A 12-megapixel photo costs about 0.7 s of one core."""
    require_size(len(content))
    kind = sniff(content[:2048])
    if kind is Kind.PDF:
        require_size(len(content), pdf=True)
        said, _nothing = _ask({"do": "count", "most": MAX_PAGES}, content, broken=_PDF_BROKEN)
        if said["pages"] > MAX_PAGES:
            raise too_many_pages(said["pages"])
        return Prepared(content, kind, said["pages"], None, None)
    said, drawn = _ask({"do": "redraw", "kind": kind.value}, content, broken=_PHOTO_BROKEN)
    return Prepared(drawn, Kind.JPEG, said["pages"], said["width"], said["height"])


def page_picture(content: bytes, kind: str, *, page: int, width: int) -> bytes:
    """One page as JPEG, `width` rounded up to one of PREVIEW_WIDTHS and bounded in height. Costs about 0.2 s."""
    width = next((known for known in PREVIEW_WIDTHS if known >= width), PREVIEW_WIDTHS[-1])
    if kind == Kind.PDF:
        return _ask({"do": "page", "page": page, "width": width}, content, broken=_PDF_BROKEN)[1]
    return _ask({"do": "shrink", "width": width}, content, broken=_PHOTO_BROKEN)[1]


def _ask(asked: dict[str, Any], content: bytes, *, broken: str) -> tuple[dict[str, Any], bytes]:
    """What the decoder says. One that dies (out of memory, of time, or worse) or says nothing sensible has met a file that is
    `broken`: nothing of it is taken in. It inherits no variable of ours, so no secret either."""
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(_DECODER), *(["picture"] if asked["do"] in ("shrink", "page") else [])],
            input=json.dumps(asked).encode() + b"\n" + content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"LC_ALL": "C.UTF-8"},
            cwd="/",
            timeout=PATIENCE_SECONDS,
            check=True,
        )
        line, _end, drawn = done.stdout.partition(b"\n")
        said: dict[str, Any] = json.loads(line)
    except (subprocess.SubprocessError, ValueError):
        raise unfit(broken) from None
    if code := said.get("unfit"):
        raise unfit(str(code))
    return said, drawn
