"""A call that becomes a report, its caller who was not happy and wants to be called, and the manager who reads all that."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.journeys.commune import LiveCommune
from tests.journeys.official import Official
from tests.journeys.resident import Resident
from tests.journeys.test_hotline import OPEN

ASK = """
import django
django.setup()
from uuid import uuid4
from django.conf import settings
from xaso.core.actor import Actor
from xaso.core.scope import as_machine, from_nobody
from xaso.hotline.jobs import settle
from xaso.offices.models import Office
from xaso.surveys.actions import add_words, rate_subject
from xaso.surveys.rules import About
settle(0)
with from_nobody(), as_machine("journey"):
    office, by = Office.objects.get(unit__code="31441", kind="one_stop"), Actor.system("journey")
    for topic, way, scores in (("1.001193", "portal", (5, 5, 4, 3, 5, 5, 4)), ("2.000635", "counter", (5, 2, 4, 1, 2, 4))):
        for score in scores:
            about = About(office.unit_id, office.pk, topic, way)
            add_words(rate_subject(("dossier", str(uuid4())), about=about, score=score, by=by), words=f"Lời thứ {score}.", by=by)
"""


def test_unhappy_caller_is_heard_and_called(
    live_commune: LiveCommune, resident: Callable[..., Resident], official: Callable[..., Official]
) -> None:
    live_commune.runs(OPEN)
    hanh = official(chapter="y-kien-can-bo")
    hanh.enters_as("tiep-nhan")
    hanh.go("/can-bo/duong-day")
    hanh.page.get_by_label("Số người gọi").fill("0900 000 177")
    hanh.press("Xem người gọi")
    hanh.page.get_by_text("Ghi thành phản ánh").click()
    hanh.page.get_by_label("Người gọi thấy điều gì?").fill("Cầu khỉ kênh 9 gãy một nhịp, trẻ đi học rất nguy hiểm.")
    hanh.page.get_by_label("Phản ánh về việc gì?").select_option("road")
    hanh.look("ghi-phan-anh")
    hanh.press("Gửi phản ánh giúp người gọi")
    hanh.reads(re.compile("Đã ghi thành phản ánh số PA31441"))
    hanh.look("da-ghi-phan-anh")
    hanh.page.get_by_label("Còn phải làm tiếp").check()
    hanh.press("Ghi và kết thúc")

    live_commune.runs(ASK)
    caller = resident(chapter="y-kien")
    caller.go("/mau/hop-thu")
    link = re.search(r"Ông/bà vừa gọi xã.*?(/y-kien/[0-9]{24})", caller.page.content(), re.DOTALL)
    assert link is not None
    caller.go(link.group(1))
    caller.look("hoi-y-kien")
    caller.press("Rất tệ")
    caller.reads("Xã cảm ơn ông/bà")
    caller.look("chua-hai-long")
    caller.page.get_by_label("Ông/bà muốn nói thêm điều gì với xã?").fill("Nói chuyện chưa nhã nhặn.")
    caller.press("Gửi lời này")
    caller.press("Tôi muốn được gọi lại")
    caller.reads("Người quản lý của xã sẽ gọi ông/bà.")
    caller.look("se-duoc-goi")

    hanh.go("/can-bo/")
    assert "Nói chuyện chưa nhã nhặn" not in hanh.page.content()
    bao = official(chapter="y-kien-quan-ly")
    bao.enters_as("quan-ly")
    bao.go("/can-bo/")
    bao.reads(re.compile("Nói chuyện chưa nhã nhặn"))
    bao.look("goi-lai-hom-nay")
    bao.go("/can-bo/hai-long")
    bao.reads(re.compile(r"hài lòng; với \d*[05] người trả lời"))  # in fives; other journeys were asked, too
    bao.look("hai-long")
