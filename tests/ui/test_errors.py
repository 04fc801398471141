"""What people see when something goes wrong."""

from html import unescape

import pytest
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.ui.broken_urls")]


@pytest.mark.parametrize(
    ("how", "status", "words"),
    [
        ("rule", 422, "Hồ sơ này đã có kết quả."),
        ("missing", 404, "Không thấy hồ sơ này."),
        ("forbidden", 403, "Ông/bà không có quyền làm việc này."),
        ("stale", 409, "Người khác vừa làm việc này trước."),
        ("often", 429, "Xin thử lại sau một giờ."),
        ("invalid", 422, "Ông/bà chưa ghi tên mẹ."),
        ("database", 503, "Máy của xã đang bận"),
    ],
)
def test_refusal_becomes_a_page_with_its_sentence(client: Client, how: str, status: int, words: str) -> None:
    answer = client.get(f"/hong/{how}")
    assert answer.status_code == status
    assert words in unescape(answer.content.decode())


def test_refusal_becomes_problem_json_when_a_script_asks(client: Client) -> None:
    answer = client.post("/hong/stale", headers={"Accept": "application/json"})
    assert answer.status_code == 409
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "stale"


def test_typed_answers_are_kept_when_the_database_is_away(client: Client) -> None:
    answer = client.post("/hong/database", {"ten": "Nguyễn Thị <b>Mẫu</b>", "password": "bi-mat"})
    page = answer.content.decode()
    assert answer.status_code == 503
    assert 'name="ten" value="Nguyễn Thị &lt;b&gt;Mẫu&lt;/b&gt;"' in page
    assert "bi-mat" not in page
    assert answer["Retry-After"] == "10"


def test_our_own_mistake_is_said_to_be_ours(client: Client) -> None:
    client.raise_request_exception = False
    answer = client.get("/hong/bug")
    assert answer.status_code == 500
    assert "Lỗi này do phía xã" in answer.content.decode()


def test_unknown_address_answers_in_vietnamese(client: Client) -> None:
    answer = client.get("/khong/co/trang/nay")
    assert answer.status_code == 404
    assert "Không có trang này" in answer.content.decode()


def test_form_without_its_token_is_told_to_open_again() -> None:
    answer = Client(enforce_csrf_checks=True).post("/hong/rule")
    assert answer.status_code == 403
    assert "Trang đã mở quá lâu" in answer.content.decode()
