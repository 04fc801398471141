"""What somebody agrees to for a child or a ward, at the counter, with the papers on the table."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _

from xaso.core.actor import Actor
from xaso.core.refused import Invalid, NotFound, Refused
from xaso.journal.actions import atomic_action, record
from xaso.people.access import person_by_id_number
from xaso.people.actions import give_consent_for_child, person_of_paper, withdraw_for_child
from xaso.people.models import Consent, Person
from xaso.people.rules import ASKED, Purpose
from xaso.privacy.rules import Answers
from xaso.signin.access import require_counter


@dataclass(frozen=True, slots=True)
class Paper:
    """What stands on the card or the certificate on the table, as the officer typed it."""

    number: str
    full_name: str
    born: str = ""


@atomic_action
def agree_for_child(
    child: Paper,
    *,
    guardian: Paper,
    answers_as: str,
    purposes: Collection[str],
    child_agrees: bool,
    papers_seen: bool,
    by: Actor,
) -> list[Consent]:
    """Who answers for the child has read the words of today and signed the paper, which the office keeps; see
    `people.give_consent_for_child`. Raises Invalid by field (`child_…`, `guardian_…`)."""
    require_counter(by, "privacy.agree_for_child", ("office", str(by.office)))
    errors = _missing(child, answers_as, purposes, papers_seen=papers_seen)
    if errors:
        raise Invalid(errors)
    ward, elder = _person(child, "child", by), _person(guardian, "guardian", by)
    given = [
        give_consent_for_child(
            ward,
            guardian=elder,
            purpose=purpose,
            version=ASKED[purpose].version,
            child_agrees=child_agrees,
            incapable=answers_as == Answers.COURT,
            by=by,
        )
        for purpose in Purpose
        if purpose in purposes
    ]
    detail = {"as": answers_as, "purposes": sorted(one.purpose for one in given)}
    record(action="privacy.agree_for_child", subject=("person", str(ward.pk)), by=by, detail=detail)
    return given


def _missing(child: Paper, answers_as: str, purposes: Collection[str], *, papers_seen: bool) -> dict[str, str]:
    errors = {}
    if not child.born.strip() and answers_as != Answers.COURT:
        errors["child_born"] = _("Xin ghi ngày sinh: từ đủ 7 tuổi phải hỏi cả cháu, từ đủ 16 tuổi tự đồng ý.")
    if answers_as not in Answers.values:
        errors["answers_as"] = _("Xin chọn người đồng ý là ai.")
    if not purposes or not set(purposes) <= set(Purpose.values):
        errors["purposes"] = _("Xin chọn ít nhất một việc mà người ấy đồng ý.")
    if not papers_seen:
        errors["papers_seen"] = _("Chỉ ghi khi đã xem giấy tờ và có giấy đã ký. Xin xem rồi đánh dấu.")
    return errors


def _person(paper: Paper, whose: str, by: Actor) -> Person:
    """Refusals name their field."""
    try:
        return person_of_paper(id_number=paper.number, full_name=paper.full_name, born=paper.born, by=by)
    except Invalid as refused:
        raise Invalid({f"{whose}_{name}": sentence for name, sentence in refused.errors.items()}) from None
    except Refused as refused:
        raise Invalid({f"{whose}_number": refused.message}) from None


@atomic_action
def withdraw_at_counter(*, number: str, purpose: str, by: Actor) -> bool:
    """Whoever answers for the child, or the child itself, says no: at once, without a reason. False when nothing stood."""
    require_counter(by, "privacy.withdraw_for_child", ("office", str(by.office)))
    child = person_by_id_number(number)
    if child is None or purpose not in Purpose.values:
        raise NotFound(_("Xã chưa ghi ai có số này."), "person_unknown")
    withdrawn = withdraw_for_child(child, purpose=Purpose(purpose), by=by)
    if withdrawn:
        subject = ("person", str(child.pk))
        record(action="privacy.withdraw_for_child", subject=subject, by=by, detail={"purpose": purpose})
    return withdrawn
