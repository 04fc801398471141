"""Turns the crawl of the national portal (procedures.json) into one YAML file a procedure.

    python tools/catalogue/convert.py procedures.json

Run by a developer, never by the program. A file whose `review` is `reviewed` is somebody's work and is left alone; so
is one with several versions, and one that is already there, unless --again is given. What the crawl says as prose
stays as prose (`fee_text`, `notes`); only what can be read without guessing becomes data."""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path
from typing import Any

import yaml

CATALOGUE = Path(__file__).resolve().parents[2] / "catalogue"
SINCE = "2025-07-01"  # two tiers of government: the commune is competent; the crawl itself is of 07/2026
_AMOUNT = r"(\d{1,3}(?:\.\d{3})+)đ"
_ONLINE = ["portal", "national"]
_DIRECT = ["counter", "helper", "post"]
_NQ6622 = {"valid_from": "2026-08-15", "valid_to": "2027-03-01", "basis": "NQ 66.22/2026/NQ-CP; TT 117/2026/TT-BTC"}


def converted(row: dict[str, Any], says: dict[str, Any]) -> dict[str, Any]:
    amount, unit = _limit(row)
    fees, exemptions = _fees(row)
    name, code = _result(row["result"])
    return {
        "code": row["code"],
        "version": 1,
        "name": row["name"],
        "plain_name": says.get("says") or row["name"],
        "field": row["field"],
        "icon": says.get("icon", "file"),
        "common": says.get("common", 0),
        "review": "none",
        "confidence": row["confidence"],
        "valid_from": SINCE,
        "valid_to": None,
        "limit": {"amount": amount, "unit": unit},
        "legal_basis": row["legal_basis"],
        "source": row["source"].replace("crawl dichvucong.gov.vn: github ", "crawl dichvucong.gov.vn: "),
        "plain": {
            "how_long": _how_long(row["time_limit"], row["time_unit"]),
            "how_much": re.sub(r"(\d)đ(?!\w)", r"\1 đồng", row["fee"]),
            "where": "Nộp tại quầy một cửa xã.",
        },
        "channels": ["counter"],
        "level_of_service": row["level_of_service"],
        "papers": [_paper(number, paper) for number, paper in enumerate(row["documents"], start=1)],
        "fees": fees,
        "exemptions": exemptions,
        "fee_text": row["fee"],
        "steps": [
            {"key": "examine", "name": "Cán bộ xem hồ sơ", "role": "case_officer"},
            {"key": "approve", "name": "Lãnh đạo xã duyệt", "role": "approver"},
        ],
        "result": {"name": name, "code": code, "template": None},
        "notes": row["note"],
        "form": None,
    }


def _limit(row: dict[str, Any]) -> tuple[int | None, str | None]:
    """Only what a clock can count; campaigns and limits nobody published have none."""
    if row["time_unit"] == "mixed":  # "5 working days at the commune, then the province": ours is the first part
        return 5, "working_day"
    if row["time_unit"] in ("annual_campaign", "not_specified") or not row["time_limit"]:
        return None, None
    return row["time_limit"], row["time_unit"]


def _how_long(amount: int, unit: str) -> str:
    return {
        "same_day": "Xong trong ngày. Nộp sau 15:00 thì trả vào ngày làm việc kế tiếp.",
        "working_day": f"{amount} ngày làm việc.",
        "day": f"{amount} ngày.",
        "hour": f"{amount} giờ làm việc.",
        "mixed": f"{amount} ngày, gồm cả thời gian ở cơ quan cấp trên.",
        "annual_campaign": "Xét theo đợt rà soát hằng năm.",
        "not_specified": "Luật chưa ghi thời hạn; cán bộ sẽ hẹn ngày.",
    }[unit]


def _paper(number: int, paper: dict[str, Any]) -> dict[str, Any]:
    name = paper["name"]
    plain = re.split(r" [–-] chỉ khi|\s*\((?:nếu|khi|xuất trình|trực tiếp|bỏ qua)|; bỏ qua nếu", name)[0].strip()
    conditional = re.search(r"nếu|chỉ khi|hoặc thay thế|khi ", name)
    when = re.search(r"\(((?:nếu|khi) [^)]*)\)|[–-] (chỉ khi .*)$", name)
    said = next((group for group in when.groups() if group), "") if when else ""
    return {
        "key": f"paper_{number}",
        "name": name,
        "plain_name": plain,
        "required": number == 1 or not conditional,
        "when": (said[:1].upper() + said[1:]).replace("CSDLQGDC", "dữ liệu dân cư"),
        "originals": paper["original"],
        "copies": paper["copies"],
        "photo_hint": "Chụp thẳng, đủ bốn góc, chữ rõ.",
    }


def _money(text: str) -> int:
    return int(text.replace(".", ""))


def _fee(key: str, name: str, amount: int | None, **more: Any) -> dict[str, Any]:
    return {"key": key, "name": name, "amount": amount, **more, "confidence": more.get("confidence", "medium")}


def _fees(row: dict[str, Any]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Fee rules from the sentence of the crawl. An amount set by the provincial council is unknown (null), not zero."""
    text = row["fee"]
    fees: list[dict[str, Any]] = []
    if pages := re.match(rf"{_AMOUNT}/trang; từ trang 3: {_AMOUNT}(?:/trang)?; tối đa {_AMOUNT}/bản", text):
        first, then, most = map(_money, pages.groups())
        formula = {"pages": {"first": 2, "each": first, "then": then, "max": most}}
        fees.append(_fee("pages", "Phí chứng thực bản sao", None, formula=formula, basis="TT 226/2016/TT-BTC"))
    elif channels := re.match(rf"{_AMOUNT} trực tiếp; {_AMOUNT} trực tuyến", text):
        direct, online = map(_money, channels.groups())
        for key, amount, through in (("direct", direct, _DIRECT), ("online", online, _ONLINE)):
            fees.append(_fee(key, "Lệ phí", amount, channels=through, basis="TT 75/2022/TT-BTC"))
    elif re.search(r"HĐND", text):
        late = {"when_text": "Khi đăng ký quá hạn"} if re.search(r"đúng hạn", text) else {}
        fees.append(_fee("local", "Lệ phí", None, note="theo nghị quyết của HĐND tỉnh, thành phố", **late))
    elif amount := re.match(rf"{_AMOUNT}", text):
        fees.append(_fee("fee", "Phí, lệ phí", _money(amount.group(1)), note=text.split(";")[0]))
    if copy := re.search(rf"bản sao(?: trích lục)? {_AMOUNT}/bản", text):
        fees.append(
            _fee(
                "copies", "Bản sao", _money(copy.group(1)), per="copies", basis="TT 281/2016/TT-BTC", confidence="high"
            )
        )
    return fees, _exemptions(text, [fee["key"] for fee in fees if fee["key"] != "copies"])


def _exemptions(text: str, keys: list[str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    if keys and re.search(r"miễn: gia đình", text):
        name = "Gia đình người có công, hộ nghèo, người khuyết tật"
        groups = ["merit_family", "poor_household", "disabled"]
        basis = "Luật Hộ tịch 60/2014/QH13 Điều 11"
        found.append({"fees": keys, "groups": groups, "name": name, "basis": basis, "confidence": "high"})
    if keys and "66.22" in text:
        name = "Nộp trên mạng, có định danh mức 2 và đủ 5 giấy tờ trên VNeID"
        found.append(
            {"fees": keys, "groups": ["vneid_integrated"], "channels": _ONLINE, "name": name, **_NQ6622}
            | {"confidence": "high"}
        )
    return found


def _result(text: str) -> tuple[str, str | None]:
    code = re.search(r"KQ\.[GH]\d\d\.\d{6}", text)
    name = re.sub(r"\s*\((?:KQ\.[^)]*)\)", "", text).strip()
    return name, code.group() if code else None


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


def written(data: dict[str, Any]) -> str:
    text = yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=118)
    return re.sub(r"(valid_(?:from|to)): '(\d{4}-\d\d-\d\d)'", r"\1: \2", text)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("crawl", type=Path)
    parser.add_argument("--again", action="store_true", help="write unreviewed files anew")
    options = parser.parse_args()
    says = yaml.safe_load((Path(__file__).parent / "plain.yaml").read_text(encoding="utf-8"))
    count = 0
    for row in json.loads(options.crawl.read_text(encoding="utf-8")):
        path = CATALOGUE / "procedures" / f"{row['code']}.yaml"
        there = list(yaml.safe_load_all(path.read_text(encoding="utf-8"))) if path.exists() else []
        if there and (len(there) > 1 or there[0]["review"] == "reviewed" or not options.again):
            continue
        path.write_text(written(converted(row, says.get(row["code"], {}))), encoding="utf-8")
        count += 1
    print(f"{count} files written")


if __name__ == "__main__":
    main()
