"""News in the desk: an officer writes, looks, and whoever leads the unit publishes."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.cast import client_of_actor
from tests.factories.files import photo
from tests.factories.news import published
from xaso.core.actor import Actor
from xaso.messages.models import Article

pytestmark = pytest.mark.django_db
TYPED = {"title": "Cắt điện ấp 3", "summary": "Chủ nhật 06/12, từ 8 giờ.", "body": "Bà con trữ nước."}


def sent(picture: bytes | None = None) -> dict[str, object]:
    file = SimpleUploadedFile("anh.jpg", picture, "image/jpeg") if picture else ""
    return {**TYPED, "picture": file, "picture_words": "Cột điện" if picture else ""}


def test_officer_writes_and_the_manager_publishes(case_officer: Actor, manager: Actor) -> None:
    phuc, bao = client_of_actor(case_officer), client_of_actor(manager)
    address = phuc.post("/can-bo/tin-tuc/moi", sent(photo()))["Location"]
    assert "Bản xem trước" in phuc.get(f"{address}/xem-truoc").content.decode()
    assert phuc.get(f"{address}/anh.jpg")["Content-Type"] == "image/jpeg"
    assert phuc.post(f"{address}/dang", {"revision": 1}).status_code == 403
    assert bao.post(f"{address}/dang", {"revision": 1})["Location"] == address
    assert Client().get(f"/tin-tuc/{Article.objects.get().pk}").status_code == 200


def test_what_was_typed_is_kept_when_it_is_refused(case_officer: Actor) -> None:
    client = client_of_actor(case_officer)
    answer = client.post("/can-bo/tin-tuc/moi", sent(b"MZ program"))
    page = answer.content.decode()
    assert (answer.status_code, "Cắt điện ấp 3" in page, "chương trình máy tính" in page) == (422, True, True)
    assert Article.objects.count() == 0


def test_title_of_ten_thousand_letters_is_refused_beside_its_field(case_officer: Actor) -> None:
    answer = client_of_actor(case_officer).post("/can-bo/tin-tuc/moi", sent() | {"title": "ơ" * 10_000})
    assert answer.status_code == 422
    assert "Xin ghi gọn lại" in answer.content.decode()


def test_manager_corrects_with_a_reason_and_withdraws(manager: Actor) -> None:
    client, article = client_of_actor(manager), published(manager)
    address = f"/can-bo/tin-tuc/{article.pk}"
    silent = client.post(f"{address}/sua", sent() | {"revision": 2, "why": ""})
    client.post(f"{address}/sua", sent() | {"revision": 2, "why": "Sai ngày."})
    assert (silent.status_code, Article.objects.get().title) == (422, "Cắt điện ấp 3")
    assert client.post(f"{address}/rut", {"revision": 3, "why": ""}).status_code == 422
    assert client.post(f"{address}/rut", {"revision": 3, "why": "Hết cắt điện."}).status_code == 302
    assert Article.objects.get().withdrawn_for == "Hết cắt điện."


def test_stale_form_keeps_what_was_typed(manager: Actor) -> None:
    client, article = client_of_actor(manager), published(manager)
    answer = client.post(f"/can-bo/tin-tuc/{article.pk}/sua", sent() | {"revision": 1, "why": "Sai."})
    assert (answer.status_code, "Cắt điện ấp 3" in answer.content.decode()) == (409, True)


@pytest.mark.parametrize(("who", "status"), [("auditor", 200), ("other_commune", 404), ("citizen", 404)])
def test_article_in_the_desk_is_of_its_unit(
    who: str, status: int, manager: Actor, request: pytest.FixtureRequest
) -> None:
    article = published(manager)
    client = client_of_actor(request.getfixturevalue(who))
    assert client.get(f"/can-bo/tin-tuc/{article.pk}").status_code == status


def test_manager_of_the_city_chooses_communes(province_manager: Actor, manager: Actor) -> None:
    client = client_of_actor(province_manager)
    page = client.get("/can-bo/tin-tuc/moi").content.decode()
    assert "Đăng ở đâu" in page
    address = client.post("/can-bo/tin-tuc/moi", sent() | {"units": [manager.unit]})["Location"]
    client.post(f"{address}/dang", {"revision": 1})
    assert "Cắt điện ấp 3" in Client().get("/tin-tuc/").content.decode()
