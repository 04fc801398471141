"""Filing for somebody else in two phases: a helper prepares, the owner confirms. Nobody borrows a password or a code."""

from __future__ import annotations

import secrets
from datetime import timedelta
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.identifiers import parse_phone, random_token
from xaso.core.refused import Forbidden, Invalid, NotFound, Refused, Stale, TooMany, Trace
from xaso.core.scope import as_machine, hold, holding
from xaso.core.text import clean, search_key
from xaso.dossiers.access import may_file_for_others, may_revoke, require_helper, sent_dossier
from xaso.dossiers.actions import notices
from xaso.dossiers.actions.draft import KEPT_DAYS, throw_away, version_in_force
from xaso.dossiers.actions.submission import require_complete, submit_for_owner
from xaso.dossiers.models import Assistance, Consent, Dossier, Draft, Paper
from xaso.dossiers.rules import ConsentEnd, ConsentHow
from xaso.dossiers.rules.behalf import (
    CODE_DIGITS,
    CODE_TRIES,
    CODE_WAIT,
    CONSENT_PAPER,
    HELPED_AT_MOST,
    HELPED_WITHIN,
    INVITATION_LIVES,
    INVITED_AT_MOST,
    NEIGHBOURS,
    OFFICIALS,
)
from xaso.files.models import StoredFile
from xaso.files.rules import owner_key
from xaso.journal.actions import atomic_action, record
from xaso.journal.queries import entries_of
from xaso.offices.models import Office
from xaso.signin.models import Account

ENTER_CODE = "assistance.enter_code"


@atomic_action
def start_helping(
    *, code: str, office: Office, kind: str, helper_name: str, owner_name: str, owner_phone: str = "", by: Actor
) -> Draft:
    """A draft that `by` prepares for the owner of that phone; without one only a witnessed paper sends it. Raises TooMany for
    a resident who has helped ten people within thirty days."""
    if not may_file_for_others(by, office):
        trace = Trace("draft.help", ("office", str(office.pk)), by)
        raise Forbidden(_("Xin đăng nhập trước khi làm giúp người khác."), "sign_in_first", trace=trace)
    version = version_in_force(code)
    if not version.can_be_filed_here or "helper" not in version.channels:
        raise Refused(_("Việc này chưa làm giúp qua mạng được. Xin nộp tại quầy."), "counter_only")
    account = Account.objects.select_for_update().only("phone").get(pk=str(by.account))
    named = _named(kind, helper_name, owner_name, owner_phone, account, by)
    now = clock.now()
    assistance = Assistance.objects.create(
        helper=account,
        post_id=by.post,
        others=_others_helped(by, named["owner_name"], named["owner_phone"]),
        started_at=now,
        **named,
    )
    draft = Draft.objects.create(
        account=account,
        office=office,
        version=version,
        assistance=assistance,
        updated_at=now,
        expires_at=now + timedelta(days=KEPT_DAYS),
    )
    detail = {"procedure": code, "kind": kind, "others": assistance.others}
    record(action="draft.help", subject=draft.subject, by=by, detail=detail)
    return draft


def _named(
    kind: str, helper_name: str, owner_name: str, owner_phone: str, account: Account, by: Actor
) -> dict[str, str]:
    helper_name = clean(by.name if by.is_official else helper_name, max_length=200)
    owner_name = clean(owner_name, max_length=200)
    errors = {}
    if kind not in (OFFICIALS if by.is_official else NEIGHBOURS):
        errors["kind"] = _("Xin chọn ông/bà là ai.")
    if not helper_name:
        errors["helper_name"] = _("Xin ghi họ tên của ông/bà, để chủ hồ sơ biết ai làm giúp.")
    if not owner_name:
        errors["owner_name"] = _("Xin ghi họ tên người được giúp.")
    try:
        owner_phone = parse_phone(owner_phone) if owner_phone.strip() else ""
    except Refused as refused:
        errors["owner_phone"] = refused.message
    if owner_phone and owner_phone == account.phone:
        errors["owner_phone"] = _("Đây là số của chính ông/bà. Làm cho mình thì bấm “Nộp hồ sơ tại đây”.")
    if errors:
        raise Invalid(errors)
    return {"kind": kind, "helper_name": helper_name, "owner_name": owner_name, "owner_phone": owner_phone}


def _others_helped(by: Actor, owner_name: str, owner_phone: str) -> int:
    """How many other people a resident helped lately; helping is an official's work. Raises TooMany. The account is locked."""
    if by.is_official:
        return 0
    lately = Assistance.objects.filter(helper=by.account, started_at__gt=clock.now() - HELPED_WITHIN)
    people = {(phone or search_key(name)) for phone, name in lately.values_list("owner_phone", "owner_name")}
    others = len(people - {owner_phone or search_key(owner_name)})
    if others >= HELPED_AT_MOST:
        raise TooMany(
            _("Trong 30 ngày ông/bà đã giúp %(count)d người. Xin đưa người này đến xã, hoặc nhờ xã gọi lại.")
            % {"count": others},
            "helped_many",
        )
    return others


@atomic_action
def invite_owner(draft: Draft, *, revision: int, by: Actor) -> Assistance:
    """Sends the owner a message with a link and a code, good for seven days; the ones before are dead. Raises Invalid naming
    what is still missing, TooMany after five messages."""
    assistance = require_helper(draft, by)
    if not assistance.owner_phone:
        raise Refused(_("Người này không có điện thoại. Xin dùng giấy đồng ý có người làm chứng."), "no_phone")
    require_complete(draft)
    if revision != draft.revision:
        raise Stale(_("Hồ sơ vừa được sửa trên máy khác. Xin xem lại một lần nữa rồi gửi."), "another_device")
    now = clock.now()
    with holding(assistance.owner_phone):  # whoever else invited this number
        today = Assistance.objects.filter(owner_phone=assistance.owner_phone, invited_at__gt=now - timedelta(days=1))
        others = today.exclude(pk=assistance.pk).count()
    if max(assistance.invited_times, others) >= INVITED_AT_MOST:
        raise TooMany(_("Đã nhắn đến số này nhiều lần. Xin gọi cho chủ hồ sơ, hoặc cùng đến xã."), "invited_too_often")
    assistance.token, assistance.code = random_token(), f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"
    assistance.invited_at, assistance.invited_until = now, now + INVITATION_LIVES
    Assistance.objects.filter(pk=assistance.pk).update(
        token=assistance.token,
        code=assistance.code,
        invited_at=now,
        invited_until=assistance.invited_until,
        invited_times=F("invited_times") + 1,
    )
    notices.invite(draft, by=by)
    record(action="draft.invite", subject=draft.subject, by=by, detail={"revision": revision})
    return assistance


@atomic_action
def open_invitation(token: str, *, by: Actor) -> Draft:
    """The draft that the link of the message speaks of, open from now on to this account: the one that its number signs in
    to. For every other account there is no such link, and the attempt stays in the journal."""
    with holding(token):
        found = Assistance.objects.filter(token=token).first()
    if found is None:
        raise NotFound(_no_invitation(), "invitation_unknown")
    account = Account.objects.only("phone").filter(pk=by.account).first() if by.account else None
    if account is None or account.phone != found.owner_phone:
        raise NotFound(_no_invitation(), "invitation_unknown", trace=Trace("draft.open", found.subject, by))
    return _opened(found, by)


@atomic_action
def enter_invitation_code(code: str, *, by: Actor) -> Draft:
    """The same by the six digits of the message, for whoever can't press a link. Five wrong tries within an hour shut it."""
    account = Account.objects.only("phone").filter(pk=by.account).first() if by.account else None
    if account is None or account.phone is None:
        raise Forbidden(_("Xin đăng nhập bằng số điện thoại nhận được tin nhắn."), "sign_in_first")
    subject = ("account", str(account.pk))
    tries = entries_of(subject).filter(action=ENTER_CODE, denied=True, at__gt=clock.now() - CODE_WAIT)
    if tries.count() >= CODE_TRIES:
        raise TooMany(_("Đã nhập sai nhiều lần. Xin thử lại sau một giờ, hoặc gọi cho xã."), "codes_too_many")
    digits = "".join(letter for letter in code[:40] if letter in "0123456789")
    with as_machine("whoever invited this number: the account is not known yet to be meant"):
        found = Assistance.objects.filter(owner_phone=account.phone, code=digits, draft__dossier__isnull=True)
        assistance = found.order_by("-invited_at").first() if len(digits) == CODE_DIGITS else None
    if assistance is None:
        message = _("Mã chưa đúng. Xin xem tin nhắn mới nhất của xã gửi đến số của ông/bà.")
        raise NotFound(message, "invitation_code", trace=Trace(ENTER_CODE, subject, by))
    return _opened(assistance, by)


def _no_invitation() -> str:
    return _("Đường dẫn này không dùng được với số điện thoại đang đăng nhập. Xin đăng nhập bằng số nhận tin nhắn.")


def _opened(assistance: Assistance, by: Actor) -> Draft:
    hold(assistance.pk)
    draft = Draft.objects.select_related("version__procedure", "office", "assistance").get(assistance=assistance)
    if draft.dossier_id is None:
        _require_fresh(assistance)
        if Assistance.objects.filter(pk=assistance.pk, owner__isnull=True).update(owner=by.account):
            record(action="draft.open", subject=draft.subject, by=by)
            draft.assistance.owner_id = by.account  # type: ignore[union-attr]
    return draft


def _require_fresh(assistance: Assistance) -> None:
    if assistance.invited_until is None or assistance.invited_until <= clock.now():
        raise Refused(
            _("Lời mời này đã quá 7 ngày nên hết hạn. Xin nhờ %(who)s gửi lại.") % {"who": assistance.helper_name},
            "invitation_expired",
        )


@atomic_action
def confirm_draft(
    draft: Draft, *, revision: int, may_follow: bool = True, may_answer: bool = True, by: Actor
) -> Dossier:
    """The owner has seen it as it stands (`revision`) and sends it in their own name; who helped is on it for good. Sent
    twice, it answers with the dossier there is. Raises what `submit_draft` raises."""
    assistance = _require_owner(draft, "draft.confirm", by)
    if draft.dossier_id:
        return sent_dossier(draft, by)
    _require_fresh(assistance)
    dossier = submit_for_owner(draft, revision=revision, account=by.account, by=by)
    if draft.dossier_id:
        return dossier
    _keep_consent(
        dossier, ConsentHow.PHONE, revision, may_follow=may_follow, may_answer=may_answer, by=by, account_id=by.account
    )
    notices.tell_helper(dossier, notices.confirmed(dossier), by=by)
    return dossier


@atomic_action
def submit_with_paper(
    draft: Draft,
    *,
    revision: int,
    file: StoredFile,
    witness: str,
    may_follow: bool = True,
    may_answer: bool = True,
    by: Actor,
) -> Dossier:
    """The helper sends it with the photograph of the paper that the owner signed before a witness. It stays with the
    dossier's papers, where whoever receives it looks."""
    assistance = require_helper(draft, by)
    if draft.dossier_id:
        return sent_dossier(draft, by)
    witness = clean(witness, max_length=200)
    if not witness:
        raise Invalid({"witness": _("Xin ghi họ tên người làm chứng.")})
    if search_key(witness) in (search_key(assistance.helper_name), search_key(assistance.owner_name)):
        raise Invalid({"witness": _("Người làm chứng phải là người khác, không phải người giúp hay chủ hồ sơ.")})
    if file.owner != owner_key(by):
        trace = Trace("draft.submit", draft.subject, by)
        raise Forbidden(_("Tệp này do tài khoản khác gửi."), "not_yours", trace=trace)
    dossier = submit_for_owner(draft, revision=revision, account=None, by=by)
    if draft.dossier_id:
        return dossier
    name = _("Giấy đồng ý cho người khác nộp giúp, có người làm chứng")
    paper = Paper.objects.create(dossier=dossier, key=CONSENT_PAPER, name=name, file=file, added_at=clock.now())
    _keep_consent(
        dossier,
        ConsentHow.PAPER,
        revision,
        may_follow=may_follow,
        may_answer=may_answer,
        by=by,
        witness=witness,
        paper=paper,
    )
    notices.tell_helper(dossier, notices.confirmed(dossier), by=by)
    return dossier


def _keep_consent(
    dossier: Dossier,
    how: ConsentHow,
    revision: int,
    *,
    may_follow: bool,
    may_answer: bool,
    by: Actor,
    account_id: UUID | None = None,
    witness: str = "",
    paper: Paper | None = None,
) -> None:
    assert dossier.assistance is not None
    Consent.objects.create(
        assistance=dossier.assistance,
        how=how,
        given_at=dossier.submitted_at,
        account_id=account_id,
        witness=witness,
        paper=paper,
        revision=revision,
        may_follow=may_follow or may_answer,
        may_answer=may_answer,
    )
    detail = {"how": how.value, "revision": revision, "follow": may_follow, "answer": may_answer}
    record(action="dossier.consent", subject=dossier.subject, by=by, detail=detail)


@atomic_action
def refuse_help(draft: Draft, *, by: Actor) -> None:
    """The owner does not want it sent: the draft goes, with its papers' places, and the helper is told."""
    _require_owner(draft, "draft.refuse", by)
    if draft.dossier_id:
        raise Refused(_("Hồ sơ này đã gửi rồi. Ông/bà rút hồ sơ ở trang hồ sơ."), "already_sent")
    notices.tell_of_refusal(draft, by=by)
    record(action="draft.refuse", subject=draft.subject, by=by)
    throw_away(draft)


@atomic_action
def revoke_consent(dossier: Dossier, *, by: Actor) -> None:
    """The owner says no, or reception does for an owner who comes in person: the helper sees nothing of it from now on. The
    dossier itself goes on."""
    if not may_revoke(dossier, by):
        trace = Trace("dossier.revoke", dossier.subject, by)
        raise Forbidden(_("Chỉ chủ hồ sơ làm được việc này."), "not_yours", trace=trace)
    live = Consent.objects.filter(assistance=dossier.assistance_id, ended_at__isnull=True)
    notices.tell_helper(dossier, notices.revoked(dossier), by=by)
    if not live.update(ended_at=clock.now(), ended_because=ConsentEnd.REVOKED):
        raise Refused(_("Người giúp đã không còn xem được hồ sơ này."), "help_over")
    record(action="dossier.revoke", subject=dossier.subject, by=by)


def _require_owner(draft: Draft, action: str, by: Actor) -> Assistance:
    if draft.assistance is None or by.account is None or draft.assistance.owner_id != by.account:
        trace = Trace(action, draft.subject, by)
        raise Forbidden(_("Chỉ chủ hồ sơ xác nhận được, trên điện thoại của mình."), "not_yours", trace=trace)
    return draft.assistance
