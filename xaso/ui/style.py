"""The portal's style sheet, inlined into `<head>`, and the policy header that allows exactly that sheet by its hash."""

import base64
import hashlib
import re
from functools import lru_cache
from pathlib import Path

_SOURCE = Path(__file__).parent / "static" / "ui" / "portal.css"


@lru_cache(maxsize=1)
def portal_css() -> str:
    """The sheet without comments and line ends: what stands between `<style>` and `</style>`, byte for byte."""
    css = re.sub(r"/\*.*?\*/", "", _SOURCE.read_text(encoding="utf-8"), flags=re.DOTALL)
    return re.sub(r"\s*([{};])\s*", r"\1", css).replace(";}", "}").replace("\n", "").strip()


@lru_cache(maxsize=1)
def content_security_policy() -> str:
    """Only our own files, the one inlined sheet, and pictures made on the spot (previews before sending)."""
    digest = base64.b64encode(hashlib.sha256(portal_css().encode()).digest()).decode()
    return "; ".join(
        (
            "default-src 'none'",
            f"style-src 'self' 'sha256-{digest}'",
            "script-src 'self'",
            "img-src 'self' data: blob:",
            "font-src 'self'",
            "connect-src 'self'",
            "object-src 'none'",
            "manifest-src 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
        )
    )
