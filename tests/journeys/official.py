"""An official at a desk."""

from __future__ import annotations

from tests.journeys.walker import Walker
from xaso.demo.cast import PASSWORD, player


class Official(Walker):
    touches = False  # a mouse and a keyboard

    def signs_in(self, key: str) -> None:
        self.go("/can-bo/dang-nhap")
        self.page.get_by_label("Tên đăng nhập").fill(player(key).username)
        self.page.get_by_label("Mật khẩu").fill(PASSWORD)
        self.press("Đăng nhập")
        self.page.wait_for_url("**/can-bo/")
