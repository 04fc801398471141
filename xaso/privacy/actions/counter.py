"""A request about data that somebody brings to the counter, with their identity card."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.identifiers import CitizenId
from xaso.core.locks import hold_until_commit
from xaso.core.refused import Forbidden, Invalid, Refused
from xaso.core.scope import as_machine
from xaso.core.secrets import blind_index, blind_indices
from xaso.core.text import clean, clean_lines, search_key
from xaso.dossiers.access import get_dossier
from xaso.dossiers.actions import receive_dossier, register_dossier
from xaso.dossiers.models import Dossier
from xaso.dossiers.rules import Delivery
from xaso.journal.actions import atomic_action, record
from xaso.messages.actions import queue_message
from xaso.messages.rules import Template
from xaso.offices.models import Office
from xaso.people.models import Person
from xaso.privacy.models import CardSeen
from xaso.privacy.rules import MATTERS
from xaso.signin.access import account_of_person, require_counter
from xaso.signin.actions import look_at_card
from xaso.signin.models import Account

WORDS = 2000
OPENED = Template(
    "privacy.request_opened",
    gettext_noop(
        "%(office)s vừa ghi yêu cầu về dữ liệu của ông/bà, số %(number)s. Nếu không phải ông/bà, xin gọi xã ngay."
    ),
    {"office": "Một cửa xã Mẫu", "number": "H01.02.03-261126-0001"},
    most={"office": 60},
)


@atomic_action
def open_request(
    *,
    matter: str,
    words: str,
    number: str,
    full_name: str,
    card_seen: bool,
    phone: str = "",
    delivery: str = Delivery.PICKUP,
    office: Office,
    by: Actor,
) -> Dossier:
    """Registered and received at once: the clock runs, the slip is printed. It lies in the account that a card was once tied to,
    where there is one; every phone known of the person is told, so that nobody asks in their name unnoticed. Raises Invalid
    by field, also when the name is not the one that is known by this number."""
    require_counter(by, "privacy.open_request", ("office", str(by.office)))
    if by.post is None:
        raise Forbidden(_("Chỉ cán bộ đang giữ việc mới ghi được."), "not_allowed")
    name, said = clean(full_name, max_length=200), clean_lines(words, max_length=WORDS)
    errors = _missing(matter, name, said, card_seen=card_seen)
    try:
        digits = CitizenId.parse(number).digits
    except Refused as refused:
        errors["number"] = refused.message
    if errors:
        raise Invalid(errors)
    person, _claims = look_at_card(digits, by=by)
    _require_first(matter, digits, office)
    _require_same_name(person, name, matter)
    account = _account_of(person)
    dossier = register_dossier(
        code=MATTERS[matter],
        office=office,
        owner_name=name,
        citizen_id=digits,
        phone=phone or (account.phone if account and account.phone else ""),
        answers={"matter": matter, "words": said, "requester_name": name, "requester_id": digits, "delivery": delivery},
        delivery=delivery,
        account=account.pk if account else None,
        by=by,
    )
    CardSeen.objects.create(request=dossier, seen_at=clock.now(), seen_by_id=by.post)
    record(action="privacy.open_request", subject=dossier.subject, by=by, detail={"matter": matter})
    told = OPENED.with_values(office=dossier.office.short_name, number=dossier.number)
    for known in _phones(person, account):
        queue_message(to=known, told=told, about=dossier.subject, unit=office.unit_id, by=by)
    return receive_dossier(get_dossier(by, dossier.number), by=by)


def _missing(matter: str, name: str, words: str, *, card_seen: bool) -> dict[str, str]:
    errors = {}
    if matter not in MATTERS:
        errors["matter"] = _("Xin chọn người dân yêu cầu việc gì.")
    if not name:
        errors["full_name"] = _("Xin ghi họ tên trên thẻ.")
    if not words:
        errors["words"] = _("Xin ghi lời của người dân.")
    if not card_seen:
        errors["card_seen"] = _("Chỉ ghi khi chủ thẻ có mặt. Xin xem thẻ rồi đánh dấu.")
    return errors


def _require_first(matter: str, digits: str, office: Office) -> None:
    """The same, asked while it is being settled, is that one: also when a button was pressed twice, at two counters at once."""
    hold_until_commit(f"request:{office.unit_id}:{matter}:{blind_index(digits)}")
    waiting = Dossier.objects.open().filter(
        owner_id_index__in=blind_indices(digits), procedure__code=MATTERS[matter], competent_unit=office.unit_id
    )
    same = waiting.filter(answers__matter=matter).order_by("id").first()
    if same is not None:
        raise Refused(
            _("Người này đã có yêu cầu ấy đang giải quyết, số %(number)s.") % {"number": same.number}, "asked_already"
        )


def _require_same_name(person: Person | None, name: str, matter: str) -> None:
    """A digit typed wrong is somebody else's number. Who comes to have their name corrected bears another one, and says so."""
    if person is not None and matter != "correct" and search_key(person.full_name) != search_key(name):
        raise Invalid(
            {"full_name": _("Số này xã đang ghi cho người mang tên khác. Xin xem lại từng chữ số và họ tên trên thẻ.")}
        )


def _account_of(person: Person | None) -> Account | None:
    with as_machine("a card at the counter: accounts have no unit"):
        return account_of_person(person.pk) if person else None


def _phones(person: Person | None, account: Account | None) -> set[str]:
    known = {account.phone if account else None, person.phone if person else None}
    return {phone for phone in known if phone}
