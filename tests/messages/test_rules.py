from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xaso.core import clock
from xaso.messages.rules import (
    Channel,
    Health,
    Parts,
    Purpose,
    Trouble,
    Urgency,
    after_success,
    after_trouble,
    cost,
    earliest,
    in_turn,
    link_of,
    next_morning,
    order_of,
    parts,
    plain,
    plan,
    split,
    wait_after,
)
from xaso.messages.rules.parts import BASIC, EXTENDED

NINE = datetime(2026, 11, 26, 9, tzinfo=clock.VN)
NIGHT = datetime(2026, 11, 26, 22, 30, tzinfo=clock.VN)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Parts(0, False, "")),
        ("a" * 160, Parts(1, False, "")),
        ("a" * 161, Parts(2, False, "")),
        ("a" * 306, Parts(2, False, "")),
        ("a" * 307, Parts(3, False, "")),
        ("€" * 80, Parts(1, False, "")),
        ("a" * 152 + "€" + "a" * 10, Parts(2, False, "")),
        ("ạ" * 70, Parts(1, True, "ạ")),
        ("ạ" * 71, Parts(2, True, "ạ")),
        ("ạ" * 135, Parts(3, True, "ạ")),
        ("a" * 100, Parts(1, False, "")),
        ("a" * 100 + "😀", Parts(2, True, "😀")),
        ("😀" * 35, Parts(1, True, "😀")),
    ],
)
def test_parts_of_a_text_message(text: str, expected: Parts) -> None:
    assert parts(text) == expected


def test_emoji_is_told_apart_from_diacritics() -> None:
    assert (parts("Hạn 22/11 😀").emoji, parts("Hạn 22/11").emoji) == ("😀", "")


@given(st.text(max_size=600))
def test_parts_hold_the_text_and_none_is_wasted(text: str) -> None:
    found = parts(text)
    assert ("".join(split(text)), len(split(text))) == (text, found.count)
    wide = any(letter not in BASIC | EXTENDED for letter in text)
    units = sum(len(one.encode("utf-16-be", "surrogatepass")) // 2 if wide else 1 + (one in EXTENDED) for one in text)
    most = (70, 67) if wide else (160, 153)
    assert found.wide == wide
    assert units <= (most[0] if found.count <= 1 else most[1] * found.count)
    assert found.count <= 1 or units > (most[1] - 1) * (found.count - 1)


@given(st.text(max_size=300), st.text(max_size=50))
def test_more_text_is_never_fewer_parts(text: str, more: str) -> None:
    assert parts(text + more).count >= parts(text).count


def test_plain_vietnamese_is_seven_bits() -> None:
    text = plain("Đề nghị ông bà đem thẻ căn cước đến Ủy ban trước 17 giờ")
    assert (text, parts(text).wide) == ("De nghi ong ba dem the can cuoc den Uy ban truoc 17 gio", False)


def test_cost_counts_parts_and_receivers() -> None:
    assert cost("ạ" * 71, receivers=1000, price=850) == 1_700_000


@pytest.mark.parametrize(
    ("channel", "urgency", "moment", "expected"),
    [
        (Channel.SMS, Urgency.NORMAL, NINE, NINE),
        (Channel.SMS, Urgency.NORMAL, NIGHT, NINE + timedelta(hours=22)),
        (Channel.SMS, Urgency.NORMAL, NIGHT + timedelta(hours=5), NINE + timedelta(hours=22)),
        (Channel.SMS, Urgency.CODE, NIGHT, NIGHT),
        (Channel.SMS, Urgency.URGENT, NIGHT, NIGHT),
        (Channel.EMAIL, Urgency.NORMAL, NIGHT, NIGHT),
    ],
)
def test_night_message_waits_for_the_morning(
    channel: Channel, urgency: Urgency, moment: datetime, expected: datetime
) -> None:
    assert earliest(channel, urgency, moment) == expected


@given(st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2027, 1, 1), timezones=st.just(clock.VN)))
def test_morning_comes_within_a_day_and_is_no_night(moment: datetime) -> None:
    found = next_morning(moment)
    assert timedelta(0) < found - moment <= timedelta(days=1)
    assert earliest(Channel.SMS, Urgency.NORMAL, found) == found


def test_wish_comes_first_and_codes_go_to_the_phone_only() -> None:
    known = {Channel.SMS, Channel.EMAIL, Channel.PUSH}
    assert order_of(Channel.EMAIL)[0] == Channel.EMAIL
    told = {"purpose": Purpose.DOSSIER, "over": {Channel.EMAIL}, "spare_sms": False}
    assert plan(known, wish=Channel.EMAIL, **told) == [Channel.PUSH, Channel.SMS]  # type: ignore[arg-type]
    assert plan(known, purpose=Purpose.CODE, wish=Channel.EMAIL, over=(), spare_sms=True) == [Channel.SMS]


def test_spent_budget_puts_text_messages_last_but_leaves_them() -> None:
    told = {"purpose": Purpose.DOSSIER, "wish": "", "over": (), "spare_sms": True}
    assert plan({Channel.SMS, Channel.EMAIL}, **told) == [Channel.EMAIL, Channel.SMS]  # type: ignore[arg-type]
    assert plan({Channel.SMS}, **told) == [Channel.SMS]  # type: ignore[arg-type]


def test_refusals_are_not_tried_again_and_waits_grow() -> None:
    assert [wait_after(one, 1) for one in (Trouble.REFUSED, Trouble.DEAD, Trouble.UNSURE)] == [None, None, None]
    waits = [wait_after(Trouble.LATER, attempt) for attempt in range(1, 9)]
    assert waits == [*(timedelta(seconds=2**attempt) for attempt in range(1, 8)), None]


def test_carrier_rests_after_three_troubles_and_each_time_longer() -> None:
    health = Health()
    rests = []
    for _trouble in range(5):
        health = after_trouble(health, NINE)
        rests.append(health.rests_until and health.rests_until - NINE)
    assert rests == [None, None, timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=4)]
    assert after_success(health, timedelta(seconds=1), NINE) == Health()
    assert after_success(Health(2), timedelta(seconds=6), NINE).rests_until == NINE + timedelta(minutes=1)


def test_resting_carrier_is_asked_last_and_again_after_its_rest() -> None:
    health = {"a": Health(3, NINE + timedelta(minutes=1))}
    assert in_turn(["a", "b"], health, NINE) == ["b", "a"]
    assert in_turn(["a", "b"], health, NINE + timedelta(minutes=1)) == ["a", "b"]
    assert in_turn(["a"], health, NINE) == ["a"]


def test_press_leads_to_what_one_notice_speaks_of_and_of_several_to_all() -> None:
    home = "https://xa.example"
    survey = f"Ông/bà thấy thế nào? {home}/y-kien/123"
    assert link_of([survey], home) == f"{home}/y-kien/123"
    assert link_of([survey, f"Hồ sơ 1: {home}/t/abc"], home) == f"{home}/ho-so/"
    assert link_of(["Xem https://khac.example/x"], home) == f"{home}/ho-so/"
