"""Names of people who do not exist, put together by chance that is the same each time."""

from __future__ import annotations

from random import Random

# A word that stands several times is met several times as often.
_FAMILY = (
    "Nguyễn Nguyễn Nguyễn Nguyễn Trần Trần Lê Lê Phạm Huỳnh Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Danh Thạch Lâm Trương Phan"
)
_MIDDLE = {"female": "Thị Thị Thị Ngọc Kim Mỹ Thúy Hồng Cẩm Bích", "male": "Văn Văn Văn Minh Hữu Quốc Thanh Hoàng Công"}
_GIVEN = {
    "female": "Lan Hoa Hương Bé Út Nhung Oanh Diễm Loan Phượng Tuyết Trang Thảo Nga Yến Kiều Ngân Xuân Cúc Mười Thu Vân",
    "male": "Đức Hùng Tâm Phúc Lộc Nhân Khải Tú Hải Sơn Tài Út Bảy Nghĩa Thành Dũng Toàn Cường Khoa Long Vinh Giàu",
}


def invented_name(chance: Random, sex: str = "") -> str:
    """Nguyễn Thị Lan"""
    sex = sex or chance.choice(("female", "male"))
    return " ".join(chance.choice(words.split()) for words in (_FAMILY, _MIDDLE[sex], _GIVEN[sex]))
