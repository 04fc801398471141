"""Who opened a dossier, told to whoever filed it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.dates import show_date, show_time
from xaso.dossiers.models import Dossier
from xaso.dossiers.queries import Look
from xaso.dossiers.queries.story import show_post
from xaso.dossiers.rules import MOVES, Purpose, Sight
from xaso.dossiers.rules.looks import FOLLOW, LOOKING
from xaso.privacy.queries import Beside


@dataclass(frozen=True, slots=True)
class Visit:
    """What one official saw on one day for one reason; or somebody who tried and was shown nothing. `place` names the newest of
    its rows; `question` is the number of the dossier that asks about it."""

    place: int
    day: str
    who: str
    office: str
    why: str
    seen: Sequence[str]
    denied: bool
    question: str


def visits(looks: Iterable[Look], questions: Mapping[int, Dossier]) -> list[Visit]:
    """Rows newest first become visits newest first."""
    groups: dict[tuple[object, ...], list[Look]] = {}
    for look in looks:
        day = clock.local(look.at).date()
        groups.setdefault((day, look.post, look.purpose, look.words, look.denied, look.action == FOLLOW), []).append(
            look
        )
    return [_visit(rows, questions) for rows in groups.values()]


def visits_beside(rows: Iterable[Beside]) -> list[Visit]:
    """The same of what is no dossier: each says what it was."""
    groups: dict[tuple[object, ...], list[Beside]] = {}
    for row in rows:
        day = clock.local(row.look.at).date()
        groups.setdefault((row.name, day, row.look.post, row.look.purpose), []).append(row)
    return [_visit_beside(rows) for rows in groups.values()]


def _visit_beside(rows: list[Beside]) -> Visit:
    first = rows[0].look
    at = [(show_time(row.look.at), row.what[:1].lower() + row.what[1:]) for row in reversed(rows)]
    minutes = {minute: dict.fromkeys(what for this, what in at if this == minute) for minute, _what in at}
    why = str(Purpose(first.purpose).label) if first.purpose in Purpose.values else ""
    return Visit(
        place=rows[0].entry.pk,
        day=show_date(clock.local(first.at).date()),
        who=show_post(first.post) if first.post else "",
        office=first.post.office.name if first.post else "",
        why=": ".join(filter(None, (rows[0].name, why))),
        seen=[f"{minute} {', '.join(deeds)}" for minute, deeds in minutes.items()],
        denied=False,
        question=next((row.question.number for row in rows if row.question), ""),
    )


def _visit(rows: list[Look], questions: Mapping[int, Dossier]) -> Visit:
    first = rows[0]
    return Visit(
        place=first.place,
        day=show_date(clock.local(first.at).date()),
        who=show_post(first.post) if first.post else _("Người chưa đăng nhập"),
        office=first.post.office.name if first.post else "",
        why=_denied(first) if first.denied else _why(first),
        seen=list(_seen(reversed(rows))),
        denied=first.denied,
        question=next((questions[row.place].number for row in rows if row.place in questions), ""),
    )


def _seen(rows: Iterable[Look]) -> Iterator[str]:
    """What happened in which minute: 15:51 xem tờ khai và nhật ký, xem giấy tờ"""
    for minute, same in groupby(rows, lambda row: show_time(row.at)):
        yield " ".join([minute, ", ".join(dict.fromkeys(filter(None, map(_what, same))))]).strip()


def _what(row: Look) -> str:
    if row.denied:
        return ""
    verb = row.action.removeprefix("dossier.")
    label = (
        Sight(row.what).label if row.action in LOOKING else MOVES[verb].label if verb in MOVES else _("Ghi vào hồ sơ")
    )
    return str(label).lower()


def _why(look: Look) -> str:
    purpose = str(Purpose(look.purpose if look.purpose in Purpose.values else Purpose.WORK).label)
    return f"{purpose}: {look.words}" if look.words else purpose


def _denied(look: Look) -> str:
    if look.action == FOLLOW:
        return _("Tra cứu bằng số hồ sơ nhưng sai 4 số cuối điện thoại: không thấy gì.")
    return _("Thử mở nhưng không thuộc xã giải quyết hồ sơ: không thấy gì.")
