"""Propose, approve, number, hand over."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Refused
from xaso.core.text import clean, clean_lines
from xaso.documents.actions import check_document, issue_document
from xaso.dossiers.access import require_move
from xaso.dossiers.actions import notices
from xaso.dossiers.actions.move import advance
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
    kept = _checked_details(dossier, outcome, dict(details or {}))
    now = clock.now()
    approval = _station(dossier, "approve")
    advance(dossier, "propose", by=by, at=now, words=reason, step=approval.key, holder_id=None, detail={"outcome": outcome})
    Result.objects.update_or_create(
        dossier=dossier,
        defaults={
            "outcome": outcome,
            "reason": reason,
            "details": kept,
            "proposed_at": now,
            "proposed_by_id": by.post,
        },
    )
    return dossier


def _checked_details(dossier: Dossier, outcome: str, details: dict[str, object]) -> dict[str, object]:
    assert dossier.version is not None
    template = dossier.version.result_template
    if outcome == Outcome.REJECTED or not template:
        return {}
    return check_document(template=template, data=details, office_id=dossier.office_id)


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
    advance(dossier, "return_proposal", by=by, words=reason, step=examination.key, holder_id=proposed_by, to_post=proposed_by)
    return dossier


@atomic_action
def approve_result(dossier: Dossier, *, by: Actor) -> Dossier:
    """The decision: the legal clock stops. Nobody approves what they proposed themselves."""
    require_move(dossier, "approve", by)
    result = Result.objects.get(dossier=dossier)
    if result.proposed_by_id == by.post:
        raise Refused(_("Người trình không tự ký duyệt được. Xin chuyển người khác ký."), "own_proposal")
    now = clock.now()
    advance(dossier, "approve", by=by, at=now, outcome=result.outcome, decided_at=now, holder_id=None, detail={"outcome": result.outcome})
    Result.objects.filter(pk=result.pk).update(approved_at=now, approved_by_id=by.post)
    notices.tell_owner(dossier, notices.decided(dossier), by=by)
    return dossier


@atomic_action
def number_result(dossier: Dossier, *, book: str, number: str, by: Actor) -> Dossier:
    """Enters the result into its book and makes the document. A number stands once in a book of an office."""
    require_move(dossier, "number", by)
    book, number = clean(book, max_length=60), clean(number, max_length=60)
    if not number:
        raise Refused(_("Xin ghi số của kết quả trong sổ."), "number_missing")
    result = Result.objects.select_related("approved_by__person").get(dossier=dossier)
    now = clock.now()
    advance(dossier, "number", by=by, at=now, detail={"book": book, "number": number})
    document = None
    template = dossier.version.result_template if dossier.version else ""
    if template and result.outcome == Outcome.GRANTED:
        assert result.approved_by is not None
        signer = {"signer": result.approved_by.person.full_name, "signer_title": result.approved_by.title}
        data = {**signer, **result.details, "number": number}
        document = issue_document(template=template, data=data, office_id=dossier.office_id, book=book, by=by)
    try:
        with transaction.atomic():
            Result.objects.filter(pk=result.pk).update(book=book, number=number, numbered_at=now, document=document)
    except IntegrityError as error:
        raise Refused(_("Số %(number)s đã có trong quyển này. Xin lấy số tiếp theo.") % {"number": number}, "number_used") from error
    dossier.refresh_from_db()
    return dossier


@atomic_action
def hand_over(dossier: Dossier, *, to_whom: str = "", by: Actor) -> Dossier:
    """The result is in the hands it was made for: the person who came, the post, or the owner's phone. The fee has to be
    settled before."""
    require_move(dossier, "hand_over", by)
    to_whom = clean(to_whom, max_length=200) or dossier.owner_name
    now = clock.now()
    advance(dossier, "hand_over", by=by, at=now, ended_at=now, handed_to=to_whom)
    notices.tell_owner(dossier, notices.handed_over(dossier), by=by)
    return dossier
