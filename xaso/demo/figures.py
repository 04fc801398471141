"""The figures published about 2024, each beside what our own rows say. No percentage is stored: both sides of every share
are counted."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import Count, Q

from xaso.core.clock import VN
from xaso.demo.town import OLD_TREE
from xaso.dossiers.models import Dossier
from xaso.dossiers.models.dossier import DossierQuerySet
from xaso.dossiers.rules import FiledHow
from xaso.procedures.models import ProcedureVersion
from xaso.units.queries import communes_of, unit_on

COMMUNE, DISTRICT = "commune_31450", "district_935"
_ONLINE_LEVELS = ("toan_trinh", "truc_tuyen", "mot_phan")

# What else was published, in words; a key that is neither counted nor named here is shown as it is.
_NAMES = {
    (COMMUNE, "hotline_calls_at_least"): "xã Vị Thắng: cuộc gọi đến đường dây tư vấn (hơn 130)",
    (COMMUNE, "e_wallet_people_percent_about"): "xã Vị Thắng: người dân có ví điện tử (khoảng 60 %)",
    (COMMUNE, "market_4_0_cashless_stalls"): "xã Vị Thắng: quầy chợ 4.0 nhận tiền không tiền mặt (16)",
    (COMMUNE, "emulation_rank_in_district"): "xã Vị Thắng: hạng thi đua trong huyện (nhất)",
    (DISTRICT, "zalo_official_accounts"): "huyện Vị Thủy: trang Zalo OA (11)",
    (DISTRICT, "satisfaction_percent_over"): "huyện Vị Thủy: hài lòng (trên 90 %)",
    (DISTRICT, "enterprises_with_e_invoice_percent"): "huyện Vị Thủy: doanh nghiệp dùng hóa đơn điện tử (100 %)",
    (DISTRICT, "households"): "huyện Vị Thủy: số hộ (23.560)",
    (
        DISTRICT,
        "households_with_mobile_money_or_internet_banking",
    ): "huyện Vị Thủy: hộ có mobile money (12.434; 52,78 %)",
    (DISTRICT, "households_with_province_app"): "huyện Vị Thủy: hộ có App Hậu Giang (14.269; 60,56 %)",
}
# Said in the same breath as another figure, or not a figure at all.
_TOLD_ELSEWHERE = {
    "hotline_since",
    "e_wallet_support_weekdays",
    "e_wallet_partner",
    "working_group_meets",
    "households_with_mobile_money_or_internet_banking_percent",
    "households_with_province_app_percent",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """`key` names it in the published file. Shares are whole hundredths of a percent, so that equality means equality."""

    key: tuple[str, str]
    name: str
    published: float
    counted: float
    notes: tuple[str, ...] = ()

    @property
    def agrees(self) -> bool:
        return self.published == self.counted


@cache
def published() -> dict[str, Any]:
    """The file as it was handed to us."""
    path = Path(__file__).with_name("data") / "vi-thuy-2024.json"
    loaded: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return loaded


def recount() -> list[Figure]:
    """Every figure that dossiers can answer, counted now. Seven statements."""
    commune, district = _dossiers_of("31450"), _dossiers_of("935")
    return [
        _figure(COMMUNE, "online_dossiers", "xã Vị Thắng: hồ sơ trực tuyến", commune.online().count(), _who(commune)),
        _figure(COMMUNE, "online_dossiers_rate_percent", "xã Vị Thắng: tỷ lệ trực tuyến, %", _online_rate(commune)),
        _figure(
            DISTRICT, "online_dossiers", "huyện Vị Thủy: hồ sơ trực tuyến", district.online().count(), _who(district)
        ),
        _figure(DISTRICT, "online_dossiers_rate_percent", "huyện Vị Thủy: tỷ lệ trực tuyến, %", _online_rate(district)),
        _figure(
            DISTRICT,
            "eligible_procedures_served_full_or_partial_percent",
            "huyện Vị Thủy: thủ tục đủ điều kiện đã làm trực tuyến, %",
            _eligible_served(district),
        ),
    ]


def not_covered() -> list[str]:
    """Published figures that nothing in the database can answer yet."""
    covered = {figure.key for figure in recount()}
    rest = [(place, key) for place in (COMMUNE, DISTRICT) for key in published()[place]]
    return [_NAMES.get(name, ".".join(name)) for name in rest if name not in covered and name[1] not in _TOLD_ELSEWHERE]


def _figure(place: str, key: str, name: str, counted: float, notes: tuple[str, ...] = ()) -> Figure:
    return Figure((place, key), name, published()[place][key], counted, notes)


def _dossiers_of(code: str) -> DossierQuerySet:
    """Filed in 2024 with the unit of that code, or with a commune inside it."""
    unit = unit_on(code, OLD_TREE)
    units = [unit.pk, *(place.id for place in communes_of(unit, OLD_TREE))]
    first, end = datetime(2024, 1, 1, tzinfo=VN), datetime(2025, 1, 1, tzinfo=VN)
    return Dossier.objects.filter(receiving_unit__in=units, submitted_at__gte=first, submitted_at__lt=end)


def _share(part: int, whole: int) -> float:
    return round(100 * part / whole, 2) if whole else 0.0


def _online_rate(dossiers: DossierQuerySet) -> float:
    return _share(dossiers.online().count(), dossiers.count())


def _who(dossiers: DossierQuerySet) -> tuple[str, ...]:
    """The honest half of an online rate: whose hands typed."""
    rows = dossiers.online().order_by().values("filed_how").annotate(count=Count("id"))
    counts = {row["filed_how"]: row["count"] for row in rows}
    told = ", ".join(f"{str(who.label).lower()} {counts.get(who, 0)}" for who in FiledHow)
    return (f"trong đó {told} (phân chia này là hư cấu)",)


def _eligible_served(dossiers: DossierQuerySet) -> float:
    """Of the procedures people asked for that the catalogue marks as online in full or in part: how many came online."""
    versions = ProcedureVersion.objects.filter(content__level_of_service__in=_ONLINE_LEVELS)
    eligible = dossiers.filter(procedure__in=versions.values("procedure"))
    counts = eligible.aggregate(
        asked=Count("procedure", distinct=True),
        served=Count("procedure", distinct=True, filter=Q(channel__in=("portal", "national", "helper"))),
    )
    return _share(counts["served"], counts["asked"])
