"""Supplements, silence, letters and words to the owner."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.dossiers.walks import fill, sent
from tests.factories.files import photo
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Invalid, Refused
from xaso.core.text import sentence, shorten
from xaso.dossiers import actions, jobs
from xaso.dossiers.access import get_dossier
from xaso.dossiers.models import Dossier, Draft, Request
from xaso.dossiers.queries import inbox, story
from xaso.dossiers.rules import State
from xaso.files.actions import store_file
from xaso.files.models import StoredFile
from xaso.files.rules import owner_key
from xaso.journal.queries import entries_of
from xaso.messages.models import Message
from xaso.offices.models import Office

pytestmark = pytest.mark.django_db
FOUR_PARTS = 4 * 67


def ask(dossier: Dossier, by: Actor, *keys: str, reason: str = "Chưa rõ.") -> Request:
    items = [{"kind": "field", "key": key, "what": f"Ghi lại {key}."} for key in keys]
    return actions.request_supplements(get_dossier(by, dossier.number), items=items, reason=reason, by=by)


def test_each_round_has_its_own_letter_and_is_counted(citizen: Actor, reception: Actor, one_stop: Office) -> None:
    dossier = sent(citizen, one_stop)
    for time in (1, 2):
        ask(dossier, reception, "book", reason=f"Lần {time}.")
        actions.answer_supplements(get_dossier(citizen, dossier.number), raw={"book": f"0{time}/1988"}, by=citizen)
    dossier = get_dossier(reception, dossier.number)
    lines = [line for line in story(dossier, for_owner=True) if line.verb == "request_supplements"]
    assert [line.title for line in lines] == ["Xã xin bổ sung", "Xã xin bổ sung lần 2"]
    assert [line.letter.document.data["reason"] for line in lines if line.letter] == ["Lần 1.", "Lần 2."]
    assert (dossier.asked_times, list(Dossier.objects.asked_again())) == (2, [dossier])


def test_answer_changes_what_the_row_repeats(citizen: Actor, reception: Actor, one_stop: Office) -> None:
    dossier = sent(citizen, one_stop)
    assert (dossier.owner_name, dossier.fee_amount) == ("Nguyễn Thị Lan", 16_000)
    ask(dossier, reception, "person_name", "copies")
    raw = {"person_name": "Nguyễn Thị Lành", "copies": "3"}
    actions.answer_supplements(get_dossier(citizen, dossier.number), raw=raw, by=citizen)
    dossier = get_dossier(citizen, dossier.number)
    assert (dossier.owner_name, dossier.owner_search) == ("Nguyễn Thị Lành", "nguyen thi lanh")
    assert "Nguyễn Thị Lành" in dossier.title
    assert dossier.fee_amount == 24_000


def test_only_fields_that_can_be_answered_are_asked(citizen: Actor, reception: Actor, one_stop: Office) -> None:
    dossier = sent(citizen, one_stop)  # for oneself: the page of the requester is not shown
    with pytest.raises(Refused) as refused:
        ask(dossier, reception, "requester_name")
    assert refused.value.code == "item_unknown"


def test_asked_before_reception_while_received_it_goes_on_where_it_can_be_worked_on(
    citizen: Actor, reception: Actor, case_officer: Actor, one_stop: Office
) -> None:
    dossier = sent(citizen, one_stop)
    actions.receive_dossier(get_dossier(reception, dossier.number), by=reception)
    ask(dossier, reception, "book")
    actions.answer_supplements(get_dossier(citizen, dossier.number), raw={"book": "02/1988"}, by=citizen)
    dossier = get_dossier(case_officer, dossier.number)
    assert (dossier.state, dossier.step) == (State.PROCESSING, "examine")
    assert [row.pk for row in inbox(case_officer, tab="mine").rows] == [dossier.pk]
    actions.propose_result(dossier, outcome="rejected", reason="Không có trong sổ.", by=case_officer)


def test_silence_is_noticed_once_and_nothing_is_stopped(citizen: Actor, reception: Actor, one_stop: Office) -> None:
    dossier = sent(citizen, one_stop)
    request = ask(dossier, reception, "book")
    with clock.travel(request.answer_by - timedelta(minutes=1)):
        jobs.note_silences(0)
    assert entries_of(dossier.subject).filter(action="dossier.silence").count() == 0
    with clock.travel(request.answer_by + timedelta(minutes=1)):
        jobs.note_silences(0)
        jobs.note_silences(0)
    assert entries_of(dossier.subject).filter(action="dossier.silence").count() == 1
    assert "quá ngày bổ sung" in Message.objects.latest("created_at").body
    assert get_dossier(citizen, dossier.number).state == State.SUPPLEMENT


def test_drafts_end_after_thirty_days(citizen: Actor, one_stop: Office) -> None:
    draft, sent_one = fill(citizen, one_stop), sent(citizen, one_stop)
    file = store_file(owner=owner_key(citizen), name="giay.jpg", content=photo(800), by=citizen)
    actions.attach_file(draft, paper="old_paper", file=file, by=citizen)
    with clock.travel(clock.now() + timedelta(days=29)):
        assert actions.drop_expired_drafts(by=Actor.system("test")) == 0
    with clock.travel(clock.now() + timedelta(days=31)):
        jobs.drop_drafts(0)
    assert not Draft.objects.filter(pk=draft.pk).exists()
    assert not StoredFile.objects.filter(pk=file.pk).exists()
    assert Draft.objects.filter(dossier=sent_one).exists()


def test_slip_names_address_and_submitter(citizen: Actor, reception: Actor, one_stop: Office) -> None:
    dossier = sent(citizen, one_stop)
    actions.receive_dossier(get_dossier(reception, dossier.number), by=reception)
    data = dossier.letters.get().document.data
    assert data["address"].startswith("Ấp 2, ")
    assert (data["submitter"], data["applicant"]) == ("Nguyễn Thị Lan", "Nguyễn Thị Lan")
    assert data["fee"] == "16.000 đồng"


def test_no_message_is_longer_than_four_parts(
    citizen: Actor, reception: Actor, case_officer: Actor, approver: Actor, one_stop: Office
) -> None:
    long = "Giấy tờ chưa rõ, không đọc được số và ngày. " * 40
    first, second = sent(citizen, one_stop), sent(citizen, one_stop)
    ask(first, reception, "book", reason=long)
    actions.withdraw_dossier(get_dossier(citizen, first.number), reason="Không cần nữa", by=citizen)
    third = sent(citizen, one_stop)
    actions.refuse_dossier(get_dossier(reception, third.number), reason=long, legal_basis="Điều 7", by=reception)
    actions.receive_dossier(get_dossier(reception, second.number), by=reception)
    actions.request_payment(get_dossier(reception, second.number), by=reception)
    actions.stop_dossier(get_dossier(reception, second.number), reason=long, legal_basis="Điều 7", by=reception)
    bodies = [message.body for message in Message.objects.all()]
    assert len(bodies) == 9 + 2  # how it was is asked of the one refused and the one stopped
    assert max(len(body) for body in bodies) <= FOUR_PARTS
    assert not any("!" in body for body in bodies)


def test_answering_twice_is_refused(citizen: Actor, reception: Actor, one_stop: Office) -> None:
    dossier = sent(citizen, one_stop)
    ask(dossier, reception, "book")
    one, other = get_dossier(citizen, dossier.number), get_dossier(citizen, dossier.number)
    actions.answer_supplements(one, raw={"book": "02/1988"}, by=citizen)
    with pytest.raises(Refused):
        actions.answer_supplements(other, raw={"book": "03/1988"}, by=citizen)
    assert get_dossier(citizen, dossier.number).answers["book"] == "02/1988"


def test_only_the_asked_field_has_to_be_right(citizen: Actor, reception: Actor, one_stop: Office) -> None:
    dossier = sent(citizen, one_stop)
    answers = {key: value for key, value in dossier.answers.items() if key != "registered_on"}
    Dossier.objects.filter(pk=dossier.pk).update(answers=answers)
    ask(dossier, reception, "book")
    with pytest.raises(Invalid) as refused:
        actions.answer_supplements(get_dossier(citizen, dossier.number), raw={"book": "x" * 5000}, by=citizen)
    assert set(refused.value.errors) == {"book"}
    actions.answer_supplements(get_dossier(citizen, dossier.number), raw={"book": "02/1988"}, by=citizen)


def test_words_are_cut_between_words() -> None:
    assert shorten("một hai ba bốn", 9) == "một hai…"
    assert sentence("Sai nơi nộp", 90) == "Sai nơi nộp."
    assert sentence("Sai nơi nộp.", 90) == "Sai nơi nộp."
