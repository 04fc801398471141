"""Hài lòng: what people thought, by procedure, office and way, as a chart with its uncertainty and as a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from xaso.core import clock
from xaso.desk.officials import draw, officials
from xaso.desk.views.sheets import EXPORTS, sheet
from xaso.dossiers.rules import Channel
from xaso.offices.queries import short_names
from xaso.outreach.rules import BY_WAY, Topic
from xaso.petitions.rules import Category
from xaso.procedures.queries import plain_names
from xaso.surveys.queries import Results, results
from xaso.surveys.rules import TARGET, Quarter, Share, quarters
from xaso.ui.limits import limited
from xaso.ui.marks import share_svg
from xaso.ui.requests import Request
from xaso.units.queries import names_on


@dataclass(frozen=True, slots=True)
class Line:
    """One group, in words."""

    name: str
    given: int
    share: str
    low: str
    high: str
    drawn: SafeString


@dataclass(frozen=True, slots=True)
class Table:
    title: str
    lines: list[Line]


@require_safe
@officials
def satisfaction(request: Request) -> HttpResponse:
    quarter = _quarter(request)
    found = results(request.actor, quarter)
    context = {
        "finding": finding(found.all),
        "whole": _line(_("Tất cả"), found.all) if found.all.given else None,
        "asked": found.asked,
        "tables": [one for one in tables(found) if one.lines],
        "words": found.words,
        "quarters": [(one.key, _named(one), one == quarter) for one in quarters(clock.today())],
        "chosen": quarter.key,
        "target": _percent(TARGET),
    }
    return draw(request, "desk/satisfaction.html", context)


@require_safe
@officials
@limited(EXPORTS)
def export(request: Request) -> HttpResponse:
    """The tables of the page as one sheet."""
    quarter = _quarter(request)
    found = results(request.actor, quarter)
    heads = [_("Theo"), _("Nhóm"), _("Số người trả lời"), _("Hài lòng"), _("Thấp nhất"), _("Cao nhất")]
    whole = Table(_("Tất cả"), [_line(_("Tất cả"), found.all)] if found.all.given else [])
    form = "csv" if request.GET.get("dang") == "csv" else "xlsx"
    return sheet(form, f"hai-long-{quarter.key}", heads, _cells([whole, *tables(found)]))


def _cells(shown: list[Table]) -> Iterator[list[str]]:
    for table in shown:
        for one in table.lines:
            yield [table.title, one.name, str(one.given), one.share, one.low, one.high]


def _quarter(request: Request) -> Quarter:
    """The one asked for; this one for anything else."""
    known = {one.key: one for one in quarters(clock.today())}
    return known.get(request.GET.get("quy", ""), Quarter.of(clock.today()))


def _named(quarter: Quarter) -> str:
    return _("Quý %(number)d năm %(year)d") % {"number": quarter.number, "year": quarter.year}


def tables(found: Results) -> list[Table]:
    """What is named stands in the order of the shares, the lowest first: there is something to do."""
    kinds = {"dossier": _("Hồ sơ"), "call": _("Cuộc gọi"), "petition": _("Phản ánh"), "visit": _("Ngày hỗ trợ")}
    ways = {str(key): str(label) for key, label in Channel.choices} | {
        "phone": _("Điện thoại"),
        BY_WAY: _("Ngày hỗ trợ"),
    }
    named = [*Category.choices, *Topic.choices]
    names = {str(key): str(label) for key, label in named} | plain_names(found.by_topic)
    offices = short_names(found.by_office)
    units = names_on(found.by_unit, clock.today()) if len(found.by_unit) > 1 else {}
    return [
        _table(_("Việc"), found.by_kind, kinds),
        _table(_("Thủ tục, loại phản ánh, việc đã giúp"), found.by_topic, names),
        _table(_("Bộ phận"), found.by_office, offices),
        _table(_("Đến với xã bằng cách nào"), found.by_way, ways),
        _table(_("Đơn vị"), found.by_unit if units else {}, units),
    ]


def _table(title: str, shares: Mapping[Any, Share], names: Mapping[Any, str]) -> Table:
    order = sorted(shares.items(), key=lambda one: (one[1].share, -one[1].given))
    return Table(title, [_line(names.get(key, str(key)), share) for key, share in order])


def _line(name: str, share: Share) -> Line:
    low, high = share.between
    drawn = share_svg(share.share, low, high, TARGET)
    return Line(name, share.given, _percent(share.share), _percent(low), _percent(high), drawn)


def _percent(share: float) -> str:
    return f"{share:.0%}"


def finding(share: Share) -> str:
    """What the chart shows, in one sentence."""
    if not share.given:
        return _("Quý này chưa đủ 5 người trả lời")
    low, high = share.between
    told = {"share": _percent(share.share), "low": _percent(low), "high": _percent(high), "given": share.given}
    return _("%(share)s hài lòng; với %(given)d người trả lời, con số thật nằm từ %(low)s đến %(high)s") % told
