"""The offices of the sample and the people in them, made where missing: each function twice is the same as once.

Names of the units are real; people, phones and house numbers are invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.demo.cast import PASSWORD, SECOND_FACTOR, Player
from xaso.offices.actions import appoint, open_office
from xaso.offices.models import Office, Post
from xaso.offices.rules import OfficeKind, Role
from xaso.people.access import person_by_id_number
from xaso.people.actions import register_person
from xaso.people.models import Person
from xaso.signin.actions import add_totp, open_official_account, open_resident_account, totp_code
from xaso.signin.models import Account
from xaso.signin.rules import Kind
from xaso.units.queries import unit_on

MERGER = date(2025, 7, 1)
TODAY_TREE = date(2026, 1, 1)
OLD_TREE = date(2024, 6, 1)
HALF_A_MINUTE = timedelta(seconds=30)
BY = Actor.system("sample district")


@dataclass(frozen=True, slots=True)
class Place:
    """An office to open. `day` is one on which its unit exists."""

    unit: str
    kind: OfficeKind
    name: str
    short_name: str
    agency_code: str = ""
    phone: str = ""
    address: str = ""
    day: date = TODAY_TREE
    valid_from: date | None = MERGER
    valid_to: date | None = None


TODAYS_OFFICES = (
    Place(
        "31441",
        OfficeKind.ONE_STOP,
        "Trung tâm Phục vụ hành chính công xã Vị Thủy",
        "Một cửa xã Vị Thủy",
        agency_code="H13.31441",
        phone="+84900000100",
        address="Ấp Thị trấn, xã Vị Thủy, thành phố Cần Thơ",
    ),
    Place("31441", OfficeKind.DEPARTMENT, "Văn phòng HĐND và UBND xã Vị Thủy", "Văn phòng xã Vị Thủy"),
    Place("31441", OfficeKind.LEADERSHIP, "Ủy ban nhân dân xã Vị Thủy", "UBND xã Vị Thủy"),
    Place(
        "31459",
        OfficeKind.ONE_STOP,
        "Trung tâm Phục vụ hành chính công xã Vĩnh Tường",
        "Một cửa xã Vĩnh Tường",
        agency_code="H13.31459",
        phone="+84900000200",
        address="Ấp Vĩnh Thuận, xã Vĩnh Tường, thành phố Cần Thơ",
    ),
    Place("92", OfficeKind.LEADERSHIP, "Ủy ban nhân dân thành phố Cần Thơ", "UBND thành phố Cần Thơ"),
)


def open_place(place: Place) -> Office:
    """The office, opened when there is none of this name."""
    unit = unit_on(place.unit, place.day)
    known = Office.objects.filter(unit=unit, name=place.name).first()
    return known or open_office(
        unit,
        name=place.name,
        short_name=place.short_name,
        kind=place.kind,
        agency_code=place.agency_code,
        phone=place.phone,
        address=place.address,
        valid_from=place.valid_from,
        valid_to=place.valid_to,
        by=BY,
    )


def office_of(player: Player) -> Office:
    """The office an official of the cast works in, opened when it is not there."""
    return open_place(next(one for one in TODAYS_OFFICES if (one.unit, one.kind) == (player.unit, player.office)))


def let_in(player: Player) -> Account:
    """The player's account, with person, office and post behind it."""
    found = Account.objects.filter(username=player.username or None, phone=player.phone or None).first()
    if found:
        return found
    person = _person(player)
    if not player.is_official:
        return open_resident_account(phone=player.phone, person=person.pk, sample=True, by=BY)
    appoint(person, office=office_of(player), role=Role(player.role), title=player.title, valid_from=MERGER, by=BY)
    kind = Kind.ADMINISTRATOR if player.role == Role.ADMINISTRATOR else Kind.OFFICIAL
    account = open_official_account(
        username=player.username, password=PASSWORD, person=person.pk, kind=kind, sample=True, by=BY
    )
    if account.is_administrator:  # with the code before this one, so that the one that shows now still opens
        add_totp(account, secret=SECOND_FACTOR, code=totp_code(SECOND_FACTOR, clock.now() - HALF_A_MINUTE), by=BY)
    return account


def _person(player: Player) -> Person:
    known = person_by_id_number(player.id_number) if player.id_number else None
    return known or register_person(
        full_name=player.name,
        born=player.born,
        sex=player.sex,
        id_number=player.id_number or None,
        phone=player.phone or None,
        ethnicity="Kinh",
        address=dict(player.address),
        invented=True,
        by=BY,
    )


def post_of(player: Player) -> Post:
    """The post an official of the cast holds."""
    return Post.objects.select_related("office").get(person__accounts__username=player.username)
