"""A dossier comes into being: sent from the portal, or registered at the counter."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.identifiers import CitizenId, parse_phone, random_token, uuid7
from xaso.core.language import in_vietnamese
from xaso.core.refused import Forbidden, Invalid, Refused, Stale, Trace
from xaso.core.scope import hold
from xaso.core.secrets import blind_index, seal
from xaso.core.text import clean, search_key
from xaso.deadlines.rules import respond_by
from xaso.documents.actions import take_number
from xaso.dossiers.access import require_counter_of, sent_dossier
from xaso.dossiers.actions import notices
from xaso.dossiers.actions.attesting import ask_both_sides
from xaso.dossiers.actions.draft import form_of, version_in_force
from xaso.dossiers.models import Dossier, Draft, Move, Paper
from xaso.dossiers.rules import Channel, Delivery, FiledHow, Right, State
from xaso.dossiers.rules.behalf import Proof, claim_of, hindrance, right_of
from xaso.forms.rules import Schema, check_all, seal_answers, unseal_answers
from xaso.journal.actions import atomic_action, record
from xaso.offices.models import Office
from xaso.offices.queries import calendar_of
from xaso.procedures.models import ProcedureVersion
from xaso.procedures.rules import fee_of, owner_of, papers_asked, people_of, title_of

AT_COUNTER = frozenset({Channel.COUNTER, Channel.POST, Channel.NATIONAL})
ANSWER_WITHIN_HOURS = 8  # one working day to accept, refuse or ask (NĐ 61/2018, 107/2021; unchecked in NĐ 118/2025)


@atomic_action
def submit_draft(draft: Draft, *, revision: int, by: Actor) -> Dossier:
    """Turns the draft as it was reviewed (`revision`) into a dossier with a number, and promises an answer within eight
    working hours. Sent twice, it answers with the dossier there is. Raises Invalid naming what is missing, Stale when the
    draft changed since the review. Ten SQL statements, the number's lock taken as late as can be."""
    if by.account is None or draft.account_id != by.account:
        trace = Trace("draft.submit", draft.subject, by)
        raise Forbidden(_("Hồ sơ này do tài khoản khác đang làm."), "not_yours", trace=trace)
    if draft.dossier_id:
        return sent_dossier(draft, by)
    if draft.assistance_id:
        trace = Trace("draft.submit", draft.subject, by)
        raise Forbidden(
            _("Chủ hồ sơ chưa đồng ý. Xin gửi cho chủ hồ sơ xem và xác nhận trên điện thoại của họ."),
            "consent_missing",
            trace=trace,
        )
    return submit_for_owner(draft, revision=revision, account=by.account, by=by)


def submit_for_owner(draft: Draft, *, revision: int, account: UUID | None, by: Actor) -> Dossier:
    """The sending itself, for callers who have checked that the owner wants it. `account` is who it belongs to; nobody's
    when the owner signed on paper. Where another press was faster, `draft` knows its dossier afterwards, and that is the
    answer."""
    _require_in_force(draft.version)
    schema = form_of(draft)
    answers = unseal_answers(schema, draft.answers)
    papers = list(draft.papers.all())
    answers = _complete(draft.version, schema, answers, papers)
    dossier = _from_draft(draft, schema, answers, account)
    hold(dossier.pk)  # what hangs on it is written before it is
    if not _claim(draft, revision, dossier.id):
        draft.refresh_from_db()
        if draft.dossier_id:
            return sent_dossier(draft, by)
        raise Stale(_("Hồ sơ vừa được sửa trên máy khác. Xin xem lại một lần nữa rồi gửi."), "another_device")
    draft.papers.update(
        dossier=dossier.id, draft=None
    )  # those that were reviewed: any change of them counts the revision
    _write(dossier, verb="submit", by=by)
    _number_and_keep(dossier, draft.office)
    notices.tell_owner(dossier, notices.submitted(dossier), by=by)
    return dossier


def _require_in_force(version: ProcedureVersion) -> None:
    """A dossier is not begun under rules that are no more. No query."""
    if version.valid_to is not None and version.valid_to <= clock.today():
        raise Refused(
            _("Thủ tục này vừa thay đổi theo quy định mới. Xin mở lại trang thủ tục và làm hồ sơ mới."),
            "procedure_changed",
        )


def _claim(draft: Draft, revision: int, dossier: UUID) -> bool:
    unsent = Draft.objects.filter(pk=draft.pk, revision=revision, dossier__isnull=True)
    return bool(unsent.update(dossier=dossier, answers={}))


def require_complete(draft: Draft) -> None:
    """Raises Invalid naming all that is missing before the draft can be sent."""
    schema = form_of(draft)
    _complete(draft.version, schema, unseal_answers(schema, draft.answers), list(draft.papers.all()))


def _complete(
    version: ProcedureVersion, schema: Schema, answers: dict[str, Any], papers: Sequence[Paper]
) -> dict[str, Any]:
    """The answers that count (none from pages a later change of mind hid). Raises Invalid naming all that is missing."""
    checked = check_all(schema, answers, today=clock.today())
    errors = dict(checked.errors)
    there = {paper.key for paper in papers}
    for paper in papers_asked(version.content, checked.values):
        if paper["required"] and paper["key"] not in there:
            errors[f"paper-{paper['key']}"] = _("Còn thiếu ảnh chụp: %(paper)s.") % {"paper": paper["name"]}
    if errors:
        raise Invalid(errors)
    require_right(version, right_of(version.content, checked.values), there)
    return checked.values


def require_right(version: ProcedureVersion, right: Right, papers: Collection[str]) -> None:
    """Whoever files may file this for its owner. Raises Refused with the article, or Invalid naming the papers that would show
    it."""
    if why_not := hindrance(version.content, right):
        raise Refused(why_not, "not_delegable")
    claim = claim_of(version.content, right)
    errors = {
        f"paper-{proof.key}": _("Còn thiếu: %(paper)s (%(basis)s).") % {"paper": proof.name, "basis": claim.basis}
        for proof in claim.missing(papers)
    }
    if errors:
        raise Invalid(errors)


def _from_draft(draft: Draft, schema: Schema, answers: dict[str, Any], account: UUID | None) -> Dossier:
    version, office, now = draft.version, draft.office, clock.now()
    channel = Channel.HELPER if draft.assistance_id else Channel.PORTAL
    return Dossier(
        id=uuid7(),
        token=random_token(),
        procedure=version.procedure,
        version=version,
        office=office,
        receiving_unit_id=office.unit_id,
        competent_unit_id=office.unit_id,
        channel=channel,
        filed_how=FiledHow.ASSISTED if draft.assistance_id else FiledHow.SELF_FILED,
        by_right=right_of(version.content, answers),
        assistance=draft.assistance,
        account_id=account,
        state=State.REGISTERED,
        submitted_at=now,
        act_by=respond_by(now, ANSWER_WITHIN_HOURS, calendar_of(office.pk)),
        answers=seal_answers(schema, answers),
        invented=settings.XASO_SAMPLE,
        **told_by(version, schema, answers),
        **fee_due(version, channel=channel, answers=answers),
    )


def told_by(version: ProcedureVersion, schema: Schema, answers: Mapping[str, Any]) -> dict[str, Any]:
    """What the row repeats of the (unsealed) answers: title, owner, phone, delivery."""
    who = owner_of(version.content, answers)
    return {
        "title": title_of(version.content, schema, answers)[:300],
        "owner_name": who.name,
        "owner_search": search_key(" ".join(people_of(version.content, schema, answers)))[:200],
        **_owner_number(who.id_number),
        "contact_phone": who.phone,
        "delivery": _delivery(answers),
    }


def _owner_number(digits: str) -> dict[str, str]:
    sealed, index = (seal(digits), blind_index(digits)) if digits else ("", "")
    return {"owner_id_sealed": sealed, "owner_id_index": index}


@in_vietnamese
def fee_due(version: ProcedureVersion, *, channel: str, answers: Mapping[str, Any]) -> dict[str, Any]:
    """What it costs by the answers. Groups that pay less are looked at by an officer, who writes it in."""
    fee = fee_of(version.content, channel=channel, answers=answers, groups=(), day=clock.today())
    return {"fee_amount": fee.amount, "fee_lines": [asdict(line) for line in fee.lines]}


def _delivery(answers: Mapping[str, Any]) -> str:
    chosen = answers.get("delivery", "")
    return chosen if chosen in Delivery.values else Delivery.PICKUP


def _write(dossier: Dossier, *, verb: str, by: Actor) -> None:
    Move.objects.create(
        dossier=dossier,
        verb=verb,
        at=dossier.submitted_at,
        from_state=None,
        to_state=State.REGISTERED,
        post_id=by.post,
        by_system=by.is_system,
    )
    detail = {"procedure": dossier.procedure.code, "channel": dossier.channel, "filed_how": dossier.filed_how}
    record(action=f"dossier.{verb}", subject=dossier.subject, by=by, detail=detail)


def _number_and_keep(dossier: Dossier, office: Office) -> None:
    """The number comes from the office's series of the day in Vietnam, without gaps: its row stays locked until commit, so
    the dossier goes in right after."""
    day = clock.local(dossier.submitted_at).date()
    seq = take_number(office_id=office.pk, series="dossier", period=day.isoformat())
    dossier.number = office.number_of(day=day, seq=seq)
    dossier.save(force_insert=True)


@atomic_action
def register_dossier(
    *,
    code: str,
    office: Office,
    owner_name: str,
    phone: str = "",
    citizen_id: str = "",
    papers: Sequence[Mapping[str, Any]] = (),
    answers: Mapping[str, Any] | None = None,
    delivery: str = Delivery.PICKUP,
    channel: str = Channel.COUNTER,
    by_right: str = Right.SELF,
    filer_name: str = "",
    filer_phone: str = "",
    shown: Collection[str] = (),
    account: UUID | None = None,
    by: Actor,
) -> Dossier:
    """A dossier brought to the counter (or by post): numbered now, by the reception officer. `papers` are
    {key, originals, copies} of the version's list. `account` is the owner's, where a card has shown whose it is.
    `filer_name` stands at the counter when that is not the owner, by `by_right`, whose papers were `shown` (keys of
    rules.behalf.PROOFS); `filer_phone` is theirs, where both sides attest later. It still
    has to be received, which starts the clock."""
    require_counter_of(office, by)
    version = version_in_force(code)
    dossier = _at_counter(version, office, owner_name, phone, citizen_id, dict(answers or {}), delivery, channel)
    dossier.account_id = account
    hold(dossier.pk)
    rows = _counter_papers(version, papers, dossier, dossier.submitted_at)
    _file_by_right(dossier, version, by_right, filer_name, rows, shown)
    Paper.objects.bulk_create(rows)
    _write(dossier, verb="register", by=by)
    _number_and_keep(dossier, office)
    notices.tell_owner(dossier, notices.submitted(dossier), by=by)
    if claim_of(version.content, Right(dossier.by_right)).attested:
        ask_both_sides(dossier, filer_phone=filer_phone, by=by)
    return dossier


def _file_by_right(
    dossier: Dossier,
    version: ProcedureVersion,
    by_right: str,
    filer_name: str,
    rows: list[Paper],
    shown: Collection[str],
) -> None:
    """Who stands at the counter, and by what right. What was shown for it is among the papers."""
    if by_right not in Right.values:
        raise Invalid({"by_right": _("Xin chọn người nộp là ai.")})
    right = Right(by_right)
    dossier.by_right = right
    dossier.filer_name = "" if right == Right.SELF else clean(filer_name, max_length=200)
    if right != Right.SELF and not dossier.filer_name:
        raise Invalid({"filer_name": _("Xin ghi họ tên người đang nộp thay.")})
    there = {paper.key for paper in rows}
    require_right(version, right, there | set(shown))
    rows.extend(_shown_for(dossier, claim_of(version.content, right).missing(there)))


@in_vietnamese
def _shown_for(dossier: Dossier, proofs: Sequence[Proof]) -> list[Paper]:
    return [
        Paper(
            dossier=dossier,
            key=proof.key,
            name=str(proof.name),
            originals=1,
            added_at=dossier.submitted_at,
        )
        for proof in proofs
    ]


def _at_counter(
    version: ProcedureVersion,
    office: Office,
    owner_name: str,
    phone: str,
    citizen_id: str,
    answers: dict[str, Any],
    delivery: str,
    channel: str,
) -> Dossier:
    owner_name = clean(owner_name, max_length=200)
    if not owner_name:
        raise Invalid({"owner_name": _("Xin ghi họ tên chủ hồ sơ.")})
    if channel not in AT_COUNTER or delivery not in Delivery.values:
        raise Refused(_("Xin chọn lại cách nộp và cách nhận kết quả."), "channel")
    now = clock.now()
    return Dossier(
        id=uuid7(),
        token=random_token(),
        procedure=version.procedure,
        version=version,
        title=title_of(version.content, version.schema, answers)[:300],
        office=office,
        receiving_unit_id=office.unit_id,
        competent_unit_id=office.unit_id,
        channel=channel,
        filed_how=FiledHow.CLERK_TYPED,
        owner_name=owner_name,
        owner_search=search_key(owner_name),
        **_owner_number(_read("citizen_id", _id_digits, citizen_id) if citizen_id else ""),
        contact_phone=_read("phone", parse_phone, phone) if phone else "",
        state=State.REGISTERED,
        submitted_at=now,
        act_by=respond_by(now, ANSWER_WITHIN_HOURS, calendar_of(office.pk)),
        answers=seal_answers(version.schema, answers),
        delivery=delivery,
        invented=settings.XASO_SAMPLE,
        **fee_due(version, channel=channel, answers=answers),
    )


def _read(field: str, parse: Callable[[str], str], text: str) -> str:
    """The same refusal, said at its field."""
    try:
        return parse(text)
    except Refused as refused:
        raise Invalid({field: refused.message}) from None


def _id_digits(text: str) -> str:
    return CitizenId.parse(text).digits


def _counter_papers(
    version: ProcedureVersion, papers: Sequence[Mapping[str, Any]], dossier: Dossier, at: datetime
) -> list[Paper]:
    names = {paper["key"]: paper["name"] for paper in version.papers}
    return [
        Paper(
            dossier=dossier,
            key=paper["key"],
            name=names[paper["key"]],
            originals=int(paper.get("originals", 0)),
            copies=int(paper.get("copies", 0)),
            added_at=at,
        )
        for paper in papers
        if paper["key"] in names and (paper.get("originals") or paper.get("copies"))
    ]
