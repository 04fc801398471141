"""What every answer of the program carries, and what no page of it may contain."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

POLICY = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "img-src": ["'self'", "data:", "blob:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "object-src": ["'none'"],
    "manifest-src": ["'self'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
    "base-uri": ["'none'"],
}
POWERLESS = "sandbox; default-src 'none'"
SHEET = re.compile(r"'sha256-[A-Za-z0-9+/]{43}='")
FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
# Names of communes, asked for again and again by a form; texts for machines; news and its pictures.
SAME_FOR_EVERYBODY = re.compile(
    r"/xa-phuong|/robots\.txt|/\.well-known/security\.txt|/tin-tuc/(atom|rss)\.xml|/tin-tuc/\d+/anh\.jpg"
)
UNUSED = ("camera", "geolocation", "microphone", "payment", "usb")


class Inline(HTMLParser):
    """Collects what the policy would block: code and looks written into the page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        have = {name: text or "" for name, text in attrs}
        if tag == "script" and "src" not in have and have.get("type") != "application/json":
            self.found.append("script")
        if tag in {"iframe", "frame", "object", "embed", "base"}:
            self.found.append(tag)
        for name, text in have.items():
            if name == "style" or re.fullmatch(r"on[a-z]+", name):
                self.found.append(f"{tag} {name}")
            if text.strip().lower().startswith("javascript:"):
                self.found.append(f"{tag} {name}={text[:30]}")

    handle_startendtag = handle_starttag


def inline_of(page: str) -> list[str]:
    reader = Inline()
    reader.feed(page)
    return reader.found


def faults(response: Any, *, signed_in: bool) -> list[str]:
    """What this answer lacks, or has too much of; empty when all is well."""
    said = [f"{name}: {response.get(name)}" for name, text in FIXED.items() if response.get(name) != text]
    if response.get("Referrer-Policy") not in {"same-origin", "no-referrer"}:
        said.append(f"Referrer-Policy: {response.get('Referrer-Policy')}")
    if response["Content-Security-Policy"] == POWERLESS and response.get("Content-Disposition", "").startswith(
        "attachment"
    ):
        return said  # a file as it was sent, to be saved
    policy = {part.split()[0]: part.split()[1:] for part in response["Content-Security-Policy"].split("; ")}
    styles = policy.pop("style-src", [])
    if policy != POLICY or styles[0] != "'self'" or len(styles) != 2 or not SHEET.fullmatch(styles[1]):
        said.append(f"policy {policy} {styles}")
    said += [f"permission {name}" for name in UNUSED if f"{name}=()" not in response["Permissions-Policy"]]
    public = SAME_FOR_EVERYBODY.fullmatch(response.wsgi_request.path)
    if signed_in and not public and response.status_code == 200 and "private" not in response.get("Cache-Control", ""):
        said.append(f"kept by caches: {response.get('Cache-Control')}")
    for cookie in response.cookies.values():
        if not (cookie["httponly"] or cookie["max-age"] == 0) or cookie["samesite"] not in {"Lax", "Strict"}:
            said.append(f"cookie {cookie.key}")
    if "text/html" in response.get("Content-Type", "") and not response.streaming:
        said += inline_of(response.content.decode())
    return said
