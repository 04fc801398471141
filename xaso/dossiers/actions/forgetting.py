"""What is left of a dossier when its person is erased or its time is over: numbers, days, states, nobody. And restriction."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.identifiers import random_token
from xaso.core.refused import Refused
from xaso.core.text import FORGOTTEN
from xaso.deadlines.actions import forget_reasons
from xaso.documents.actions import forget_document
from xaso.documents.models import Document
from xaso.dossiers.models import Assistance, Attestation, Consent, Dossier, Draft, Move, Paper, Request, Result
from xaso.dossiers.models.dossier import DossierQuerySet
from xaso.files.actions import discard_file
from xaso.files.models import StoredFile
from xaso.journal.actions import atomic_action, forget_personal, record
from xaso.messages.actions import forget_messages
from xaso.surveys.actions import forget_ratings


@atomic_action
def forget_dossier(dossier: Dossier, *, by: Actor) -> None:
    """Takes name, numbers, answers, words, papers, letters, messages and the journal's personal text, for good. Number,
    procedure, days, states, outcome, clock and score stay. Whoever calls has checked that no law keeps it. Refuses one that
    has not ended; nothing happens the second time."""
    dossier = Dossier.objects.select_for_update(of=("self",)).select_related("procedure", "clock").get(pk=dossier.pk)
    if dossier.forgotten_at is not None:
        return
    if dossier.is_open:
        raise Refused(_("Hồ sơ %(number)s còn đang giải quyết.") % {"number": dossier.number}, "still_open")
    documents = list(Document.objects.filter(pk__in=_documents(dossier)))
    chains = [dossier.subject, *(("document", str(one.pk)) for one in documents), *_forget_papers(dossier, by)]
    if dossier.assistance_id:
        chains.append(("assistance", str(dossier.assistance_id)))
    for document in documents:
        forget_document(document, by=by)
    _forget_words(dossier, by)
    record(action="dossier.forget", subject=dossier.subject, by=by, detail={"papers_and_letters": len(chains) - 1})
    forget_personal(chains=chains, by=by)


def _documents(dossier: Dossier) -> list[UUID]:
    letters = dossier.letters.values_list("document", flat=True)
    results = Result.objects.filter(dossier=dossier, document__isnull=False).values_list("document", flat=True)
    return [one for one in (*letters, *results) if one is not None]


def _forget_papers(dossier: Dossier, by: Actor) -> list[tuple[str, str]]:
    """Files go; that so many originals were handed in stays. A file that another dossier has as well stays with that."""
    papers = Paper.objects.filter(dossier=dossier, file__isnull=False)
    files = set(papers.values_list("file_id", flat=True))
    word = Consent.objects.filter(assistance__dossier=dossier, paper__isnull=False).values("paper")
    papers.filter(pk__in=list(word)).update(originals=1, file=None)  # that a witnessed paper was there stays
    papers.filter(originals=0, copies=0).delete()
    papers.update(file=None)
    shared = set(Paper.objects.filter(file__in=files).values_list("file_id", flat=True))
    for file in StoredFile.objects.filter(pk__in=files - shared):
        discard_file(file, by=by)
    return [("file", str(one)) for one in files - shared]


def _forget_words(dossier: Dossier, by: Actor) -> None:
    Move.objects.filter(dossier=dossier).exclude(words="").update(words=FORGOTTEN)
    for request in Request.objects.filter(dossier=dossier):
        request.items = [{**item, "what": FORGOTTEN} for item in request.items]
        request.save(update_fields=["items"])
    Result.objects.filter(dossier=dossier).update(details={})
    Result.objects.filter(dossier=dossier).exclude(reason="").update(reason=FORGOTTEN)
    drafts = list(Draft.objects.filter(dossier=dossier))
    forget_messages(about=[dossier.subject, *(draft.subject for draft in drafts)], by=by)
    Draft.objects.filter(dossier=dossier).delete()
    Attestation.objects.filter(dossier=dossier).update(phone="")
    Attestation.objects.filter(dossier=dossier).exclude(words="").update(words=FORGOTTEN)
    _forget_help(Assistance.objects.filter(dossier=dossier))
    if dossier.clock:
        forget_reasons(dossier.clock, by=by)
    forget_ratings([dossier.subject], by=by)
    Dossier.objects.filter(pk=dossier.pk).update(
        title=dossier.procedure.plain_name,
        owner_name=FORGOTTEN,
        owner_search="",
        owner_id_sealed="",
        owner_id_index="",
        filer_name="",
        contact_phone="",
        handed_to="",
        answers={},
        account=None,
        token=random_token(),
        restricted_at=None,
        forgotten_at=clock.now(),
        revision=dossier.revision + 1,
    )


def _forget_help(assistances: QuerySet[Assistance]) -> None:
    """Who helped whom goes; that somebody of this kind helped stays to be counted."""
    Consent.objects.filter(assistance__in=assistances).exclude(witness="").update(witness=FORGOTTEN)
    nobody: dict[str, Any] = {
        "helper_name": FORGOTTEN,
        "owner_name": FORGOTTEN,
        "owner_phone": "",
        "owner": None,
        "owner_typed": [],
    }
    assistances.update(**nobody, token=None, code="", invited_at=None, invited_until=None)


@atomic_action
def restrict_dossiers(dossiers: DossierQuerySet, *, by: Actor) -> int:
    """From now on only leaders and auditors open those of them that have ended. What is still being settled goes on: that
    rests on law. Returns how many."""
    ended = list(dossiers.ended().filter(restricted_at=None, forgotten_at=None).only("id"))
    for dossier in ended:
        record(action="dossier.restrict", subject=dossier.subject, by=by)
    return Dossier.objects.filter(pk__in=[one.pk for one in ended]).update(restricted_at=clock.now())


@atomic_action
def forget_drafts(account: UUID, *, by: Actor) -> int:
    """What an erased account had not sent, and what others prepared for it and is not sent. The files go with those of whoever
    sent them. Returns how many."""
    unsent = Draft.objects.filter(Q(account=account) | Q(assistance__owner=account), dossier=None)
    drafts = list(unsent.select_for_update(of=("self",)))
    prepared = Q(draft__in=drafts) | Q(owner=account, dossier=None)
    _forget_help(
        Assistance.objects.filter(pk__in=list(Assistance.objects.filter(prepared).values_list("pk", flat=True)))
    )
    forget_messages(about=[draft.subject for draft in drafts], by=by)
    for draft in drafts:
        record(action="draft.discard", subject=draft.subject, by=by)
        draft.delete()
    return len(drafts)
