"""The list before sending: every answer, every paper with its pages, what it costs."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.dossiers.models import Paper
from xaso.dossiers.rules import Channel
from xaso.portal.forms.filling import PAPERS, REVIEW, REVIEWING, Walk
from xaso.portal.forms.papers import plain_name
from xaso.procedures.rules import fee_of


def review_rows(walk: Walk) -> dict[str, Any]:
    """Sections with their change links, papers with their pages, fees. One query."""
    version = walk.draft.version
    fee = fee_of(version.content, channel=Channel.PORTAL, answers=walk.answers, groups=(), day=clock.today())
    return {
        "sections": walk.sections(),
        "papers": paper_rows(walk.papers, list(walk.draft.papers.select_related("file").order_by("id"))),
        "pledge": version.content.get("pledge") or "",
        "papers_url": walk.url(PAPERS),
        "fees": [(line.name, line.text) for line in fee.lines] or [(_("Lệ phí"), _("Không mất tiền"))],
    }


def paper_rows(asked: list[dict[str, Any]], there: list[Paper]) -> list[tuple[str, str]]:
    """Each paper asked for with what has arrived of it: "2 tệp, 3 trang" or "chưa có"."""
    rows = []
    for paper in asked:
        files = [one.file for one in there if one.key == paper["key"] and one.file]
        pages = sum(file.pages for file in files)
        told = _("Đã có %(files)d tệp, %(pages)d trang") % {"files": len(files), "pages": pages}
        missing = _("Chưa có") if paper["required"] else _("Không gửi")
        rows.append((plain_name(paper), told if files else missing))
    return rows


def review_errors(walk: Walk, errors: Mapping[str, str]) -> list[tuple[str, str]]:
    """(where it is put right, sentence): a page of the form, or the papers; "" speaks of the whole."""
    return [(_where(walk, path), sentence) for path, sentence in errors.items()]


def _where(walk: Walk, path: str) -> str:
    if path.startswith("paper-"):
        return walk.url(PAPERS)
    page = walk.schema.page_of.get(path.split("-", 1)[0], "")
    return f"{walk.url(page)}?{REVIEWING}={REVIEW}" if page else "#noi-dung"
