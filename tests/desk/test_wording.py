"""What the machine says to people, on one page of the desk."""

from __future__ import annotations

from html import unescape

import pytest
from pytest_django import Settings

from tests.cast import client_of_actor
from tests.factories.messages import by
from xaso.core.actor import Actor
from xaso.messages.queries import Size, Wording, wordings
from xaso.messages.rules import declared

pytestmark = pytest.mark.django_db
PAGE = "/can-bo/mau-tin"


@pytest.fixture(autouse=True)
def carrier(settings: Settings) -> None:
    settings.XASO_CARRIERS = [by("Counting", price=800)]
    settings.XASO_ADDRESS = "https://xa-mau.example.vn"


def shown(actor: Actor, key: str) -> Wording:
    return next(one for one in wordings(actor) if one.key == key)


def test_every_notice_stands_on_the_page(reception: Actor) -> None:
    page = unescape(client_of_actor(reception).get(PAGE).content.decode())
    assert [one.key for one in declared() if f'id="{one.key}"' not in page] == []
    assert "Hồ sơ H01.02.03-261126-0001 đã có kết quả. Xem cách nhận: https://xa-mau.example.vn/t/" in page
    assert "Dossier H01.02.03-261126-0001 has a result. See how to receive it: https://xa-mau.example.vn/t/" in page
    assert "việc của cơ quan" in page
    assert "Gửi ngay, trước mọi tin khác" in page


def test_size_is_that_of_a_text_message_as_it_would_be_sent(manager: Actor, settings: Settings) -> None:
    found = shown(manager, "dossier.stopped")
    assert (found.usual, found.longest) == (Size(150, 3, 2400), Size(208, 4, 3200))
    settings.XASO_CARRIERS = [by("Counting", price=800, plain=True)]
    found = shown(manager, "dossier.stopped")
    assert (found.usual, found.longest) == (Size(150, 1, 800), Size(208, 2, 1600))


def test_what_only_officials_are_told_is_in_vietnamese(manager: Actor) -> None:
    assert (shown(manager, "messages.digest").english, shown(manager, "messages.digest").purpose) == (
        "",
        "việc của cơ quan",
    )


def test_page_speaks_english(manager: Actor, settings: Settings) -> None:
    client = client_of_actor(manager)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = client.get(PAGE).content.decode()
    assert "What the machine says" in page
    assert "At night it waits until 7 in the morning" in page
    assert '<span lang="vi">Xã đã nhận được hồ sơ' in page
