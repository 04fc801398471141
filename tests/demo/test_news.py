"""The sample's news."""

from __future__ import annotations

import pytest

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.demo.news import write_news
from xaso.messages.models import Article
from xaso.messages.queries import newest_news
from xaso.messages.rules import Standing

pytestmark = pytest.mark.django_db


def test_sample_tells_news_once(manager: Actor) -> None:
    for _time in range(2):
        write_news()
    assert [one.title for one in newest_news(manager.unit or 0, clock.today())] == [
        "Mưa lớn kèm gió giật, bà con ven sông chú ý",
        "Lịch tiêm chủng tháng này ở trạm y tế xã",
        "Cúp điện ấp 3 và ấp 4 ngày Chủ nhật",
    ]
    standings = sorted(one.standing(clock.today()) for one in Article.objects.all())
    assert standings == [Standing.DRAFT, Standing.SHOWN, Standing.SHOWN, Standing.SHOWN, Standing.WITHDRAWN]
