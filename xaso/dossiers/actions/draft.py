"""Filling in: one page, one file at a time, nothing lost between devices."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Forbidden, Invalid, NotFound, Refused, Stale, Trace
from xaso.dossiers.access import is_owner_helped, may_fill_in
from xaso.dossiers.models import Assistance, Draft, Paper
from xaso.files.actions import KEEP_UNFINISHED, discard_file
from xaso.files.models import StoredFile
from xaso.files.rules import owner_key
from xaso.forms.queries import places
from xaso.forms.rules import Schema, check_page, seal_answers, unseal_answers
from xaso.journal.actions import atomic_action, record
from xaso.offices.models import Office
from xaso.procedures.models import ProcedureVersion
from xaso.procedures.queries import current_version

KEPT_DAYS = 30
FILES_A_DRAFT = 60
DROPPED_AT_A_TIME = 500


@atomic_action
def start_draft(*, code: str, office: Office, by: Actor) -> Draft:
    """A new draft under the version in force today; an untouched one of the same version is taken up again rather than
    heaping them up. Raises Refused for a procedure that can't be filed here."""
    if by.account is None or by.is_official:
        raise Forbidden(_("Xin đăng nhập bằng số điện thoại trước khi nộp hồ sơ."), "sign_in_first")
    version = version_in_force(code)
    if not version.can_be_filed_here:
        raise Refused(
            _("Việc này hiện nộp tại quầy. Ông/bà xem giấy tờ cần mang theo ở trang thủ tục."), "counter_only"
        )
    now = clock.now()
    untouched = Draft.objects.filter(
        account=by.account, office=office, version=version, revision=1, dossier__isnull=True, expires_at__gt=now
    )
    if found := untouched.first():
        return found
    draft = Draft.objects.create(
        account_id=by.account,
        office=office,
        version=version,
        updated_at=now,
        expires_at=now + timedelta(days=KEPT_DAYS),
    )
    record(action="draft.start", subject=draft.subject, by=by, detail={"procedure": code})
    return draft


@atomic_action
def save_page(
    draft: Draft, *, page: str, raw: Mapping[str, str | list[str]], revision: int, by: Actor
) -> dict[str, str]:
    """Checks and keeps the answers of one page. Returns warnings by field. Raises Invalid with a sentence for each field,
    Stale when another device went on since the page was shown: the caller keeps what was typed on the screen."""
    _require_own(draft, by)
    schema = form_of(draft)
    if not schema.has_page(page):
        raise NotFound(_("Không có trang này trong tờ khai."), "page_unknown")
    answers = unseal_answers(schema, draft.answers)
    checked = check_page(schema, page, raw, today=clock.today(), answers=answers, places=places())
    if checked.errors:
        raise Invalid(checked.errors)
    before = {field.key: answers.pop(field.key, None) for field in schema.page(page).fields}
    _change(draft, revision, answers=seal_answers(schema, answers | checked.values), page=page)
    if is_owner_helped(draft, by):
        _remember_owner_typed(draft, [key for key, value in before.items() if checked.values.get(key) != value])
    record(action="draft.save", subject=draft.subject, by=by, detail={"page": page, "revision": draft.revision})
    return checked.warnings


@atomic_action
def attach_file(draft: Draft, *, paper: str, file: StoredFile, by: Actor) -> Paper:
    """Puts a file that has arrived whole under the name of the paper it stands for. The same file twice is one. Holds the
    draft until commit: it cannot be sent without a paper that was told to be attached."""
    _require_own(draft, by)
    _require_own_file(draft, file, by)
    _touch(draft)
    named = next((one for one in draft.version.papers if one["key"] == paper), None)
    if named is None:
        raise Refused(_("Thủ tục này không cần giấy tờ đó. Xin tải lại trang."), "paper_unknown")
    if draft.papers.count() >= FILES_A_DRAFT:
        raise Refused(_("Hồ sơ đã có %(count)d tệp, không thêm được nữa.") % {"count": FILES_A_DRAFT}, "too_many_files")
    attached, _created = Paper.objects.get_or_create(
        draft=draft, key=paper, file=file, defaults={"name": named["name"], "added_at": clock.now()}
    )
    record(action="draft.attach", subject=draft.subject, by=by, detail={"paper": paper, "sha256": file.sha256})
    return attached


@atomic_action
def detach_file(draft: Draft, *, paper_id: int, by: Actor) -> None:
    """Takes a paper off the draft again. Nothing happens when it is gone already, or when a helper did not send it."""
    _require_own(draft, by)
    _touch(draft)
    papers = draft.papers.filter(id=paper_id)
    if draft.assistance_id and not is_owner_helped(draft, by):
        papers = papers.filter(file__owner=owner_key(by))
    papers.delete()
    record(action="draft.detach", subject=draft.subject, by=by, detail={"paper": paper_id})


@atomic_action
def discard_draft(draft: Draft, *, by: Actor) -> None:
    """Throws the draft away for good, with its papers' places (the files go with the clean-up job)."""
    _require_own(draft, by)
    _touch(draft)
    record(action="draft.discard", subject=draft.subject, by=by)
    throw_away(draft)


@atomic_action
def drop_expired_drafts(*, by: Actor) -> int:
    """Throws away drafts whose owners were told this day would come, and the files that only they spoke of. At most 500;
    one journal row for all. Returns how many went."""
    old = Draft.objects.filter(dossier__isnull=True, expires_at__lte=clock.now())
    drafts = list(old.select_for_update(skip_locked=True).order_by("expires_at")[:DROPPED_AT_A_TIME])
    papers = Paper.objects.filter(draft__in=drafts)
    files = set(papers.filter(file__isnull=False).values_list("file_id", flat=True))
    Draft.objects.filter(pk__in=[draft.pk for draft in drafts]).delete()
    Assistance.objects.filter(pk__in=[draft.assistance_id for draft in drafts if draft.assistance_id]).delete()
    still = set(Paper.objects.filter(file__in=files).values_list("file_id", flat=True))
    for file in StoredFile.objects.filter(pk__in=files - still):
        discard_file(file, by=by)
    if drafts:
        record(action="drafts.dropped", subject=("drafts", "all"), by=by, detail={"dropped": len(drafts)})
    return len(drafts)


@atomic_action
def drop_loose_files(*, by: Actor) -> int:
    """Forgets files that no paper shows: taken off again, left behind by a draft that was thrown away, or never attached. At most
    500, three days after they came, as the register of processing says. Returns how many went."""
    shown = Paper.objects.filter(file=OuterRef("pk"))
    old = StoredFile.objects.filter(~Exists(shown), created_at__lte=clock.now() - KEEP_UNFINISHED)
    files = list(old.select_for_update(skip_locked=True).order_by("created_at")[:DROPPED_AT_A_TIME])
    for file in files:
        discard_file(file, by=by)
    return len(files)


def throw_away(draft: Draft) -> None:
    """With what is known of who helped with it: nobody is left to ask."""
    assistance = draft.assistance
    draft.delete()
    if assistance is not None:
        assistance.delete()


def version_in_force(code: str) -> ProcedureVersion:
    """The version a dossier begun today goes by. Raises NotFound when the procedure has none, or is no more."""
    version = current_version(code, clock.today())
    if version is None:
        raise NotFound(_("Thủ tục này hiện không còn. Xin tìm thủ tục thay thế."), "procedure_ended")
    return version


def form_of(draft: Draft) -> Schema:
    """The form of the draft's version. A draft is only ever started for a procedure that has one."""
    schema = draft.version.schema
    assert schema is not None
    return schema


def _require_own(draft: Draft, by: Actor) -> None:
    if not may_fill_in(draft, by):
        trace = Trace("draft.change", draft.subject, by)
        raise Forbidden(_("Hồ sơ này do tài khoản khác đang làm."), "not_yours", trace=trace)
    if draft.dossier_id:
        raise Stale(_("Hồ sơ này đã gửi rồi, không sửa được nữa."), "already_sent")


def _change(draft: Draft, revision: int, **changes: object) -> None:
    now = clock.now()
    changes |= {"updated_at": now, "expires_at": now + timedelta(days=KEPT_DAYS), "revision": revision + 1}
    if not Draft.objects.filter(pk=draft.pk, revision=revision, dossier__isnull=True).update(**changes):
        raise Stale(
            _("Hồ sơ này vừa được làm tiếp trên máy khác. Phần ông/bà vừa nhập còn ở dưới; xem lại rồi bấm Tiếp tục."),
            "another_device",
        )
    for name, value in changes.items():
        setattr(draft, name, value)


def _remember_owner_typed(draft: Draft, keys: list[str]) -> None:
    """What an owner writes into a draft that somebody helps with; the draft is locked by its change."""
    assert draft.assistance is not None
    draft.assistance.owner_typed = sorted({*draft.assistance.owner_typed, *keys})
    draft.assistance.save(update_fields=["owner_typed"])


def _require_own_file(draft: Draft, file: StoredFile, by: Actor) -> None:
    if file.owner != owner_key(by):
        trace = Trace("draft.attach", draft.subject, by)
        raise Forbidden(_("Tệp này do tài khoản khác gửi."), "not_yours", trace=trace)


def _touch(draft: Draft) -> None:
    """Locks the unsent draft until commit and counts the change. Raises Stale when it was sent meanwhile."""
    now = clock.now()
    changes = {"updated_at": now, "expires_at": now + timedelta(days=KEPT_DAYS)}
    unsent = Draft.objects.filter(pk=draft.pk, dossier__isnull=True)
    if not unsent.update(revision=F("revision") + 1, **changes):
        raise Stale(_("Hồ sơ này đã gửi rồi, không sửa được nữa."), "already_sent")
    draft.revision += 1
