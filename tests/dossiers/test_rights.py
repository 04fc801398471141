"""Who may do what with which dossier."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.dossiers.walks import fill, granted, sent
from tests.factories.files import photo
from xaso.core.actor import Actor
from xaso.core.refused import Forbidden, NotFound, Refused
from xaso.dossiers import actions
from xaso.dossiers.access import (
    by_token,
    dossiers_for,
    get_dossier,
    get_draft,
    lawful_moves,
    letter_in,
    my_letter,
    my_paper,
    paper_in,
    result_document,
)
from xaso.dossiers.models import Dossier, Paper
from xaso.dossiers.queries import story
from xaso.dossiers.rules import MOVES
from xaso.files.actions import store_file
from xaso.files.models import StoredFile
from xaso.files.rules import owner_key
from xaso.journal.queries import entries_of
from xaso.offices.models import Office, Post

pytestmark = pytest.mark.django_db


def verbs(dossier: Dossier, actor: Actor) -> set[str]:
    return {move.verb for move in lawful_moves(dossier, actor)}


def pictured(by: Actor) -> StoredFile:
    return store_file(owner=owner_key(by), name="giay.jpg", content=photo(800), by=by)


def test_manager_and_auditor_only_read(manager: Actor, auditor: Actor, citizen: Actor, one_stop: Office) -> None:
    dossier = sent(citizen, one_stop)
    for reader in (manager, auditor):
        assert get_dossier(reader, dossier.number).pk == dossier.pk
    assert not {role for move in MOVES.values() for role in move.who} & {"manager", "auditor"}


def test_only_the_deciding_unit_decides(
    citizen: Actor, case_officer: Actor, reception: Actor, other_commune: Actor, one_stop: Office
) -> None:
    dossier = sent(citizen, one_stop)
    Dossier.objects.filter(pk=dossier.pk).update(competent_unit=other_commune.unit)
    dossier = get_dossier(reception, dossier.number)
    assert "receive" in verbs(dossier, reception)
    assert "receive" in verbs(dossier, other_commune)
    assert verbs(dossier, case_officer) == set()
    Dossier.objects.filter(pk=dossier.pk).update(
        receiving_unit=other_commune.unit, supporting_unit=reception.unit, contact_phone=""
    )
    dossier = get_dossier(reception, dossier.number)
    assert verbs(dossier, reception) == set()
    with pytest.raises(Forbidden):
        actions.receive_dossier(dossier, by=reception)


def test_official_without_a_unit_sees_nothing(citizen: Actor, reception: Actor, one_stop: Office) -> None:
    dossier = sent(citizen, one_stop)
    nowhere = replace(reception, unit=None, account=None)
    assert list(dossiers_for(nowhere)) == []
    assert verbs(dossier, nowhere) == set()


def test_neighbour_gets_no_draft_paper_letter_or_result(
    citizen: Actor, neighbour: Actor, reception: Actor, case_officer: Actor, approver: Actor, one_stop: Office
) -> None:
    draft = fill(citizen, one_stop)
    paper = actions.attach_file(draft, paper="old_paper", file=pictured(citizen), by=citizen)
    for look in (lambda: get_draft(neighbour, draft.id), lambda: my_paper(neighbour, paper.id)):
        with pytest.raises(NotFound):
            look()
    assert my_paper(citizen, paper.id) == paper
    with pytest.raises(NotFound):
        my_paper(reception, paper.id)
    dossier = actions.submit_draft(draft, revision=draft.revision, by=citizen)
    assert paper_in(get_dossier(reception, dossier.number), paper.id) == paper
    granted(dossier, reception, case_officer, approver)
    actions.number_result(get_dossier(reception, dossier.number), book="TLHT", number=7, by=reception)
    letter = dossier.letters.get()
    dossier = get_dossier(reception, dossier.number)
    for look in (
        lambda: my_paper(neighbour, paper.id),
        lambda: my_letter(neighbour, letter.pk),
        lambda: my_letter(reception, letter.pk),
        lambda: my_paper(reception, paper.id),
        lambda: result_document(dossier, neighbour),
        lambda: result_document(dossier, citizen),
    ):
        with pytest.raises(NotFound):
            look()
    assert my_letter(citizen, letter.pk) == letter
    assert letter_in(dossier, letter.pk) == letter


def test_a_file_of_somebody_else_is_not_attached(citizen: Actor, neighbour: Actor, one_stop: Office) -> None:
    draft = fill(citizen, one_stop)
    with pytest.raises(Forbidden):
        actions.attach_file(draft, paper="old_paper", file=pictured(neighbour), by=citizen)
    assert entries_of(draft.subject).filter(denied=True).count() == 1


def test_discarding_a_draft_that_was_sent_meanwhile_takes_no_paper(citizen: Actor, one_stop: Office) -> None:
    draft = fill(citizen, one_stop)
    actions.attach_file(draft, paper="old_paper", file=pictured(citizen), by=citizen)
    stale = get_draft(citizen, draft.id)
    dossier = actions.submit_draft(draft, revision=draft.revision, by=citizen)
    for change in (
        lambda: actions.discard_draft(stale, by=citizen),
        lambda: actions.attach_file(stale, paper="identity", file=pictured(citizen), by=citizen),
    ):
        with pytest.raises(Refused) as refused:
            change()
        assert refused.value.code == "already_sent"
    assert Paper.objects.filter(dossier=dossier, draft=None).count() == 1


def test_officer_takes_over_from_a_colleague_only_by_passing(
    citizen: Actor, reception: Actor, case_officer: Actor, one_stop: Office
) -> None:
    dossier = sent(citizen, one_stop)
    actions.receive_dossier(get_dossier(reception, dossier.number), by=reception)
    actions.pass_dossier(get_dossier(reception, dossier.number), to_post=_post(case_officer), by=reception)
    colleague = replace(case_officer, post=999_999, person=None)
    dossier = get_dossier(colleague, dossier.number)
    assert "propose" not in verbs(dossier, colleague)
    with pytest.raises(Forbidden) as refused:
        actions.propose_result(dossier, outcome="rejected", reason="x", by=colleague)
    assert (refused.value.code, "Lê Văn Phúc" in refused.value.message) == ("held_by_another", True)
    assert "propose" in verbs(dossier, case_officer)


def test_a_dossier_is_not_passed_to_somebody_who_does_not_examine(
    citizen: Actor, reception: Actor, auditor: Actor, one_stop: Office
) -> None:
    dossier = sent(citizen, one_stop)
    actions.receive_dossier(get_dossier(reception, dossier.number), by=reception)
    with pytest.raises(Refused) as refused:
        actions.pass_dossier(get_dossier(reception, dossier.number), to_post=_post(auditor), by=reception)
    assert refused.value.code == "post_unfit"


def test_proposal_stays_as_proposed_until_it_is_signed_or_returned(
    citizen: Actor, reception: Actor, case_officer: Actor, approver: Actor, one_stop: Office
) -> None:
    dossier = sent(citizen, one_stop)
    actions.receive_dossier(get_dossier(reception, dossier.number), by=reception)
    dossier = get_dossier(case_officer, dossier.number)
    actions.propose_result(dossier, outcome="rejected", reason="Không có trong sổ.", by=case_officer)
    dossier = get_dossier(approver, dossier.number)
    assert verbs(dossier, case_officer) == {"stop"}
    assert verbs(dossier, reception) == {"withdraw", "stop"}
    assert verbs(dossier, approver) == {"approve", "return_proposal", "stop"}
    assert verbs(dossier, citizen) == {"withdraw"}


def test_nobody_signs_their_own_proposal_in_another_post(
    citizen: Actor, reception: Actor, case_officer: Actor, approver: Actor, one_stop: Office
) -> None:
    dossier = sent(citizen, one_stop)
    actions.receive_dossier(get_dossier(reception, dossier.number), by=reception)
    dossier = get_dossier(case_officer, dossier.number)
    actions.propose_result(dossier, outcome="rejected", reason="Không có trong sổ.", by=case_officer)
    second_post = replace(approver, person=case_officer.person)
    with pytest.raises(Forbidden) as refused:
        actions.approve_result(get_dossier(approver, dossier.number), by=second_post)
    assert refused.value.code == "own_proposal"
    assert entries_of(dossier.subject).filter(denied=True, action="dossier.approve").count() == 1


def test_who_has_only_the_link_reads_nothing_personal(citizen: Actor, reception: Actor, one_stop: Office) -> None:
    dossier = sent(citizen, one_stop)
    items = [{"kind": "field", "key": "book", "what": "Ghi quyển số của bà Lan."}]
    actions.request_supplements(get_dossier(reception, dossier.number), items=items, reason="Bà Lan.", by=reception)
    found = by_token(dossier.token)
    assert {"answers", "owner_name", "owner_search", "owner_id_index", "title"} <= found.get_deferred_fields()
    told = story(found, for_owner=True, for_visitor=True)
    assert {line.words for line in told} == {""}
    assert {line.letter for line in told} == {None}


def test_official_does_not_file_from_the_desk_account(reception: Actor, one_stop: Office) -> None:
    with pytest.raises(Forbidden):
        actions.start_draft(code="2.000635", office=one_stop, by=reception)


def _post(actor: Actor) -> Post:
    return Post.objects.select_related("office").get(pk=actor.post)
