"""The sample's support days."""

from __future__ import annotations

from datetime import datetime

import pytest

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.clock import VN
from xaso.demo.outreach import hold_support_days
from xaso.outreach.models import SupportDay
from xaso.outreach.queries import Came, days_to_come, quarterly
from xaso.surveys.queries import results
from xaso.surveys.rules import Quarter

pytestmark = pytest.mark.django_db


def test_sample_holds_its_support_days_once_and_they_are_rated(manager: Actor) -> None:
    with clock.travel(datetime(2026, 11, 26, 9, tzinfo=VN)):
        for _time in range(2):
            hold_support_days()
        quarter = Quarter.of(clock.today())
        found = quarterly(manager, quarter)
        assert (len(found.days), found.all) == (6, Came(55, 49, 35))
        assert len(days_to_come(manager.unit or 0, clock.now()).rows) == 10
        assert set(SupportDay.objects.values_list("place", flat=True)) == {"Nhà văn hóa ấp 5"}
        assert results(manager, quarter).by_kind["visit"].given >= 20
