"""What the sample's commune asks everybody, and what its invented residents answered."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from xaso.core import clock
from xaso.core.scope import as_machine
from xaso.demo.cast import player
from xaso.demo.town import let_in
from xaso.signin.access import actor_of
from xaso.signin.models import Account
from xaso.signin.rules import Kind
from xaso.surveys.actions import Paper, answer_questionnaire, open_questionnaire, write_questionnaire
from xaso.surveys.models import Questionnaire

ADDRESS = "127.0.0.1"
TEXT = """Ông/bà chờ ở một cửa bao lâu?
- Dưới 15 phút
- 15 đến 30 phút
- Lâu hơn

Xã nên tiếp dân thêm lúc nào?
- Sáng thứ Bảy
- Chiều đến 18 giờ
- Như nay là được

Năm nay ông/bà đến xã mấy lần?
(số)

Điều gì cần sửa trước?"""
WORDS = ("Thêm ghế ngồi chờ.", "Chỗ để xe hay ngập nước.", "Thêm người hướng dẫn bấm số.", "Loa gọi số nghe không rõ.")


@transaction.atomic
def ask_everybody() -> None:
    """One questionnaire of a week ago, once; answered by those of the sample who have an account."""
    if Questionnaire.objects.exists():
        return
    bao, began = actor_of(let_in(player("quan-ly")), address=ADDRESS), clock.now() - timedelta(days=7)
    first = clock.local(began).date()
    with clock.travel(began):
        paper = Paper("Chờ lâu hay mau, đến lúc nào thì tiện", TEXT, first, first + timedelta(days=30))
        asked = write_questionnaire(paper, by=bao)
        open_questionnaire(asked, by=bao)
    with as_machine("the sample looks for its own people"):
        people = list(Account.objects.filter(kind=Kind.RESIDENT, sample=True).order_by("created_at", "pk")[:24])
    for number, one in enumerate(people):
        with clock.travel(began + timedelta(hours=6 * number)):
            answer_questionnaire(asked, raw=_said(number), by=actor_of(one, address=ADDRESS))


def _said(number: int) -> dict[str, str]:
    said = {"q1": "1112123"[number % 7], "q2": "12132"[number % 5], "q3": str(1 + number % 4)}
    return said | ({"q4": WORDS[number % len(WORDS)]} if number % 3 == 0 else {})
