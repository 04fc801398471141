"""The process in which bytes of strangers are decoded, and nothing else happens: no Django, no database, no key, no network.

Started by its path (see `decoding`), it reads one line of JSON and the bytes from standard input, gives up whatever it does not
need, and answers with one line of JSON and bytes. A decoder that a file has taken over finds itself with a few hundred megabytes,
some seconds, no file it may write and nobody to talk to."""

from __future__ import annotations

import ctypes
import io
import json
import os
import resource
import sys
from typing import Any

import pypdfium2
from PIL import Image, ImageOps, UnidentifiedImageError

LONG_SIDE = 2600  # an A4 page at about 220 dots an inch: small print stays readable
QUALITY = 82
MAX_JPEG_PIXELS = 110_000_000  # decoded in steps, so the 108-megapixel phones pass
MAX_OTHER_PIXELS = 52_000_000
MAX_PAGE_PIXELS = 12_000_000
MEMORY_BYTES = 2 * 1024**3
CPU_SECONDS = 20
OPEN_FILES = 24  # fonts that a PDF names but does not bring
_CLONE_NEWNET, _CLONE_NEWUSER, _PR_SET_NO_NEW_PRIVS, _PR_SET_PDEATHSIG, _SIGKILL = 0x40000000, 0x10000000, 38, 1, 9


class Unfit(Exception):
    """Why the file cannot be taken: a code that `rules.unfit` puts into words."""


def give_up_rights() -> None:
    """Limits that hold for whatever a decoder is made to do. Where the kernel lets us, no network at all."""
    libc = ctypes.CDLL(None)
    libc.prctl(_PR_SET_PDEATHSIG, _SIGKILL)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if libc.unshare(_CLONE_NEWNET) != 0:
        libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)
    for what, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
    ):
        resource.setrlimit(what, (most, most))


def load_codecs() -> None:
    import pillow_heif

    pillow_heif.register_heif_opener()
    Image.init()
    Image.MAX_IMAGE_PIXELS = MAX_JPEG_PIXELS


# ---- photographs ----------------------------------------------------------------------------------------------------


def redraw(content: bytes, kind: str) -> tuple[dict[str, Any], bytes]:
    """Draws the photograph anew: upright, at most LONG_SIDE, and with nothing of the old file (place, device, thumbnail,
    hidden data) in it. The same photograph always becomes the same bytes."""
    try:
        with Image.open(io.BytesIO(content)) as opened:
            most = MAX_JPEG_PIXELS if kind == "image/jpeg" else MAX_OTHER_PIXELS
            if opened.size[0] * opened.size[1] > most:
                raise Unfit("photo_area")
            if kind == "image/jpeg":
                opened.draft(None, (LONG_SIDE, LONG_SIDE))
            picture = _fit(opened)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Unfit("photo_area") from None
    except UnidentifiedImageError:
        raise Unfit("photo_unreadable") from None
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError, IndexError, KeyError, TypeError):
        raise Unfit("photo_unreadable") from None  # Pillow's decoders raise all of these on damaged bytes
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=QUALITY, optimize=True)
    return {"pages": 1, "width": picture.width, "height": picture.height}, written.getvalue()


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


# ---- PDF ------------------------------------------------------------------------------------------------------------


def count_pages(content: bytes, most: int) -> tuple[dict[str, Any], bytes]:
    document = _opened(content)
    pages = len(document)
    if pages <= most:
        try:
            document[0].close()
        except (pypdfium2.PdfiumError, IndexError):
            raise Unfit("pdf_unreadable") from None
    return {"pages": pages}, b""


def draw_page(content: bytes, page: int, width: int) -> tuple[dict[str, Any], bytes]:
    document = _opened(content)
    try:
        document.init_forms()  # or the answers typed into a form would be missing from its picture; runs no script
        leaf = document[page - 1]
        across, down = leaf.get_size()
        scale = min(width / max(across, 1), (MAX_PAGE_PIXELS / max(across * down, 1)) ** 0.5)
        picture = leaf.render(scale=scale).to_pil()
    except (pypdfium2.PdfiumError, IndexError, ValueError):
        raise Unfit("pdf_unreadable") from None
    return {}, shrunk(picture, width)


def _opened(content: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise Unfit("pdf_password" if "password" in str(error).lower() else "pdf_unreadable") from None


def shrunk(picture: Image.Image, width: int) -> bytes:
    picture.thumbnail((width, width * 3), Image.Resampling.LANCZOS, reducing_gap=2.0)
    written = io.BytesIO()
    picture.convert("RGB").save(written, "JPEG", quality=QUALITY)
    return written.getvalue()


def answer(asked: dict[str, Any], content: bytes) -> tuple[dict[str, Any], bytes]:
    try:
        if asked["do"] == "redraw":
            return redraw(content, asked["kind"])
        if asked["do"] == "count":
            return count_pages(content, asked["most"])
        if asked["do"] == "page":
            return draw_page(content, asked["page"], asked["width"])
        return {}, shrunk(Image.open(io.BytesIO(content)), asked["width"])
    except Unfit as unfit:
        return {"unfit": str(unfit)}, b""


def main() -> None:
    if "picture" not in sys.argv:
        load_codecs()
    give_up_rights()
    asked = json.loads(sys.stdin.buffer.readline())
    said, content = answer(asked, sys.stdin.buffer.read())
    sys.stdout.buffer.write(json.dumps(said).encode() + b"\n" + content)
    sys.stdout.buffer.flush()
    os._exit(0)  # nothing is worth tidying up, and no library may still run on the way out


if __name__ == "__main__":
    main()
