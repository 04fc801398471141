"""Named rules between answers, chosen and worded by the schema.

| rule | words | says no (or warns) when |
|---|---|---|
| not_after_today | field | the day lies in the future |
| before | first, then, years? | `first` is not (that many years) before `then` |
| within_days | field, days | more days than that have passed since |
| age_at_least | field, years (a number, or by sex), sex?, on? | the person is younger |
| different | fields | two of them are equal |
| id_matches | id, born?, sex?, fixed_sex? | the 12 digits tell another year, sex or no province; always a warning |

Each may carry `if` (a condition), `level: warning` and `text` (the Vietnamese sentence). Partial dates get the benefit of
the doubt: a year alone contradicts nothing in the same year."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from xaso.core.dates import PartialDate, show_date
from xaso.core.identifiers import PROVINCES_OF_BIRTH, CitizenId
from xaso.forms.rules.conditions import holds, verify

Answers = Mapping[str, Any]
Rule = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Finding:
    field: str
    message: str
    is_error: bool


def fields_of_rule(rule: Rule) -> tuple[str, ...]:
    """The fields a rule compares, in the order written; it speaks at the last one that was asked."""
    single = (rule.get(word) for word in ("first", "then", "field", "on", "id", "born", "sex"))
    return tuple(name for name in (*single, *rule.get("fields", ())) if name)


def findings(rules: tuple[Rule, ...], answers: Answers, today: date) -> Iterator[tuple[Rule, Finding]]:
    """What the rules say of these answers. A rule with an unanswered field keeps silent."""
    for rule in rules:
        if holds(rule.get("if"), answers):
            for field, message in _RULES[rule["rule"]](rule, answers, today):
                level = "warning" if rule["rule"] == "id_matches" else rule.get("level", "error")
                yield rule, Finding(field, message, level == "error")


def verify_rule(rule: object, path: str, known: set[str]) -> None:
    """Raises ValueError naming the path."""
    if not isinstance(rule, Mapping) or rule.get("rule") not in _RULES:
        raise ValueError(f"{path}.rule: none of {', '.join(_RULES)}")
    if missing := [name for name in fields_of_rule(rule) if name not in known]:
        raise ValueError(f"{path}: no field {missing[0]!r}")
    for word in _NEEDED[rule["rule"]]:
        if word not in rule:
            raise ValueError(f"{path}.{word}: missing")
    if rule.get("level", "error") not in ("error", "warning"):
        raise ValueError(f"{path}.level: error or warning")
    if rule.get("if"):
        verify(rule["if"], f"{path}.if", known)


def _partial(answers: Answers, field: str | None) -> PartialDate | None:
    value = answers.get(field) if field else None
    return PartialDate.parse(value) if isinstance(value, str) and value else None


def _first_day(when: PartialDate) -> date:
    return date(when.year, when.month or 1, when.day or 1)


def _last_day(when: PartialDate) -> date:
    if when.full:
        return when.full
    if when.month is None or when.month == 12:
        return date(when.year, 12, 31)
    return date.fromordinal(date(when.year, when.month + 1, 1).toordinal() - 1)


def _years_later(day: date, years: int) -> date:
    """The birthday; of 29 February, 1 March in other years."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


Found = Iterator[tuple[str, str]]


def _not_after_today(rule: Rule, answers: Answers, today: date) -> Found:
    when = _partial(answers, rule["field"])
    if when and _first_day(when) > today:
        default = _("%(date)s là ngày chưa tới (hôm nay %(today)s). Xin xem lại.")
        yield rule["field"], rule.get("text") or default % {"date": when.show(), "today": show_date(today)}


def _before(rule: Rule, answers: Answers, today: date) -> Found:
    first, then = _partial(answers, rule["first"]), _partial(answers, rule["then"])
    if first and then and _years_later(_first_day(first), rule.get("years", 0)) > _last_day(then):
        yield rule.get("field") or rule["then"], rule["text"] % {"first": first.show(), "then": then.show()}


def _within_days(rule: Rule, answers: Answers, today: date) -> Found:
    when = _partial(answers, rule["field"])
    if when and (today - _last_day(when)).days > rule["days"]:
        yield rule["field"], rule["text"] % {"days": (today - _last_day(when)).days, "limit": rule["days"]}


def _age_at_least(rule: Rule, answers: Answers, today: date) -> Found:
    born, on = _partial(answers, rule["field"]), _partial(answers, rule.get("on"))
    years = rule["years"]
    if isinstance(years, Mapping):
        years = years.get(answers.get(rule.get("sex", "")))
    if born and years and _years_later(_first_day(born), years) > (_last_day(on) if on else today):
        yield rule["field"], rule["text"] % {"years": years, "born": born.show()}


def _different(rule: Rule, answers: Answers, today: date) -> Found:
    values = [answers.get(name) for name in rule["fields"]]
    filled = [value for value in values if value]
    if len(filled) == len(values) and len(set(map(str, filled))) < len(filled):
        yield rule["fields"][-1], rule["text"]


def _id_matches(rule: Rule, answers: Answers, today: date) -> Found:
    digits = answers.get(rule["id"])
    if not isinstance(digits, str) or len(digits) != 12 or not digits.isdigit():
        return
    number, said = CitizenId(digits), []
    if number.province not in PROVINCES_OF_BIRTH:
        said.append(_("ba chữ số đầu %(start)s không phải mã tỉnh nào") % {"start": number.province})
    born = _partial(answers, rule.get("born"))
    if born and born.year != number.birth_year:
        said.append(
            _("số này là của người sinh năm %(number)d, ông/bà ghi sinh năm %(written)d")
            % {"number": number.birth_year, "written": born.year}
        )
    sex = rule.get("fixed_sex") or answers.get(rule.get("sex", ""))
    if sex in ("male", "female") and sex != number.sex:
        said.append(_("số này là của nữ") if number.sex == "female" else _("số này là của nam"))
    if said:
        told = _("; ").join(said)
        yield (
            rule["id"],
            _("Xin xem lại số định danh: %(told)s. Nếu trên thẻ ghi đúng như vậy, cứ tiếp tục.") % {"told": told},
        )


_RULES: dict[str, Callable[[Rule, Answers, date], Found]] = {
    "not_after_today": _not_after_today,
    "before": _before,
    "within_days": _within_days,
    "age_at_least": _age_at_least,
    "different": _different,
    "id_matches": _id_matches,
}
_NEEDED: dict[str, tuple[str, ...]] = {
    "not_after_today": ("field",),
    "before": ("first", "then", "text"),
    "within_days": ("field", "days", "text"),
    "age_at_least": ("field", "years", "text"),
    "different": ("fields", "text"),
    "id_matches": ("id",),
}
