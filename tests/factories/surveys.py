"""People who were asked what they think."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.messages.models import Message
from xaso.offices.models import Office
from xaso.surveys.actions import Paper, add_words, open_questionnaire, rate_subject, write_questionnaire
from xaso.surveys.models import Questionnaire, Rating
from xaso.surveys.rules import About


def link_of(subject: tuple[str, str]) -> str:
    """The path in the message that asked about it."""
    asked = Message.objects.get(purpose="survey", about_kind=subject[0], about_id=subject[1])
    found = re.search(r"/y-kien/\d{24}", asked.body)
    assert found is not None, asked.body
    return found.group()


def rated(
    office: Office, *scores: int, kind: str = "dossier", topic: str = "", way: str = "", words: str = ""
) -> list[Rating]:
    """One matter for each score, rated in this order by people nobody knows."""
    about, by = About(office.unit_id, office.pk, topic, way), Actor.system("test")
    given = [rate_subject((kind, str(uuid4())), about=about, score=score, by=by) for score in scores]
    for one in given:
        add_words(one, words=words, by=by)
    return given


QUESTIONS = """Ông/bà chờ ở quầy bao lâu?
- Dưới 15 phút
- Lâu hơn

Năm nay ông/bà đến xã mấy lần?
(số)

Điều gì cần sửa trước?"""


def asked_everybody(by: Actor) -> Questionnaire:
    """What this leader's unit asks, open for a week."""
    today = clock.today()
    written = write_questionnaire(Paper("Giờ tiếp dân", QUESTIONS, today, today + timedelta(days=6)), by=by)
    open_questionnaire(written, by=by)
    return Questionnaire.objects.get(pk=written.pk)
