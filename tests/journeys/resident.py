"""A resident with a phone: finds, signs in, fills in, photographs, sends, follows."""

from __future__ import annotations

import re
from datetime import date

from playwright.sync_api import FilePayload, Locator, expect

from tests.journeys.photographs import paper_photo
from tests.journeys.walker import Walker
from xaso.core.identifiers import show_phone

GO_ON = "Tiếp tục"


class Resident(Walker):
    # ---- finding and signing in ------------------------------------------------------------------------------------

    def finds(self, words: str, name: str) -> None:
        """Types what people say; what is wanted must stand first."""
        self.go("/")
        self.page.get_by_label("Ông/bà cần làm việc gì?").fill(words)
        self.press("Tìm")
        first = self.page.locator("main .rowlink").first
        expect(first).to_contain_text(name)
        self.leave_by(first)
        expect(self.page.get_by_role("heading", level=1)).to_have_text(name)

    def signs_in(self, phone: str) -> None:
        """From the page that asks for a phone, with the code that came in a message."""
        self.page.get_by_label("Số điện thoại của ông/bà").fill(show_phone(phone))
        self.press("Gửi mã cho tôi")
        code = self.reads_code(phone)
        self.page.get_by_label("Mã 6 số").fill(code)
        self.press("Đăng nhập")

    def reads_code(self, phone: str) -> str:
        """The newest code sent to this phone, as its owner would read it."""
        return self.reads_message(phone, r"\b(\d{6})\b")

    def reads_message(self, phone: str, pattern: str) -> str:
        mail = self.context.new_page()
        mail.goto("/mau/hop-thu")
        shown = mail.locator("article.handset").filter(has=mail.locator("h2", has_text=show_phone(phone)))
        texts = shown.locator("p.note").all_inner_texts()
        mail.close()
        found = next((match for text in texts if (match := re.search(pattern, text))), None)
        assert found, f"no message to {phone} says {pattern}: {texts}"
        return found.group(1)

    # ---- filling in ------------------------------------------------------------------------------------------------

    def title_is(self, title: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_have_text(title)

    def goes_on(self) -> None:
        self.press(GO_ON)

    def chooses(self, label: str) -> None:
        self.page.get_by_role("radio", name=label).first.check()

    def writes(self, label: str, text: str) -> None:
        self.page.get_by_role("textbox", name=label).first.fill(text)

    def writes_date(self, group: str, day: str = "", month: str = "", year: str = "") -> None:
        boxes = self._group(group)
        for label, text in (("Ngày", day), ("Tháng", month), ("Năm", year)):
            boxes.get_by_label(label, exact=True).fill(text)

    def writes_day(self, group: str, day: date) -> None:
        self.writes_date(group, str(day.day), str(day.month), str(day.year))

    def picks(self, label: str, typed: str, chosen: str, *, within: Locator | None = None) -> None:
        """From a long list: by typing without diacritics, or, without a script, in the list itself."""
        box = (within or self.page.locator("main")).get_by_label(label, exact=True).first
        if self.script:
            box.fill(typed)
            self.page.get_by_role("option", name=chosen, exact=True).first.click()
            expect(box).to_have_value(chosen)
        else:
            box.select_option(label=chosen)

    def writes_address(self, group: str, province: str, commune: str, line: str = "") -> None:
        """`province` and `commune` as "can tho > Thành phố Cần Thơ"."""
        boxes = self._group(group)
        self.picks("Tỉnh, thành phố", *province.split(" > "), within=boxes)
        if not self.script:
            self.leave_by(boxes.get_by_role("button", name="Hiện xã, phường của tỉnh này"))
            boxes = self._group(group)
        else:
            expect(boxes.locator("select").nth(1).locator("option")).not_to_have_count(1)
        self.picks("Xã, phường, đặc khu", *commune.split(" > "), within=boxes)
        boxes.get_by_label("Số nhà, đường, ấp").fill(line)

    def _group(self, name: str) -> Locator:
        return self.page.get_by_role("group", name=re.compile(re.escape(name)))

    # ---- papers ----------------------------------------------------------------------------------------------------

    def photographs(self, paper: str, *, files: int = 1) -> None:
        """Takes pictures of a paper and waits until the commune has them."""
        card = self.paper(paper)
        before = self.pages_of(card)
        shots: list[FilePayload] = [
            {
                "name": f"IMG_{before + number}.jpg",
                "mimeType": "image/jpeg",
                "buffer": paper_photo(paper, before + number),
            }
            for number in range(1, files + 1)
        ]
        card.locator("input[type=file]").set_input_files(shots)
        if not self.script:
            self.leave_by(card.get_by_role("button", name="Gửi ảnh đã chọn"))
        expect(self.paper(paper)).to_contain_text(f"Xã đã nhận {before + files} trang")

    def paper(self, name: str) -> Locator:
        return self.page.locator("section.up").filter(has=self.page.get_by_role("heading", name=name))

    def pages_of(self, card: Locator) -> int:
        found = re.search(r"Xã đã nhận (\d+) trang", card.inner_text())
        return int(found.group(1)) if found else 0

    # ---- sending and after -----------------------------------------------------------------------------------------

    def sends(self) -> str:
        """From the review; returns the number on the receipt."""
        self.press("Tôi cam đoan và nộp hồ sơ")
        self.title_is("Xã đã nhận được hồ sơ")
        number = self.page.locator("p.big").inner_text().strip()
        assert re.fullmatch(r"H13\.31441-\d{6}-\d{4}", number)
        expect(self.page.get_by_role("img", name="Mã QR mở trang theo dõi hồ sơ")).to_be_visible()
        return number

    def downloads_result(self, number: str) -> bytes:
        self.go(f"/ho-so/{number}")
        link = self.page.get_by_role("link", name="Tải kết quả về máy")
        answer = self.context.request.get(str(link.get_attribute("href")))
        assert answer.status == 200
        assert answer.headers["content-type"] == "application/pdf"
        return answer.body()

    def rates(self, words: str) -> None:
        self.press(words)
        self.page.get_by_role("heading", name="Ông/bà thấy xã làm thế nào?").wait_for(state="hidden")
