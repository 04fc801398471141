"""At the same moment, with real commits."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

import pytest
from django.db import connections

from tests.cast import actor
from tests.dossiers.walks import fill, granted, sent
from xaso.core.actor import Actor
from xaso.core.refused import Refused
from xaso.demo.cast import player
from xaso.demo.town import office_of
from xaso.dossiers import actions
from xaso.dossiers.access import get_dossier, get_draft
from xaso.dossiers.models import Dossier, Move
from xaso.journal.models import Entry
from xaso.journal.queries import verify
from xaso.messages.models import Message

Answer = TypeVar("Answer")


def at_once(*works: Callable[[], Answer]) -> list[Answer | str]:
    """Starts all at one moment, each on its own connection. A refusal answers with its code."""
    start = Barrier(len(works))

    def run(work: Callable[[], Answer]) -> Answer | str:
        try:
            start.wait()
            return work()
        except Refused as refused:
            return refused.code
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


@pytest.fixture
def people(committed_db: Callable[[], None]) -> dict[str, Actor]:
    office_of(player("tiep-nhan"))
    return {key: actor(key) for key in ("cong-dan", "tiep-nhan", "thu-ly", "phe-duyet")}


def test_sixteen_sent_at_once_have_consecutive_numbers(people: dict[str, Actor]) -> None:
    citizen, office = people["cong-dan"], office_of(player("tiep-nhan"))
    drafts = [fill(citizen, office) for _place in range(16)]
    done = at_once(*[lambda d=draft: actions.submit_draft(d, revision=d.revision, by=citizen) for draft in drafts])  # type: ignore[misc]
    numbers = sorted(dossier.number[-4:] for dossier in done if isinstance(dossier, Dossier))
    assert numbers == [f"{number:04d}" for number in range(1, 17)]
    assert Message.objects.count() == 16
    assert list(verify()) == []


def test_two_officers_at_once_exactly_one_wins(people: dict[str, Actor]) -> None:
    number = sent(people["cong-dan"], office_of(player("tiep-nhan"))).number
    reception = people["tiep-nhan"]
    mine, theirs = get_dossier(reception, number), get_dossier(reception, number)
    done = at_once(
        lambda: actions.receive_dossier(mine, by=reception),
        lambda: actions.refuse_dossier(theirs, reason="Sai nơi nộp", legal_basis="Điều 5", by=reception),
    )
    assert sorted(isinstance(one, Dossier) for one in done) == [False, True]
    assert "somebody_was_faster" in done
    dossier = Dossier.objects.get()
    told = Message.objects.exclude(purpose="survey")
    assert (Move.objects.count(), dossier.letters.count(), told.count()) == (2, 1, 2)
    assert Entry.objects.filter(subject_kind="dossier", action__in=("dossier.receive", "dossier.refuse")).count() == 1
    assert Entry.objects.filter(action="documents.issue").count() == 1


def test_two_numbers_for_one_result_exactly_one_wins(people: dict[str, Actor]) -> None:
    number = sent(people["cong-dan"], office_of(player("tiep-nhan"))).number
    reception = people["tiep-nhan"]
    granted(get_dossier(reception, number), reception, people["thu-ly"], people["phe-duyet"])
    mine, theirs = get_dossier(reception, number), get_dossier(reception, number)
    done = at_once(
        lambda: actions.number_result(mine, book="A", number=1, by=reception),
        lambda: actions.number_result(theirs, book="B", number=1, by=reception),
    )
    assert sorted(isinstance(one, Dossier) for one in done) == [False, True]
    assert Entry.objects.filter(action="documents.enter_in_book").count() == 1


def test_one_draft_sent_from_two_devices_is_one_dossier(people: dict[str, Actor]) -> None:
    citizen = people["cong-dan"]
    draft = fill(citizen, office_of(player("tiep-nhan")))
    other = get_draft(citizen, draft.id)
    done = at_once(
        *[lambda d=one: actions.submit_draft(d, revision=draft.revision, by=citizen).number for one in (draft, other)]  # type: ignore[misc]
    )
    assert len(set(done)) == 1
    assert (Dossier.objects.count(), Message.objects.count(), Move.objects.count()) == (1, 1, 1)


def test_supplement_answered_twice_at_once_counts_once(people: dict[str, Actor]) -> None:
    citizen, reception = people["cong-dan"], people["tiep-nhan"]
    number = sent(citizen, office_of(player("tiep-nhan"))).number
    items = [{"kind": "field", "key": "book", "what": "Ghi quyển số."}]
    actions.request_supplements(get_dossier(reception, number), items=items, reason="Chưa rõ.", by=reception)
    mine, theirs = get_dossier(citizen, number), get_dossier(citizen, number)
    done = at_once(
        lambda: actions.answer_supplements(mine, raw={"book": "02/1988"}, by=citizen),
        lambda: actions.answer_supplements(theirs, raw={"book": "03/1988"}, by=citizen),
    )
    assert sorted(isinstance(one, Dossier) for one in done) == [False, True]
    assert Move.objects.filter(verb="answer_supplements").count() == 1
