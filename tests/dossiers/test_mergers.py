"""History survives mergers: the office of today reads what the offices of the past have left, and cannot change it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.factories.units import old_commune
from xaso.core.actor import Actor
from xaso.core.refused import NotFound
from xaso.dossiers.access import dossiers_for, get_dossier, lawful_moves
from xaso.dossiers.models import Dossier
from xaso.dossiers.queries import register_page, search
from xaso.offices.actions import open_office
from xaso.offices.rules import OfficeKind
from xaso.procedures.access import get_procedure
from xaso.units.queries import predecessors_of

pytestmark = pytest.mark.django_db


def ended_in(code: str, number: str) -> Dossier:
    """One line of an old register of that commune of Hậu Giang."""
    unit = old_commune(code)
    office = open_office(
        unit,
        name="Một cửa",
        short_name="một cửa",
        kind=OfficeKind.ONE_STOP,
        agency_code="000.00.31450.H30",
        by=Actor.system("test"),
    )
    day = datetime(2024, 5, 6, 8, tzinfo=UTC)
    return Dossier.objects.create(
        number=number,
        procedure=get_procedure("1.001193"),
        title="Khai sinh",
        office=office,
        receiving_unit=unit,
        competent_unit=unit,
        channel="portal",
        filed_how="self_filed",
        owner_name="Người Bịa Đặt",
        owner_search="nguoi bia dat",
        state=10,
        submitted_at=day,
        received_at=day,
        act_by=day,
        decided_at=day,
        ended_at=day,
        outcome="granted",
        register_source="test",
        invented=True,
    )


def test_office_of_today_reads_the_registers_of_merged_communes(reception: Actor) -> None:
    old = ended_in("31450", "000.00.31450.H30-240506-0001")
    assert get_dossier(reception, old.number).pk == old.pk
    assert [row.pk for row in search(reception, "bia dat").rows] == [old.pk]
    assert lawful_moves(old, reception) == []
    books = dict(predecessors_of(reception.unit or 0))
    assert books[old.competent_unit_id] == "xã Vị Thắng (đến 30/06/2025)"
    assert [row.pk for row in register_page(reception, unit=old.competent_unit_id).rows] == [old.pk]
    assert register_page(reception).rows == []


def test_commune_of_the_same_name_is_somebody_elses_past(reception: Actor, other_commune: Actor) -> None:
    """Old xã Vị Thủy (31447) went to xã Vĩnh Thuận Đông, not to today's xã Vị Thủy."""
    old = ended_in("31447", "000.00.31447.H30-240506-0001")
    for actor in (reception, other_commune):
        assert list(dossiers_for(actor)) == []
        assert register_page(actor, unit=old.competent_unit_id).rows == []
        with pytest.raises(NotFound):
            get_dossier(actor, old.number)
