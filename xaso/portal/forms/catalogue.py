"""A procedure told to a resident: four facts, what to have at hand, what comes next, and the law for who wants it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from xaso.core.dates import show_date
from xaso.portal.forms.papers import plain_name
from xaso.portal.home import Place
from xaso.procedures.models import ProcedureVersion
from xaso.procedures.queries import Hit

NATIONAL_PORTAL: Final = "https://dichvucong.gov.vn/p/home/dvc-chi-tiet-thu-tuc-hanh-chinh.html?ma_thu_tuc="


@dataclass(frozen=True, slots=True)
class Row:
    code: str
    name: str
    icon: str
    summary: str


@dataclass(frozen=True, slots=True)
class Fact:
    icon: str
    label: str
    text: str
    strong: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    name: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    code: str
    name: str
    legal_name: str
    can_file: bool
    effort: str
    facts: list[Fact]
    papers: list[Named]
    sometimes: list[Named]
    not_needed: list[Named]
    steps: list[str]
    other_ways: list[Way]
    legal: list[tuple[str, str]]


def row(hit: Hit) -> Row:
    said = (_first_sentence(hit.how_long), _first_sentence(hit.how_much))
    return Row(hit.code, hit.plain_name, hit.icon, " · ".join(text for text in said if text))


def job(version: ProcedureVersion, place: Place) -> Job:
    """No query: the version came with its procedure."""
    content, plain = version.content, version.content.get("plain") or {}
    always = [one for one in content["papers"] if one["required"] and not one.get("show_if")]
    return Job(
        code=version.procedure.code,
        name=content["plain_name"],
        legal_name=content["name"],
        can_file=version.can_be_filed_here,
        effort=_effort(version, plain),
        facts=_facts(plain),
        papers=[
            Named(plain_name(one), one["photo_hint"] if version.can_be_filed_here else one["when"]) for one in always
        ],
        sometimes=[Named(plain_name(one), one["when"]) for one in content["papers"] if one not in always],
        not_needed=[Named(one["title"], one.get("text", "")) for one in plain.get("no_need", ())],
        steps=list(plain.get("next", ())),
        other_ways=_ways(version, place),
        legal=_legal(version),
    )


def _first_sentence(text: str) -> str:
    """ "3 ngày làm việc. Xác minh thì lâu hơn." → "3 ngày làm việc"; long ones are cut between words."""
    first = text.split(". ")[0].split("; ")[0].rstrip(".;")
    return first if len(first) <= 48 else first[:46].rsplit(" ", 1)[0] + "…"


def _facts(plain: Mapping[str, Any]) -> list[Fact]:
    named = (
        ("clock", _("Bao lâu có"), "how_long"),
        ("coin", _("Bao nhiêu tiền"), "how_much"),
        ("user", _("Ai đi làm được"), "who"),
        ("pin", _("Nhận ở đâu"), "where"),
    )
    return [Fact(icon, label, *_stressed(plain[key], key)) for icon, label, key in named if plain.get(key)]


def _stressed(text: str, key: str) -> tuple[str, str]:
    """How long and how much carry their answer in the first words: those stand out."""
    first, stop, rest = text.partition(". ")
    return (rest, first + "." * bool(stop)) if key == "how_long" else (text, "")


def _effort(version: ProcedureVersion, plain: Mapping[str, Any]) -> str:
    minutes = plain.get("minutes")
    return _("Khoảng %(minutes)d phút.") % {"minutes": minutes} if minutes and version.can_be_filed_here else ""


def _ways(version: ProcedureVersion, place: Place) -> list[Way]:
    channels = version.channels
    ways = []
    if "counter" in channels and version.can_be_filed_here:
        where = ", ".join(part for part in (place.office, place.address) if part)
        ways.append(Way(_("Đến một cửa xã: %(where)s. %(hours)s") % {"where": where, "hours": place.hours}))
    if "helper" in channels:
        ways.append(Way(_("Nhờ tổ công nghệ số ở ấp làm giúp; gọi số ở đầu trang để hẹn.")))
    if "national" in channels:
        url = f"{NATIONAL_PORTAL}{version.procedure.code}"
        ways.append(Way(_("Nộp trên Cổng dịch vụ công quốc gia"), url))
    return ways or [Way(_("Gọi số ở đầu trang, xã chỉ cách làm."))]


def _legal(version: ProcedureVersion) -> list[tuple[str, str]]:
    content = version.content
    rows = [
        (_("Tên thủ tục"), content["name"]),
        (_("Lĩnh vực"), content["field"]),
        (_("Thành phần hồ sơ"), "\n".join(f"– {paper['name']}" for paper in content["papers"]) or _("Không có")),
        (_("Phí, lệ phí"), content.get("fee_text", "")),
        (_("Kết quả"), content["result"]["name"]),
        (_("Căn cứ"), "\n".join(content.get("legal_basis", ()))),
        (_("Có hiệu lực từ"), show_date(version.valid_from) if version.valid_from else ""),
        (_("Nguồn"), content.get("source", "")),
    ]
    return [(label, text) for label, text in rows if text]
