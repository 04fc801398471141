"""Whatever people press, in whatever order, the law holds."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.dossiers.walks import DETAILS, sent
from tests.factories.files import stored_photo
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Forbidden, Refused
from xaso.deadlines.queries import explain
from xaso.dossiers import actions
from xaso.dossiers.access import get_dossier, lawful_moves
from xaso.dossiers.models import Dossier, Move
from xaso.dossiers.queries import inbox, story, whereabouts
from xaso.dossiers.rules import ENDED, MOVES, PAUSED, RUNNING, State
from xaso.files.rules import owner_key
from xaso.journal.queries import entries_of, verify
from xaso.offices.models import Office

pytestmark = pytest.mark.django_db
Press = Callable[[Dossier, Actor], object]

REASON, LAW = "Nêu rõ lý do ở đây.", "Điều 7 Luật Hộ tịch"
ITEMS = [{"kind": "field", "key": "book", "what": "Ghi quyển số."}]
PRESSES: dict[str, Press] = {
    "receive": lambda d, by: actions.receive_dossier(d, by=by),
    "refuse": lambda d, by: actions.refuse_dossier(d, reason=REASON, legal_basis=LAW, by=by),
    "request_supplements": lambda d, by: actions.request_supplements(d, items=ITEMS, reason=REASON, by=by),
    "answer_supplements": lambda d, by: actions.answer_supplements(d, raw={"book": "02/1988"}, by=by),
    "pass": lambda d, by: actions.pass_dossier(d, by=by),
    "propose": lambda d, by: actions.propose_result(d, outcome="granted", details=DETAILS, by=by),
    "approve": lambda d, by: actions.approve_result(d, by=by),
    "return_proposal": lambda d, by: actions.return_proposal(d, reason=REASON, by=by),
    "number": lambda d, by: actions.number_result(d, book="TLHT", number=1, by=by),
    "request_payment": lambda d, by: actions.request_payment(d, by=by),
    "record_fee": lambda d, by: actions.record_fee(d, receipt="BL 1", by=by),
    "hand_over": lambda d, by: actions.hand_over(d, by=by),
    "withdraw": lambda d, by: actions.withdraw_dossier(d, reason=REASON, by=by),
    "scan": lambda d, by: actions.scan_papers(d, files=[("old_paper", stored_photo(owner=owner_key(by)))], by=by),
    "extend": lambda d, by: actions.extend_dossier(d, amount=1, reason=REASON, by=by),
    "stop": lambda d, by: actions.stop_dossier(d, reason=REASON, legal_basis=LAW, by=by),
}
RARE = {"refuse", "withdraw", "stop"}


@pytest.fixture
def people(
    citizen: Actor, neighbour: Actor, reception: Actor, case_officer: Actor, approver: Actor, auditor: Actor
) -> list[Actor]:
    return [citizen, neighbour, reception, case_officer, approver, auditor]


@pytest.mark.parametrize("seed", range(8))
def test_no_sequence_of_moves_breaks_the_law(seed: int, people: list[Actor], one_stop: Office) -> None:
    chance = random.Random(seed)
    dossier = Dossier.objects.select_related("version").get(pk=sent(people[0], one_stop).pk)
    at = clock.now()
    for _turn in range(14):
        if dossier.state in ENDED:
            break
        at += timedelta(minutes=chance.choice((1, 45, 300, 1440)))
        with clock.travel(at):
            by, verb = _choice(dossier, people, chance)
            _press(dossier.number, verb, by, people)
            dossier = get_dossier(people[2], dossier.number)
            _require_law(dossier)
    assert list(verify(dossier.subject)) == []


def _choice(dossier: Dossier, people: list[Actor], chance: random.Random) -> tuple[Actor, str]:
    """Mostly something lawful, as the road to the end is long; now and then anything by anybody."""
    dossier = get_dossier(people[2], dossier.number)
    lawful = [(by, move.verb) for by in people for move in lawful_moves(dossier, by)]
    likely = [(by, verb) for by, verb in lawful if verb not in RARE or chance.random() < 0.1]
    return (
        chance.choice(likely or lawful)
        if chance.random() < 0.8
        else (chance.choice(people), chance.choice(list(PRESSES)))
    )


def _press(number: str, verb: str, by: Actor, people: list[Actor]) -> None:
    """Presses, and holds what happened against the table: one move and one entry, or one denial and nothing else."""
    dossier = get_dossier(people[2], number)
    allowed = verb in {move.verb for move in lawful_moves(dossier, by)}
    before, seen = dossier.state, _footprint(dossier)
    try:
        PRESSES[verb](dossier, by)
    except Forbidden:
        assert not allowed, (verb, State(before))
        assert _footprint(dossier) == (seen[0], seen[1], seen[2] + 1)
        return
    except Refused as refused:
        raise AssertionError((verb, State(before), refused.code)) from refused
    assert allowed, (verb, State(before))
    after = Dossier.objects.get(pk=dossier.pk).state
    assert before in MOVES[verb].sources
    assert MOVES[verb].target in (None, after) or (verb, after) == ("answer_supplements", State.REGISTERED)
    assert _footprint(dossier) == (seen[0] + 1, seen[1] + 1, seen[2])


def _footprint(dossier: Dossier) -> tuple[int, int, int]:
    """Moves, entries of the dossier's own actions, denials."""
    entries = entries_of(dossier.subject).filter(action__startswith="dossier.")
    return (
        Move.objects.filter(dossier=dossier).count(),
        entries.filter(denied=False).count(),
        entries.filter(denied=True).count(),
    )


def _require_law(dossier: Dossier) -> None:
    legal, state = dossier.clock, State(dossier.state)
    assert Move.objects.filter(dossier=dossier).count() == dossier.revision
    assert (legal is not None) == (dossier.received_at is not None)
    if legal is not None:
        found = explain(legal)
        assert found.due == legal.due_at
        assert dossier.due_at == legal.due_at
        assert (legal.stopped_at is None) == (state in (*RUNNING, *PAUSED))
        assert legal.stopped_at is not None or (legal.paused_at is not None) == (state in PAUSED)
    if state in RUNNING:
        assert dossier.act_by == dossier.due_at
    if state in PAUSED:
        assert dossier.due_at is None or dossier.due_at < clock.now() < dossier.act_by
    asked = dossier.requests.filter(answered_at__isnull=True).count()
    assert asked == 1 or state != State.SUPPLEMENT
    assert dossier.requests.count() == dossier.asked_times
    told = story(dossier, for_owner=True)
    assert sum(line.when is None for line in told) == 0 or dossier.is_open
    letters = [line.letter for line in told if line.verb in ("receive", "request_supplements", "refuse")]
    assert None not in letters
    assert len(set(letters)) == len(letters)
    assert whereabouts(dossier, for_owner=True)[0]


def test_every_open_dossier_waits_for_somebody(people: list[Actor], one_stop: Office) -> None:
    """After each move the dossier is in the list "waits for me" of an official who can go on, or waits for its owner."""
    citizen, reception, officials = people[0], people[2], people[2:5]
    dossier = sent(citizen, one_stop)
    road = ("request_supplements", "answer_supplements", "receive", "request_payment", "record_fee", "pass", "propose")
    for verb in (*road, "return_proposal", "propose", "approve", "number", "hand_over"):
        dossier = get_dossier(reception, dossier.number)
        waiting = [by for by in officials if dossier.pk in {row.pk for row in inbox(by, tab="mine").rows}]
        assert dossier.state in PAUSED or waiting, verb
        by = next(by for by in people for move in lawful_moves(dossier, by) if move.verb == verb)
        assert dossier.state in PAUSED or verb in RARE or any(lawful_moves(dossier, one) for one in waiting)
        PRESSES[verb](dossier, by)
    assert Dossier.objects.get().state == State.RETURNED
