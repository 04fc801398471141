"""Addresses on the real map."""

from datetime import date

import pytest

from tests.factories.forms import a_schema
from xaso.forms.queries import places
from xaso.forms.rules import check_page

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


def test_commune_of_today_is_named_in_full() -> None:
    found = places(TODAY).place("92", "31441")
    assert found is not None
    assert found.text == "xã Vị Thủy, thành phố Cần Thơ"


def test_commune_of_another_province_is_refused() -> None:
    assert places(TODAY).place("01", "31441") is None


def test_old_address_becomes_the_commune_of_today() -> None:
    schema = a_schema({"key": "home", "kind": "address"})
    raw = {"home-line": "ấp 7, xã Vị Thắng, huyện Vị Thủy, tỉnh Hậu Giang"}
    checked = check_page(schema, "page", raw, today=TODAY, places=places(TODAY))
    assert checked.errors == {}
    assert checked.values["home"]["commune"] == "31441"
    assert checked.values["home"]["text"] == "ấp 7, xã Vị Thủy, thành phố Cần Thơ"


def test_map_is_read_once(django_assert_max_num_queries) -> None:
    places(TODAY).place("92", "31441")
    with django_assert_max_num_queries(0):
        places(TODAY).place("92", "31459")
