"""What is taken in, what is refused, and what is left of a photograph."""

from __future__ import annotations

import io
import zipfile
from uuid import UUID

import pytest
from PIL import Image

from tests.factories.files import form_pdf, heic, locked_pdf, pdf, photo
from xaso.core.actor import Actor
from xaso.core.refused import Refused
from xaso.files import rules
from xaso.files.ports import page_picture, prepare
from xaso.files.ports.decoder import LONG_SIDE
from xaso.files.rules import Kind


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def is_red(picture: Image.Image, x: int, y: int) -> bool:
    pixel = picture.convert("RGB").getpixel((x, y))
    assert isinstance(pixel, tuple)
    return pixel[0] > 200 and pixel[1] < 60 and pixel[2] < 60


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_photo_of_any_form_becomes_a_jpeg(form: str) -> None:
    stored = prepare(photo(form=form))
    assert (stored.media_type, stored.pages, stored.width, stored.height) == (Kind.JPEG, 1, 1200, 900)
    assert opened(stored.content).format == "JPEG"


def test_heic_of_an_iphone_becomes_a_jpeg() -> None:
    stored = prepare(heic())
    assert (stored.media_type, stored.width, stored.height) == (Kind.JPEG, 640, 480)


def test_photo_is_turned_upright() -> None:
    stored = prepare(photo(1200, 900, turned=6))  # the phone was held upright: the sensor's left is the top's right
    assert (stored.width, stored.height) == (900, 1200)
    assert is_red(opened(stored.content), 880, 20)
    assert not is_red(opened(stored.content), 20, 20)


def test_place_and_device_are_gone_from_the_photo() -> None:
    assert opened(photo(turned=6)).getexif().get_ifd(0x8825)
    stored = prepare(photo(turned=6)).content
    assert dict(opened(stored).getexif()) == {}
    assert b"Exif" not in stored
    assert b"Nha san xuat" not in stored


def test_same_photo_always_becomes_the_same_bytes() -> None:
    assert prepare(photo()).sha256 == prepare(photo()).sha256


def test_large_photo_is_shrunk_and_stays_readable() -> None:
    stored = prepare(photo(6000, 4000))
    assert (stored.width, stored.height) == (LONG_SIDE, 1733)


def test_forty_megabyte_photo_is_accepted_and_shrunk() -> None:
    content = photo(5600, 4200, noisy=True)
    content += b"\0" * max(0, 40 * rules.MEGABYTE - len(content))
    assert len(prepare(content).content) < 8 * rules.MEGABYTE


def test_see_through_picture_lies_on_white_paper() -> None:
    written = io.BytesIO()
    Image.new("RGBA", (50, 50), (0, 0, 0, 0)).save(written, "PNG")
    assert opened(prepare(written.getvalue()).content).getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["1", "L", "P", "CMYK", "I;16", "LA"])
def test_unusual_colours_are_read(mode: str) -> None:
    written = io.BytesIO()
    Image.new(mode, (40, 30)).save(written, "JPEG" if mode == "CMYK" else "PNG")
    assert prepare(written.getvalue()).width == 40


def test_pdf_is_kept_as_it_came_and_its_pages_counted() -> None:
    content = pdf(3)
    stored = prepare(content)
    assert (stored.content, stored.media_type, stored.pages) == (content, Kind.PDF, 3)


def zipped() -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("word/document.xml", "<w:document/>")
    return written.getvalue()


def bomb() -> bytes:
    written = io.BytesIO()
    Image.new("1", (9000, 9000)).save(written, "PNG")
    return written.getvalue()


REFUSED = {
    "empty": (b"", "file_empty"),
    "program of Windows": (b"MZ" + b"\0" * 5000, "file_program"),
    "program of Linux": (b"\x7fELF" + b"\0" * 5000, "file_program"),
    "program that is also a PDF": (b"MZ" + b"\0" * 100 + pdf(1), "file_program"),
    "script": (b"#!/bin/sh\necho", "file_program"),
    "Word file": (zipped(), "file_archive"),
    "archive that is also a PDF": (zipped() + pdf(1), "file_archive"),
    "old Word file": (b"\xd0\xcf\x11\xe0" + b"\0" * 512, "file_archive"),
    "film": (b"\0\0\0\x18ftypmp42" + b"\0" * 100, "file_film"),
    "SVG": (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "file_picture"),
    "GIF": (b"GIF89a" + b"\0" * 100, "file_picture"),
    "web page": (b"<!doctype html><script>alert(1)</script>", "file_unknown"),
    "text": ("Đơn xin".encode(), "file_unknown"),
    "photo cut short": (photo(noisy=True)[:60_000], "photo_unreadable"),
    "only the beginning of a photo": (photo()[:20], "photo_unreadable"),
    "PNG cut short": (photo(form="PNG", noisy=True)[:9_000], "photo_unreadable"),
    "HEIC cut short": (heic()[:700], "photo_unreadable"),
    "picture that swells": (bomb(), "photo_area"),
    "PDF with a password": (locked_pdf(), "pdf_password"),
    "PDF cut short": (pdf(3)[:120], "pdf_unreadable"),
    "PDF of 10,000 pages": (pdf(10_000), "pdf_pages"),
    "PDF too heavy": (pdf(1) + b"\0" * rules.MAX_PDF, "file_large"),
    "anything too heavy": (b"\xff\xd8\xff" + b"\0" * rules.MAX_PHOTO, "file_large"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_bad_file_is_refused_with_what_to_do(what: str) -> None:
    content, code = REFUSED[what]
    with pytest.raises(Refused) as refused:
        prepare(content)
    assert refused.value.code == code
    assert "Xin " in refused.value.message


def test_refusal_of_a_heavy_pdf_names_both_sizes() -> None:
    with pytest.raises(Refused) as refused:
        prepare(pdf(1) + b"\0" * 25 * rules.MEGABYTE)
    assert refused.value.message == (
        "Tệp PDF này nặng 26 MB; chỉ nhận PDF đến 20 MB. Xin chia nhỏ hoặc chụp ảnh từng trang."
    )


@pytest.mark.parametrize(("asked", "given"), [(1, 240), (240, 240), (500, 960), (99_999, 1600)])
def test_preview_comes_in_a_few_widths_only(asked: int, given: int) -> None:
    assert opened(page_picture(pdf(2), Kind.PDF, page=2, width=asked)).width in (given, given - 1)


def test_answers_typed_into_a_form_are_in_its_preview() -> None:
    picture = opened(page_picture(form_pdf(), Kind.PDF, page=1, width=240)).convert("L")
    assert (picture.getpixel((10, 10)), picture.getpixel((120, 120))) == (255, 0)


def test_preview_of_a_page_that_is_not_there_is_refused() -> None:
    with pytest.raises(Refused):
        page_picture(pdf(2), Kind.PDF, page=3, width=240)


def test_preview_of_an_endless_page_stays_bounded() -> None:
    content = pdf(1).replace(b"842", b"14000")
    picture = opened(page_picture(content, Kind.PDF, page=1, width=1600))
    assert picture.width * picture.height < 12_500_000


def test_name_keeps_only_what_a_person_reads() -> None:
    assert rules.clean_name("C:\\Tai lieu\\../giay\u200bkhai sinh.jpg") == "giaykhai sinh.jpg"
    assert rules.clean_name("  ") == "Giấy tờ"
    assert rules.clean_name("a" * 10_000 + ".pdf") == "a" * 115 + "….pdf"


def test_owner_is_the_office_of_an_official_and_the_account_of_a_resident() -> None:
    account = UUID(int=7)
    assert rules.owner_key(Actor(account=account)) == f"account:{account}"
    assert rules.owner_key(Actor(account=account, post=3, office=9)) == "office:9"
    with pytest.raises(Refused):
        rules.owner_key(Actor())
