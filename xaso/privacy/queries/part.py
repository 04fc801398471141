"""One heading of the archive, and the page that all of them make."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Model, QuerySet
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.dates import show_moment
from xaso.core.language import in_vietnamese
from xaso.files.models import StoredFile
from xaso.files.queries import read_bytes
from xaso.messages.models import Message
from xaso.surveys.models import Rating

MAX_BYTES: Final = 500 * 1024 * 1024
EXTENSIONS: Final = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}
STYLE: Final = (
    "body{font:18px/1.5 sans-serif;max-width:44em;margin:1em auto;padding:0 1em;color:#17211C}h2{margin-top:2em}"
    "dt{color:#46554D;font-size:.85em}dd{margin:0 0 .6em;white-space:pre-line}a{color:#1D5FA8}"
)

Rows = list[tuple[str, str]]
Named = list[tuple[str, str]]  # (path in the archive, name); without a path where it was too large


@dataclass
class Part:
    """One heading of the page with its rows, the files it names, and the same for machines: which table stands under which of
    their names is told in tests/config/archive.txt."""

    title: str
    rows: Rows
    files: Named = field(default_factory=list)
    data: dict[str, Any] = field(default_factory=dict)


def keep(archive: zipfile.ZipFile, path: str, name: str, file: StoredFile) -> Iterator[tuple[str, str]]:
    """Lays a file down, read by itself; beyond MAX_BYTES it is only named. `path` lacks its ending."""
    if sum(one.file_size for one in archive.filelist) + file.size > MAX_BYTES:
        yield "", _("%(name)s: quá lớn, xem ở trang hồ sơ") % {"name": name}
        return
    path = f"{path}.{EXTENSIONS.get(file.media_type, 'bin')}"
    # Photographs and PDFs are packed already.
    archive.writestr(path, read_bytes(file), compress_type=zipfile.ZIP_STORED)
    yield path, name


def columns(one: Model, *names: str) -> dict[str, Any]:
    return {name: getattr(one, name) for name in names}


def rated(rating: Rating | None) -> tuple[Rows, dict[str, Any] | None]:
    """What they thought of it, for people and for machines."""
    if rating is None:
        return [], None
    said = columns(rating, "score", "comment", "rated_at", "worded_at", "call_asked_at")
    return [(_("Ông/bà đánh giá"), f"{rating.score}/5. {rating.comment}".strip())], said


def told(messages: QuerySet[Message]) -> tuple[Rows, list[dict[str, Any]]]:
    """What was written to them: for people and for machines, these also by which way it went. A code is blanked in both."""
    now = clock.now()
    found = [(one, one.body_at(now)) for one in messages.prefetch_related("deliveries")]
    rows = [(_("Tin nhắn"), f"{show_moment(one.created_at)}: {body}") for one, body in found if body]
    said = [
        {
            "at": one.created_at,
            "text": body,
            "state": one.state,
            "ways": [columns(way, "channel", "step", "queued_at", "sent_at", "delivered_at") for way in _ways(one)],
        }
        for one, body in found
    ]
    return rows, said


def _ways(message: Message) -> Sequence[Model]:
    return sorted(message.deliveries.all(), key=lambda one: one.queued_at)


@in_vietnamese
def page(parts: Iterable[Part]) -> str:
    """One file that needs no other program, no network and no script."""
    return format_html(
        '<!doctype html><html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        "<title>{}</title><style>{}</style></head><body><h1>{}</h1><p>{}</p>{}</body></html>",
        _("Dữ liệu của tôi"),
        SafeString(STYLE),
        _("Dữ liệu của tôi"),
        _("Mọi điều xã giữ về ông/bà lúc làm tệp này. Tệp du-lieu.json chứa cùng nội dung cho máy đọc."),
        format_html_join("", "{}", ((_section(part),) for part in parts)),
    )


def _section(part: Part) -> SafeString:
    rows = format_html_join("", "<dt>{}</dt><dd>{}</dd>", part.rows)
    linked = (format_html('<a href="{}">{}</a>', path, name) if path else name for path, name in part.files)
    files = format_html_join("", "<li>{}</li>", ((one,) for one in linked))
    return format_html("<h2>{}</h2><dl>{}</dl><ul>{}</ul>", part.title, rows, files)
