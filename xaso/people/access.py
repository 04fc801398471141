"""Finding a person and what they agreed to. Whoever calls has checked that the actor may look."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists
from django.utils.translation import gettext as _

from xaso.core.actor import Actor
from xaso.core.identifiers import CitizenId
from xaso.core.refused import Forbidden, NotFound, Trace
from xaso.core.scope import hold, holding
from xaso.core.secrets import blind_indices
from xaso.people.models import Consent, ConsentQuerySet, Person
from xaso.people.rules import Purpose


def person_by_id_number(number: str) -> Person | None:
    """By the exact 12 digits, under every key still in use. Raises Refused when it is no such number at all."""
    indices = blind_indices(CitizenId.parse(number).digits)
    with holding(*indices):
        person = Person.objects.filter(id_number_index__in=indices).first()
    if person is not None:
        hold(person.pk)
    return person


def get_person(person_id: UUID) -> Person:
    """Raises NotFound."""
    hold(person_id)
    person = Person.objects.filter(pk=person_id).first()
    if person is None:
        raise NotFound(_("Không tìm thấy người này."), "person_unknown")
    return person


def standing_consents(*, account: UUID | None = None, person: UUID | None = None) -> dict[str, Consent]:
    """What an account, or a person without one, agrees to now, by purpose. One query, and one for each guardian that is asked
    for."""
    standing = Consent.objects.standing()
    asked = standing.filter(account=account) if account else standing.filter(person=person, account=None)
    found = {one.purpose: one for one in asked}
    hold(*(one.guardian_id for one in found.values() if one.guardian_id))  # who sees the consent sees who gave it
    return found


def agrees(purpose: Purpose, *, account: UUID | None = None, person: UUID | None = None) -> bool:
    """Whether this account, or this person, agreed and did not withdraw: to be asked before every use. Silence is no."""
    asked = Consent.objects.standing().filter(purpose=purpose)
    return asked.filter(account=account).exists() if account else asked.filter(person=person).exists()


def taken_back(purpose: Purpose, *, account: UUID) -> ConsentQuerySet:
    """What this account agreed to once and does no more, nothing while it agrees: what waits to be sent by that consent is not
    sent. To be asked together with other things."""
    said = Consent.objects.filter(purpose=purpose, account=account)
    return said.filter(~Exists(said.standing())).order_by()


def own_account(by: Actor) -> UUID:
    """Of a resident who is signed in, and speaks for themselves. Raises Forbidden."""
    if by.account is None or by.is_official:
        raise Forbidden(_("Xin đăng nhập bằng số điện thoại của ông/bà."), "sign_in_first")
    return by.account


def require_counter(child: Person, by: Actor) -> None:
    """An official who has the child, or whoever answers for it, in front of them. Refuses with a trace."""
    if not by.is_official or by.is_administrator:
        trace = Trace("people.consent", ("person", str(child.pk)), by)
        raise Forbidden(_("Việc này làm tại bộ phận một cửa."), "not_allowed", trace=trace)
    hold(child.pk)  # who stands at the counter; no unit keeps a list of its children
