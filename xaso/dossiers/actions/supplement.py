"""Asking once for everything that is missing, and the answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Forbidden, Invalid, Refused, Stale, Trace
from xaso.core.text import clean_lines
from xaso.deadlines.rules import respond_by
from xaso.dossiers.access import helps, open_request, require_move, works_on
from xaso.dossiers.actions import notices
from xaso.dossiers.actions.move import advance
from xaso.dossiers.actions.reception import send_letter
from xaso.dossiers.actions.submission import ANSWER_WITHIN_HOURS, fee_due, told_by
from xaso.dossiers.actions.waiting import owner_answers_by
from xaso.dossiers.models import Dossier, Paper, Request
from xaso.dossiers.rules import State
from xaso.files.models import StoredFile
from xaso.files.rules import owner_key
from xaso.forms.queries import places
from xaso.forms.rules import Field, Schema, check_page, raw_of, seal_answers, unseal_answers, visible_answers
from xaso.journal.actions import atomic_action, record
from xaso.offices.queries import calendar_of


@atomic_action
def request_supplements(dossier: Dossier, *, items: Sequence[Mapping[str, str]], reason: str, by: Actor) -> Request:
    """One complete list: `items` are {kind: "paper"|"field", key, what}. The clock stands still from now; form 02 and a
    message go to the owner. Raises Refused for an empty list or an unknown item."""
    require_move(dossier, "request_supplements", by)
    listed = [_named(dossier, item) for item in items]
    if not listed:
        raise Refused(_("Xin chọn ít nhất một giấy tờ hoặc một mục cần bổ sung."), "nothing_asked")
    now = clock.now()
    answer_by, times = owner_answers_by(dossier, now), dossier.asked_times + 1
    advance(
        dossier,
        "request_supplements",
        by=by,
        at=now,
        words=reason,
        act_by=answer_by,
        asked_times=times,
        detail={"items": len(listed), "time": times},
    )
    request = Request.objects.create(
        dossier=dossier, items=listed, asked_at=now, asked_by_id=by.post, answer_by=answer_by
    )
    letter = {
        "items": [{"name": item["name"], "what": item["what"]} for item in listed],
        "reason": reason,
        "respond_by": answer_by.isoformat(),
        "helper": by.name,
    }
    send_letter(dossier, "letter_02", letter, by=by)
    notices.tell_owner(dossier, notices.supplements_asked(dossier, len(listed)), by=by)
    return request


def _named(dossier: Dossier, item: Mapping[str, str]) -> dict[str, str]:
    assert dossier.version is not None
    kind, key = item.get("kind", ""), item.get("key", "")
    what = clean_lines(item.get("what", ""), max_length=1000)
    papers = {paper["key"]: paper["name"] for paper in dossier.version.papers}
    names = papers if kind == "paper" else _fields_asked(dossier)
    if kind not in ("paper", "field") or key not in names:
        raise Refused(_("Không có mục này trong thủ tục. Xin tải lại trang."), "item_unknown")
    if not what:
        raise Refused(_("Xin ghi cần bổ sung gì ở mục “%(name)s”.") % {"name": names[key]}, "what_missing")
    return {"kind": kind, "key": key, "name": str(names[key]), "what": what}


def _fields_asked(dossier: Dossier) -> dict[str, str]:
    """The fields that these answers lead to: another one could never be answered."""
    schema = dossier.version.schema if dossier.version else None
    if schema is None:
        return {}
    seen = visible_answers(schema, unseal_answers(schema, dossier.answers))
    pages = schema.visible_pages(seen)
    return {field.key: field.label for page in pages for field in page.visible_fields(seen) if field.holds_value}


@atomic_action
def attach_supplement(dossier: Dossier, *, key: str, file: StoredFile, by: Actor) -> Paper:
    """A file for one paper of the open request. It stays with the dossier whether or not the answer is sent today."""
    require_move(dossier, "answer_supplements", by)
    request = open_request(dossier)
    item = next((one for one in request.items if one["kind"] == "paper" and one["key"] == key), None)
    if item is None:
        raise Refused(_("Xã không xin giấy tờ này. Xin tải lại trang."), "item_unknown")
    if file.owner != owner_key(by):
        trace = Trace("dossier.attach", dossier.subject, by)
        raise Forbidden(_("Tệp này do tài khoản khác gửi."), "not_yours", trace=trace)
    paper, _created = Paper.objects.get_or_create(
        dossier=dossier, request=request, key=key, file=file, defaults={"name": item["name"], "added_at": clock.now()}
    )
    record(action="dossier.attach", subject=dossier.subject, by=by, detail={"paper": key, "sha256": file.sha256})
    return paper


@atomic_action
def detach_supplement(dossier: Dossier, *, paper_id: int, by: Actor) -> None:
    """Takes a file off the open request again, before the answer is sent; a helper those they sent."""
    require_move(dossier, "answer_supplements", by)
    request = open_request(dossier)
    papers = request.papers.filter(id=paper_id)
    if helps(dossier, by) and not works_on(dossier, by):
        papers = papers.filter(file__owner=owner_key(by))
    papers.delete()
    record(action="dossier.detach", subject=dossier.subject, by=by, detail={"paper": paper_id})


@atomic_action
def answer_supplements(
    dossier: Dossier, *, raw: Mapping[str, str | list[str]] | None = None, on_paper: Sequence[str] = (), by: Actor
) -> Dossier:
    """The whole answer: every paper asked for is attached (or, at the counter, brought: `on_paper`), every field typed in
    `raw`. The clock goes on; a dossier that had not been received yet goes back to the reception's list. Raises Invalid
    naming each item that is still missing."""
    require_move(dossier, "answer_supplements", by)
    if on_paper and not works_on(dossier, by):
        trace = Trace("dossier.answer_supplements", dossier.subject, by)
        raise Forbidden(_("Giấy tờ bản giấy do cán bộ tại quầy ghi nhận."), "not_allowed", trace=trace)
    request = open_request(dossier)
    now = clock.now()
    Paper.objects.bulk_create(
        Paper(dossier=dossier, request=request, key=item["key"], name=item["name"], originals=1, added_at=now)
        for item in request.items
        if item["kind"] == "paper" and item["key"] in on_paper
    )
    _require_papers(request)
    changes = _answered_fields(dossier, request, raw or {})
    if not Request.objects.filter(pk=request.pk, answered_at__isnull=True).update(answered_at=now):
        raise Stale(_("Phần bổ sung này đã gửi rồi."), "already_sent")
    back = State.PROCESSING if dossier.received_at else State.REGISTERED
    if not dossier.received_at:
        changes["act_by"] = respond_by(now, ANSWER_WITHIN_HOURS, calendar_of(dossier.office_id))
    advance(dossier, "answer_supplements", by=by, at=now, to=back, **changes)
    notices.tell_owner(dossier, notices.supplements_answered(dossier), by=by)
    return dossier


def _require_papers(request: Request) -> None:
    there = set(request.papers.values_list("key", flat=True))
    missing = {
        f"paper-{item['key']}": _("Còn thiếu: %(paper)s.") % {"paper": item["name"]}
        for item in request.items
        if item["kind"] == "paper" and item["key"] not in there
    }
    if missing:
        raise Invalid(missing)


def _answered_fields(dossier: Dossier, request: Request, raw: Mapping[str, str | list[str]]) -> dict[str, Any]:
    """What changes on the row: the answers with the asked fields replaced, and what the row repeats of them. The rest of each
    page is read from what is there, and its faults are not the owner's to mend now."""
    keys = {item["key"] for item in request.items if item["kind"] == "field"}
    schema = dossier.version.schema if dossier.version else None
    if not keys or schema is None:
        return {}
    answers = unseal_answers(schema, dossier.answers)
    errors: dict[str, str] = {}
    for page in schema.visible_pages(answers):
        if not any(field.key in keys for field in page.fields):
            continue
        typed: dict[str, Any] = {}
        for field in page.fields:
            typed |= _typed(field, raw) if field.key in keys else raw_of(field, answers.get(field.key))
        checked = check_page(schema, page.key, typed, today=clock.today(), answers=answers, places=places())
        errors |= {path: words for path, words in checked.errors.items() if _is_of(path, keys)}
        answers |= {key: value for key, value in checked.values.items() if key in keys}
    if errors:
        raise Invalid(errors)
    return {"answers": seal_answers(schema, answers), **_repeated(dossier, schema, answers)}


def _is_of(path: str, keys: set[str]) -> bool:
    return path in keys or any(path.startswith(f"{key}-") for key in keys)


def _repeated(dossier: Dossier, schema: Schema, answers: dict[str, Any]) -> dict[str, Any]:
    """What the row repeats of the answers, as far as they tell it (a clerk may have typed the owner without a form). The fee
    follows until it is paid."""
    assert dossier.version is not None
    told = told_by(dossier.version, schema, answers)
    if not told["owner_name"]:
        return {}
    if not told["contact_phone"]:
        del told["contact_phone"]
    fee = {} if dossier.fee_paid_at else fee_due(dossier.version, channel=dossier.channel, answers=answers)
    return told | fee


def _typed(field: Field, raw: Mapping[str, str | list[str]]) -> dict[str, str | list[str]]:
    """Of everything that was sent, what belongs to this field."""
    return {name: value for name, value in raw.items() if name == field.key or name.startswith(f"{field.key}-")}
