"""Each letter as a reader of the PDF sees it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from django.utils import translation
from PIL import Image

from tests.factories.documents import DAY, LETTERS, LONG_NAME
from xaso.documents import rules
from xaso.documents.queries import typeset
from xaso.documents.rules import FONTS, check_data, letter_names, load_letter

CHECK = "https://xaso.example/kiem-tra/qh3nC8t1uXx0Q9yq6dT2aw"
VOWELS = "aăâeêioôơuưy"
TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")


def made(name: str, **other: Any) -> bytes:
    data = check_data(load_letter(name), LETTERS[name] | other, day=DAY)
    return typeset(name, data, check_address=CHECK)


class Pages:
    def __init__(self, pdf: bytes) -> None:
        document = pypdfium2.PdfDocument(pdf)
        self.text = ""
        self.pictures: list[Image.Image] = []
        for page in document:
            words = page.get_textpage()
            self.text += words.get_text_bounded() + "\n"
            words.close()
            self.pictures.append(page.render(scale=1, may_draw_forms=False).to_pil().convert("L"))
            page.close()
        document.close()
        self.text = self.text.replace("\r\n", "\n").replace("\u200b", "").replace("\xa0", " ").replace("\ufffe", "")

    @property
    def line(self) -> str:
        return " ".join(self.text.split())


def test_six_letters_are_there() -> None:
    assert letter_names() == tuple(sorted(LETTERS))


@pytest.mark.parametrize("name", LETTERS)
def test_letter_carries_the_head_the_title_the_code_and_the_mark(name: str) -> None:
    pages = Pages(made(name))
    assert len(pages.pictures) == 1
    for words in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "bản xem, chưa ký số"):
        assert words in pages.line
    assert "Quét mã này bằng điện thoại để kiểm tra giấy" in pages.line
    assert load_letter(name).edition_on(DAY).title.upper() in pages.line


@pytest.mark.parametrize("name", LETTERS)
def test_letter_says_every_value_it_was_given(name: str) -> None:
    text = Pages(made(name)).line.lower()
    words = [value for value in _leaves(LETTERS[name]) if not value.startswith(("https", "0293", "0912"))]
    assert [value for value in words if value.lower() not in text] == []


def _leaves(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [leaf for inner in value.values() for leaf in _leaves(inner)]
    if isinstance(value, list):
        return [leaf for inner in value for leaf in _leaves(inner)]
    return [value] if isinstance(value, str) else []


@pytest.mark.parametrize("name", LETTERS)
def test_same_letter_is_the_same_bytes(name: str) -> None:
    assert made(name) == made(name)


def test_letter_stays_vietnamese_on_an_english_screen() -> None:
    with translation.override("en"):
        english = made("letter_01")
    assert english == made("letter_01")


@pytest.mark.parametrize("name", LETTERS)
def test_longest_values_stay_inside_the_page(name: str) -> None:
    letter = load_letter(name)
    long = {
        field.name: (LONG_NAME + " " + "W" * 900)[: field.limit]
        for field in letter.fields
        if field.kind == "text" and field.name not in ("follow_address", "title")
    }
    for picture in Pages(made(name, **long)).pictures:
        width, height = picture.size
        millimetre = width / 210
        assert picture.getpixel((0, 0)) == 255
        edges = [(0, 0, width, int(9 * millimetre)), (0, height - int(9 * millimetre), width, height)]
        edges += [(0, 0, int(10 * millimetre), height), (width - int(10 * millimetre), 0, width, height)]
        assert [picture.crop(edge).getextrema() for edge in edges] == [(255, 255)] * 4


def test_long_name_wraps_without_a_hyphen() -> None:
    text = Pages(made("result_birth", child_name=LONG_NAME)).text
    assert LONG_NAME.upper() in " ".join(text.split())
    assert "-\n" not in text


def test_certificate_with_long_names_and_places_stays_on_one_page() -> None:
    place = (
        "Số nhà 123 đường Nguyễn Thị Minh Khai nối dài, tổ 15, ấp Vị Hưng Thạnh Lợi, xã Vị Thanh 1, thành phố Cần Thơ"
    )
    other = {"child_name": LONG_NAME, "mother_name": LONG_NAME, "father_name": LONG_NAME, "declarant_name": LONG_NAME}
    places = {"birth_place": place, "home_place": place, "mother_residence": place, "father_residence": place}
    assert len(Pages(made("result_birth", **other, **places)).pictures) == 1


def test_what_a_citizen_typed_stays_text() -> None:
    typed = '#import "evil": * *đậm* _nghiêng_ $x$ <script>alert(1)</script> #sys.inputs @nhãn // \\'
    text = Pages(made("letter_03", reason=typed, applicant="#panic()")).line
    assert typed in text
    assert "Hồ sơ của: #panic()" in text


def test_lines_of_a_reason_stay_lines() -> None:
    assert "Một.\nHai." in Pages(made("letter_03", reason="Một.\nHai.")).text


def test_empty_places_are_dotted_for_the_pen() -> None:
    assert "quyển số: ...." in Pages(made("letter_01")).text.replace("…", "...")


def test_every_vietnamese_letter_has_a_glyph_in_every_font() -> None:
    import unicodedata

    letters = {unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in TONES} | {"đ"}
    letters |= {letter.upper() for letter in letters}
    assert len(letters) == 146
    fonts = sorted(FONTS.glob("*.ttf"))
    assert [font.name for font in fonts] == [
        "Tinos-Bold.ttf",
        "Tinos-BoldItalic.ttf",
        "Tinos-Italic.ttf",
        "Tinos-Regular.ttf",
    ]
    for font in fonts:
        assert letters - _drawn(font) == set(), font.name


def _drawn(font: Path) -> set[str]:
    """Letters the font's own character map (format 4) leads to a glyph."""
    import struct

    raw = font.read_bytes()
    tables = {raw[12 + 16 * i : 16 + 16 * i]: 12 + 16 * i for i in range(struct.unpack(">H", raw[4:6])[0])}
    cmap = struct.unpack(">I", raw[tables[b"cmap"] + 8 : tables[b"cmap"] + 12])[0]
    for record in range(struct.unpack(">H", raw[cmap + 2 : cmap + 4])[0]):
        platform, _kind, offset = struct.unpack(">HHI", raw[cmap + 4 + 8 * record : cmap + 12 + 8 * record])
        at = cmap + offset
        if platform != 3 or struct.unpack(">H", raw[at : at + 2])[0] != 4:
            continue
        count = struct.unpack(">H", raw[at + 6 : at + 8])[0] // 2
        column = struct.Struct(f">{count}H")
        ends = column.unpack_from(raw, at + 14)
        starts, deltas, offsets = (column.unpack_from(raw, at + 16 + 2 * count * part) for part in (1, 2, 3))
        found = set()
        for place in range(count):
            for code in range(starts[place], min(ends[place], 0xFFFE) + 1):
                if offsets[place]:
                    where = at + 16 + 6 * count + 2 * place + offsets[place] + 2 * (code - starts[place])
                    glyph = struct.unpack(">H", raw[where : where + 2])[0]
                else:
                    glyph = (code + deltas[place]) & 0xFFFF
                if glyph:
                    found.add(chr(code))
        return found
    raise AssertionError(font.name)


def test_only_tinos_is_in_the_pdf() -> None:
    fonts = {part.split(b"/")[0].split(b" ")[0] for part in made("letter_01").split(b"/FontName /")[1:]}
    assert all(b"Tinos" in font for font in fonts)


def test_code_is_the_address_to_check() -> None:
    assert rules.qr_svg(CHECK) == rules.qr_svg(CHECK)
    assert rules.qr_svg(CHECK, title="Mã & tra cứu").startswith("<svg")
    assert "Mã &amp; tra cứu" in rules.qr_svg(CHECK, title="Mã & tra cứu")
    assert rules.qr_png(CHECK).startswith(b"\x89PNG")
