"""A page as a voice reads it: each stretch of text with the language it is said to be in."""

from __future__ import annotations

import re
from html.parser import HTMLParser

VOID = {"meta", "link", "input", "img", "br", "hr", "path", "circle", "rect", "ellipse", "source"}
SILENT = {"script", "style", "svg"}
DECREE = re.compile(r"\d+/\d{4}/NĐ-CP")  # a number, spelled out in any language
VIETNAMESE = re.compile("[À-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯưẠ-ỹ]")


class Voice(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.said: list[tuple[str, str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        language = dict(attrs).get("lang") or (self.open[-1][1] if self.open else "")
        if tag not in VOID:
            self.open.append((tag, language))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip() and self.open and not {tag for tag, _language in self.open} & SILENT:
            self.said.append((self.open[-1][1], self.open[-1][0], " ".join(data.split())))


def said(page: str) -> list[tuple[str, str, str]]:
    """(language, element, text), in the order of the page."""
    voice = Voice()
    voice.feed(page)
    return voice.said


def in_vietnamese(page: str) -> list[str]:
    return [text for language, _tag, text in said(page) if language == "vi"]


def mispronounced(page: str) -> list[str]:
    """Text with letters that only Vietnamese has, said to be in another language. A title takes no marks inside: where it says
    something of its own beside a name, it stays in the page's language."""
    elsewhere = [text for language, tag, text in said(page) if language != "vi" and tag != "title"]
    return [text for text in elsewhere if VIETNAMESE.search(DECREE.sub("", text))]
