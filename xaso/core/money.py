"""Money is whole đồng."""

from __future__ import annotations

from django.utils.translation import gettext as _

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_GROUPS = ("", " nghìn", " triệu")


def show_dong(amount: int) -> str:
    """8.000 đồng"""
    return _("%(amount)s đồng") % {"amount": f"{amount:,}".replace(",", ".")}


def words(number: int) -> str:
    """A whole number from 0 to 10^18 as official papers read it: 1021 → một nghìn không trăm hai mươi mốt."""
    if number < 0:
        raise ValueError(number)
    if number == 0:
        return _DIGITS[0]
    billions, rest = divmod(number, 1_000_000_000)
    parts = [f"{words(billions)} tỷ"] if billions else []
    for place in (2, 1, 0):
        group = rest // 1000**place % 1000
        if group:
            parts.append(_three(group, full=bool(parts)) + _GROUPS[place])
    return " ".join(parts)


def _three(number: int, *, full: bool) -> str:
    """Groups after the first are read in full: 005 → không trăm linh năm."""
    hundred, ten, unit = number // 100, number // 10 % 10, number % 10
    parts = [f"{_DIGITS[hundred]} trăm"] if hundred or full else []
    if ten == 0 and unit:
        parts.append(f"linh {_DIGITS[unit]}" if parts else _DIGITS[unit])
    elif ten:
        parts.append("mười" if ten == 1 else f"{_DIGITS[ten]} mươi")
        if unit:
            parts.append("mốt" if unit == 1 and ten > 1 else "lăm" if unit == 5 else _DIGITS[unit])
    return " ".join(parts)
