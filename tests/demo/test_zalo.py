"""The sample's Zalo: what everybody got there stands in the outbox."""

from __future__ import annotations

import pytest
from django.test import Client

from xaso.core.actor import Actor
from xaso.demo.news import write_news
from xaso.demo.zalo import open_zalo
from xaso.messages.jobs import publish, say
from xaso.messages.models import Publication, Remark
from xaso.messages.rules import Said, Spread

pytestmark = pytest.mark.django_db


def test_outbox_shows_what_went_by_zalo(manager: Actor) -> None:
    for _time in range(2):
        write_news()
        open_zalo()
    for remark in Remark.objects.filter(state=Said.QUEUED):
        say(str(remark.pk))
    publish(Publication.objects.get().pk)
    page = Client().get("/mau/hop-thu").content.decode()
    assert Publication.objects.get().state == Spread.ACCEPTED
    assert all(
        words in page
        for words in (
            "Đã nối. Từ nay xã báo tin",
            "đến một cửa trước 17 giờ",
            "Lịch tiêm chủng tháng này",
            "Zalo đã nhận",
        )
    )
