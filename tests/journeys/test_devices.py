"""A resident came in on somebody's phone and forgot to leave: from their own they see it and sign it out."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.journeys.resident import Resident

PHONES = {True: "+84900000031", False: "+84900000032"}  # each is sent only so many codes


@pytest.mark.parametrize("script", [True, False])
def test_device_left_signed_in_is_signed_out_from_home(resident: Callable[..., Resident], script: bool) -> None:
    left = resident(script=script)
    left.go("/dang-nhap")
    left.signs_in(PHONES[script])
    left.title_is("Hồ sơ của tôi")
    own = resident(script=script, chapter="may-da-dang-nhap" if script else "")
    own.go("/dang-nhap")
    own.signs_in(PHONES[script])
    own.go("/tai-khoan")
    own.reads("Chrome trên Linux")
    own.look("tai-khoan")
    own.press("Đăng xuất mọi máy khác")
    own.reads("Đã đăng xuất ở mọi máy khác.")
    assert own.page.get_by_role("button", name="Đăng xuất mọi máy khác").count() == 0
    left.go("/ho-so/")
    left.title_is("Đăng nhập bằng số điện thoại")
