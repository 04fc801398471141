"""Every action leaves one entry about what it changed; every denied one too."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

import pytest

from tests.dossiers.walks import EXTRACT, fill, sent
from tests.factories.files import photo
from xaso.core.actor import Actor
from xaso.core.refused import Forbidden
from xaso.dossiers import actions
from xaso.dossiers.access import get_dossier, get_draft
from xaso.dossiers.models import Dossier, Draft
from xaso.files.actions import store_file
from xaso.files.models import StoredFile
from xaso.files.rules import owner_key
from xaso.journal.queries import entries_of
from xaso.offices.models import Office

pytestmark = pytest.mark.django_db


def picture(by: Actor) -> StoredFile:
    return store_file(owner=owner_key(by), name="giay.jpg", content=photo(800), by=by)


def written(subject: tuple[str, str], work: Callable[[], object]) -> list[tuple[str, bool]]:
    """The entries about the subject that the work left."""
    before = entries_of(subject).count()
    with contextlib.suppress(Forbidden):
        work()
    return list(entries_of(subject).values_list("action", "denied")[before:])


def test_each_change_of_a_draft_leaves_one_entry(citizen: Actor, neighbour: Actor, one_stop: Office) -> None:
    draft, file = fill(citizen, one_stop), picture(citizen)
    subject = draft.subject

    def save(by: Actor) -> object:
        return actions.save_page(draft, page="event", raw=EXTRACT["event"], revision=draft.revision, by=by)

    assert written(subject, lambda: save(citizen)) == [("draft.save", False)]
    assert written(subject, lambda: save(neighbour)) == [("draft.change", True)]
    attached = lambda: actions.attach_file(draft, paper="old_paper", file=file, by=citizen)  # noqa: E731
    assert written(subject, attached) == [("draft.attach", False)]
    paper = draft.papers.get()
    assert written(subject, lambda: actions.detach_file(draft, paper_id=paper.id, by=citizen)) == [
        ("draft.detach", False)
    ]
    send = lambda: actions.submit_draft(_fresh(citizen, draft), revision=draft.revision, by=neighbour)  # noqa: E731
    assert written(subject, send) == [("draft.submit", True)]
    assert written(subject, lambda: actions.discard_draft(_fresh(citizen, draft), by=citizen)) == [
        ("draft.discard", False)
    ]
    assert not Draft.objects.filter(pk=draft.pk).exists()


def test_each_deed_beside_the_moves_leaves_one_entry(
    citizen: Actor, neighbour: Actor, reception: Actor, one_stop: Office
) -> None:
    dossier, file = sent(citizen, one_stop), picture(citizen)
    subject = dossier.subject
    items = [{"kind": "paper", "key": "old_paper", "what": "Chụp lại."}]
    actions.request_supplements(get_dossier(reception, dossier.number), items=items, reason="Mờ.", by=reception)

    def attach(by: Actor) -> object:
        return actions.attach_supplement(_seen(dossier, citizen), key="old_paper", file=file, by=by)

    assert written(subject, lambda: attach(citizen)) == [("dossier.attach", False)]
    assert written(subject, lambda: attach(neighbour)) == [("dossier.answer_supplements", True)]
    assert written(subject, lambda: attach(reception)) == [("dossier.attach", True)]  # not reception's own file
    paper = dossier.papers.get()
    detach = lambda: actions.detach_supplement(_seen(dossier, citizen), paper_id=paper.id, by=citizen)  # noqa: E731
    assert written(subject, detach) == [("dossier.detach", False)]
    actions.withdraw_dossier(_seen(dossier, citizen), reason="Thôi.", by=citizen)
    rate = lambda: actions.rate_dossier(_seen(dossier, citizen), score=5, by=neighbour)  # noqa: E731
    assert written(subject, rate) == [("dossier.rate", True)]
    Dossier.objects.filter(pk=dossier.pk).update(state=8)
    rate = lambda: actions.rate_dossier(_seen(dossier, citizen), score=5, by=citizen)  # noqa: E731
    assert written(subject, rate) == []  # officials read what is written of a dossier: not who rated it


def test_denied_registration_is_written_about_the_office(citizen: Actor, one_stop: Office) -> None:
    subject = ("office", str(one_stop.pk))
    work = lambda: actions.register_dossier(code="1.000894", office=one_stop, owner_name="Ai đó", by=citizen)  # noqa: E731
    assert written(subject, work) == [("dossier.register", True)]


def _fresh(by: Actor, draft: Draft) -> Draft:
    return get_draft(by, draft.id)


def _seen(dossier: Dossier, by: Actor) -> Dossier:
    return get_dossier(by, dossier.number)
