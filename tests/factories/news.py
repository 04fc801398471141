"""News, written and published as an official of the unit does."""

from __future__ import annotations

from typing import Any

from tests.factories.files import photo
from xaso.core.actor import Actor
from xaso.files.actions import store_file
from xaso.files.rules import owner_key
from xaso.messages.actions import Copy, publish_article, write_article
from xaso.messages.models import Article


def copy(**other: Any) -> Copy:
    told = {
        "title": "Lịch tiêm chủng tháng 12 ở ấp 7",
        "summary": "Trẻ dưới 5 tuổi tiêm ngày 05/12 tại trạm y tế.",
        "body": "Bà con đưa trẻ đến trước 7 giờ.\n\nNhớ mang sổ tiêm.",
    }
    return Copy(**(told | other))


def with_picture(by: Actor, **other: Any) -> Copy:
    picture = store_file(owner=owner_key(by), name="tiem.jpg", content=photo(), by=by)
    return copy(picture=picture, picture_words="Trạm y tế buổi sáng", **other)


def published(by: Actor, told: Copy | None = None) -> Article:
    article = write_article(copy=told or copy(), by=by)
    publish_article(article, revision=1, by=by)
    return Article.objects.get(pk=article.pk)
