"""Shares and how sure they are, from values alone."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from xaso.surveys.rules import Quarter, quarters, wilson

COUNTS = st.integers(1, 5000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))


def test_wilson_is_what_the_books_print() -> None:
    found = {pair: tuple(round(one, 4) for one in wilson(*pair)) for pair in ((0, 5), (5, 5), (8, 10), (0, 0))}
    assert found == {(0, 5): (0.0, 0.4345), (5, 5): (0.5655, 1.0), (8, 10): (0.4902, 0.9433), (0, 0): (0.0, 1.0)}


@given(COUNTS)
def test_share_lies_between_its_ends_and_these_within_nothing_and_all(counts: tuple[int, int]) -> None:
    low, high = wilson(*counts)
    assert 0 <= low <= counts[0] / counts[1] <= high <= 1
    assert high > low


@given(COUNTS, st.integers(2, 20))
def test_more_answers_of_the_same_share_make_it_surer(counts: tuple[int, int], times: int) -> None:
    few, many = wilson(*counts), wilson(counts[0] * times, counts[1] * times)
    assert many[1] - many[0] < few[1] - few[0]


@given(COUNTS)
def test_those_who_are_not_satisfied_see_the_mirror_image(counts: tuple[int, int]) -> None:
    low, high = wilson(*counts)
    other = wilson(counts[1] - counts[0], counts[1])
    assert (round(1 - high, 9), round(1 - low, 9)) == (round(other[0], 9), round(other[1], 9))


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_every_day_lies_in_one_quarter_and_they_follow_each_other(day: date) -> None:
    one = Quarter.of(day)
    assert one.first <= day < one.after
    assert one.before.after == one.first
    assert Quarter.of(one.after - timedelta(days=1)) == one
    assert quarters(day)[1] == one.before
