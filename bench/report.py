"""Figures beside their bars, aligned."""

from __future__ import annotations

from statistics import mean

from bench.client import Result


class Table:
    """One section of the report. A figure beyond its bar is marked, never fatal."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.lines: list[str] = []

    def row(self, name: str, figure: str, bar: str = "", *, ok: bool = True) -> None:
        mark = "" if ok else "   BEYOND THE BAR"
        self.lines.append(f"  {name:<58}{figure:>22}   {bar}{mark}".rstrip())

    def show(self) -> None:
        print(f"\n{self.title}\n" + "\n".join(self.lines), flush=True)


def best(results: list[Result]) -> Result:
    """The round least disturbed by others."""
    return max(results, key=lambda result: result.rate)


def ratio(upper: list[Result], lower: list[Result]) -> float:
    """Mean of the rounds' rates, one by the other."""
    return mean(one.rate for one in upper) / mean(one.rate for one in lower)
