from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.factories.offices import calendar
from xaso.core import clock
from xaso.core.clock import VN
from xaso.core.scope import acting
from xaso.demo.cast import player
from xaso.demo.commune_2026 import STORIES, Days
from xaso.demo.loader import tell_stories
from xaso.demo.telling import told
from xaso.demo.town import let_in
from xaso.dossiers.models import Dossier, Letter, Paper
from xaso.dossiers.queries import audience
from xaso.dossiers.rules import State
from xaso.journal.queries import verify
from xaso.people.models import Person
from xaso.signin.access import actor_of


@pytest.mark.parametrize("now", ["2026-11-22 09:00", "2026-11-23 10:30", "2026-11-25 16:45", "2026-02-23 00:10"])
def test_stories_happen_in_order_on_working_days_and_not_later_than_now(now: str) -> None:
    moment = datetime.fromisoformat(now).replace(tzinfo=VN)
    days = Days(calendar(), moment)
    for story in STORIES:
        moments = days.moments(story)
        assert len(moments) == len(story.verbs) + 1
        assert moments == sorted(moments)
        assert moments[-1] <= moment
        assert story.minutes_ago or all(calendar().is_workday(one.date()) for one in moments)


@pytest.mark.django_db
def test_commune_of_today_has_every_state_and_is_told_once(settings: Any, tmp_path: Path) -> None:
    settings.VAR = tmp_path
    assert tell_stories() == len(STORIES)
    chairman = actor_of(let_in(player("phe-duyet")), address="")
    with acting(chairman):
        told_now = audience(chairman)
    assert 5 <= len(told_now.receivers) < told_now.filed  # so that "Gửi tin chung" can be tried
    states = set(Dossier.objects.values_list("state", flat=True))
    assert states == set(State.values)
    assert 40 <= Dossier.objects.count() == len(told()) <= 65
    late = Dossier.objects.late(at=clock.now())
    assert 2 <= late.count() <= 8
    assert Dossier.objects.filter(state=State.SUPPLEMENT, owner_name="Nguyễn Thị Lan").exists()
    assert Letter.objects.filter(kind="letter_02").exists()
    assert Paper.objects.filter(file__isnull=False).exists()
    assert not Person.objects.filter(invented=False).exists()
    in_order = Dossier.objects.filter(number__startswith="H13.31441-").order_by("number")
    moments = list(in_order.values_list("submitted_at", flat=True))
    assert moments == sorted(moments)
    assert list(verify()) == []
    assert tell_stories() == 0
