"""Erasing a person on request: who they were goes, what happened stays to be counted."""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Refused
from xaso.core.scope import as_machine
from xaso.dossiers.actions import forget_dossier, forget_drafts
from xaso.dossiers.models import Dossier
from xaso.files.actions import forget_files
from xaso.files.rules import owner_key
from xaso.journal.actions import atomic_action, forget_personal, record
from xaso.messages.actions import forget_addresses
from xaso.offices.models import Post
from xaso.people.actions import forget_person, withdraw_all
from xaso.people.models import Person
from xaso.privacy.access import require_deed
from xaso.privacy.actions.exporting import drop_exports
from xaso.privacy.models import Erasure
from xaso.privacy.queries import files_kept, kept_by_law, open_besides
from xaso.privacy.rules import Deed
from xaso.signin.actions import forget_account
from xaso.signin.models import Account

TIME_TO_READ: Final = timedelta(days=30)  # the answer lies in the account; then the phone goes too

EVERYWHERE = "what the law gives somebody is about all that is kept of them, wherever it lies"


@atomic_action
@as_machine(EVERYWHERE)
def erase_person(dossier: Dossier, *, by: Actor) -> Erasure:
    """Everything of whoever filed this request, but what the law keeps, the request itself, and for thirty days the phone,
    so that the answer can be read. Refuses while something else is still being settled. For good."""
    account = require_deed(dossier, Deed.ERASE, by)
    if by.post is None:
        raise Refused(_("Chỉ cán bộ đang giữ việc mới xóa được."), "not_allowed")
    if waiting := open_besides(dossier):
        raise Refused(
            _("Hồ sơ %(number)s còn đang giải quyết. Đợi xong, hoặc người dân rút, rồi mới xóa được.")
            % {"number": waiting.number},
            "still_open",
        )
    kept = set(kept_by_law(account.pk).values_list("pk", flat=True))
    erased = _forget_dossiers(account, leave={*kept, dossier.pk}, by=by)
    _forget_the_rest(account, by)
    erasure = Erasure.objects.create(
        account=account,
        request=dossier,
        erased_at=clock.now(),
        erased_by_id=by.post,
        dossiers=erased,
        kept=len(kept),
    )
    record(action="privacy.erase", subject=dossier.subject, by=by, detail={"dossiers": erased, "kept": len(kept)})
    return erasure


def _forget_dossiers(account: Account, *, leave: set[UUID], by: Actor) -> int:
    filed = Dossier.objects.filter(account=account, forgotten_at=None).exclude(pk__in=leave)
    dossiers = list(filed.order_by("submitted_at", "id"))
    for one in dossiers:
        forget_dossier(one, by=by)
    return len(dossiers)


def _forget_the_rest(account: Account, by: Actor) -> None:
    forget_drafts(account.pk, by=by)
    withdraw_all(account.pk, by=by)
    forget_addresses(account.pk, by=by)
    drop_exports(account, by=by)
    forget_files(owner_key(Actor(account=account.pk)), keep=files_kept(account.pk), by=by)
    chains = [("account", str(account.pk))]
    if account.person is not None and not _is_official(account.person):
        forget_person(account.person, by=by)
        chains.append(("person", str(account.person.pk)))
    forget_personal(chains=chains, account=account.pk, by=by)


def _is_official(person: Person) -> bool:
    """Who holds or held an office stays named: what they did in it is the public's."""
    return Post.objects.filter(person=person).exists()


@atomic_action
@as_machine(EVERYWHERE)
def finish_erasure(erasure: Erasure, *, by: Actor) -> bool:
    """The request itself and the phone, once its answer is a month old. False while there is something still to be settled
    for this account."""
    request = Dossier.objects.get(pk=erasure.request_id)
    if request.ended_at is None or request.ended_at > clock.now() - TIME_TO_READ:
        return False
    account = Account.objects.get(pk=erasure.account_id)
    if open_besides(request):
        return False
    _forget_dossiers(account, leave=set(kept_by_law(account.pk).values_list("pk", flat=True)), by=by)
    _forget_the_rest(account, by)
    forget_account(account, by=by)
    erasure.finished_at = clock.now()
    erasure.save(update_fields=["finished_at"])
    record(action="privacy.finish_erasure", subject=request.subject, by=by)
    return True
