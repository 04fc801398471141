"""What leaves an officer's screen is Vietnamese, whatever language the screen is in."""

from __future__ import annotations

import pytest
from django.utils import translation

from tests.dossiers.test_walk import sent
from xaso.core.actor import Actor
from xaso.dossiers import actions
from xaso.dossiers.access import get_dossier
from xaso.messages.models import Message
from xaso.offices.models import Office

pytestmark = pytest.mark.django_db


def test_message_and_letter_stay_vietnamese_on_an_english_screen(
    citizen: Actor, reception: Actor, one_stop: Office
) -> None:
    with translation.override("en"):
        dossier = get_dossier(reception, sent(citizen, one_stop).number)
        actions.receive_dossier(dossier, by=reception)
    bodies = list(
        Message.objects.filter(about_id=str(dossier.id)).order_by("created_at").values_list("body", flat=True)
    )
    assert [body.split(" ")[0] for body in bodies] == ["Xã", "Hồ"]
    slip = dossier.letters.get().document.data
    assert "xã Vị Thủy" in str(slip)
    assert slip["papers"][0]["name"] == "Tờ khai điện tử"
    assert "ngày làm việc" in slip["time_limit"] or slip["time_limit"] in ("trong ngày", "Luật không quy định")
