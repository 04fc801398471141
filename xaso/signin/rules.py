"""Kinds of account, what a code and a password are, and how long somebody is in. Level 3 of the law on the safety of information
systems (NĐ 331/2026/NĐ-CP, checked by TCVN ATTT-3) sets the limits for officials and administrators."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from hashlib import sha256
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Any, Final

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xaso.core.dates import PartialDate
from xaso.core.identifiers import CitizenId, parse_phone
from xaso.core.refused import Refused
from xaso.core.text import clean, search_key

CODE_LENGTH = 6
CODE_LIVES = timedelta(minutes=5)
MAX_WRONG = 3  # the third wrong code spends it
PHONE_RESTS = timedelta(days=90)  # decisions/0011: after that a number may be somebody else's
MOST_CLAIMS = 5  # numbers that one account may ever claim

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,39}")


class Kind(TextChoices):
    """Kept apart: no account changes its kind, and one person may have several of different kinds."""

    RESIDENT = "resident"
    OFFICIAL = "official"
    ADMINISTRATOR = "administrator"
    MACHINE = "machine"


class Reads(TextChoices):
    """What a token lets a machine read; also its role as an actor."""

    FIGURES = "reads_figures", gettext_lazy("số liệu của đơn vị và các đơn vị bên dưới")


TOKEN_DAYS_AT_MOST = 366
TOKEN_PREFIX = "xaso_"  # noqa: S105  so that a token that leaked is found by its looks


def token_hash(token: str) -> str:
    """256 random bits need no slow hash."""
    return sha256(token.encode()).hexdigest()


STAFF: Final = frozenset({Kind.OFFICIAL, Kind.ADMINISTRATOR})  # who comes in with a name and a password


def phone_rested(seen_at: datetime, now: datetime) -> bool:
    """So long without a sign-in by this phone that its number may have a new holder."""
    return now - seen_at > PHONE_RESTS


def clean_username(text: str) -> str:
    """Lower case; letters without diacritics, digits, dot, dash. Raises Refused."""
    name = clean(text, max_length=40).lower()
    if not _USERNAME.fullmatch(name):
        raise Refused(_("Tên đăng nhập gồm 3 đến 40 chữ không dấu, chữ số, dấu chấm hoặc gạch nối."), "username")
    return name


def typed_code(text: str) -> str:
    """The digits of what somebody typed: spaces and dashes from the message do no harm."""
    return "".join(letter for letter in text[:40] if letter in "0123456789")


@dataclass(frozen=True, slots=True)
class Claims:
    """What is kept of what an issuer says. Nothing of it but the subject proves anything here."""

    subject: str
    national_id: str = ""
    full_name: str = ""
    birth_date: str = ""
    phone: str = ""

    @classmethod
    def read(cls, said: Mapping[str, Any], names: Mapping[str, str]) -> Claims:
        """From an issuer's answer, by the issuer's own `names`. What can't be what it says to be is left out; raises Refused
        only for a subject that can't be one."""
        subject = said.get("sub")
        if not isinstance(subject, str) or not 0 < len(subject) <= 255 or not subject.isprintable():
            raise Refused(_("Nơi cấp định danh không nói rõ ông/bà là ai."), "subject")
        kept = {field: _cleaned(parse, said.get(names.get(field, field))) for field, parse in _CLAIMS.items()}
        return cls(subject=subject, **kept)

    @classmethod
    def from_text(cls, text: str) -> Claims:
        return cls(**json.loads(text))

    def as_text(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)


def _cleaned(parse: Callable[[str], str], value: object) -> str:
    try:
        return parse(value) if isinstance(value, str) and value and len(value) <= 500 else ""
    except Refused:
        return ""


_CLAIMS: dict[str, Callable[[str], str]] = {
    "national_id": lambda text: CitizenId.parse(text).digits,
    "full_name": lambda text: clean(text, max_length=100),
    "birth_date": lambda text: PartialDate.parse(text).iso,
    "phone": parse_phone,
}


# ---- passwords ------------------------------------------------------------------------------------------------------

LONG, SHORT = 14, 8  # without and with a second factor
CLASSES = 4
KEPT_PASSWORDS = 10
ADMINISTRATOR_PASSWORD_LIVES = timedelta(days=60)
GUESSED_FIRST = ("xaso", "motcua", "uyban", "ubnd", "matkhau", "password")  # without diacritics, spaces and signs
ONE_TIME_LIVES = timedelta(hours=72)  # a Friday's password is good on Monday
PROPOSAL_LIVES = timedelta(hours=72)  # to be agreed to; and then to be carried out


def stands_alone(password: str) -> bool:
    """Long and mixed enough to be the only thing that is asked for."""
    kinds = {"a" if c.islower() else "A" if c.isupper() else "1" if c.isdigit() else "." for c in password}
    return len(password) >= LONG and len(kinds) >= CLASSES


def password_fault(password: str, *, username: str, second_factor: bool) -> str:
    """What is wrong with it, in a sentence; empty when nothing is."""
    if username and username in password.lower():
        return _("Mật khẩu không được chứa tên đăng nhập.")
    letters = "".join(letter for letter in search_key(password) if letter.isalnum())
    if word := next((word for word in GUESSED_FIRST if word in letters), ""):
        return _("Mật khẩu không được chứa “%(word)s”, dù viết cách nào: người lạ thử những chữ ấy trước.") % {
            "word": word
        }
    if second_factor and len(password) < SHORT:
        return _("Mật khẩu cần ít nhất %(length)d ký tự.") % {"length": SHORT}
    if not second_factor and not stands_alone(password):
        return _(
            "Mật khẩu cần ít nhất %(length)d ký tự, có đủ chữ thường, chữ hoa, chữ số và một dấu khác (dấu cách, dấu chấm …)."
            " Có thêm lớp bảo vệ thứ hai thì chỉ cần %(short)d ký tự."
        ) % {"length": LONG, "short": SHORT}
    return ""


# ---- wrong tries ----------------------------------------------------------------------------------------------------

MAX_TRIES = 5
LOCKED_FOR = timedelta(hours=12)


def place_of(*, browser: str, inside: bool) -> str:
    """Where tries are counted. Whoever knows a name can fill up the count of strangers; the browsers its owner has used
    before, and the office's own network, have counts of their own and go on."""
    return f"browser:{browser}" if browser else "inside" if inside else "outside"


@lru_cache(maxsize=8)
def _networks(named: tuple[str, ...]) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(name) for name in named)


def is_inside(address: str, networks: Sequence[str]) -> bool:
    """Comes from one of the office's networks."""
    try:
        at = ip_address(address)
    except ValueError:
        return False
    at = getattr(at, "ipv4_mapped", None) or at
    return any(at in network for network in _networks(tuple(networks)))


# ---- being in -------------------------------------------------------------------------------------------------------

IDLE_CLOSES = timedelta(days=45)
REVIEW_EVERY = timedelta(days=180)
SEEN_EVERY = timedelta(minutes=1)
RESIDENT_SEEN_EVERY = timedelta(hours=1)  # nothing ends by it: it tells people which of their phones is still used
PROOF_LIVES = timedelta(minutes=10)


class Demand(StrEnum):
    """What still stands between somebody who gave the right password and their work, in this order."""

    PASSWORD = "password"  # noqa: S105  a name, not a secret
    FACTOR = "factor"
    POST = "post"


@dataclass(frozen=True, slots=True)
class Marks:
    """What a session remembers of how somebody came in. `factor`: a second one was given; `one_time`: the password was one
    that an administrator had issued; `proved`: when they last showed all that the account is entered with."""

    began: datetime | None = None
    seen: datetime | None = None
    post: int | None = None
    factor: bool = False
    one_time: bool = False
    proved: datetime | None = None

    @classmethod
    def read(cls, session: Mapping[str, Any]) -> Marks:
        records = session.get("account_authentication_methods") or ()
        return cls(
            began=_moment(session.get("began")),
            seen=_moment(session.get("seen")),
            post=session.get("post"),
            factor=any(record.get("method") == "mfa" for record in records),
            one_time=bool(session.get("one_time")),
            proved=_moment(session.get("proved")),
        )

    def is_over(self, now: datetime, *, idle: timedelta, whole: timedelta) -> bool:
        """Left alone too long, or here too long altogether; or so far in the future that the clock was wrong then: how long
        ago it really was is not known, and nobody stays in for a year because a clock was a year ahead."""
        if self.began is None or self.seen is None:
            return False
        return abs(now - self.seen) > idle or abs(now - self.began) > whole


def is_one_time_over(until: datetime | None, now: datetime) -> bool:
    """Not used in time, or issued while the clock was ahead."""
    return until is not None and not now <= until <= now + ONE_TIME_LIVES


def is_fresh(proved: datetime | None, now: datetime) -> bool:
    """So short ago that whoever sits there is still the same; a clock that was put back by more makes it nothing."""
    return proved is not None and abs(now - proved) <= PROOF_LIVES


def _moment(value: Any) -> datetime | None:
    return datetime.fromtimestamp(value, UTC) if isinstance(value, int | float) else None


_BROWSERS = (("Edg/", "Edge"), ("coc_coc", "Cốc Cốc"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"),
    ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))  # fmt: skip
_SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS"),
    ("Linux", "Linux"))  # fmt: skip


def device_of(agent: str) -> tuple[str, str]:
    """Browser and system, by their own names, from a browser's description of itself; empty where it says nothing known."""
    return (
        next((name for sign, name in _BROWSERS if sign in agent), ""),
        next((name for sign, name in _SYSTEMS if sign in agent), ""),
    )


def say_device(browser: str, system: str) -> str:
    """In the reader's language: "Chrome trên Windows"."""
    if browser and system:
        return _("%(browser)s trên %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("Thiết bị không rõ")
