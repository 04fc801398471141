"""Writing down who somebody is, and what they agreed to."""

from __future__ import annotations

from collections.abc import Mapping, Set
from datetime import datetime
from typing import Any, Final, TypedDict, Unpack
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.identifiers import CitizenId
from xaso.core.refused import Invalid, Refused, Stale
from xaso.core.secrets import blind_index, seal
from xaso.core.text import FORGOTTEN, name_sort_key, search_key
from xaso.journal.actions import atomic_action, record
from xaso.people.access import get_person, own_account, person_by_id_number, require_counter
from xaso.people.models import Consent, Person
from xaso.people.rules import ASKED, Agrees, How, Purpose, clean_person, who_agrees


class PersonValues(TypedDict, total=False):
    """What is known about a person; texts as somebody typed them."""

    full_name: str
    born: str
    sex: str
    id_number: str | None
    phone: str | None
    ethnicity: str
    nationality: str
    address: dict[str, str]
    invented: bool


@atomic_action
def register_person(*, by: Actor, **values: Unpack[PersonValues]) -> Person:
    """Writes a new person. Raises Invalid (field → sentence), or Refused `id_number_taken` when the number is somebody's."""
    cleaned = clean_person({"full_name": "", **values})
    person = Person(created_at=clock.now())
    _write(person, cleaned)
    _save(person, new=True)
    record(action="people.register", subject=("person", str(person.pk)), by=by, detail={"fields": sorted(cleaned)})
    return person


@atomic_action
def person_of_paper(*, id_number: str, full_name: str, born: str = "", by: Actor) -> Person:
    """Who bears the number on a card or a birth certificate that an officer holds; written down when nobody is known by it.
    Raises Invalid by field, also when name or day of birth are not those that are known: a digit was typed wrong."""
    known = person_by_id_number(CitizenId.parse(id_number).digits)
    if known is None:
        return register_person(full_name=full_name, id_number=id_number, born=born, by=by)
    cleaned = clean_person({"full_name": full_name, "born": born})
    errors = {}
    if search_key(known.full_name) != search_key(cleaned["full_name"]):
        errors["full_name"] = _(
            "Số này xã đang ghi cho người mang tên khác. Xin xem lại từng chữ số và họ tên trên thẻ."
        )
    if known.born and cleaned["born"] and known.born != cleaned["born"]:
        errors["born"] = _("Số này xã đang ghi cho người sinh ngày khác. Xin xem lại từng chữ số và ngày sinh.")
    if errors:
        raise Invalid(errors)
    return correct_person(known, born=cleaned["born"], by=by) if cleaned["born"] and not known.born else known


@atomic_action
def correct_person(person: Person, *, by: Actor, **values: Unpack[PersonValues]) -> Person:
    """Changes only the fields given. What was there before goes into the journal's personal part."""
    cleaned = clean_person(values)
    person = get_person(person.pk)
    before = {name: _readable(person, name) for name in cleaned}
    _write(person, cleaned)
    changed = sorted(name for name in cleaned if before[name] != _readable(person, name))
    if not changed:
        return person
    _save(person, new=False)
    record(
        action="people.correct",
        subject=("person", str(person.pk)),
        by=by,
        detail={"fields": changed},
        personal={"before": {name: before[name] for name in changed}},
    )
    return person


FORGETTABLE: Final[Mapping[str, Mapping[str, Any]]] = {
    "name": {"full_name": FORGOTTEN, "sort_key": "", "search_key": ""},
    "id_number": {"id_number_sealed": None, "id_number_index": None},
    "phone": {"phone": None},
    "rest": {"born": "", "sex": "", "ethnicity": "", "nationality": "", "address": {}},
}


@atomic_action
def forget_person(person: Person, *, leave: Set[str] = frozenset(), by: Actor) -> None:
    """Takes everything that says who it was, but what another ground keeps (`leave`, of the names in `FORGETTABLE`); the row
    stays for what points at it. Whoever calls has checked that no law keeps more, and forgets the journal's personal text."""
    person = get_person(person.pk)
    for what, blank in FORGETTABLE.items():
        for name, value in {} if what in leave else blank.items():
            setattr(person, name, value)
    person.save(update_fields=_OWN_FIELDS)
    record(action="people.forget", subject=("person", str(person.pk)), by=by)


@atomic_action
def withdraw_all(*, account: UUID | None, person: UUID | None, by: Actor) -> int:
    """Every consent of an account and of its person, as when they object or are erased. Returns how many stood."""
    whose = Q(account=account, account__isnull=False) | Q(person=person, person__isnull=False)
    standing = Consent.objects.standing().filter(whose)
    count = standing.count()
    _withdraw(standing, How.COUNTER if by.is_official else How.PORTAL, by)
    return count


@atomic_action
def drop_old_consents(before: datetime, *, by: Actor) -> int:
    """Those withdrawn before. One journal row when any went."""
    gone, _rows = Consent.objects.filter(withdrawn_at__lt=before).delete()
    if gone:
        record(action="people.drop_consents", subject=("consents", "all"), by=by, detail={"dropped": gone})
    return gone


def _readable(person: Person, name: str) -> Any:
    return person.masked_id_number if name == "id_number" else getattr(person, name)


def _write(person: Person, cleaned: dict[str, Any]) -> None:
    for name, value in cleaned.items():
        if name == "id_number":
            person.id_number_sealed = seal(value) if value else None
            person.id_number_index = blind_index(value) if value else None
        else:
            setattr(person, name, value)
    if "full_name" in cleaned:
        person.sort_key = name_sort_key(person.full_name)
        person.search_key = search_key(person.full_name)


_OWN_FIELDS = [field.name for field in Person._meta.concrete_fields if not field.primary_key]


def _save(person: Person, *, new: bool) -> None:
    other = person_by_id_number(person.id_number) if person.id_number_sealed else None
    if other is not None and other.pk != person.pk:
        raise _taken()
    try:
        with transaction.atomic():
            person.save(force_insert=new, update_fields=None if new else _OWN_FIELDS)
    except IntegrityError as error:
        if "id_number_index" in str(error):
            raise _taken() from error
        raise


def _taken() -> Refused:
    return Refused(_("Số định danh này đã được ghi cho một người khác. Xin xem lại từng chữ số."), "id_number_taken")


@atomic_action
def give_consent(*, purpose: Purpose, version: int, by: Actor) -> Consent:
    """The signed-in person agrees to the words they were shown. Raises Stale when those have changed meanwhile. Given twice
    it is one. Whoever is known to be a child does not agree alone."""
    account = own_account(by)
    person = get_person(by.person) if by.person else None
    if person is not None and who_agrees(person.born, clock.today()) != Agrees.SELF:
        raise Refused(
            _("Người dưới 16 tuổi đồng ý cùng cha mẹ. Xin cùng cha mẹ đến bộ phận một cửa."), "child_needs_guardian"
        )
    _require_words_of_today(purpose, version)
    return _agree({"account": account, "purpose": purpose}, by, person=person, given_how=How.PORTAL)


@atomic_action
def give_consent_for_child(
    child: Person,
    *,
    guardian: Person,
    purpose: Purpose,
    version: int,
    child_agrees: bool,
    incapable: bool = False,
    by: Actor,
) -> Consent:
    """Father, mother or guardian agrees at the counter; a child of seven or more is asked as well (Law 91/2025/QH15,
    article 24). The officer has seen both and the paper that says who answers for the child; `incapable`: the court's decision
    that a grown ward has lost the capacity to act (Civil Code, article 22)."""
    require_counter(child, by)
    today = clock.today()
    needed = Agrees.GUARDIAN if incapable else who_agrees(child.born, today)
    if who_agrees(guardian.born, today) != Agrees.SELF:
        raise Refused(_("Người chưa đủ 16 tuổi không đồng ý thay ai được."), "guardian_is_a_child")
    if needed == Agrees.SELF or guardian.pk == child.pk:
        raise Refused(_("Người đủ 16 tuổi tự đồng ý; không ai đồng ý thay."), "not_a_child")
    if needed == Agrees.BOTH and not child_agrees:
        raise Refused(_("Trẻ từ đủ 7 tuổi phải tự mình đồng ý cùng cha mẹ. Xin hỏi cháu."), "child_not_asked")
    _require_words_of_today(purpose, version)
    return _agree(
        {"person": child, "account": None, "purpose": purpose},
        by,
        guardian=guardian,
        child_agreed=needed == Agrees.BOTH,
        given_how=How.COUNTER,
        given_post=by.post,
    )


@atomic_action
def withdraw_consent(*, purpose: Purpose, by: Actor) -> bool:
    """As easy as giving it: one press, at once, without a reason. False when there was nothing to withdraw."""
    standing = Consent.objects.standing().filter(account=own_account(by), purpose=purpose)
    return _withdraw(standing, How.PORTAL, by)


@atomic_action
def withdraw_for_child(child: Person, *, purpose: Purpose, by: Actor) -> bool:
    """At the counter, by whoever answers for the child or by the child itself."""
    require_counter(child, by)
    given_for_it = Consent.objects.standing().filter(person=child, account=None, purpose=purpose)
    return _withdraw(given_for_it, How.COUNTER, by)


def _require_words_of_today(purpose: Purpose, version: int) -> None:
    if ASKED[purpose].version != version:
        raise Stale(_("Lời hỏi đã thay đổi. Xin đọc lại rồi trả lời."), "words_changed")


def _agree(whose: dict[str, Any], by: Actor, **said: Any) -> Consent:
    """Once, also when pressed twice at the same moment: the database keeps one."""
    asked = ASKED[whose["purpose"]]
    said |= {"version": asked.version, "words": str(asked.words), "given_at": clock.now()}
    consent, new = Consent.objects.get_or_create(**whose, withdrawn_at=None, defaults=said)
    if new:
        detail = {"purpose": consent.purpose, "version": consent.version, "how": consent.given_how}
        record(action="people.agree", subject=("consent", str(consent.pk)), by=by, detail=detail)
    return consent


def _withdraw(standing: QuerySet[Consent], how: How, by: Actor) -> bool:
    found = list(standing.select_for_update())
    for one in found:
        one.withdrawn_at, one.withdrawn_how = clock.now(), how
        one.save(update_fields=["withdrawn_at", "withdrawn_how"])
        detail = {"purpose": one.purpose, "how": how.value}
        record(action="people.withdraw_consent", subject=("consent", str(one.pk)), by=by, detail=detail)
    return bool(found)
