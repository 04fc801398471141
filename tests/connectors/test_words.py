"""What people write back, as networks bring it."""

from __future__ import annotations

from unicodedata import normalize

import pytest

from xaso.connectors.incoming import take
from xaso.messages.models import Stop
from xaso.messages.ports import Receipt, Word

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("sender", ["84912345678", "+84912345678", "0912345678", "+84 912 345 678", "0912.345.678"])
def test_stop_counts_for_a_number_in_any_spelling(sender: str) -> None:
    take("mang", [Word(sender, "DUNG")])
    assert [(one.text, one.scope) for one in Stop.objects.all()] == [("+84912345678", "broadcast")]


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        (" Dừng. ", "broadcast"),
        (normalize("NFD", "DỪNG HẾT"), "all"),
        ("stop all!", "all"),
        ("Hủy", "broadcast"),
        ("huỷ hết", "all"),
        ("dung het", "all"),
    ],
)
def test_stop_is_understood_however_it_is_typed(text: str, scope: str) -> None:
    take("mang", [Word("0912345678", text)])
    assert [one.scope for one in Stop.objects.all()] == [scope]


@pytest.mark.parametrize(
    ("sender", "text"),
    [
        ("UBNDXA", "DUNG"),
        ("9029", "DUNG"),
        ("", "DUNG"),
        ("0912345678", "Dừng xe ở đâu?"),
        ("0912345678", "Đúng"),
        ("0912345678", normalize("NFD", "đúng hết")),
        ("0912345678", "Đứng!"),
        ("0912345678", "dùng"),
        ("0912345678", "\x00" * 500),
    ],
)
def test_other_words_and_senders_that_are_nobody_stop_nothing(sender: str, text: str) -> None:
    take("mang", [Word(sender, text), Receipt("", True), Receipt("\x00", False, "\x00" * 500)])
    assert Stop.objects.count() == 0
