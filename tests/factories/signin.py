"""Accounts, and clients that are signed in."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client

from tests.factories.entering import enter
from tests.factories.people import make_person
from xaso.core.actor import Actor
from xaso.core.identifiers import parse_phone
from xaso.messages.models import Message
from xaso.people.models import Person
from xaso.signin.actions import open_official_account, open_resident_account
from xaso.signin.models import Account

PASSWORD = "Lúa chín vàng 2026"
PHONE = "0912 345 678"


def make_resident(phone: str = PHONE, *, person: Person | None = None, sample: bool = False) -> Account:
    return open_resident_account(
        phone=parse_phone(phone), person=person.pk if person else None, sample=sample, by=Actor.system("tests")
    )


def make_official(username: str = "hoa.motcua", *, person: Person | None = None, **values: Any) -> Account:
    person = person or make_person("Lê Thị Hoa")
    values = {"password": PASSWORD} | values
    return open_official_account(username=username, person=person.pk, by=Actor.system("tests"), **values)


def last_code() -> str:
    """The code in the newest message."""
    found = re.search(r"\b\d{6}\b", Message.objects.latest("id").body)
    assert found, "no code in the newest message"
    return found.group()


def client_of(account: Account) -> Client:
    return enter(Client(), account)
