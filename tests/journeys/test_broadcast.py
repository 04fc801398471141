"""The district writes an article once and sends it through eleven accounts; one refuses, and is replayed."""

from __future__ import annotations

from collections.abc import Callable

from tests.factories.files import photo
from tests.journeys.commune import LiveCommune
from tests.journeys.official import Official
from tests.peers.zalo import Zalo
from xaso.demo.cast import player

# Who leads each of ten communes connects its account, and the city's manager the eleventh.
LINK_ELEVEN = """
import django
django.setup()
from xaso.core.scope import as_machine, from_nobody
from xaso.demo.town import BY, MERGER, TODAY_TREE, Place, open_place
from xaso.messages.actions import link_account
from xaso.offices.actions import appoint
from xaso.offices.rules import OfficeKind, Role
from xaso.people.actions import register_person
from xaso.signin.access import actor_of
from xaso.signin.actions import open_official_account
from xaso.units.queries import communes_of, unit_on
with from_nobody(), as_machine("the eleven accounts of the journey"):
    places = [("92", "thành phố Cần Thơ")]
    places += [(one.code, one.title.partition(",")[0]) for one in communes_of(unit_on("92", TODAY_TREE), TODAY_TREE)[:10]]
    for number, (code, name) in enumerate(places):
        office = f"Ủy ban nhân dân {name}"
        place = open_place(Place(code, OfficeKind.LEADERSHIP, office, office))
        leader = register_person(full_name="Phan Văn Dẫn", by=BY)
        appoint(leader, office=place, role=Role.MANAGER, title="Phó Chủ tịch", valid_from=MERGER, by=BY)
        account = open_official_account(username=f"dan.{code}", person=leader.pk, sample=True, by=BY)
        link_account(network_id=f"9000{number}", name=f"UBND {name}", renewal=f"goc-{number}",
                     by=actor_of(account, address=""))
"""
COUNT = """
import django
django.setup()
from xaso.messages.jobs import count_readers
count_readers(0)
"""


def sees(official: Official, words: str) -> None:
    """Looks again until the worker is done."""
    for _time in range(60):
        if official.page.get_by_text(words).count():
            break
        official.page.wait_for_timeout(250)
        official.page.reload()
    official.reads(words)


def test_article_goes_through_eleven_accounts_of_which_one_refuses(
    live_commune: LiveCommune, official: Callable[..., Official], zalo_host: Zalo
) -> None:
    zalo_host.good |= {f"goc-{number}" for number in range(11)}
    zalo_host.numbers |= {f"goc-{number}": f"9000{number}" for number in range(11)}
    zalo_host.refuses["goc-7", "/v2.0/oa/message"] = -221
    live_commune.runs(LINK_ELEVEN)
    diep = official(chapter="mot-tin-muoi-mot-tai-khoan")
    diep.go("/mau/")
    diep.press(f"Vào với vai {player('quan-ly-tinh').name}")
    diep.reads("Số liệu các xã")
    diep.go("/can-bo/tin-tuc/moi")
    diep.page.get_by_label("Tên tin").fill("Tuần lễ cấp định danh mức 2")
    diep.page.get_by_label("Tóm tắt").fill("Từ thứ Hai, công an về từng xã. Xin mang thẻ căn cước.")
    diep.page.get_by_label("Nội dung").fill("Buổi sáng ở nhà văn hóa xã.\n\nNgười già được đến tận nhà.")
    picture = {"name": "tuan-le.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    diep.page.get_by_label("Ảnh", exact=False).first.set_input_files(picture)
    diep.page.get_by_label("Ảnh cho thấy gì").fill("Bàn tiếp dân ở nhà văn hóa")
    diep.press("Lưu bản nháp")
    diep.press("Đăng")
    diep.leave_by(diep.page.get_by_role("link", name="Gửi qua Zalo"))
    diep.press("Gửi tin")
    diep.reads("Máy đang gửi qua 11 tài khoản.")
    sees(diep, "Zalo đã nhận 10, bị từ chối 1, đang chờ 0")
    diep.reads("Gói, xác thực hoặc quyền của tài khoản ở Zalo chưa đủ cho việc này")
    diep.look("mot-noi-tu-choi")
    zalo_host.refuses.clear()
    diep.press("Gửi lại", exact=False)
    sees(diep, "Zalo đã nhận 11, bị từ chối 0, đang chờ 0")
    assert sorted(account for account, _article in zalo_host.sent) == sorted(f"goc-{number}" for number in range(11))
    zalo_host.views |= {name: 100 + place for place, name in enumerate(sorted(zalo_host.articles))}
    live_commune.runs(COUNT)
    sees(diep, "Zalo đã nhận 11, bị từ chối 0, đang chờ 0; 1155 lượt đọc")
    diep.look("tat-ca-da-nhan")
    zalo_host.refuses["goc-7", "/v2.0/article/update"] = -221
    diep.leave_by(diep.page.get_by_role("link", name="Về tin này"))
    diep.leave_by(diep.page.get_by_role("link", name="Đính chính"))
    diep.page.get_by_label("Tên tin").fill("Tuần lễ cấp định danh mức 2, dời một ngày")
    diep.page.get_by_label("Vì sao đính chính").fill("Công an bận việc khác ngày thứ Hai.")
    diep.press("Đính chính")
    diep.leave_by(diep.page.get_by_role("link", name="Gửi qua Zalo"))
    sees(diep, "Bản đính chính: đã tới 10 tài khoản, chưa tới 1.")
    diep.look("mot-noi-chua-dinh-chinh")
    zalo_host.refuses.clear()
    diep.press("Gửi lại", exact=False)
    sees(diep, "Bản đính chính: đã tới 11 tài khoản, chưa tới 0.")
    assert {one["title"] for one in zalo_host.articles.values()} == {"Tuần lễ cấp định danh mức 2, dời một ngày"}
    diep.leave_by(diep.page.get_by_role("link", name="Về tin này"))
    diep.page.get_by_text("Rút tin này").click()
    diep.page.get_by_label("Vì sao rút").fill("Hoãn đến khi có lịch mới.")
    diep.press("Rút tin")
    diep.leave_by(diep.page.get_by_role("link", name="Gửi qua Zalo"))
    sees(diep, "Rút tin: đã xong ở 11 tài khoản, chưa ở 0.")
    diep.look("da-rut-khoi-zalo")
    assert (zalo_host.articles, len(zalo_host.sent)) == ({}, 11)
