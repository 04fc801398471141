"""What may be stored, found out from the bytes and never from the name, and how a refusal is worded."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath

from django.utils.translation import gettext as _

from xaso.core.actor import Actor
from xaso.core.refused import Refused
from xaso.core.text import normalise

MEGABYTE = 1024 * 1024
MAX_PHOTO = 60 * MEGABYTE
MAX_PDF = 20 * MEGABYTE
MAX_PIECE = 4 * MEGABYTE
MAX_PAGES = 200
PREVIEW_WIDTHS = (240, 480, 960, 1600)


class Kind(StrEnum):
    JPEG = "image/jpeg"
    PNG = "image/png"
    WEBP = "image/webp"
    HEIC = "image/heic"
    PDF = "application/pdf"

    @property
    def is_photo(self) -> bool:
        return self is not Kind.PDF


@dataclass(frozen=True, slots=True)
class Prepared:
    """Bytes that may be stored, and what is in them."""

    content: bytes
    media_type: Kind
    pages: int
    width: int | None
    height: int | None

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def owner_key(by: Actor) -> str:
    """Whose file it is when `by` sends it: the office of an official, the account of everybody else."""
    if by.is_official and by.office is not None:
        return f"office:{by.office}"
    if by.account is None:
        raise Refused(_("Xin đăng nhập trước khi gửi giấy tờ."), "sign_in")
    return f"account:{by.account}"


def clean_name(name: str, *, max_length: int = 120) -> str:
    """The name as the person knows it, without folders and shortened in the middle; never trusted for anything."""
    base = PurePosixPath(normalise(name).replace("\\", "/").replace("\n", " ")).name.strip() or _("Giấy tờ")
    if len(base) <= max_length:
        return base
    ending = PurePosixPath(base).suffix[:10]
    return f"{base[: max_length - len(ending) - 1]}…{ending}"


def quarantine_path(sha256: str) -> str:
    """Where nothing is ever read from again but by whoever examines it on the machine itself."""
    return f"quarantine/{sha256[:2]}/{sha256}"


def storage_path(owner: str, sha256: str) -> str:
    """Where the bytes lie. Two owners of the same bytes have two copies, so neither learns of the other."""
    folder = hashlib.sha256(owner.encode()).hexdigest()[:32]
    return f"kept/{folder[:2]}/{folder}/{sha256}"


def require_size(size: int, *, pdf: bool = False) -> None:
    """Refuses what is empty or too large before a byte is sent."""
    if size <= 0:
        raise Refused(_("Tệp này trống, không có gì bên trong. Xin chụp lại hoặc chọn tệp khác."), "file_empty")
    limit = MAX_PDF if pdf else MAX_PHOTO
    if size > limit:
        raise Refused(
            (
                _("Tệp PDF này nặng %(size)d MB; chỉ nhận PDF đến %(limit)d MB. Xin chia nhỏ hoặc chụp ảnh từng trang.")
                if pdf
                else _("Tệp này nặng %(size)d MB; chỉ nhận đến %(limit)d MB. Xin chụp ảnh từng trang rồi gửi.")
            )
            % {"size": -(-size // MEGABYTE), "limit": limit // MEGABYTE},
            "file_large",
        )


_ISO_BRANDS_PHOTO = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif")
_PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"dex\n")
_ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh")
_OFFICE = (b"\xd0\xcf\x11\xe0", b"{\\rtf")
_OTHER_PICTURES = (b"GIF8", b"BM", b"II*\x00", b"MM\x00*")


def sniff(start: bytes) -> Kind:
    """The kind of a file from its first bytes (2,000 are enough). Refuses every other kind, saying what to do."""
    if start.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    if start.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return Kind.WEBP
    if start[4:8] == b"ftyp" and start[8:12] in _ISO_BRANDS_PHOTO:
        return Kind.HEIC
    if start.startswith(_PROGRAMS):
        raise Refused(
            _("Đây là chương trình máy tính, không phải giấy tờ, nên không nhận. Xin chụp ảnh tờ giấy rồi gửi."),
            "file_program",
        )
    if b"%PDF-" in start[:1024] and not start.startswith((*_ARCHIVES, *_OFFICE)):
        return Kind.PDF
    raise _unknown(start)


def _unknown(start: bytes) -> Refused:
    if not start:
        return Refused(_("Tệp này trống, không có gì bên trong. Xin chụp lại hoặc chọn tệp khác."), "file_empty")
    text = start[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(_ARCHIVES + _OFFICE):
        return Refused(
            _("Đây là tệp nén hoặc tệp Word, Excel. Xin lưu thành PDF, hoặc chụp ảnh từng trang rồi gửi."),
            "file_archive",
        )
    if start[4:8] == b"ftyp":
        return Refused(_("Đây là đoạn phim. Xin chụp ảnh tờ giấy rồi gửi."), "file_film")
    if start.startswith(_OTHER_PICTURES) or b"<svg" in text:
        return Refused(
            _("Loại ảnh này không nhận được. Xin chụp ảnh bằng điện thoại, hoặc lưu thành JPG hay PDF rồi gửi."),
            "file_picture",
        )
    return Refused(
        _("Không nhận ra tệp này là ảnh hay PDF. Xin chụp ảnh tờ giấy, hoặc chọn tệp ảnh hay PDF."), "file_unknown"
    )


def unfit(code: str) -> Refused:
    """Why a file cannot be taken, in words; the decoder only gives codes."""
    words = {
        "photo_area": _("Ảnh này quá lớn. Xin chụp lại bằng máy ảnh của điện thoại ở cỡ thường rồi gửi."),
        "photo_unreadable": _("Ảnh này bị hỏng hoặc chưa tải đủ nên không mở được. Xin chụp lại, hoặc chọn ảnh khác."),
        "pdf_password": _(
            "Tệp PDF này có mật khẩu nên cán bộ không mở được. Xin bỏ mật khẩu, hoặc chụp ảnh từng trang rồi gửi."
        ),
        "pdf_unreadable": _(
            "Tệp PDF này bị hỏng hoặc chưa tải đủ nên không mở được. Xin tải lại tệp, hoặc chụp ảnh từng trang."
        ),
    }
    return Refused(words[code], code)


def too_many_pages(pages: int) -> Refused:
    return Refused(
        _("Tệp PDF này có %(pages)d trang; chỉ nhận đến %(limit)d trang. Xin chỉ gửi những trang cần thiết.")
        % {"pages": pages, "limit": MAX_PAGES},
        "pdf_pages",
    )


class Infected(Refused):
    """The scanner found `threat` in it."""

    def __init__(self, name: str, threat: str) -> None:
        words = _("Tệp “%(name)s” có mã độc nên không nhận và đã được cách ly. Xin chụp ảnh tờ giấy rồi gửi ảnh đó.")
        super().__init__(words % {"name": name}, "file_infected")
        self.threat = threat


def not_scanned() -> Refused:
    return Refused(
        _("Máy kiểm tra mã độc của xã đang nghỉ nên chưa nhận được tệp. Xin giữ tệp và gửi lại sau ít phút."),
        "scanner_away",
    )
