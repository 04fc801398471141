"""Reviewed drafts of signed-in residents, ready to be sent, in bulk: one is filled in through the actions, the others are
copies of its row. `python -m bench.drafts [--apart] COUNT OFFICES [COUNT OFFICES …]` prints one JSON line a draft; apart: each
of another resident, who is told at once because nothing else was told before."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xaso.dossiers.models import Draft, Paper

RESIDENTS = 64
PHONE, FIRST = "+8490{:07d}", 8_000_000  # each is told on a telephone of their own: what one is told in a day is capped
CODE = "2.000635"
ANSWERS = {
    "event": {"event": "birth"},
    "relation": {"relation": "self"},
    "person": {"person_name": "Nguyễn Thị Lan", "person_born": "17/11/1988", "person_sex": "female"},
    "person_id": {"person_id": "093 188 000 123"},
    "person_origin": {
        "person_ethnicity": "Kinh",
        "person_nationality": "Việt Nam",
        "person_residence-province": "92",
        "person_residence-commune": "31441",
        "person_residence-line": "Ấp 2",
    },
    "registered": {
        "registered_at": "UBND xã Vị Thắng, huyện Vị Thủy, tỉnh Hậu Giang",
        "registered_on": "20/11/1988",
        "entry_number": "45",
        "book": "01/1988",
    },
    "delivery": {"copies": "2", "delivery": "pickup", "contact_phone": "0912 000 001"},
}
PAPERS = ("old_paper", "identity")


@dataclass(frozen=True, slots=True)
class Sendable:
    """What a client needs to send one draft: who sends it, which, as it was reviewed."""

    session: str
    draft: str
    revision: int


def prepare(count: int, offices: int, *, residents: int = RESIDENTS) -> Iterator[Sendable]:
    """Offices, residents with their sessions, and `count` drafts spread over both. Can be called again for more."""
    from xaso.core.clock import now
    from xaso.core.identifiers import uuid7
    from xaso.dossiers.models import Draft, Paper

    sessions = _sessions(residents)
    owners = list(sessions)
    template, papers = _filled_in(owners[0])
    places = _offices(template.office_id, offices)
    drafts = [
        Draft(
            id=uuid7(),
            account_id=owners[place % len(owners)],
            office_id=places[place % len(places)],
            version_id=template.version_id,
            answers={**template.answers, "contact_phone": PHONE.format(FIRST + place % len(owners))},
            revision=template.revision,
            page=template.page,
            updated_at=now(),
            expires_at=now() + timedelta(days=30),
        )
        for place in range(count)
    ]
    Draft.objects.bulk_create(drafts, batch_size=1000)
    rows = (
        Paper(draft=draft, key=paper.key, name=paper.name, file_id=paper.file_id, added_at=now())
        for draft in drafts
        for paper in papers
    )
    Paper.objects.bulk_create(rows, batch_size=2000)
    for draft in drafts:
        yield Sendable(sessions[str(draft.account_id)], str(draft.id), draft.revision)


def _sessions(residents: int) -> dict[str, str]:
    """Account -> key of a session in which it is signed in."""
    from xaso.core.actor import Actor
    from xaso.signin.actions import open_resident_account
    from xaso.signin.models import Account

    by = Actor.system("bench")
    phones = [PHONE.format(place) for place in range(FIRST, FIRST + residents)]
    known = {account.phone: account for account in Account.objects.filter(phone__in=phones)}
    accounts = [known.get(phone) or open_resident_account(phone=phone, sample=True, by=by) for phone in phones]
    return {str(account.pk): session_of(account) for account in accounts}


def session_of(account: object) -> str:
    """The key of a new session in which the account is signed in."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from xaso.core.sessions import SessionStore
    from xaso.signin.models import Account

    assert isinstance(account, Account)
    store = SessionStore()
    store[SESSION_KEY] = str(account.pk)
    store[BACKEND_SESSION_KEY] = "xaso.signin.access.entering.AccountBackend"
    store[HASH_SESSION_KEY] = account.get_session_auth_hash()
    store.create()
    return str(store.session_key)


def _filled_in(account: str) -> tuple[Draft, list[Paper]]:
    from uuid import UUID

    from xaso.core.actor import Actor
    from xaso.demo.cast import player
    from xaso.demo.town import office_of
    from xaso.dossiers.access import get_draft
    from xaso.dossiers.actions import attach_file, save_page, start_draft
    from xaso.files.actions import store_file

    by = Actor(account=UUID(account))
    office = office_of(player("tiep-nhan"))
    draft = start_draft(code=CODE, office=office, by=by)
    for page, raw in ANSWERS.items():
        save_page(draft, page=page, raw=raw, revision=draft.revision, by=by)
    for key in PAPERS:
        file = store_file(owner=f"account:{account}", name=f"{key}.png", content=_picture(), by=by)
        attach_file(draft, paper=key, file=file, by=by)
    draft = get_draft(by, draft.id)
    return draft, list(draft.papers.all())


def _picture() -> bytes:
    import io

    from PIL import Image

    written = io.BytesIO()
    Image.new("RGB", (800, 600), "#b08050").save(written, "PNG")
    return written.getvalue()


def _offices(first: int, count: int) -> list[int]:
    """The home office, and as many more of other communes as are asked for."""
    from datetime import date

    from xaso.core.actor import Actor
    from xaso.offices.actions import open_office
    from xaso.offices.models import Office
    from xaso.offices.rules import OfficeKind
    from xaso.units.models import Unit

    if count == 1:
        return [first]
    taken = Office.objects.filter(kind=OfficeKind.ONE_STOP).values("unit")
    there = list(Office.objects.filter(agency_code__startswith="B1.").order_by("id").values_list("id", flat=True))
    level = Office.objects.get(pk=first).unit
    free = Unit.objects.filter(level=level.level, valid_to__isnull=True).exclude(pk__in=taken).order_by("pk")
    for unit in free[: max(0, count - len(there))]:
        office = open_office(
            unit,
            name=f"Một cửa {unit.code}",
            short_name="Một cửa",
            kind=OfficeKind.ONE_STOP,
            agency_code=f"B1.{unit.code}",
            phone="+84900000100",
            valid_from=date(2025, 7, 1),
            by=Actor.system("bench"),
        )
        there.append(office.pk)
    return there[:count]


if __name__ == "__main__":
    import django

    django.setup()
    from xaso.core.scope import as_machine, from_nobody

    apart = "--apart" in sys.argv
    asked = [int(argument) for argument in sys.argv[1:] if argument != "--apart"]
    with from_nobody(), as_machine("bench"):
        for how_many, among in zip(asked[::2], asked[1::2], strict=True):
            for one in prepare(how_many, among, residents=how_many if apart else RESIDENTS):
                print(json.dumps(asdict(one)))
