"""Fees that are known, set by the province, waived; rejections; the clock while the owner pays."""

from __future__ import annotations

import pytest

from tests.dossiers.walks import granted, sent
from xaso.core.actor import Actor
from xaso.core.refused import Invalid, NotFound, Refused
from xaso.documents.queries import render_pdf
from xaso.dossiers import actions
from xaso.dossiers.access import get_dossier, lawful_moves, result_document
from xaso.dossiers.models import Dossier, Move
from xaso.dossiers.queries import story
from xaso.dossiers.rules import State
from xaso.messages.models import Message
from xaso.offices.models import Office

pytestmark = pytest.mark.django_db
BY_PROVINCE = {"name": "Lệ phí hộ tịch", "amount": None, "text": "theo nghị quyết của HĐND thành phố", "basis": ""}


def verbs(dossier: Dossier, actor: Actor) -> list[str]:
    return [move.verb for move in lawful_moves(dossier, actor)]


def with_unknown_line(dossier: Dossier) -> None:
    Dossier.objects.filter(pk=dossier.pk).update(fee_lines=[*dossier.fee_lines, BY_PROVINCE])


def test_officer_writes_in_what_the_province_sets(
    citizen: Actor, reception: Actor, case_officer: Actor, approver: Actor, one_stop: Office
) -> None:
    dossier = sent(citizen, one_stop)
    with_unknown_line(dossier)
    granted(dossier, reception, case_officer, approver)
    dossier = get_dossier(reception, dossier.number)
    assert dossier.letters.get().document.data["fee"].startswith("16.000 đồng; Lệ phí hộ tịch: theo nghị quyết")
    actions.number_result(dossier, book="TLHT", number=7, by=reception)
    assert "hand_over" not in verbs(get_dossier(reception, dossier.number), reception)
    with pytest.raises(Invalid) as refused:
        actions.record_fee(get_dossier(reception, dossier.number), receipt="BL 1", by=reception)
    assert set(refused.value.errors) == {"amount-1"}
    actions.record_fee(get_dossier(reception, dossier.number), receipt="BL 1", amounts={1: 5_000}, by=reception)
    dossier = get_dossier(reception, dossier.number)
    assert (dossier.fee_amount, dossier.fee_is_open) == (21_000, False)
    assert "hand_over" in verbs(dossier, reception)


def test_a_known_fee_is_waived_only_for_a_reason(citizen: Actor, reception: Actor, one_stop: Office) -> None:
    dossier = sent(citizen, one_stop)
    actions.receive_dossier(get_dossier(reception, dossier.number), by=reception)
    with pytest.raises(Refused) as nothing:
        actions.request_payment(
            get_dossier(reception, dossier.number), amounts={0: 0}, exemption="Hộ nghèo", by=reception
        )
    assert nothing.value.code == "nothing_to_pay"
    actions.request_payment(get_dossier(reception, dossier.number), by=reception)
    with pytest.raises(Invalid) as refused:
        actions.record_fee(get_dossier(reception, dossier.number), amounts={0: 0}, by=reception)
    assert set(refused.value.errors) == {"exemption"}
    with pytest.raises(Invalid):
        actions.record_fee(get_dossier(reception, dossier.number), amounts={0: -1}, exemption="x", by=reception)
    why = "Hộ nghèo, TT 281/2016/TT-BTC"
    actions.record_fee(get_dossier(reception, dossier.number), amounts={0: 0}, exemption=why, by=reception)
    dossier = get_dossier(reception, dossier.number)
    assert (dossier.fee_amount, dossier.fee_is_open, dossier.fee_receipt) == (0, False, "")
    assert (dossier.fee_lines[0]["text"], Move.objects.get(verb="record_fee").words) == (why, why)
    assert dossier.state == State.PROCESSING


def test_clock_stands_while_the_owner_pays(citizen: Actor, reception: Actor, one_stop: Office) -> None:
    dossier = sent(citizen, one_stop)
    actions.receive_dossier(get_dossier(reception, dossier.number), by=reception)
    due = get_dossier(reception, dossier.number).due_at
    actions.request_payment(get_dossier(reception, dossier.number), by=reception)
    dossier = get_dossier(reception, dossier.number)
    assert (dossier.due_at, dossier.clock.paused_at is not None) == (None, True)  # type: ignore[union-attr]
    assert due is not None
    assert dossier.act_by > due
    actions.record_fee(dossier, receipt="BL 1", by=reception)
    dossier = get_dossier(reception, dossier.number)
    assert dossier.due_at == dossier.act_by == dossier.clock.due_at  # type: ignore[union-attr]
    assert dossier.step == "examine"


def test_rejection_is_a_written_answer_free_of_charge(
    citizen: Actor, reception: Actor, case_officer: Actor, approver: Actor, one_stop: Office
) -> None:
    dossier = sent(citizen, one_stop)
    why = "Không có trong sổ (khoản 1 Điều 64 Luật Hộ tịch)."
    actions.receive_dossier(get_dossier(reception, dossier.number), by=reception)
    actions.propose_result(get_dossier(case_officer, dossier.number), outcome="rejected", reason=why, by=case_officer)
    actions.approve_result(get_dossier(approver, dossier.number), by=approver)
    assert "không giải quyết được" in Message.objects.latest("id").body
    dossier = get_dossier(reception, dossier.number)
    assert verbs(dossier, reception) == ["hand_over"]
    with pytest.raises(NotFound):
        result_document(get_dossier(citizen, dossier.number), citizen)
    assert why not in [line.words for line in story(get_dossier(citizen, dossier.number), for_owner=True)]
    actions.hand_over(dossier, by=reception)
    dossier = get_dossier(citizen, dossier.number)
    document = result_document(dossier, citizen)
    assert (document.template, document.number) == ("letter_03", f"{dossier.number}/TCHS")
    assert render_pdf(document)[:5] == b"%PDF-"
    assert story(dossier, for_owner=True)[-1].words == why
    assert dossier.fee_paid_at is None


def test_counter_dossier_is_not_free_because_nobody_counted_the_copies(reception: Actor, one_stop: Office) -> None:
    dossier = actions.register_dossier(code="2.000635", office=one_stop, owner_name="Võ Minh Khang", by=reception)
    assert (dossier.fee_amount, dossier.fee_is_open) == (0, True)
    assert dossier.fee_lines[0]["text"] == "số lượng × 8.000 đồng"
    actions.receive_dossier(get_dossier(reception, dossier.number), by=reception)
    actions.request_payment(get_dossier(reception, dossier.number), amounts={0: 24_000}, by=reception)
    actions.record_fee(get_dossier(reception, dossier.number), receipt="BL 2", by=reception)
    assert get_dossier(reception, dossier.number).fee_amount == 24_000
