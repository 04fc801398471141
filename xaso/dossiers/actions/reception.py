"""The one-stop office looks at what came in, and passes it on."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.language import in_vietnamese
from xaso.core.money import show_dong
from xaso.core.refused import Refused
from xaso.core.text import clean
from xaso.deadlines.actions import start_clock
from xaso.documents.actions import issue_document
from xaso.documents.rules import load_letter
from xaso.dossiers.access import require_move
from xaso.dossiers.actions import notices
from xaso.dossiers.actions.move import advance, promise
from xaso.dossiers.models import Dossier, Letter, Paper
from xaso.dossiers.rules import step_after, step_at, steps_of
from xaso.forms.rules import unseal_answers
from xaso.journal.actions import atomic_action
from xaso.offices.models import Post
from xaso.procedures.rules import owner_of


@atomic_action
def receive_dossier(dossier: Dossier, *, by: Actor) -> Dossier:
    """Complete and valid: the legal clock starts, form 01 with the due time goes to the owner."""
    require_move(dossier, "receive", by)
    assert dossier.version is not None
    now = max(clock.now(), dossier.submitted_at)  # a clock that was set back must not turn anybody away
    advance(dossier, "receive", by=by, at=now, received_at=now, **_start_clock(dossier, now, by))
    send_letter(dossier, "letter_01", _slip(dossier), by=by)
    notices.tell_owner(dossier, notices.received(dossier), by=by)
    return dossier


def _start_clock(dossier: Dossier, at: datetime, by: Actor) -> dict[str, Any]:
    assert dossier.version is not None
    limit = dossier.version.limit
    if limit is None:
        return {"act_by": promise(dossier, at)}
    legal = start_clock(office_id=dossier.office_id, limit=limit, at=at, by=by)
    return {"clock": legal, "due_at": legal.due_at, "act_by": legal.due_at}


@atomic_action
def refuse_dossier(dossier: Dossier, *, reason: str, legal_basis: str, advice: str = "", by: Actor) -> Dossier:
    """Not received: form 03 with the reason and the article of law. The number stays used."""
    require_move(dossier, "refuse", by)
    legal_basis = clean(legal_basis, max_length=300)
    if not legal_basis:
        raise Refused(_("Xin ghi căn cứ pháp lý của việc từ chối (điều, khoản, văn bản)."), "legal_basis_missing")
    advance(dossier, "refuse", by=by, words=reason, legal_basis=legal_basis)
    data = {"reason": reason, "legal_basis": legal_basis, "advice": advice, "reception": dossier.office.name}
    send_letter(dossier, "letter_03", data, by=by)
    notices.tell_owner(dossier, notices.refused(dossier, reason), by=by)
    notices.ask_how_it_was(dossier, by=by)
    return dossier


@atomic_action
def pass_dossier(dossier: Dossier, *, to_post: Post | None = None, words: str = "", by: Actor) -> Dossier:
    """To the first step after reception, or to another officer of the same step. `to_post` is who has it next; without one
    whoever holds the step's role in the unit may take it. Raises Refused when that officer is not of the deciding unit."""
    require_move(dossier, "pass", by)
    assert dossier.version is not None
    steps = steps_of(dossier.version.content)
    step = step_at(steps, dossier.step) or step_after(steps, "")
    if to_post and (to_post.office.unit_id != dossier.competent_unit_id or not _still_holds(to_post)):
        raise Refused(_("Cán bộ này không còn giữ việc ở xã. Xin chọn người khác."), "post_elsewhere")
    if to_post and step and to_post.role != step.role:
        raise Refused(
            _("Cán bộ này không làm bước “%(step)s”. Xin chọn người khác.") % {"step": step.name}, "post_unfit"
        )
    to = to_post.pk if to_post else None
    advance(
        dossier,
        "pass",
        by=by,
        words=words,
        to_post=to,
        step=step.key if step else "",
        holder=to_post,
        detail={"to_post": to},
    )
    return dossier


def _still_holds(post: Post) -> bool:
    today = clock.today()
    return post.valid_from <= today and (post.valid_to is None or today < post.valid_to)


def send_letter(dossier: Dossier, template: str, data: dict[str, Any], *, by: Actor) -> Letter:
    """Issues a letter about the dossier from its template. Raises Refused, naming it, when a value is missing."""
    values = letter_values(dossier, template, by=by) | data
    document = issue_document(template=template, data=values, office_id=dossier.office_id, by=by)
    return Letter.objects.create(dossier=dossier, document=document, kind=template, sent_at=clock.now())


def letter_values(dossier: Dossier, template: str, *, by: Actor) -> dict[str, Any]:
    """What every letter about a dossier says of it, as far as this template has a place for it."""
    common = {
        "dossier_number": dossier.number,
        "applicant": dossier.owner_name,
        "submitter": _submitter(dossier)[:120],
        "address": _address(dossier)[:500],
        "phone": dossier.contact_phone,
        "procedure": f"{dossier.title} ({dossier.procedure.code})",
        "help_phone": dossier.office.phone,
        "follow_address": f"{settings.XASO_ADDRESS}/t/{dossier.token}",
        "signer": by.name,
    }
    places = {field.name for field in load_letter(template).fields}
    return {name: value for name, value in common.items() if name in places}


def _submitter(dossier: Dossier) -> str:
    """Whose hands brought it: who filed for the owner, the person behind the account, otherwise the owner."""
    if dossier.filer_name:
        return dossier.filer_name
    person = dossier.account.person if dossier.account else None
    return person.full_name if person else dossier.owner_name


def _address(dossier: Dossier) -> str:
    version = dossier.version
    if version is None or version.schema is None:
        return ""
    address = owner_of(version.content, unseal_answers(version.schema, dossier.answers)).address or {}
    return str(address.get("text") or address.get("line") or "")


@in_vietnamese
def _slip(dossier: Dossier) -> dict[str, Any]:
    assert dossier.version is not None
    assert dossier.received_at is not None
    limit = dossier.version.limit
    return {
        "reception": dossier.office.name,
        "papers": _paper_rows(dossier),
        "sets": 1,
        "time_limit": limit.words if limit else _("Luật không quy định"),
        "received_at": dossier.received_at.isoformat(),
        "due_at": dossier.act_by.isoformat(),
        "delivery": dossier.get_delivery_display(),
        "fee": fee_words(dossier),
    }


def fee_words(dossier: Dossier) -> str:
    """The fee in one line; what the province sets and nobody has written in yet is said in its rule's words."""
    open_lines = [f"{line['name']}: {line['text']}" for line in dossier.fee_lines if line.get("amount") is None]
    known = [show_dong(dossier.fee_amount)] if dossier.fee_amount else []
    return "; ".join([*known, *open_lines])[:250] or _("Không")


def _paper_rows(dossier: Dossier) -> list[dict[str, Any]]:
    rows: dict[str, dict[str, Any]] = {}
    for paper in Paper.objects.filter(dossier=dossier).select_related("file"):
        row = rows.setdefault(paper.key, {"name": paper.name, "originals": 0, "copies": 0, "note": ""})
        row["originals"] += paper.originals
        row["copies"] += paper.copies
        if paper.file:
            row["copies"] += 1
            row["note"] = _("bản điện tử")
    return list(rows.values()) or [
        {"name": _("Tờ khai điện tử"), "originals": 1, "copies": 0, "note": _("bản điện tử")}
    ]
