"""How an official wants to be told of the office's own matters."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xaso.core.actor import Actor
from xaso.core.identifiers import show_phone
from xaso.desk.forms.moves import line
from xaso.messages.access import own_book
from xaso.messages.ports import carriers
from xaso.messages.queries import standing_addresses, wishes_of
from xaso.messages.rules import Channel
from xaso.ui.controls import Control, control_of


class EmailForm(forms.Form):
    email = line(
        gettext_lazy("Địa chỉ thư điện tử"),
        hint=gettext_lazy("Xã gửi một đường dẫn đến đó; ông/bà bấm vào là dùng được."),
        size=200,
    )

    def controls(self) -> list[Control]:
        return [control_of(bound) for bound in self.visible_fields()]

    def error_list(self) -> list[tuple[str, str]]:
        return [(control.target, control.error) for control in self.controls() if control.error]


@dataclass(frozen=True, slots=True)
class Told:
    """Of one official: (channel, its name, where it leads) that can be chosen, the chosen one, an address that waits to be
    confirmed, how many browsers, and the key a browser is asked with."""

    ways: list[tuple[str, str, str]]
    wish: str
    email: str
    waiting: str
    browsers: int
    has_email: bool
    push_key: str


def told_how(actor: Actor, phone: str) -> Told:
    """Two queries."""
    book, wish = standing_addresses(own_book(actor)), wishes_of(own_book(actor)).first
    email = next((one for one in book if one.channel == Channel.EMAIL), None)
    browsers = sum(one.channel == Channel.PUSH for one in book)
    ways = [(Channel.SMS.value, _("Tin nhắn điện thoại"), show_phone(phone))] if phone else []
    if email and email.confirmed_at and carriers(Channel.EMAIL):
        ways.append((Channel.EMAIL.value, _("Thư điện tử"), email.text))
    if browsers and carriers(Channel.PUSH):
        ways.append((Channel.PUSH.value, _("Thông báo của trình duyệt"), _("Máy ông/bà đã cho phép")))
    return Told(
        ways,
        wish,
        email.text if email and email.confirmed_at else "",
        email.text if email and not email.confirmed_at else "",
        browsers,
        bool(carriers(Channel.EMAIL)),
        settings.XASO_PUSH_PUBLIC_KEY if carriers(Channel.PUSH) else "",
    )
