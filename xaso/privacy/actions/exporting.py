"""An archive of everything about one person: asked for, made by a job, fetched by their account only (or handed out by the
counter to whoever has none), gone after a week."""

from __future__ import annotations

from datetime import timedelta
from typing import IO
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.queue import enqueue
from xaso.core.refused import NotFound
from xaso.core.scope import as_machine
from xaso.dossiers.actions import notices
from xaso.dossiers.models import Dossier
from xaso.files.ports import remove, write_from
from xaso.journal.actions import atomic_action, record
from xaso.messages.actions import queue_message
from xaso.messages.rules import SITE, Template
from xaso.people.access import own_account
from xaso.privacy.access import DataSubject, export_to_hand_out, require_deed
from xaso.privacy.models import Export
from xaso.privacy.rules import BY_KEY, Deed, Progress
from xaso.signin.models import Account

GIVEN_UP_AFTER = timedelta(hours=1)  # longer than all tries of the job: another may be asked for

EVERYWHERE = "what the law gives somebody is about all that is kept of them, wherever it lies"
READY = Template(
    "privacy.export_ready",
    gettext_noop("Bản sao dữ liệu của ông/bà đã xong, tải trong 7 ngày tại: %(link)s"),
    {"link": f"{SITE}/du-lieu-cua-toi"},
    by_link=True,
)
TO_HAND_OUT = Template(
    "privacy.export_to_hand_out",
    gettext_noop(
        "Bản sao dữ liệu ông/bà xin (hồ sơ %(number)s) đã xong. Trong 7 ngày, mang thẻ căn cước đến một cửa xã để nhận: %(link)s"
    ),
    {"number": "H01.02.03-261126-0001", "link": f"{SITE}/t/abcdefghijklmnopqrstuv"},
    title=gettext_noop("Hồ sơ %(number)s"),
)


@atomic_action
def ask_for_export(*, by: Actor) -> Export:
    """The signed-in person's own. Asked for while one is being made, it is that one."""
    return _ask(Account.objects.select_for_update().only("id").get(pk=own_account(by)), None, by)


@atomic_action
@as_machine(EVERYWHERE)
def carry_out_copy(dossier: Dossier, *, by: Actor) -> Export:
    """The same on request by a dossier: the archive is laid into the asker's account, the officer does not see it; who has no
    account gets it at the counter."""
    subject = require_deed(dossier, Deed.COPY, by)
    if subject.account:
        Account.objects.select_for_update().only("id").get(pk=subject.account.pk)
    else:
        Dossier.objects.select_for_update(of=("self",)).only("id").get(pk=dossier.pk)
    export = _ask(subject.account, dossier, by)
    detail = {"export": str(export.pk), "counter": subject.account is None}
    record(action="privacy.copy", subject=dossier.subject, by=by, detail=detail)
    return export


def _ask(account: Account | None, request: Dossier | None, by: Actor) -> Export:
    """The account's row, or the request's, is held until commit: of two presses at once the second finds the first's."""
    under_way = Export.objects.under_way().filter(account=account)
    under_way = under_way if account else under_way.filter(request=request)
    under_way.filter(asked_at__lte=clock.now() - GIVEN_UP_AFTER).update(state=Progress.FAILED)
    if found := under_way.first():
        return found
    export = Export.objects.create(account=account, request=request, asked_at=clock.now())
    record(action="privacy.ask_export", subject=_subject(export), by=by, detail={"export": str(export.pk)})
    enqueue("privacy.make_export", export_id=str(export.pk))
    return export


@atomic_action
def begin_export(export_id: UUID, *, parts: int, by: Actor) -> Export | None:
    """Takes up one that waits, or one whose job died; None when there is nothing to make. No journal row: asking was it."""
    changes = {"state": Progress.MAKING, "done": 0, "total": parts}
    if not Export.objects.under_way().filter(pk=export_id).update(**changes):
        return None
    return Export.objects.select_related("account__person", "request").get(pk=export_id)


@atomic_action
def note_progress(export: Export, *, done: int, by: Actor) -> None:
    """How many parts are in it: what the waiting page shows. No journal row."""
    Export.objects.filter(pk=export.pk, state=Progress.MAKING).update(done=done)


@atomic_action
def finish_export(export: Export, *, archive: IO[bytes], by: Actor) -> None:
    """Lays the archive down, says until when it can be fetched, and tells its owner."""
    now = clock.now()
    size = archive.seek(0, 2)
    archive.seek(0)
    keep = BY_KEY["exports"].keep.time
    assert keep is not None
    changes = {"state": Progress.READY, "size": size, "ready_at": now, "expires_at": now + keep}
    if not Export.objects.filter(pk=export.pk, state=Progress.MAKING).update(**changes):
        return  # given up, or its account was erased meanwhile: nothing is laid down
    write_from(export.path, archive)
    record(
        action="privacy.finish_export", subject=_subject(export), by=by, detail={"export": str(export.pk), "size": size}
    )
    if export.account is None:
        assert export.request is not None
        request = export.request
        told = TO_HAND_OUT.with_values(number=request.number, link=notices.link_of(request))
        notices.tell_owner(request, told, by=by)
    elif export.account.phone:
        ready = READY.with_values(link=f"{settings.XASO_ADDRESS}/du-lieu-cua-toi")
        queue_message(to=export.account.phone, told=ready, about=_subject(export), account=export.account_id, by=by)


@atomic_action
def fetch_export(export: Export, *, by: Actor) -> Export:
    """Leaves a row each time the archive leaves the house. Raises NotFound for anybody but its owner."""
    if by.account is None or export.account_id != by.account:
        raise NotFound(_("Bản sao này không còn. Ông/bà có thể xin bản mới."), "export_unknown")
    record(action="privacy.fetch_export", subject=_subject(export), by=by, detail={"export": str(export.pk)})
    return export


@atomic_action
def hand_out_export(dossier: Dossier, *, by: Actor) -> Export:
    """The counter takes the archive out for whoever stands there with their card. Leaves a row each time."""
    export = export_to_hand_out(dossier, by)
    record(action="privacy.hand_out_export", subject=dossier.subject, by=by, detail={"export": str(export.pk)})
    return export


@atomic_action
def drop_expired_exports(*, by: Actor) -> int:
    """Removes archives whose week is over. Returns how many."""
    due = list(Export.objects.expired(at=clock.now()).select_for_update(skip_locked=True)[:500])
    for export in due:
        _drop(export, by)
    return len(due)


@atomic_action
def drop_exports(subject: DataSubject, *, by: Actor) -> None:
    """All of theirs, as when they are erased; one that is being made ends in nothing."""
    theirs = Q(account=None, request__in=subject.dossiers)
    exports = Export.objects.filter(theirs | Q(account=subject.account) if subject.account else theirs)
    exports.under_way().update(state=Progress.FAILED)
    for export in exports.filter(state=Progress.READY):
        _drop(export, by)


def _drop(export: Export, by: Actor) -> None:
    remove(export.path)
    export.state = Progress.GONE
    export.save(update_fields=["state"])
    record(action="privacy.drop_export", subject=_subject(export), by=by, detail={"export": str(export.pk)})


def _subject(export: Export) -> tuple[str, str]:
    return ("account", str(export.account_id)) if export.account_id else ("dossier", str(export.request_id))
