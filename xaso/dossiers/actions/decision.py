"""Propose, approve, number, hand over."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Forbidden, Refused, Trace
from xaso.core.text import clean, clean_lines, shorten
from xaso.documents.actions import enter_in_book, issue_document
from xaso.documents.models import Document
from xaso.documents.queries import head_of
from xaso.documents.rules import check_data, load_letter, seal_data, show_number, unseal_data
from xaso.dossiers.access import require_move
from xaso.dossiers.actions import notices
from xaso.dossiers.actions.attesting import require_attested
from xaso.dossiers.actions.move import advance
from xaso.dossiers.actions.reception import letter_values
from xaso.dossiers.models import Dossier, Result
from xaso.dossiers.rules import Outcome, Step, step_after, steps_of
from xaso.journal.actions import atomic_action


@atomic_action
def propose_result(
    dossier: Dossier, *, outcome: str, reason: str = "", details: Mapping[str, object] | None = None, by: Actor
) -> Dossier:
    """The case officer's proposal goes to whoever approves. `details` fill the template of the result; for a rejection a
    reason takes their place. Raises Refused naming the value that is missing: nothing is half-proposed."""
    require_move(dossier, "propose", by)
    if outcome not in Outcome.values:
        raise Refused(_("Xin chọn đồng ý hay không giải quyết."), "outcome")
    reason = clean_lines(reason, max_length=2000)
    if outcome == Outcome.REJECTED and not reason:
        raise Refused(_("Không giải quyết thì xin ghi rõ lý do và căn cứ pháp lý."), "words_missing")
    proposed_by = by.post
    if proposed_by is None:
        raise Forbidden(_("Chỉ cán bộ đang giữ việc mới trình được."), "not_allowed")
    kept = _checked_details(dossier, outcome, dict(details or {}), by)
    now = clock.now()
    approval = _station(dossier, "approve")
    advance(
        dossier, "propose", by=by, at=now, words=reason, step=approval.key, holder_id=None, detail={"outcome": outcome}
    )
    Result.objects.update_or_create(
        dossier=dossier,
        defaults={
            "outcome": outcome,
            "reason": reason,
            "details": kept,
            "proposed_at": now,
            "proposed_by_id": proposed_by,
        },
    )
    return dossier


def _checked_details(dossier: Dossier, outcome: str, details: dict[str, object], by: Actor) -> dict[str, object]:
    """What the result will say, complete, with personal numbers sealed. Raises Invalid naming what is missing."""
    template = dossier.result_template
    if outcome == Outcome.REJECTED or not template:
        return {}
    letter, today = load_letter(template), clock.today()
    given = {name: value for name, value in details.items() if value not in (None, "")}
    checked = check_data(letter, head_of(letter, office_id=dossier.office_id, day=today, by=by) | given, day=today)
    return seal_data(letter, {name: checked[name] for name in given if name in checked})


def _station(dossier: Dossier, kind: str) -> Step:
    assert dossier.version is not None
    steps = steps_of(dossier.version.content)
    following = step_after(steps, dossier.step)
    while following and following.kind != kind:
        following = step_after(steps, following.key)
    return following or next(step for step in steps if step.kind == kind)


@atomic_action
def return_proposal(dossier: Dossier, *, reason: str, by: Actor) -> Dossier:
    """Back to whoever proposed, with what has to be mended."""
    require_move(dossier, "return_proposal", by)
    proposed_by = Result.objects.get(dossier=dossier).proposed_by_id
    examination = _station(dossier, "examine")
    advance(
        dossier,
        "return_proposal",
        by=by,
        words=reason,
        step=examination.key,
        holder_id=proposed_by,
        to_post=proposed_by,
    )
    return dossier


@atomic_action
def approve_result(dossier: Dossier, *, by: Actor) -> Dossier:
    """The decision: the legal clock stops. Nobody approves what they proposed themselves, in whichever post. A rejection
    becomes a written answer (form 03) at once and goes into no book: books are for what was granted. What rests on a mandate
    that both sides attest to is not granted before they have."""
    require_move(dossier, "approve", by)
    result = Result.objects.select_related("proposed_by").get(dossier=dossier)
    _require_other_hand(dossier, result, by)
    if result.outcome == Outcome.GRANTED:
        require_attested(dossier)
    now = clock.now()
    advance(
        dossier,
        "approve",
        by=by,
        at=now,
        outcome=result.outcome,
        decided_at=now,
        holder_id=None,
        detail={"outcome": result.outcome},
    )
    result.approved_at, result.approved_by_id = now, by.post
    if result.outcome == Outcome.REJECTED:
        result.document = _written_answer(dossier, result, by)
        result.number, result.numbered_at = result.document.number or dossier.number, now
    result.save(update_fields=["approved_at", "approved_by", "document", "number", "numbered_at"])
    dossier.result = result
    notices.tell_owner(dossier, notices.decided(dossier), by=by)
    return dossier


def _require_other_hand(dossier: Dossier, result: Result, by: Actor) -> None:
    if result.proposed_by_id != by.post and result.proposed_by.person_id != by.person:
        return
    raise Forbidden(
        _("Người trình không tự ký duyệt được. Xin để người khác ký."),
        "own_proposal",
        trace=Trace("dossier.approve", dossier.subject, by),
    )


def _written_answer(dossier: Dossier, result: Result, by: Actor) -> Document:
    assert dossier.version is not None
    basis = "; ".join(str(law) for law in dossier.version.content["legal_basis"])
    data = letter_values(dossier, "letter_03", by=by) | {
        "reception": dossier.office.name,
        "reason": result.reason,
        "legal_basis": shorten(basis, 1000),
    }
    return issue_document(template="letter_03", data=data, office_id=dossier.office_id, by=by)


@atomic_action
def number_result(dossier: Dossier, *, book: str, number: int, by: Actor) -> Dossier:
    """Enters what was granted into its book of this year and makes the document. Refuses a number that is taken, saying
    which is free."""
    require_move(dossier, "number", by)
    result = Result.objects.select_related("approved_by").get(dossier=dossier)
    now = clock.now()
    year = clock.today().year
    advance(dossier, "number", by=by, at=now, detail={"book": book, "number": number})
    entry = enter_in_book(
        office_id=dossier.office_id, book=book, year=year, number=number, subject=dossier.subject, by=by
    )
    shown = show_number(entry.number, year)
    document = _result_document(dossier, result, shown, by)
    result.book, result.number, result.numbered_at, result.document = entry.book, shown, now, document
    result.save(update_fields=["book", "number", "numbered_at", "document"])
    dossier.result = result
    return dossier


def _result_document(dossier: Dossier, result: Result, number: str, by: Actor) -> Document | None:
    template = dossier.result_template
    if not template or result.outcome != Outcome.GRANTED or result.approved_by is None:
        return None
    signer = {"signer": result.approved_by.holder_name, "signer_title": result.approved_by.title}
    data = {**signer, **unseal_data(result.details), "number": number}
    return issue_document(template=template, data=data, office_id=dossier.office_id, by=by)


@atomic_action
def hand_over(dossier: Dossier, *, to_whom: str = "", by: Actor) -> Dossier:
    """The result is in the hands it was made for: the person who came, the post, or the owner's phone. The fee has to be
    settled before."""
    require_move(dossier, "hand_over", by)
    to_whom = clean(to_whom, max_length=200) or dossier.owner_name
    now = clock.now()
    advance(dossier, "hand_over", by=by, at=now, ended_at=now, handed_to=to_whom)
    notices.tell_owner(dossier, notices.handed_over(dossier), by=by)
    notices.ask_how_it_was(dossier, by=by)
    return dossier
