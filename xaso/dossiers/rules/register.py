"""One line of an office's old register: what its columns are called, what its words mean, which dates are sane."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xaso.core.clock import VN
from xaso.core.dates import show_date
from xaso.core.identifiers import parse_phone
from xaso.core.refused import Refused
from xaso.core.text import clean, search_key
from xaso.dossiers.rules.behalf import FiledHow
from xaso.dossiers.rules.moves import Channel, Outcome, State

# A register that gives only days means: in the morning it came, in the evening it was due or handed over.
MORNING, EVENING = time(7), time(17)
FIRST_YEAR = 1990
CELL_LENGTH = 1000

# Column -> how people are told of it, and the headings it goes by (without diacritics and punctuation).
COLUMNS: Mapping[str, tuple[str | Promise, frozenset[str]]] = {
    "number": (
        gettext_lazy("Số hồ sơ"),
        frozenset({"so ho so", "ma ho so", "ma so ho so", "so bien nhan", "ma ho so bien nhan", "number"}),
    ),
    "code": (
        gettext_lazy("Mã TTHC"),
        frozenset({"ma tthc", "ma thu tuc", "ma thu tuc hanh chinh", "ma so tthc", "procedure code", "code"}),
    ),
    "procedure": (
        gettext_lazy("Tên TTHC"),
        frozenset(
            {"ten tthc", "tthc", "ten thu tuc", "thu tuc", "thu tuc hanh chinh", "ten thu tuc hanh chinh", "procedure"}
            | {"procedure name"}
        ),
    ),
    "applicant": (
        gettext_lazy("Người nộp"),
        frozenset(
            {"nguoi nop", "chu ho so", "ho ten", "ho va ten", "ho ten nguoi nop", "ten to chuc ca nhan", "applicant"}
            | {"to chuc ca nhan", "ten nguoi nop", "nguoi nop ho so", "owner", "applicant name"}
        ),
    ),
    "phone": (gettext_lazy("Điện thoại"), frozenset({"dien thoai", "so dien thoai", "sdt", "phone"})),
    "submitted": (gettext_lazy("Ngày nộp"), frozenset({"ngay nop", "ngay nop ho so", "submitted", "submitted on"})),
    "received": (
        gettext_lazy("Ngày tiếp nhận"),
        frozenset({"ngay tiep nhan", "ngay nhan", "ngay nhan ho so", "received", "received on"}),
    ),
    "due": (
        gettext_lazy("Ngày hẹn"),
        frozenset({"ngay hen", "ngay hen tra", "ngay hen tra ket qua", "han tra", "due", "due on"}),
    ),
    "returned": (
        gettext_lazy("Ngày trả"),
        frozenset({"ngay tra", "ngay tra ket qua", "ngay ket thuc", "returned", "returned on", "ended"}),
    ),
    "outcome": (
        gettext_lazy("Kết quả"),
        frozenset({"ket qua", "ket qua giai quyet", "tinh trang", "trang thai", "outcome", "result", "status"}),
    ),
    "channel": (
        gettext_lazy("Kênh"),
        frozenset({"kenh", "kenh nop", "kenh tiep nhan", "hinh thuc nop", "hinh thuc tiep nhan", "channel"}),
    ),
    "filed_how": (
        gettext_lazy("Người khai"),
        frozenset({"nguoi khai", "ai khai", "cach lam", "typed by", "filed how"}),
    ),
}
NEEDED = ("number", "applicant")

ENDINGS: Mapping[State, frozenset[str]] = {
    State.RETURNED: frozenset(
        {"da tra", "da tra ket qua", "dong y", "da giai quyet", "hoan thanh", "da hoan thanh", "granted", "returned"}
        | {"da cap", "da xong", "dong y giai quyet", "10"}
    ),
    State.REFUSED: frozenset({"khong tiep nhan", "tu choi tiep nhan", "khong duoc tiep nhan", "refused", "3"}),
    State.WITHDRAWN: frozenset({"rut", "da rut", "rut ho so", "cong dan rut ho so", "withdrawn", "7"}),
    State.STOPPED: frozenset({"dung", "dung xu ly", "dung giai quyet", "da dung", "stopped", "8"}),
}
REJECTED = frozenset({"khong giai quyet", "khong dong y", "tu choi giai quyet", "khong giai quyet duoc", "rejected"})
STILL_OPEN = frozenset(
    {"dang giai quyet", "dang xu ly", "moi dang ky", "da tiep nhan", "cho bo sung", "cho tra", "da co ket qua", "open"}
    | {"yeu cau bo sung", "1", "2", "4", "5", "6", "9"}
)
CHANNELS: Mapping[Channel, frozenset[str]] = {
    Channel.PORTAL: frozenset({"truc tuyen", "tren mang", "qua mang", "online", "portal", "2"}),
    Channel.COUNTER: frozenset({"", "truc tiep", "tai quay", "counter", "1"}),
    Channel.POST: frozenset({"buu chinh", "buu dien", "qua buu dien", "post", "3"}),
    Channel.HELPER: frozenset({"giup nop", "nop ho", "helper"}),
    Channel.NATIONAL: frozenset({"cong quoc gia", "cong dvcqg", "dvcqg", "national"}),
}
TYPISTS: Mapping[FiledHow, frozenset[str]] = {
    FiledHow.SELF_FILED: frozenset(
        {"nguoi dan tu khai", "nguoi dan tu lam", "tu khai", "nguoi dan", "self", "self filed"}
    ),
    FiledHow.ASSISTED: frozenset({"co nguoi giup khai", "co nguoi giup", "giup khai", "ho tro", "assisted"}),
    FiledHow.CLERK_TYPED: frozenset({"can bo khai", "can bo nhap", "can bo", "clerk", "clerk typed"}),
    FiledHow.UNKNOWN: frozenset({"khong ro", "so cu khong ghi", "unknown"}),
}
# Who typed it, where the register does not say: what comes by paper a clerk typed; who sat before a screen nobody knows.
TYPIST_OF = {
    Channel.COUNTER: FiledHow.CLERK_TYPED,
    Channel.POST: FiledHow.CLERK_TYPED,
    Channel.HELPER: FiledHow.ASSISTED,
}


@dataclass(frozen=True, slots=True)
class RawRow:
    """A line as written. `line` is its number in the file, for whoever has to mend it."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a line is not taken: `column` is one of COLUMNS, `value` what stands there (shortened)."""

    line: int
    column: str
    sentence: str
    value: str = ""

    @property
    def label(self) -> str:
        return str(COLUMNS[self.column][0]) if self.column in COLUMNS else self.column


@dataclass(frozen=True, slots=True)
class Row:
    """A line that makes sense by itself: whether its number is free and its procedure known, the database says."""

    line: int
    number: str
    code: str
    procedure: str
    applicant: str
    phone: str
    submitted_at: datetime
    received_at: datetime | None
    due_at: datetime | None
    ended_at: datetime
    state: State
    outcome: str
    channel: Channel
    filed_how: FiledHow


def column_of(heading: str) -> str:
    """The column a heading means, empty when none: "Ngày hẹn trả (dự kiến)" and "NGÀY HẸN TRẢ" are the same."""
    plain = " ".join(re.sub(r"\(.*?\)|[^a-z0-9 ]", " ", search_key(heading[:200])).split())
    return next((key for key, (_label, names) in COLUMNS.items() if plain in names), "")


def missing_columns(found: set[str]) -> list[str]:
    """Names of the columns without which no line can be read."""
    missing = [str(COLUMNS[key][0]) for key in NEEDED if key not in found]
    if not found & {"code", "procedure"}:
        missing.append(str(COLUMNS["code"][0]))
    if not found & {"submitted", "received"}:
        missing.append(str(COLUMNS["received"][0]))
    if not found & {"returned"}:
        missing.append(str(COLUMNS["returned"][0]))
    return missing


Value = TypeVar("Value")


@dataclass(slots=True)
class _Reader:
    """Reads the cells of one line and collects what is wrong with it, column by column."""

    raw: RawRow
    refusals: list[Refusal] = field(default_factory=list)

    def refuse(self, column: str, sentence: str) -> None:
        self.refusals.append(Refusal(self.raw.line, column, sentence, self.raw.cells.get(column, "")[:80]))

    def text(self, column: str, max_length: int) -> str:
        written = self.raw.cells.get(column, "")
        if written.lstrip()[:1] == "=":
            self.refuse(column, _("Ô này là công thức, không phải giá trị. Xin dán lại thành giá trị."))
            return ""
        return self.of(column, lambda text: clean(text, max_length=max_length), written) or ""

    def of(self, column: str, read: Callable[[str], Value], written: str) -> Value | None:
        try:
            return read(written)
        except Refused as refused:
            self.refuse(column, refused.message)
            return None

    def moment(self, column: str, at: time) -> datetime | None:
        written = self.text(column, 40)
        return self.of(column, lambda text: read_moment(text, at), written) if written else None

    def has_hour(self, column: str) -> bool:
        return bool(re.search(r"\d[:hg]\d", self.raw.cells.get(column, "")))

    def choice(self, column: str, meanings: Mapping[Value, frozenset[str]]) -> Value | None:
        written = search_key(self.text(column, 60))
        found = next((value for value, words in meanings.items() if written in words), None)
        if found is None and written:
            known = ", ".join(str(getattr(value, "label", value)) for value in meanings)
            self.refuse(column, _("Chưa hiểu từ này. Xin ghi một trong: %(known)s.") % {"known": known})
        return found


_DAY = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})(?:[ T]+(\d{1,2})[:hg](\d{2})(?::\d{2})?)?")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T](\d{1,2}):(\d{2})(?::\d{2}(?:\.\d+)?)?)?")


def read_moment(text: str, at: time) -> datetime:
    """15/01/2024, 15/01/2024 08:30 or the same in ISO, in Vietnam; a day alone means `at`. Raises Refused."""
    if found := _DAY.fullmatch(text):
        day, month, year, hour, minute = found.groups()
    elif found := _ISO.fullmatch(text):
        year, month, day, hour, minute = found.groups()
    else:
        raise Refused(_("Xin ghi ngày như 15/01/2024, hoặc 15/01/2024 08:30."), "date_form")
    try:
        moment = datetime(int(year), int(month), int(day), tzinfo=VN)
        moment = moment.replace(hour=int(hour), minute=int(minute)) if hour else datetime.combine(moment, at, VN)
    except ValueError:
        raise Refused(_("Không có ngày giờ này trong lịch. Xin xem lại."), "date_day") from None
    if moment.year < FIRST_YEAR:
        raise Refused(_("Năm %(year)s sớm quá. Xin xem lại năm.") % {"year": year}, "date_year")
    return moment


_NUMBER = re.compile(r"[A-Z0-9][A-Z0-9./_-]{2,59}")
_DAY_IN_NUMBER = re.compile(r"(?<![0-9])(20)?(\d{2})(\d{2})(\d{2})(?![0-9])")


def read_row(raw: RawRow, *, now: datetime, agency: str) -> tuple[Row | None, list[Refusal]]:
    """The line as values, or everything that is wrong with it. `agency` is the code that heads the office's own numbers."""
    reader = _Reader(raw)
    number = _number(reader, agency, now.astimezone(VN).date())
    code, procedure = reader.text("code", 60), reader.text("procedure", 300)
    if not code and not procedure:
        reader.refuse("code", _("Thiếu mã hoặc tên thủ tục."))
    applicant = reader.text("applicant", 200)
    if not applicant and not any(refusal.column == "applicant" for refusal in reader.refusals):
        reader.refuse("applicant", _("Thiếu tên người nộp hoặc chủ hồ sơ."))
    phone = _phone(reader)
    state, outcome = _ending(reader)
    dates = _dates(reader, state, now)
    channel = reader.choice("channel", CHANNELS) or Channel.COUNTER
    said = reader.raw.cells.get("channel", "").strip()
    filed_how = reader.choice("filed_how", TYPISTS) or (TYPIST_OF.get(channel) if said else None) or FiledHow.UNKNOWN
    if reader.refusals or dates is None:
        return None, reader.refusals
    return Row(raw.line, number, code, procedure, applicant, phone, *dates, state, outcome, channel, filed_how), []


def _number(reader: _Reader, agency: str, today: date) -> str:
    number = reader.text("number", CELL_LENGTH).upper()
    if not number:
        if not reader.refusals:
            reader.refuse("number", _("Thiếu số hồ sơ."))
    elif not _NUMBER.fullmatch(number):
        reader.refuse("number", _("Số hồ sơ chỉ gồm chữ không dấu, số, chấm, gạch; từ 3 đến 60 ký tự."))
    elif agency and number.startswith(agency) and (day := _day_in(number.removeprefix(agency))) and day >= today:
        # The office's own series will give this number itself one day.
        reader.refuse("number", _("Số này thuộc ngày %(day)s, chưa qua. Xin xem lại.") % {"day": show_date(day)})
    return number


def _day_in(text: str) -> date | None:
    found = _DAY_IN_NUMBER.search(text)
    try:
        return date(2000 + int(found[2]), int(found[3]), int(found[4])) if found else None
    except ValueError:
        return None


def _phone(reader: _Reader) -> str:
    written = reader.text("phone", 40)
    return (reader.of("phone", parse_phone, written) or "") if written else ""


def _ending(reader: _Reader) -> tuple[State, str]:
    """How it ended. A register of the past has no running cases: those are entered as new ones, under today's rules."""
    written = search_key(reader.text("outcome", 100))
    if not written or written in REJECTED:
        return State.RETURNED, Outcome.REJECTED if written else Outcome.GRANTED
    state = next((state for state, words in ENDINGS.items() if written in words), None)
    if state is None:
        sentence = _("Chưa hiểu kết quả này. Xin ghi: đã trả, không giải quyết, không tiếp nhận, đã rút, hoặc dừng.")
        if written in STILL_OPEN:
            sentence = _("Hồ sơ chưa xong thì không nhập từ sổ cũ. Xin ghi nhận tại quầy như hồ sơ mới.")
        reader.refuse("outcome", sentence)
    return state or State.RETURNED, Outcome.GRANTED if state == State.RETURNED else ""


def _dates(
    reader: _Reader, state: State, now: datetime
) -> tuple[datetime, datetime | None, datetime | None, datetime] | None:
    """Submitted, received, due, ended; None when one is missing or they can't all be true."""
    found = len(reader.refusals)
    submitted, received = reader.moment("submitted", MORNING), reader.moment("received", MORNING)
    due, ended = reader.moment("due", EVENING), reader.moment("returned", EVENING)
    if len(reader.refusals) > found:
        return None
    received = received or (None if state == State.REFUSED else submitted)
    submitted = submitted or received
    if submitted is None:
        reader.refuse("received", _("Thiếu ngày nộp hoặc ngày tiếp nhận."))
        return None
    if ended is None:
        reader.refuse("returned", _("Thiếu ngày trả kết quả (hoặc ngày kết thúc)."))
        return None
    if received and _same_day(submitted, received):  # a day without hour bends to the one that has it
        submitted = submitted if reader.has_hour("submitted") else min(submitted, received)
        received = received if reader.has_hour("received") else max(submitted, received)
    if _same_day(received or submitted, ended) and not reader.has_hour("returned"):
        ended = max(received or submitted, ended)
    _check_order(reader, submitted, received, due, ended, now)
    return None if len(reader.refusals) > found else (submitted, received, due if received else None, ended)


def _same_day(one: datetime, other: datetime) -> bool:
    return one.date() == other.date()


def _check_order(
    reader: _Reader,
    submitted: datetime,
    received: datetime | None,
    due: datetime | None,
    ended: datetime,
    now: datetime,
) -> None:
    began = received or submitted
    today = now.astimezone(VN).date()
    for column, moment in (("submitted", submitted), ("received", received), ("returned", ended)):
        if moment and moment.date() > today:
            reader.refuse(column, _("Ngày này chưa đến. Xin xem lại."))
    if began < submitted:
        reader.refuse("received", _("Ngày tiếp nhận trước ngày nộp %(day)s.") % {"day": show_date(submitted.date())})
    if due and due.date() < began.date():
        reader.refuse("due", _("Ngày hẹn trả trước ngày tiếp nhận %(day)s.") % {"day": show_date(began.date())})
    if ended < began:
        reader.refuse("returned", _("Ngày trả trước ngày tiếp nhận %(day)s.") % {"day": show_date(began.date())})
