"""News, written and published as an official of the unit does."""

from __future__ import annotations

from typing import Any

from tests.factories.files import photo
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.secrets import seal
from xaso.files.actions import store_file
from xaso.files.rules import owner_key
from xaso.messages.actions import Copy, publish_article, write_article
from xaso.messages.models import Article, OfficialAccount, Publication
from xaso.messages.rules import Reason, Spread


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


def account_of_unit(by: Actor) -> OfficialAccount:
    """One that the actor's unit has linked, with tokens of no use."""
    now = clock.now()
    return OfficialAccount.objects.create(
        unit_id=by.unit,
        network_id="5510185758261927916",
        name="UBND xã Vị Thủy",
        access_sealed=seal("access"),
        renewal_sealed=seal("renewal"),
        renewed_at=now,
        linked_at=now,
        linked_by_id=by.post,
    )


def refused(article: Article, by: Actor) -> Publication:
    """As it stands after Zalo refused it, in an account of the actor's unit."""
    now = clock.now()
    return Publication.objects.create(
        article=article,
        account=account_of_unit(by),
        state=Spread.REFUSED,
        asked_at=now,
        asked_by_id=by.post,
        due_at=now,
        refused_at=now,
        reason=Reason.PACKAGE,
        why="-224: Refused",
    )
