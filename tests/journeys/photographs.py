"""Photographs of papers as a phone takes them: a sheet on a table, a little crooked. Everybody in them is invented."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

FONTS = Path(__file__).resolve().parent.parent.parent / "xaso" / "documents" / "fonts"
LINES = ("Họ, chữ đệm, tên mẹ: NGUYỄN THỊ LAN", "Ngày sinh: 20/11/1988        Dân tộc: Kinh", "Nơi thường trú: ấp 7, xã Vị Thủy",
         "Đã sinh con vào lúc 06 giờ 40 phút", "Tại: Trung tâm Y tế khu vực Vị Thủy", "Số con trong lần sinh này: 01",
         "Giới tính: Nữ        Cân nặng: 3.150 g", "Tình trạng: khỏe mạnh")  # fmt: skip


def paper_photo(title: str, number: int = 1) -> bytes:
    """The `number`-th photograph of a paper; two of them are never the same file."""
    regular = ImageFont.truetype(FONTS / "Tinos-Regular.ttf", 34)
    bold = ImageFont.truetype(FONTS / "Tinos-Bold.ttf", 46)
    sheet = Image.new("RGB", (1000, 1300), "#FBFAF4")
    pen = ImageDraw.Draw(sheet)
    pen.text((500, 90), "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", font=regular, fill="#222", anchor="mm")
    pen.text((500, 135), "Độc lập - Tự do - Hạnh phúc", font=regular, fill="#222", anchor="mm")
    pen.text((500, 260), title.upper(), font=bold, fill="#111", anchor="mm")
    for place, line in enumerate(LINES):
        pen.text((90, 360 + 78 * place), line, font=regular, fill="#222")
    pen.text((90, 1200), f"Trang {number}", font=regular, fill="#555")
    pen.ellipse((640, 980, 860, 1200), outline="#C22A2A", width=8)
    pen.text((750, 1090), "HƯ CẤU", font=regular, fill="#C22A2A", anchor="mm")
    table = Image.new("RGB", (1200, 1560), "#6E5843")
    table.paste(sheet.rotate(1.4 - number * 0.7, fillcolor="#6E5843", resample=Image.Resampling.BICUBIC), (100, 130))
    written = io.BytesIO()
    table.save(written, "JPEG", quality=88)
    return written.getvalue()
