"""What may be stored, found out from the bytes and never from the name, and how a photograph is made safe."""

from __future__ import annotations

import hashlib
import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import PurePosixPath

import pypdfium2
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from xaso.core.actor import Actor
from xaso.core.refused import Refused
from xaso.core.text import normalise

MEGABYTE = 1024 * 1024
MAX_PHOTO = 60 * MEGABYTE
MAX_PDF = 20 * MEGABYTE
MAX_PIECE = 4 * MEGABYTE
MAX_PAGES = 200
LONG_SIDE = 2600  # an A4 page at about 220 dots an inch: small print stays readable
QUALITY = 82
PREVIEW_WIDTHS = (240, 480, 960, 1600)
_MAX_JPEG_PIXELS = 110_000_000  # decoded in steps, so the 108-megapixel phones pass
_MAX_OTHER_PIXELS = 52_000_000
_MAX_PAGE_PIXELS = 12_000_000


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


def prepare(content: bytes) -> Prepared:
    """Looks into the bytes and makes them fit to store. A 12-megapixel photo costs about 0.5 s of one core."""
    require_size(len(content))
    kind = sniff(content[:2048])
    if kind is Kind.PDF:
        require_size(len(content), pdf=True)
        return Prepared(content, kind, _count_pages(content), None, None)
    return _redrawn(content, kind)


# ---- photographs ----------------------------------------------------------------------------------------------------


@cache
def _codecs() -> None:
    import pillow_heif  # here: no page needs it, and every start would wait for it

    pillow_heif.register_heif_opener()
    Image.MAX_IMAGE_PIXELS = _MAX_JPEG_PIXELS


def _redrawn(content: bytes, kind: Kind) -> Prepared:
    """Draws the photograph anew: upright, at most LONG_SIDE, and with nothing of the old file (place, device, thumbnail,
    hidden data) in it. The same photograph always becomes the same bytes."""
    _codecs()
    try:
        with Image.open(io.BytesIO(content)) as opened:
            _require_area(opened.size, kind)
            if kind is Kind.JPEG:
                opened.draft(None, (LONG_SIDE, LONG_SIDE))
            picture = _fit(opened)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_wide() from None
    except UnidentifiedImageError:
        raise _unreadable_photo() from None
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError, IndexError, KeyError, TypeError):
        raise _unreadable_photo() from None  # Pillow's decoders raise all of these on damaged bytes
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=QUALITY, optimize=True)
    return Prepared(written.getvalue(), Kind.JPEG, 1, picture.width, picture.height)


def _fit(opened: Image.Image) -> Image.Image:
    opened.load()
    turned = ImageOps.exif_transpose(opened)
    turned.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    if turned.mode in ("RGBA", "LA", "PA") or "transparency" in turned.info:
        seen = turned.convert("RGBA")
        paper = Image.new("RGB", seen.size, "white")
        paper.paste(seen, mask=seen.getchannel("A"))
        return paper
    drawn = turned.convert("RGB")
    drawn.info = {}
    return drawn


def _require_area(size: tuple[int, int], kind: Kind) -> None:
    if size[0] * size[1] > (_MAX_JPEG_PIXELS if kind is Kind.JPEG else _MAX_OTHER_PIXELS):
        raise _too_wide()


def _too_wide() -> Refused:
    return Refused(_("Ảnh này quá lớn. Xin chụp lại bằng máy ảnh của điện thoại ở cỡ thường rồi gửi."), "photo_area")


def _unreadable_photo() -> Refused:
    return Refused(
        _("Ảnh này bị hỏng hoặc chưa tải đủ nên không mở được. Xin chụp lại, hoặc chọn ảnh khác."), "photo_unreadable"
    )


# ---- PDF ------------------------------------------------------------------------------------------------------------

_pdfium = threading.Lock()  # the library is not made for two threads at once


@contextmanager
def _opened(content: bytes) -> Iterator[pypdfium2.PdfDocument]:
    with _pdfium:
        try:
            document = pypdfium2.PdfDocument(content)
        except pypdfium2.PdfiumError as error:
            raise _unreadable_pdf(str(error)) from None
        try:
            yield document
        finally:
            document.close()


def _unreadable_pdf(why: str) -> Refused:
    if "password" in why.lower():
        return Refused(
            _("Tệp PDF này có mật khẩu nên cán bộ không mở được. Xin bỏ mật khẩu, hoặc chụp ảnh từng trang rồi gửi."),
            "pdf_password",
        )
    return Refused(
        _("Tệp PDF này bị hỏng hoặc chưa tải đủ nên không mở được. Xin tải lại tệp, hoặc chụp ảnh từng trang."),
        "pdf_unreadable",
    )


def _count_pages(content: bytes) -> int:
    with _opened(content) as document:
        pages = len(document)
        if pages > MAX_PAGES:
            raise Refused(
                _("Tệp PDF này có %(pages)d trang; chỉ nhận đến %(limit)d trang. Xin chỉ gửi những trang cần thiết.")
                % {"pages": pages, "limit": MAX_PAGES},
                "pdf_pages",
            )
        try:
            document[0].close()
        except (pypdfium2.PdfiumError, IndexError):
            raise _unreadable_pdf("") from None
        return pages


def page_picture(content: bytes, kind: str, *, page: int, width: int) -> bytes:
    """One page as JPEG, `width` rounded up to one of PREVIEW_WIDTHS and bounded in height. Costs 20-150 ms."""
    width = next((known for known in PREVIEW_WIDTHS if known >= width), PREVIEW_WIDTHS[-1])
    picture = _pdf_page(content, page, width) if kind == Kind.PDF else Image.open(io.BytesIO(content))
    picture.thumbnail((width, width * 3), Image.Resampling.LANCZOS, reducing_gap=2.0)
    written = io.BytesIO()
    picture.convert("RGB").save(written, "JPEG", quality=QUALITY)
    return written.getvalue()


def _pdf_page(content: bytes, page: int, width: int) -> Image.Image:
    with _opened(content) as document:
        try:
            document.init_forms()  # or the answers typed into a form would be missing from its picture; runs no script
            leaf = document[page - 1]
            across, down = leaf.get_size()
            scale = min(width / max(across, 1), (_MAX_PAGE_PIXELS / max(across * down, 1)) ** 0.5)
            picture: Image.Image = leaf.render(scale=scale).to_pil()
            return picture
        except (pypdfium2.PdfiumError, IndexError, ValueError):
            raise _unreadable_pdf("") from None
