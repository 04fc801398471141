"""Số liệu tin nhắn: what went out by which way, what arrived and what it cost, as a chart and as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.http import HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from xaso.core import clock
from xaso.desk.officials import draw, officials
from xaso.messages.queries import Figures, answers_given, figures
from xaso.ui.marks import parts_svg
from xaso.ui.requests import Request

WITHIN: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Line:
    """One way of telling. `drawn`: what arrived, what nobody said anything of, what did not arrive."""

    of: Figures
    drawn: SafeString


@require_safe
@officials
def sent(request: Request) -> HttpResponse:
    since = clock.now() - WITHIN
    rows = figures(request.actor, since=since)
    longest = max((_tried(one) for one in rows), default=0)
    context = {
        "lines": [Line(one, _drawn(one, longest)) for one in rows],
        "finding": finding(rows),
        "cost": sum(one.cost for one in rows),
        "unpriced": sum(one.unpriced for one in rows),
        "answers": answers_given(request.actor, since=since),
    }
    return draw(request, "desk/telling/sent.html", context)


def _tried(one: Figures) -> int:
    return one.delivered + one.silent + one.failed


def _drawn(one: Figures, longest: int) -> SafeString:
    return parts_svg(((one.delivered, "go"), (one.silent, "stop"), (one.failed, "late")), longest)


def finding(rows: Sequence[Figures]) -> str:
    """What the chart shows, in one sentence."""
    went, arrived = sum(one.sent for one in rows), sum(one.delivered for one in rows)
    if not went:
        return _("Chưa gửi tin nào trong 30 ngày qua")
    if not arrived:
        words = ngettext(
            "Đã gửi %(sent)d tin; chưa tin nào được báo là đến nơi",
            "Đã gửi %(sent)d tin; chưa tin nào được báo là đến nơi",
            went,
        )
    else:
        words = ngettext(
            "Biết chắc %(arrived)d trong %(sent)d tin đã gửi là đến nơi",
            "Biết chắc %(arrived)d trong %(sent)d tin đã gửi là đến nơi",
            went,
        )
    return words % {"arrived": arrived, "sent": went}
