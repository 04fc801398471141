"""A mandate for a household's business: written down at the counter, attested by each side on its own phone, granted then."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.journeys.official import Official
from tests.journeys.resident import Resident

PHONES = {True: ("+84900000771", "+84900000772"), False: ("+84900000773", "+84900000774")}
LINK = r"https?://[^/]+(/xt/\S+)"


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_mandate_is_attested_on_two_phones(
    resident: Callable[..., Resident], official: Callable[..., Official], script: bool
) -> None:
    gave, took = PHONES[script]
    chapter = "uy-quyen" if script else "uy-quyen-khong-script"
    hanh = official(script=script, chapter=f"{chapter}-quay")
    hanh.enters_as("tiep-nhan")
    hanh.go("/can-bo/tai-quay/1.001612")
    hanh.page.locator("[name=owner_name]").fill("Sơn Thị Lụa")
    hanh.page.locator("[name=phone]").fill(gave)
    hanh.page.get_by_label("Theo giấy ủy quyền").check()
    hanh.page.locator("[name=filer_name]").fill("Kim Văn Được")
    hanh.page.locator("[name=filer_phone]").fill(took)
    hanh.page.locator("[name=shown][value=authorisation]").check()
    hanh.look("ghi-ho-so")
    hanh.press("Ghi và tiếp nhận")
    hanh.reads("Xác thực điện tử của bên ủy quyền: chưa có.")
    hanh.look("chua-xac-thuc")
    address = hanh.path

    for phone, pressed, side in (
        (gave, "Đúng, tôi ủy quyền", "ben-giao"),
        (took, "Đúng, tôi nhận ủy quyền", "ben-nhan"),
    ):
        someone = resident(script=script, chapter=f"{chapter}-{side}")
        someone.go(someone.reads_message(phone, LINK))
        someone.signs_in(phone)
        someone.title_is("Xác thực việc ủy quyền")
        someone.look("hoi")
        someone.press(pressed)
        someone.reads("Ông/bà đã xác thực lúc")
        someone.look("da-xac-thuc")

    hanh.go(address)
    hanh.reads("Xác thực điện tử của bên nhận ủy quyền: trên điện thoại của mình")
    hanh.look("du-hai-ben")
