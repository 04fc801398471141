"""How a resident wants to be told, and where else than on the phone."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xaso.core.identifiers import show_phone
from xaso.messages.models import Address, OfficialAccount
from xaso.messages.ports import carriers
from xaso.messages.queries import (
    accounts_to_join,
    joined_accounts,
    joining_code,
    standing_addresses,
    stopped_from,
    wishes_of,
)
from xaso.messages.rules import Channel, Tongue
from xaso.signin.models import Account


class EmailForm(forms.Form):
    email = forms.CharField(
        label=gettext_lazy("Địa chỉ thư điện tử"),
        help_text=gettext_lazy("Xã gửi một đường dẫn đến đó; ông/bà bấm vào là dùng được."),
        max_length=200,
        widget=forms.TextInput(attrs={"type": "email", "inputmode": "email", "autocomplete": "email"}),
        error_messages={
            "required": gettext_lazy("Xin nhập địa chỉ thư."),
            "max_length": gettext_lazy("Địa chỉ thư quá dài."),
        },
    )


@dataclass(frozen=True, slots=True)
class Way:
    """One channel as the page of the account offers it."""

    channel: str
    name: str
    detail: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Telling:
    """What the page knows about telling this account. `waiting`: an address that its owner has not confirmed yet."""

    ways: list[Way]
    email: str
    waiting: str
    has_email: bool
    browsers: int
    push_key: str
    stopped: str  # what was stopped by text message from the phone: broadcast, all
    joined: list[str]  # official accounts at Zalo
    joining: str  # the code that is good now
    to_join: list[OfficialAccount]
    languages: list[tuple[str, str, bool]]  # its code, its own name, whether it is the chosen one


def telling(account: Account) -> Telling:
    """Three queries, six where the commune speaks at Zalo."""
    book, wishes = standing_addresses(account.pk), wishes_of(account.pk)
    wish = wishes.first
    email = next((one for one in book if one.channel == Channel.EMAIL), None)
    confirmed = email.text if email is not None and email.confirmed_at else ""
    browsers = sum(one.channel == Channel.PUSH for one in book)
    ways = [_phone(account, wish)] if account.phone else []
    if confirmed and carriers(Channel.EMAIL):
        ways.append(Way(Channel.EMAIL, _("Thư điện tử"), confirmed, wish == Channel.EMAIL))
    if browsers and carriers(Channel.PUSH):
        detail = _("Hiện trên màn hình máy ông/bà đã cho phép")
        ways.append(Way(Channel.PUSH, _("Thông báo trên máy này"), detail, wish == Channel.PUSH))
    has_zalo = bool(carriers(Channel.ZALO))
    joined = joined_accounts(account.pk) if has_zalo else []
    if joined:
        ways.append(Way(Channel.ZALO, _("Zalo"), ", ".join(joined), wish == Channel.ZALO))
    return Telling(
        ways=ways,
        email=confirmed,
        waiting=_waiting(email),
        has_email=bool(carriers(Channel.EMAIL)),
        browsers=browsers,
        push_key=_push_key(),
        stopped=stopped_from(account.phone) if account.phone else "",
        joined=joined,
        joining=joining_code(account.pk) if has_zalo else "",
        to_join=accounts_to_join() if has_zalo else [],
        languages=[(one.value, str(one.label), one == wishes.language) for one in Tongue],
    )


def _phone(account: Account, wish: str) -> Way:
    return Way(Channel.SMS, _("Tin nhắn điện thoại"), show_phone(account.phone or ""), wish in ("", Channel.SMS))


def _waiting(email: Address | None) -> str:
    return email.text if email is not None and email.confirmed_at is None else ""


def _push_key() -> str:
    return settings.XASO_PUSH_PUBLIC_KEY if carriers(Channel.PUSH) else ""
