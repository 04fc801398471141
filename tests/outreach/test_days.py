"""Days on which officers help: entered, copied, repeated but for holidays, called off, read by everybody."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from html import unescape
from typing import Any

import pytest
from django.test import Client

from tests.cast import client_of_actor
from tests.desk.office import Desk
from tests.factories.outreach import PLACE, came, support_day
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.clock import VN
from xaso.core.refused import Forbidden, Invalid, NotFound, Refused, Stale
from xaso.journal.models import Entry
from xaso.outreach.access import get_day
from xaso.outreach.actions import cancel_support_day, enter_support_days
from xaso.outreach.models import SupportDay
from xaso.outreach.rules import days_between

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 30)
NOW = datetime(2026, 11, 26, 9, tzinfo=VN)
SAID: dict[str, Any] = {
    "day": MONDAY, "begins": time(7, 30), "ends": time(11), "place": PLACE, "helps": "Cài ví điện tử",
}  # fmt: skip


@pytest.fixture(autouse=True)
def thursday() -> Any:
    with clock.travel(NOW):
        yield


def entered(by: Actor, **other: Any) -> list[date]:
    return [clock.local(one.starts_at).date() for one in enter_support_days(**{**SAID, **other}, by=by).made]


def test_weekdays_between_two_days_count_both_ends() -> None:
    assert days_between(MONDAY, date(2026, 12, 11), {0, 4}) == [
        MONDAY, date(2026, 12, 4), date(2026, 12, 7), date(2026, 12, 11),
    ]  # fmt: skip


def test_every_monday_and_friday_until_leaves_out_holidays_and_what_is_there(one_stop: Any, reception: Actor) -> None:
    assert entered(reception) == [MONDAY]
    done = enter_support_days(**SAID, weekdays=[0, 4], until=date(2027, 1, 4), by=reception)
    days = [clock.local(one.starts_at).date() for one in done.made]
    assert days[0] == date(2026, 12, 4)
    assert days[-1] == date(2027, 1, 4)
    assert len(days) == 9
    assert done.off == [date(2027, 1, 1)]
    assert Entry.objects.filter(action="outreach.enter_day").count() == 10


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"ends": time(7)}, "ends"),
        ({"day": date(2026, 11, 25)}, "day"),
        ({"place": " "}, "place"),
        ({"helps": "x" * 200}, "helps"),
        ({"weekdays": [0]}, "until"),
        ({"until": date(2026, 12, 30)}, "weekdays"),
        ({"weekdays": [0], "until": date(2026, 11, 1)}, "until"),
        ({"weekdays": [0], "until": date(2029, 11, 1)}, "until"),
        ({"weekdays": range(7), "until": date(2027, 10, 1)}, "until"),
    ],
)
def test_what_is_no_day_is_refused_beside_its_box(one_stop: Any, reception: Actor, wrong: Any, field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        entered(reception, **wrong)
    assert list(refusal.value.errors) == [field]
    assert SupportDay.objects.count() == 0


def test_same_day_is_entered_once(one_stop: Any, reception: Actor) -> None:
    entered(reception)
    with pytest.raises(Invalid):
        entered(reception)
    assert SupportDay.objects.count() == 1


def test_auditor_and_another_commune_enter_nothing_here(
    one_stop: Any, auditor: Actor, citizen: Actor, reception: Actor, other_commune: Actor
) -> None:
    for one in (auditor, citizen):
        with pytest.raises(Forbidden):
            entered(one)
    entered(reception)
    day = SupportDay.objects.get()
    with pytest.raises(NotFound):
        get_day(other_commune, day.pk)
    with pytest.raises(Forbidden):
        cancel_support_day(day, by=other_commune)


def test_form_is_filled_as_the_last_one_and_repeats(one_stop: Any, hanh: Desk) -> None:
    typed = {
        "place": PLACE, "day": "30/11/2026", "begins": "07:30", "ends": "11:00", "helps": "Cài ví", "partner": "Viễn thông (Mẫu)",
        "weekdays": ["0", "4"], "until": "11/12/2026",
    }  # fmt: skip
    assert hanh.client.post("/can-bo/ngay-ho-tro", typed).status_code == 302
    page = hanh.reads("/can-bo/ngay-ho-tro")
    assert "Đã ghi 4 ngày hỗ trợ." in page
    assert f'value="{PLACE}"' in page
    assert 'value="07:30"' in page
    again = hanh.client.post("/can-bo/ngay-ho-tro", typed)
    assert again.status_code == 422
    assert "Các ngày này đã có" in again.content.decode()


def test_everybody_reads_the_days_to_come_and_what_was_called_off(
    one_stop: Any, reception: Actor, other_commune: Actor
) -> None:
    entered(reception, partner="Viễn thông (Mẫu)")
    entered(reception, day=date(2026, 12, 4), place="Chợ kênh 9")
    cancel_support_day(SupportDay.objects.get(place="Chợ kênh 9"), by=reception)
    page = Client().get("/ngay-ho-tro/").content.decode()
    assert page.index("Thứ Hai 30/11/2026, 07:30 đến 11:00") < page.index("Đã hủy") < page.index("Chợ kênh 9")
    assert SupportDay.objects.first().token not in page  # type: ignore[union-attr]
    there = Client().get(f"/ngay-ho-tro/?xa={SupportDay.objects.get(place=PLACE).unit.code}")
    assert PLACE in there.content.decode()
    with clock.travel(datetime(2026, 12, 5, 9, tzinfo=VN)):
        assert PLACE not in Client().get("/ngay-ho-tro/").content.decode()


def test_days_to_come_go_on_by_key_and_are_found_without_accents(one_stop: Any, reception: Actor, hanh: Desk) -> None:
    entered(reception, weekdays={0, 1, 2, 3, 4}, until=date(2027, 1, 15))
    entered(reception, day=date(2027, 2, 1), place="Chợ kênh 9")
    for at, read in (("/ngay-ho-tro/", Client().get), ("/can-bo/ngay-ho-tro", hanh.client.get)):
        first = unescape(read(at).content.decode())
        later = re.search(r'href="(\?[^"]*sau=[^"]+)"', first)
        assert later is not None
        assert (first.count(PLACE) >= 30, "Chợ kênh 9</" in first) == (True, False)
        assert "Chợ kênh 9</" in read(at + later[1]).content.decode()
        assert "Chợ kênh 9</" in read(f"{at}?q=cho%20KENH").content.decode()
        assert "Không có ngày hỗ trợ nào như vậy." in read(f"{at}?q=chua").content.decode()


def test_days_of_another_commune_are_chosen_by_name(one_stop: Any, reception: Actor, other_commune: Actor) -> None:
    entered(reception)
    assert "Ngày hỗ trợ của nơi nào" not in Client().get("/ngay-ho-tro/").content.decode()
    entered(other_commune, place="Nhà văn hóa khu vực 2")
    shown = unescape(Client().get("/ngay-ho-tro/").content.decode())
    options = re.findall(r'<option value="(\d+)"( selected)?', shown)
    assert len(options) == 2
    [other] = [code for code, chosen in options if not chosen]
    assert "Nhà văn hóa khu vực 2" in Client().get(f"/ngay-ho-tro/?xa={other}").content.decode()


def test_support_days_of_today_stand_on_the_first_page_of_the_unit(
    one_stop: Any, reception: Actor, other_commune: Actor, hanh: Desk
) -> None:
    entered(reception)
    today = support_day(reception)
    shown = hanh.reads("/can-bo/")
    assert (shown.count(PLACE), f"/can-bo/ngay-ho-tro/{today.pk}" in shown) == (1, True)
    assert PLACE not in client_of_actor(other_commune).get("/can-bo/").content.decode()


def test_day_is_called_off_once_and_not_after_somebody_came(one_stop: Any, reception: Actor) -> None:
    today = support_day(reception)
    came(today, reception)
    with pytest.raises(Refused, match="Đã có người đến"):
        cancel_support_day(today, by=reception)
    entered(reception)
    later = SupportDay.objects.get(starts_at__gt=NOW)
    seen_before = get_day(reception, later.pk)
    cancel_support_day(later, by=reception)
    with pytest.raises(Stale):
        cancel_support_day(seen_before, by=reception)


def test_sheet_of_the_day_is_a_pdf_for_its_own_commune(one_stop: Any, reception: Actor, other_commune: Actor) -> None:
    day = support_day(reception)
    got = client_of_actor(reception).get(f"/can-bo/ngay-ho-tro/{day.pk}/to-dan")
    assert (got["Content-Type"], got.content[:5]) == ("application/pdf", b"%PDF-")
    assert client_of_actor(other_commune).get(f"/can-bo/ngay-ho-tro/{day.pk}/to-dan").status_code == 404
