"""An official at a desk: lists, an opened dossier, and one lawful move after another."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from tests.journeys.walker import Walker
from xaso.demo.cast import PASSWORD, player


class Official(Walker):
    touches = False  # a mouse and a keyboard

    def signs_in(self, key: str) -> None:
        self.go("/can-bo/dang-nhap")
        self.page.get_by_label("Tên đăng nhập").fill(player(key).username)
        self.page.get_by_label("Mật khẩu").fill(PASSWORD)
        self.press("Đăng nhập")
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Hôm nay")

    def enters_as(self, key: str) -> None:
        """With one press, as in the sample."""
        self.go("/mau/")
        self.press(f"Vào với vai {player(key).name}")
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Hôm nay")

    def opens(self, number: str) -> None:
        self.go(f"/can-bo/ho-so/{number}")

    def finds(self, words: str, number: str) -> None:
        """With the one search box that every page of the desk has."""
        box = self.page.get_by_label("Tìm hồ sơ").first
        box.fill(words)
        self.glance()
        box.press("Enter")
        if not self.path.endswith(number):
            self.leave_by(self.page.locator(f"a[href$='/{number}']").first)
        self.page.wait_for_url(f"**/{number}")

    @property
    def moves(self) -> Locator:
        return self.page.get_by_role("group", name="Việc làm được bây giờ")

    def begins(self, move: str) -> None:
        """Opens the page of a lawful move."""
        self.leave_by(self.moves.get_by_role("link", name=re.compile(f"^{move}")))
        self.page.get_by_role("heading", level=2, name=move).wait_for()

    def does(self, button: str, said: str) -> None:
        """Presses the button of a move; the next page must say that it is done."""
        self.press(button)
        self.reads(said)

    def asks_for(self, items: dict[str, str], reason: str) -> None:
        """The one complete list of what is missing."""
        self.begins("Xin thêm giấy")
        self.page.get_by_label("Lý do chung").fill(reason)
        for name, what in items.items():
            self.page.get_by_role("checkbox", name=name, exact=True).first.check()
            self.page.get_by_label(f"Xin gì ở mục {name}", exact=True).first.fill(what)
        self.look("xin-them-giay")
        self.does("Gửi yêu cầu bổ sung", "Đã gửi phiếu yêu cầu bổ sung")

    def receives(self) -> None:
        """Without touching the mouse, where there is a script."""
        if not self.script:
            self.begins("Tiếp nhận")
            self.does("Tiếp nhận", "Đã tiếp nhận")
            return
        self.page.keyboard.press("n")
        self.page.get_by_role("heading", level=2, name="Tiếp nhận").wait_for()
        self.look("tiep-nhan")
        self.page.keyboard.press("Control+Enter")
        self.reads("Đã tiếp nhận")

    def passes_on(self, name: str, words: str) -> None:
        self.begins("Chuyển xử lý")
        self.page.get_by_role("radio", name=re.compile(name)).check()
        self.page.get_by_label("Lời nhắn cho người nhận").fill(words)
        self.look("chuyen")
        self.does("Chuyển", "Đã chuyển")

    def proposes(self, details: dict[str, str] | None = None) -> None:
        self.begins("Trình ký")
        for label, text in (details or {}).items():
            self.page.get_by_label(label).first.fill(text)
        self.look("trinh-ky")
        self.does("Trình ký", "Đã trình lãnh đạo")

    def approves(self) -> None:
        self.begins("Ký duyệt")
        self.look("ky-duyet")
        self.does("Ký duyệt", "Đã ký duyệt")

    def numbers(self) -> None:
        self.begins("Vào sổ")
        self.look("vao-so")
        self.does("Vào sổ", "Đã vào sổ")

    def takes_fee(self, receipt: str, *, shown: str = "", amounts: dict[str, str] | None = None) -> None:
        """`shown` is what the catalogue knows; `amounts` what the province sets and the officer writes in."""
        self.begins("Thu phí")
        self.reads(shown or "theo nghị quyết của HĐND thành phố")
        assert self.page.get_by_text("Phải thu: 0 đồng").count() == 0
        for label, amount in (amounts or {}).items():
            self.page.get_by_role("textbox", name=label).fill(amount)
        self.page.get_by_label("Số biên lai").fill(receipt)
        self.look("thu-phi")
        self.does("Đã thu đủ", "Đã ghi nhận phí")

    def hands_over(self) -> None:
        self.begins("Trả kết quả")
        self.look("tra-ket-qua")
        self.does("Đã trả kết quả", "Hồ sơ xong")

    def look(self, name: str) -> None:
        """Also: places, search box and name are on every page."""
        super().look(name)
        if self.page.get_by_label("Tìm hồ sơ").count() == 0:
            self.faults.append(f"{name} ({self.path}) has no search box in its bar")
