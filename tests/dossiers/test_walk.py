"""One dossier from the first answer to the result in hand, through the actions."""

from __future__ import annotations

import pytest

from config.commands.explain import clock as clock_command
from tests.dossiers.walks import EXTRACT, fill, sent
from tests.factories.procedures import republished
from xaso.core.actor import Actor
from xaso.core.refused import Forbidden, Invalid, NotFound, Refused, Stale
from xaso.deadlines.queries import explain
from xaso.documents.queries import render_pdf
from xaso.dossiers import actions
from xaso.dossiers.access import dossiers_for, get_dossier, get_draft, lawful_moves, result_document
from xaso.dossiers.models import Dossier, Move
from xaso.dossiers.queries import inbox, my_dossiers, search, story, tab_counts
from xaso.dossiers.rules import State
from xaso.journal.models import Entry
from xaso.journal.queries import entries_of, verify
from xaso.messages.models import Message
from xaso.offices.models import Office

pytestmark = pytest.mark.django_db


def moves(dossier: Dossier, actor: Actor) -> list[str]:
    return [move.verb for move in lawful_moves(dossier, actor)]


def test_whole_walk(
    citizen: Actor, neighbour: Actor, reception: Actor, case_officer: Actor, approver: Actor, one_stop: Office
) -> None:
    dossier = sent(citizen, one_stop)
    assert dossier.number.startswith("H13.31441-")
    assert dossier.number.endswith("-0001")
    assert dossier.owner_name == "Nguyễn Thị Lan"
    assert "188000123" not in str(dossier.answers)
    assert moves(dossier, citizen) == ["withdraw"]
    assert moves(dossier, neighbour) == []

    dossier = get_dossier(reception, dossier.number)
    assert moves(dossier, reception) == ["receive", "refuse", "request_supplements", "scan", "withdraw"]
    actions.receive_dossier(dossier, by=reception)
    assert (dossier.state, dossier.due_at is not None) == (State.RECEIVED, True)
    assert [letter.kind for letter in dossier.letters.all()] == ["letter_01"]

    dossier = get_dossier(case_officer, dossier.number)
    details = {
        "person_name": "Nguyễn Thị Lan",
        "registered_at": "UBND xã Vị Thắng",
        "entry_number": "45",
        "registered_on": "1988-11-20",
    }
    actions.propose_result(dossier, outcome="granted", details=details, by=case_officer)
    dossier = get_dossier(approver, dossier.number)
    assert moves(dossier, approver) == ["approve", "return_proposal", "stop"]
    actions.return_proposal(dossier, reason="Xem lại quyển số.", by=approver)
    dossier = get_dossier(case_officer, dossier.number)
    actions.propose_result(dossier, outcome="granted", details=details | {"book": "01/1988"}, by=case_officer)
    dossier = get_dossier(approver, dossier.number)
    actions.approve_result(dossier, by=approver)
    dossier = get_dossier(reception, dossier.number)
    assert dossier.state == State.DONE
    with pytest.raises(NotFound):
        result_document(get_dossier(citizen, dossier.number), citizen)
    actions.number_result(dossier, book="TLHT", number=7, by=reception)
    dossier = get_dossier(reception, dossier.number)
    if dossier.fee_is_open:
        assert "hand_over" not in moves(dossier, reception)
        actions.record_fee(dossier, receipt="BL 0012", by=reception)
        dossier = get_dossier(reception, dossier.number)
    actions.hand_over(dossier, by=reception)

    dossier = get_dossier(citizen, dossier.number)
    assert dossier.state == State.RETURNED
    assert render_pdf(result_document(dossier, citizen))[:5] == b"%PDF-"
    actions.rate_dossier(dossier, score=5, by=citizen)
    told = [line.title for line in story(dossier, for_owner=True)]
    assert told[0] == "Ông/bà nộp hồ sơ"
    assert told[-1] == "Đã trả kết quả"
    told_by = Message.objects.filter(about_id=str(dossier.id)).order_by("id")
    assert list(told_by.values_list("purpose", flat=True)) == ["dossier"] * 4 + ["survey"]
    assert [row.number for row in my_dossiers(citizen).rows] == [dossier.number]
    assert list(verify()) == []
    verbs = set(Move.objects.filter(dossier=dossier).values_list("verb", flat=True))
    written = set(entries_of(dossier.subject).values_list("action", flat=True))
    assert {f"dossier.{verb}" for verb in verbs} <= written


def test_neighbour_and_other_commune_find_nothing(
    citizen: Actor, neighbour: Actor, reception: Actor, one_stop: Office
) -> None:
    dossier = sent(citizen, one_stop)
    stranger = Actor(account=neighbour.account, post=999, unit=1, roles=frozenset({"reception"}))
    for actor in (neighbour, stranger, Actor()):
        with pytest.raises(NotFound):
            get_dossier(actor, dossier.number)
        assert list(dossiers_for(actor)) == []
        assert search(actor, dossier.number).rows == []
        with pytest.raises(Forbidden):
            actions.withdraw_dossier(dossier, reason="x", by=actor)
    assert entries_of(dossier.subject).filter(denied=True).count() == 3


@pytest.mark.parametrize(
    "text", ["nguyen thi lan", "Nguyễn Thị Lan", "lan", "093188000123", "093 188 000 123", "0912000001", "0912.000.001"]
)
def test_search_finds(citizen: Actor, reception: Actor, one_stop: Office, text: str) -> None:
    dossier = sent(citizen, one_stop)
    assert [row.pk for row in search(reception, text).rows] == [dossier.pk]
    assert [row.pk for row in search(reception, dossier.number.lower()).rows] == [dossier.pk]
    assert [row.pk for row in search(reception, dossier.number.split("-", 1)[1]).rows] == [dossier.pk]


@pytest.mark.parametrize(
    "text", ["", "a", "nguyen van khong", "093188000124", "%", "' or 1=1 --", "&", "a" * 5000, "\x00"]
)
def test_search_finds_nothing_and_does_not_break(citizen: Actor, reception: Actor, one_stop: Office, text: str) -> None:
    sent(citizen, one_stop)
    assert search(reception, text).rows == []


def test_sent_twice_is_one_dossier(citizen: Actor, one_stop: Office) -> None:
    draft = fill(citizen, one_stop)
    stale = get_draft(citizen, draft.id)
    first = actions.submit_draft(draft, revision=draft.revision, by=citizen)
    again = actions.submit_draft(stale, revision=stale.revision, by=citizen)
    assert first.pk == again.pk
    assert Dossier.objects.count() == 1


def test_page_from_before_another_device_went_on_is_refused(citizen: Actor, one_stop: Office) -> None:
    draft = fill(citizen, one_stop)
    with pytest.raises(Stale):
        actions.save_page(draft, page="event", raw=EXTRACT["event"], revision=draft.revision - 1, by=citizen)
    with pytest.raises(Stale):
        actions.submit_draft(draft, revision=draft.revision - 1, by=citizen)


def test_incomplete_draft_names_what_is_missing(citizen: Actor, one_stop: Office) -> None:
    pages = {key: value for key, value in EXTRACT.items() if key != "registered"}
    draft = fill(citizen, one_stop, pages=pages)
    with pytest.raises(Invalid) as refused:
        actions.submit_draft(draft, revision=draft.revision, by=citizen)
    assert set(refused.value.errors) == {"registered_at", "registered_on"}
    assert Dossier.objects.count() == 0


def test_required_paper_has_to_be_there(citizen: Actor, one_stop: Office) -> None:
    requester = {
        "requester_name": "Trần Văn Nam",
        "requester_id": "093088000456",
        "requester_address-province": "92",
        "requester_address-commune": "31441",
        "requester_address-line": "Ấp 3",
    }
    pages = {**EXTRACT, "relation": {"relation": "other"}, "requester": requester}
    draft = fill(citizen, one_stop, pages=pages)
    with pytest.raises(Invalid) as refused:
        actions.submit_draft(draft, revision=draft.revision, by=citizen)
    assert set(refused.value.errors) == {"paper-authorisation"}


def test_two_officers_at_once_one_wins(citizen: Actor, reception: Actor, one_stop: Office) -> None:
    dossier = sent(citizen, one_stop)
    mine, theirs = get_dossier(reception, dossier.number), get_dossier(reception, dossier.number)
    actions.receive_dossier(mine, by=reception)
    with pytest.raises(Stale):
        actions.refuse_dossier(theirs, reason="Sai nơi nộp", legal_basis="Điều 5", by=reception)
    assert Dossier.objects.get().state == State.RECEIVED
    assert Move.objects.filter(dossier=dossier).count() == 2


def test_supplement_loop_before_and_after_reception(
    citizen: Actor, reception: Actor, case_officer: Actor, one_stop: Office
) -> None:
    dossier = get_dossier(reception, sent(citizen, one_stop).number)
    items = [{"kind": "field", "key": "book", "what": "Ghi rõ quyển số."}]
    actions.request_supplements(dossier, items=items, reason="Chưa rõ quyển số.", by=reception)
    assert (dossier.state, dossier.clock) == (State.SUPPLEMENT, None)
    dossier = get_dossier(citizen, dossier.number)
    actions.answer_supplements(dossier, raw={"book": "02/1988"}, by=citizen)
    assert (dossier.state, dossier.answers["book"]) == (State.REGISTERED, "02/1988")

    for _round in range(2):
        dossier = get_dossier(reception, dossier.number)
        if dossier.state == State.REGISTERED:
            actions.receive_dossier(dossier, by=reception)
        dossier = get_dossier(case_officer, dossier.number)
        actions.request_supplements(dossier, items=items, reason="Chưa rõ.", by=case_officer)
        assert dossier.due_at is None
        dossier = get_dossier(citizen, dossier.number)
        actions.answer_supplements(dossier, raw={"book": "03/1988"}, by=citizen)
        assert dossier.state == State.PROCESSING
        assert dossier.due_at == dossier.clock.due_at != None  # noqa: E711


def test_supplement_answer_names_what_is_missing(citizen: Actor, reception: Actor, one_stop: Office) -> None:
    dossier = get_dossier(reception, sent(citizen, one_stop).number)
    items = [
        {"kind": "paper", "key": "old_paper", "what": "Chụp giấy cũ."},
        {"kind": "field", "key": "registered_at", "what": "Ghi tên xã."},
    ]
    actions.request_supplements(dossier, items=items, reason="Thiếu.", by=reception)
    dossier = get_dossier(citizen, dossier.number)
    with pytest.raises(Invalid) as refused:
        actions.answer_supplements(dossier, raw={"registered_at": ""}, by=citizen)
    assert set(refused.value.errors) == {"paper-old_paper"}
    assert Dossier.objects.get().state == State.SUPPLEMENT


def test_refusal_without_legal_basis_changes_nothing(citizen: Actor, reception: Actor, one_stop: Office) -> None:
    dossier = get_dossier(reception, sent(citizen, one_stop).number)
    with pytest.raises(Refused):
        actions.refuse_dossier(dossier, reason="Sai nơi nộp", legal_basis=" ", by=reception)
    assert Dossier.objects.get().state == State.REGISTERED
    actions.refuse_dossier(dossier, reason="Sai nơi nộp", legal_basis="Điều 7 Luật Hộ tịch", by=reception)
    assert Dossier.objects.get().state == State.REFUSED
    assert [letter.kind for letter in dossier.letters.all()] == ["letter_03"]


def test_nobody_approves_their_own_proposal(
    citizen: Actor, reception: Actor, case_officer: Actor, one_stop: Office
) -> None:
    both = Actor(
        account=case_officer.account,
        person=case_officer.person,
        post=case_officer.post,
        office=case_officer.office,
        unit=case_officer.unit,
        roles=frozenset({"case_officer", "approver"}),
        name=case_officer.name,
    )
    dossier = get_dossier(reception, sent(citizen, one_stop).number)
    actions.receive_dossier(dossier, by=reception)
    dossier = get_dossier(both, dossier.number)
    actions.propose_result(dossier, outcome="rejected", reason="Không có trong sổ.", by=both)
    with pytest.raises(Refused) as refused:
        actions.approve_result(get_dossier(both, dossier.number), by=both)
    assert refused.value.code == "own_proposal"


def test_follow_by_number_shuts_after_five_wrong_tries(citizen: Actor, one_stop: Office) -> None:
    dossier = sent(citizen, one_stop)
    visitor = Actor(address="10.0.0.9")
    assert actions.follow_dossier(dossier.number, last4="0001", by=visitor).pk == dossier.pk
    for _try in range(5):
        with pytest.raises(NotFound):
            actions.follow_dossier(dossier.number, last4="9999", by=visitor)
    with pytest.raises(Refused) as refused:
        actions.follow_dossier(dossier.number, last4="0001", by=visitor)
    assert refused.value.code == "follow_shut"


def test_inbox_and_counts(citizen: Actor, reception: Actor, one_stop: Office) -> None:
    for _place in range(3):
        sent(citizen, one_stop)
    first = inbox(reception, tab="new", size=2)
    rest = inbox(reception, tab="new", after=first.next_key, size=2)
    assert len({row.pk for row in [*first.rows, *rest.rows]}) == 3
    assert tab_counts(reception).by_tab["new"] == 3
    assert inbox(reception, tab="late").rows == []


def test_counter_dossier(reception: Actor, citizen: Actor, one_stop: Office) -> None:
    dossier = actions.register_dossier(
        code="1.000894",
        office=one_stop,
        owner_name="Võ Minh Khang",
        phone="0912000009",
        citizen_id="093088000789",
        papers=[{"key": "x", "originals": 1}],
        by=reception,
    )
    dossier = get_dossier(reception, dossier.number)
    actions.receive_dossier(dossier, by=reception)
    assert (dossier.channel, dossier.filed_how, dossier.state) == ("counter", "clerk_typed", State.RECEIVED)
    with pytest.raises(Forbidden):
        actions.register_dossier(code="1.000894", office=one_stop, owner_name="Ai đó", by=citizen)


def test_numbers_have_no_gap_when_a_submission_fails(citizen: Actor, one_stop: Office) -> None:
    first = sent(citizen, one_stop)
    draft = fill(citizen, one_stop, pages={key: value for key, value in EXTRACT.items() if key != "person"})
    with pytest.raises(Invalid):
        actions.submit_draft(draft, revision=draft.revision, by=citizen)
    second = sent(citizen, one_stop)
    assert [first.number[-4:], second.number[-4:]] == ["0001", "0002"]


def test_every_refused_attempt_is_in_the_journal(citizen: Actor, reception: Actor, one_stop: Office) -> None:
    dossier = sent(citizen, one_stop)
    with pytest.raises(Forbidden):
        actions.receive_dossier(dossier, by=citizen)
    entry = Entry.objects.get(denied=True)
    assert (entry.action, entry.account) == ("dossier.receive", citizen.account)


def test_running_dossier_keeps_the_version_it_was_sent_under(
    citizen: Actor, reception: Actor, one_stop: Office
) -> None:
    running = sent(citizen, one_stop)
    draft = fill(citizen, one_stop)
    republished("2.000635", limit={"amount": 9, "unit": "working_day"})
    actions.receive_dossier(get_dossier(reception, running.number), by=reception)
    fresh = sent(citizen, one_stop)
    actions.receive_dossier(get_dossier(reception, fresh.number), by=reception)
    begun = actions.submit_draft(draft, revision=draft.revision, by=citizen)
    versions = [get_dossier(reception, one.number).version.number for one in (running, begun, fresh)]
    assert [number - versions[0] for number in versions] == [0, 0, 1]
    assert [_limit_of(reception, one.number) for one in (running, fresh)] == ["trong ngày", "9 ngày làm việc"]


def _limit_of(reception: Actor, number: str) -> str:
    clock = get_dossier(reception, number).clock
    assert clock is not None
    return str(explain(clock).limit.words)


def test_command_explains_the_due_time_line_by_line(
    citizen: Actor, reception: Actor, one_stop: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    number = sent(citizen, one_stop).number
    assert clock_command(["explain", number]) == 0
    assert capsys.readouterr().out == f"{number}: chưa được tiếp nhận, đồng hồ chưa chạy.\n"
    actions.receive_dossier(get_dossier(reception, number), by=reception)
    assert clock_command(["explain", number]) == 0
    first, *lines = capsys.readouterr().out.splitlines()
    assert first.startswith(f"{number} · ")
    assert all(line.endswith("]") for line in lines)
    assert clock_command(["explain", "H13.31441-261126-9999"]) == 1
    assert capsys.readouterr().err == "Không thấy hồ sơ này trong các hồ sơ của ông/bà.\n"
    assert clock_command(["explain"]) == 2
