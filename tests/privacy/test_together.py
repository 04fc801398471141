"""At the same moment, with real commits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tests.cast import actor
from tests.dossiers.test_together import at_once
from xaso.demo.cast import player
from xaso.demo.town import office_of
from xaso.dossiers.models import Dossier
from xaso.privacy.actions import open_request


def test_same_request_written_at_two_counters_at_once_is_one(committed_db: Callable[[], None]) -> None:
    office, reception = office_of(player("tiep-nhan")), actor("tiep-nhan")
    said = {"words": "Xin bản sao.", "number": "093079001235", "full_name": "Nguyễn Văn Năm", "card_seen": True}
    elsewhere = replace(reception, office=0)  # another counter of the commune: no chain of the journal is held in both
    asked = [
        lambda who=who: open_request(matter="copy", office=office, by=who, **said) for who in (reception, elsewhere)
    ]  # type: ignore[misc]
    done = at_once(*asked)
    assert sorted(isinstance(one, Dossier) for one in done) == [False, True]
    assert "asked_already" in done
    assert Dossier.objects.count() == 1
