"""Fees as data: each rule says for what, how much, through which channel, for whom, from when until when, and by which law."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from xaso.core.dates import PartialDate
from xaso.core.money import show_dong
from xaso.forms.rules import holds

Rule = Mapping[str, Any]
Answers = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FeeLine:
    """`amount` None: set by the province and not known here; the officer writes it in."""

    name: str
    amount: int | None
    text: str
    basis: str


@dataclass(frozen=True, slots=True)
class Fee:
    """`amount` is the sum of what is known, in đồng."""

    amount: int
    lines: tuple[FeeLine, ...]

    @property
    def is_known(self) -> bool:
        return all(line.amount is not None for line in self.lines)


def fee_of(content: Mapping[str, Any], *, channel: str, answers: Answers, groups: Collection[str], day: date) -> Fee:
    """What a dossier filed on `day` through `channel` costs somebody of these beneficiary groups."""
    lines = tuple(
        _line(rule, content, channel, answers, groups, day)
        for rule in content.get("fees", ())
        if _applies(rule, channel, answers, groups, day)
    )
    return Fee(sum(line.amount or 0 for line in lines), lines)


def _line(
    rule: Rule, content: Mapping[str, Any], channel: str, answers: Answers, groups: Collection[str], day: date
) -> FeeLine:
    for exemption in content.get("exemptions", ()):
        if rule["key"] in exemption["fees"] and _applies(exemption, channel, answers, groups, day):
            return FeeLine(rule["name"], 0, _("Miễn: %(why)s") % {"why": exemption["name"]}, exemption["basis"])
    amount, text = _amount(rule, answers)
    return FeeLine(rule["name"], amount, text, rule.get("basis", ""))


def _applies(rule: Rule, channel: str, answers: Answers, groups: Collection[str], day: date) -> bool:
    if rule.get("channels") and channel not in rule["channels"]:
        return False
    if rule.get("groups") and not set(rule["groups"]) & set(groups):
        return False
    if not _between(rule, day):
        return False
    when = rule.get("when") or {}
    return _is_late(when["late"], answers, day) if "late" in when else holds(when, answers)


def _between(rule: Rule, day: date) -> bool:
    start, end = rule.get("valid_from"), rule.get("valid_to")
    return (not start or date.fromisoformat(str(start)) <= day) and (not end or day < date.fromisoformat(str(end)))


def _is_late(limit: Rule, answers: Answers, day: date) -> bool:
    value = answers.get(limit["field"])
    since = PartialDate.parse(value).full if value else None
    return since is not None and (day - since).days > int(limit["days"])


def _amount(rule: Rule, answers: Answers) -> tuple[int | None, str]:
    if pages := (rule.get("formula") or {}).get("pages"):
        return _by_pages(pages, answers)
    amount = rule.get("amount")
    if amount is None:
        return None, rule.get("note") or _("theo nghị quyết của HĐND tỉnh, thành phố")
    if "per" not in rule:
        return amount, show_dong(amount)
    if not answers:  # brought to the counter without a form: nobody has counted yet, which is not free
        return None, _("số lượng × %(each)s") % {"each": show_dong(amount)}
    count = int(answers.get(rule["per"]) or 0)
    text = _("%(count)d × %(each)s") % {"count": count, "each": show_dong(amount)}
    return amount * count, text


def _by_pages(pages: Rule, answers: Answers) -> tuple[int | None, str]:
    """Per copy: the first pages dearer than the rest, never over the maximum. Unknown until somebody has counted."""
    count, copies = int(answers.get("pages") or 0), int(answers.get("copies") or 1)
    if not count:
        return None, _("%(first)s/trang, từ trang %(next)d: %(then)s/trang, nhiều nhất %(max)s/bản") % {
            "first": show_dong(pages["each"]),
            "next": pages["first"] + 1,
            "then": show_dong(pages["then"]),
            "max": show_dong(pages["max"]),
        }
    dear = min(count, pages["first"])
    each = min(dear * pages["each"] + (count - dear) * pages["then"], pages["max"])
    text = _("%(copies)d bản × %(each)s (%(count)d trang)")
    return each * copies, text % {"copies": copies, "each": show_dong(each), "count": count}
