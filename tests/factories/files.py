"""Photographs and papers as phones and scanners make them."""

from __future__ import annotations

import hashlib
import io
import struct

import pypdfium2
from PIL import Image, ImageDraw

from xaso.core.actor import Actor
from xaso.files import actions
from xaso.files.models import StoredFile

OWNER = "account:01920000-0000-7000-8000-000000000001"
BY = Actor.system("tests")


def photo(
    width: int = 1200, height: int = 900, *, form: str = "JPEG", turned: int | None = None, noisy: bool = False
) -> bytes:
    """A sheet of paper on a table, red in its upper left corner; `turned` is the EXIF orientation. Says where it was taken."""
    picture = (
        Image.effect_noise((width, height), 90).convert("RGB")
        if noisy
        else Image.new("RGB", (width, height), "#b08050")
    )
    ImageDraw.Draw(picture).rectangle((0, 0, width // 4, height // 4), fill="red")
    exif = Image.Exif()
    if turned:
        exif[0x0112] = turned
    exif[0x010F] = "Nha san xuat"
    exif.get_ifd(0x8825).update({1: "N", 2: (9.0, 46.0, 30.0), 3: "E", 4: (105.0, 28.0, 12.0)})
    written = io.BytesIO()
    picture.save(written, form, exif=exif, **({"quality": 97} if form == "JPEG" else {}))
    return written.getvalue()


def heic() -> bytes:
    import pillow_heif

    pillow_heif.register_heif_opener()
    return photo(640, 480, form="HEIF")


def pdf(pages: int = 3) -> bytes:
    document = pypdfium2.PdfDocument.new()
    for _page in range(pages):
        document.new_page(595, 842)
    written = io.BytesIO()
    document.save(written)
    document.close()
    return written.getvalue()


def stored_photo(*, owner: str = OWNER, name: str = "giay-chung-sinh.jpg", width: int = 800) -> StoredFile:
    return actions.store_file(owner=owner, name=name, content=photo(width), by=BY)


def locked_pdf(password: bytes = b"1234") -> bytes:
    """A PDF that opens only with its password (standard security handler, revision 2)."""
    filler = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
    padded = (password + filler)[:32]
    owner = _rc4(hashlib.md5(padded).digest()[:5], padded)
    key = hashlib.md5(padded + owner + struct.pack("<i", -4) + b"0123456789abcdef").digest()[:5]
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
        b"<< /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >>"
        % (owner.hex().encode(), _rc4(key, filler).hex().encode()),
    ]
    name = b"0123456789abcdef".hex().encode()
    return _written(objects, b"/Encrypt 4 0 R /ID [<%s> <%s>]" % (name, name))


def form_pdf() -> bytes:
    """A form of one page whose only answer is a black box in its middle."""
    drawing = b"0 0 0 rg 0 0 200 200 re f"
    return _written(
        [
            b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [4 0 R] >> >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 600] /Annots [4 0 R] >>",
            b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (ten) /V (An) /F 4 /P 3 0 R /Rect [200 200 400 400]"
            b" /AP << /N 5 0 R >> >>",
            b"<< /Type /XObject /Subtype /Form /BBox [0 0 200 200] /Length %d >>\nstream\n%s\nendstream"
            % (len(drawing), drawing),
        ]
    )


def _written(objects: list[bytes], more: bytes = b"") -> bytes:
    written = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    size = len(objects) + 1
    table = b"xref\n0 %d\n0000000000 65535 f \n" % size + b"".join(b"%010d 00000 n \n" % place for place in places)
    ending = b"trailer << /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF" % (size, more, len(written))
    return written + table + ending


def _rc4(key: bytes, text: bytes) -> bytes:
    box = list(range(256))
    j = 0
    for i in range(256):
        j = (j + box[i] + key[i % len(key)]) % 256
        box[i], box[j] = box[j], box[i]
    out, i, j = bytearray(), 0, 0
    for byte in text:
        i = (i + 1) % 256
        j = (j + box[i]) % 256
        box[i], box[j] = box[j], box[i]
        out.append(byte ^ box[(box[i] + box[j]) % 256])
    return bytes(out)
