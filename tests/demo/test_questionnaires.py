"""The sample's questionnaire."""

from __future__ import annotations

import pytest

from tests.cast import client_of_actor
from tests.desk.office import Desk
from xaso.core.actor import Actor
from xaso.demo.questionnaires import WORDS, ask_everybody
from xaso.signin.actions import open_resident_account
from xaso.surveys.models import Questionnaire, Reply

pytestmark = pytest.mark.django_db


def test_sample_asks_once_and_shows_what_its_people_answered(manager: Actor) -> None:
    for number in range(24):
        open_resident_account(phone=f"+849000002{number:02d}", sample=True, by=Actor.system("test"))
    for _time in range(2):
        ask_everybody()
    assert (Questionnaire.objects.count(), Reply.objects.count()) == (1, 24)
    shown = Desk(client_of_actor(manager)).reads(f"/can-bo/phieu-hoi/{Questionnaire.objects.get().pk}")
    assert ("20 người trả lời" in shown, WORDS[0] in shown) == (True, True)
