"""Huyện Vị Thủy in 2024: its offices, and their registers as the offices would hand them in.

The published totals (11.802 online dossiers, 493 of them in xã Vị Thắng) are met by as many rows; how the rest is spread
over the other communes, the days, the procedures and the endings is invented."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from xaso.core.actor import Actor
from xaso.core.clock import VN, local
from xaso.core.dates import show_date
from xaso.deadlines.rules import Limit, LimitUnit, due_of
from xaso.demo.names import invented_name
from xaso.demo.town import MERGER, OLD_TREE, Place, open_place
from xaso.dossiers.rules.sheet import as_csv
from xaso.offices.actions import appoint
from xaso.offices.models import Office, Post
from xaso.offices.queries import calendar_of
from xaso.offices.rules import OfficeKind, Role, WorkingCalendar
from xaso.people.actions import register_person
from xaso.procedures.models import ProcedureVersion

BY = Actor.system("sample district")
YEAR = 2024
FIRST, LAST = date(2024, 1, 2), date(2024, 12, 20)


@dataclass(frozen=True, slots=True)
class Part:
    """One of the eleven offices: code and name of its unit, and how many online dossiers it had in 2024."""

    code: str
    name: str
    dossiers: int

    @property
    def agency(self) -> str:
        return f"000.00.{self.code}.H30"


DISTRICT = Part("935", "huyện Vị Thủy", 4130)
PARTS = (
    Part("31450", "xã Vị Thắng", 493),
    Part("31441", "thị trấn Nàng Mau", 1642),
    Part("31444", "xã Vị Trung", 611),
    Part("31447", "xã Vị Thủy", 742),
    Part("31453", "xã Vĩnh Thuận Tây", 668),
    Part("31456", "xã Vĩnh Trung", 705),
    Part("31459", "xã Vĩnh Tường", 834),
    Part("31462", "xã Vị Đông", 689),
    Part("31465", "xã Vị Thanh", 577),
    Part("31468", "xã Vị Bình", 711),
    DISTRICT,
)

# What people ask a commune and a district for, by code and rough weight. All can be filed online.
_OF_A_COMMUNE: Mapping[str, int] = {
    "2.000635": 20,
    "1.001193": 14,
    "1.004873": 10,
    "1.000894": 8,
    "1.000656": 7,
    "1.001776": 6,
    "2.000986": 6,
    "2.001035": 5,
    "1.004859": 4,
    "1.004884": 3,
    "1.001699": 3,
    "2.000908": 3,
    "1.001731": 2,
    "2.001406": 2,
    "1.010803": 2,
    "2.002516": 2,
    "1.010833": 1,
    "2.001016": 1,
}
_OF_A_DISTRICT: Mapping[str, int] = {
    "1.001612": 16,
    "1.013978": 14,
    "2.001035": 9,
    "2.000720": 8,
    "1.013949": 7,
    "1.013225": 6,
    "1.012796": 6,
    "1.014336": 5,
    "1.001266": 5,
    "2.000575": 3,
    "1.012817": 3,
    "1.001570": 2,
    "2.000748": 2,
    "2.000806": 1,
}
_ENDINGS = (
    ("Đã trả kết quả", 963),
    ("Không giải quyết", 8),
    ("Không tiếp nhận", 10),
    ("Đã rút", 13),
    ("Dừng xử lý", 6),
)
_TYPISTS = (("Người dân tự khai", 58), ("Có người giúp khai", 27), ("Cán bộ khai", 15))
_LATE_OF_A_THOUSAND = 24

HEADINGS = (
    *("Số hồ sơ", "Mã TTHC", "Tên TTHC", "Chủ hồ sơ", "Số điện thoại", "Ngày nộp", "Ngày tiếp nhận", "Ngày hẹn trả"),
    *("Ngày trả kết quả", "Kết quả", "Kênh", "Người khai"),
)


def open_part(part: Part) -> Office:
    """The one-stop office of the unit as it was, with the posts held in it; closed with the merger."""
    whose = f"{part.name[:1].upper()}{part.name[1:]}"
    office = open_place(
        Place(
            part.code,
            OfficeKind.ONE_STOP,
            f"Bộ phận Tiếp nhận và Trả kết quả {part.name}",
            f"Một cửa {whose}",
            agency_code=part.agency,
            day=OLD_TREE,
            valid_from=None,
            valid_to=MERGER,
        )
    )
    if not Post.objects.filter(office=office).exists():
        chance = Random(f"{part.code}/posts")  # noqa: S311  the same people each time
        for role, title in ((Role.RECEPTION, "công chức tiếp nhận và trả kết quả"), (Role.APPROVER, "Chủ tịch")):
            person = register_person(full_name=invented_name(chance), invented=True, by=BY)
            appoint(person, office=office, role=role, title=title, valid_from=FIRST, valid_to=MERGER, by=BY)
    return office


def register_of(part: Part, office: Office) -> bytes:
    """The register of the office for 2024 as a CSV file, the same at every call."""
    return as_csv(HEADINGS, _Year(part, calendar_of(office.pk)).lines())


@dataclass(frozen=True, slots=True)
class _Kind:
    code: str
    name: str
    limit: Limit


class _Year:
    """A year of one office, drawn by a chance that depends on its code alone."""

    def __init__(self, part: Part, calendar: WorkingCalendar) -> None:
        self.part, self.calendar = part, calendar
        self.chance = Random(f"{part.code}/{YEAR}")  # noqa: S311  plausible, not secret
        days = [FIRST + timedelta(n) for n in range(440)]
        self.workdays = [day for day in days if calendar.is_workday(day)]
        weights = _OF_A_DISTRICT if part is DISTRICT else _OF_A_COMMUNE
        self.kinds = _kinds(weights)
        self.weights = [weights[kind.code] for kind in self.kinds]
        self.due: dict[tuple[str, date, bool], datetime] = {}

    def lines(self) -> Iterator[tuple[str, ...]]:
        moments = sorted(self._submission() for _n in range(self.part.dossiers))
        seq, last = 0, None
        for submitted in moments:
            day = submitted.date()
            seq, last = (seq + 1 if day == last else 1), day
            yield (f"{self.part.agency}-{day:%y%m%d}-{seq:04d}", *self._line(submitted))

    def _submission(self) -> datetime:
        """People file at all hours, more of them on working days and as the year goes on."""
        span = (LAST - FIRST).days
        day = FIRST + timedelta(int(span * self.chance.random() ** 0.85))
        if not self.calendar.is_workday(day) and self.chance.random() < 0.8:
            day = self._workday(day, 1)
        minute = int(self.chance.triangular(6 * 60, 21 * 60 + 30, 9 * 60 + 30))
        return datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=VN)

    def _line(self, submitted: datetime) -> tuple[str, ...]:
        kind = self.chance.choices(self.kinds, self.weights)[0]
        ending = self._pick(_ENDINGS)
        received = self._received(submitted)
        due = self._due(kind, received)
        ended = self._ended(received, due, ending)
        phone = f"0900 1{self.chance.randrange(100):02d} {self.chance.randrange(1000):03d}"
        words = (kind.code, kind.name, invented_name(self.chance), phone if self.part.code == "31450" else "")
        refused = ending == "Không tiếp nhận"
        times = (_written(submitted), "" if refused else _written(received), "" if refused else _written(due))
        channel = "Cổng quốc gia" if self.chance.random() < 0.3 else "Trực tuyến"
        return (*words, *times, _written(ended), ending, channel, self._pick(_TYPISTS))

    def _pick(self, choices: tuple[tuple[str, int], ...]) -> str:
        return self.chance.choices([word for word, _weight in choices], [weight for _word, weight in choices])[0]

    def _workday(self, day: date, ahead: int) -> date:
        """The working day that many after `day`; 0 is the day itself or the next one worked."""
        at = bisect_left(self.workdays, day)
        on_one = self.workdays[at] == day
        return self.workdays[at + (ahead if on_one else max(ahead - 1, 0))]

    def _at(self, day: date, first: int, last: int) -> datetime:
        minute = self.chance.randint(first, last)
        return datetime.combine(day, time(minute // 60, minute % 60), VN)

    def _received(self, submitted: datetime) -> datetime:
        """Within eight working hours: the same afternoon, or the next working morning."""
        day = submitted.date()
        if self.calendar.is_workday(day) and submitted.hour < 14:
            return max(
                submitted + timedelta(minutes=self.chance.randint(4, 40)), self._at(day, 7 * 60 + 5, 7 * 60 + 50)
            )
        return self._at(self._workday(day, 1), 7 * 60 + 5, 10 * 60 + 40)

    def _due(self, kind: _Kind, received: datetime) -> datetime:
        key = (kind.code, received.date(), received.hour >= 15)
        if key not in self.due:
            self.due[key] = local(due_of(kind.limit, received, self.calendar))
        return self.due[key]

    def _ended(self, received: datetime, due: datetime, ending: str) -> datetime:
        if ending == "Không tiếp nhận":
            return received
        if ending == "Đã trả kết quả" and self.chance.randrange(1000) < _LATE_OF_A_THOUSAND:
            return self._at(self._workday(due.date(), self.chance.randint(1, 4)), 7 * 60 + 30, 16 * 60 + 40)
        first, last = (bisect_left(self.workdays, day) for day in (received.date(), due.date()))
        day = self.workdays[self.chance.randint(max(first, last - 4), last)]
        earliest = (
            max(13 * 60 + 10, received.hour * 60 + received.minute + 20) if day == received.date() else 7 * 60 + 20
        )
        return self._at(day, min(earliest, 16 * 60 + 30), 16 * 60 + 50)


def _kinds(weights: Mapping[str, int]) -> list[_Kind]:
    versions = ProcedureVersion.objects.filter(procedure__code__in=weights, number=1).select_related("procedure")
    kinds = {
        version.procedure.code: _Kind(
            version.procedure.code,
            version.procedure.name,
            Limit(version.limit_amount or 10, LimitUnit(version.limit_unit or LimitUnit.WORKING_DAY)),
        )
        for version in versions.order_by("procedure__code")
    }
    return [kinds[code] for code in weights]


def _written(moment: datetime) -> str:
    return f"{show_date(moment.date())} {moment:%H:%M}"
