"""Erasing a person on request: who they were goes, what happened stays to be counted."""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Refused
from xaso.core.scope import as_machine
from xaso.dossiers.actions import forget_dossier, forget_drafts
from xaso.dossiers.models import Dossier
from xaso.files.actions import forget_files
from xaso.files.rules import owner_key
from xaso.hotline.actions import forget_caller
from xaso.journal.actions import atomic_action, forget_personal, record
from xaso.messages.actions import forget_addresses
from xaso.offices.models import Post
from xaso.people.actions import forget_person, withdraw_all
from xaso.people.models import Person
from xaso.petitions.actions import forget_petition
from xaso.privacy.access import DataSubject, require_deed, subject_of
from xaso.privacy.actions.exporting import drop_exports
from xaso.privacy.models import Erasure
from xaso.privacy.queries import files_kept, kept_by_law, open_besides
from xaso.privacy.rules import Deed
from xaso.signin.actions import forget_account

TIME_TO_READ: Final = timedelta(days=30)  # the answer lies in the account; then the phone goes too

EVERYWHERE = "what the law gives somebody is about all that is kept of them, wherever it lies"


@atomic_action
@as_machine(EVERYWHERE)
def erase_person(dossier: Dossier, *, by: Actor) -> Erasure:
    """Everything of whoever filed this request, but what the law keeps, the request itself, and for thirty days the phone,
    so that the answer can be read. Refuses while something else is still being settled. For good."""
    subject = require_deed(dossier, Deed.ERASE, by)
    if by.post is None:
        raise Refused(_("Chỉ cán bộ đang giữ việc mới xóa được."), "not_allowed")
    if waiting := open_besides(dossier, subject):
        raise Refused(
            _("%(number)s còn đang giải quyết. Đợi xong, hoặc người dân rút, rồi mới xóa được.")
            % {"number": waiting.number},
            "still_open",
        )
    kept = set(kept_by_law(subject).values_list("pk", flat=True))
    erased = _forget_dossiers(subject, leave={*kept, dossier.pk}, by=by)
    _forget_the_rest(subject, by)
    erasure = Erasure.objects.create(
        account=subject.account,
        request=dossier,
        erased_at=clock.now(),
        erased_by_id=by.post,
        dossiers=erased,
        kept=len(kept),
    )
    record(action="privacy.erase", subject=dossier.subject, by=by, detail={"dossiers": erased, "kept": len(kept)})
    return erasure


def _forget_dossiers(subject: DataSubject, *, leave: set[UUID], by: Actor) -> int:
    theirs = subject.dossiers.filter(forgotten_at=None).exclude(pk__in=leave)
    dossiers = list(theirs.order_by("submitted_at", "id"))
    for one in dossiers:
        forget_dossier(one, by=by)
    return len(dossiers)


def _forget_the_rest(subject: DataSubject, by: Actor) -> None:
    person, account = subject.person, subject.account.pk if subject.account else None
    chains = []
    withdraw_all(account=account, person=person.pk if person else None, by=by)
    drop_exports(subject, by=by)
    forget_caller(subject.phones, by=by)
    for petition in subject.petitions.ended().filter(forgotten_at=None).select_related("clock").order_by("id"):
        forget_petition(petition, by=by)
    if account is not None:
        forget_drafts(account, by=by)
        forget_addresses(account, by=by)
        forget_files(owner_key(Actor(account=account)), keep=files_kept(account), by=by)
        chains.append(("account", str(account)))
    if person is not None:
        forget_person(person, leave=_needed_of_officials(person), by=by)
        chains.append(("person", str(person.pk)))
    if chains:
        forget_personal(chains=chains, account=account, by=by)


def _needed_of_officials(person: Person) -> frozenset[str]:
    """Who holds or held an office stays named: what they did in it is the public's. Who holds one, or soon will, is known by the
    number they were let in with, and told at the telephone of their service."""
    posts = Post.objects.filter(person=person)
    if posts.filter(Q(valid_to=None) | Q(valid_to__gt=clock.today())).exists():
        return frozenset({"name", "id_number", "phone"})
    return frozenset({"name"} if posts.exists() else ())


@atomic_action
@as_machine(EVERYWHERE)
def finish_erasure(erasure: Erasure, *, by: Actor) -> bool:
    """The request itself and the phone, once its answer is a month old. False while there is something still to be settled
    for them."""
    request = Dossier.objects.get(pk=erasure.request_id)
    if request.ended_at is None or request.ended_at > clock.now() - TIME_TO_READ:
        return False
    subject = subject_of(request)
    if open_besides(request, subject):
        return False
    _forget_dossiers(subject, leave=set(kept_by_law(subject).values_list("pk", flat=True)), by=by)
    _forget_the_rest(subject, by)
    if subject.account is not None:
        forget_account(subject.account, by=by)
    erasure.finished_at = clock.now()
    erasure.save(update_fields=["finished_at"])
    record(action="privacy.finish_erasure", subject=request.subject, by=by)
    return True
