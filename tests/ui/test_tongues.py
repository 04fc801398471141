"""Where Vietnamese begins and ends in a sentence of another language."""

from __future__ import annotations

import pytest
from django.utils.safestring import SafeString
from django.utils.translation import override

from xaso.ui.tongues import stretches, told_apart, vietnamese


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Sent", []),
        ("Đăng ký khai sinh", ["Đăng ký khai sinh"]),
        ("Sent by Nguyễn Thị Lan, 12 Nov", ["Nguyễn Thị Lan"]),
        ("Ask at Một cửa, ấp 5, xã Vị Thủy. Monday to Friday", ["Một cửa, ấp 5, xã Vị Thủy"]),
        ("Filed by Lê Văn Giúp; witness Trần Văn Minh.", ["Lê Văn Giúp", "Trần Văn Minh"]),
        ("Fee: 16.000 đồng, paid later", ["đồng"]),
    ],
)
def test_vietnamese_is_found_within_a_sentence(text: str, found: list[str]) -> None:
    assert [text[begin:end] for begin, end in stretches(text)] == found


def test_words_are_marked_only_on_a_page_of_another_language_and_always_escaped() -> None:
    said = "Wrote <b>Đức</b>"
    with override("vi"):
        assert (told_apart(said), vietnamese("Nam")) == (said, "Nam")
    with override("en"):
        assert told_apart(said) == '<span>Wrote &lt;b&gt;<span lang="vi">Đức</span>&lt;/b&gt;</span>'
        assert vietnamese("<Nam>") == '<span lang="vi">&lt;Nam&gt;</span>'
        assert (vietnamese(""), told_apart(None), told_apart(SafeString("<i>ấp</i>"))) == ("", "", "<i>ấp</i>")
