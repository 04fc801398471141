"""What stands behind the walls. All people are invented."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from tests.cast import account_of, client_of_actor
from tests.config.world import World, built
from tests.desk.office import sent_extract
from tests.dossiers.helping import opened
from tests.factories.files import photo
from tests.factories.hotline import busy_line, noted_twice
from tests.factories.news import account_of_unit
from tests.factories.outreach import helped
from tests.factories.petitions import released
from tests.factories.surveys import asked_everybody
from tests.factories.zalo import conversing
from tests.peers.issuer import running_issuer
from tests.portal.filing import BIRTH, attach, fill, start
from tests.portal.office_work import bring_to_result
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.dossiers import actions
from xaso.dossiers.access import get_dossier
from xaso.dossiers.models import Dossier
from xaso.files.actions import begin_upload, quarantine
from xaso.files.rules import owner_key
from xaso.messages.actions import add_email, begin_joining, confirm_address, keep_event, note_receipt, stop_by_number
from xaso.messages.jobs import drain
from xaso.offices.models import Office
from xaso.people.actions import give_consent
from xaso.people.rules import Purpose
from xaso.privacy.actions import ask_for_export, note_breach, open_breach
from xaso.privacy.models import CardSeen, Erasure
from xaso.signin.actions import begin_visit, enter_by_identity, open_resident_account, open_token, propose_entry
from xaso.signin.rules import Claims, Reads
from xaso.surveys.actions import answer_questionnaire


@pytest.fixture
def whole_world(
    citizen: Actor,
    neighbour: Actor,
    reception: Actor,
    case_officer: Actor,
    approver: Actor,
    manager: Actor,
    auditor: Actor,
    administrator_of_commune: Actor,
    other_commune: Actor,
    province_manager: Actor,
    one_stop: Office,
    settings: Any,
) -> Iterator[World]:
    """One of everything that has an address, and everybody who may ask for it."""
    cast = {
        "owner": citizen,
        "neighbour": neighbour,
        "reception": reception,
        "case_officer": case_officer,
        "approver": approver,
        "manager": manager,
        "auditor": auditor,
        "administrator": administrator_of_commune,
        "elsewhere": other_commune,
        "province": province_manager,
    }
    with running_issuer() as issuer:
        settings.XASO_ISSUERS = [issuer.entry()]
        yield built(cast, one_stop)


@pytest.fixture
def world(
    citizen: Actor,
    neighbour: Actor,
    reception: Actor,
    case_officer: Actor,
    approver: Actor,
    administrator_of_commune: Actor,
    one_stop: Office,
) -> Dossier:
    """At least one row of Mrs Lan's in each walled table. A table that is new here needs one more line."""
    lan = client_of_actor(citizen)
    address = start(lan)
    fill(lan, address, BIRTH)
    attach(lan, address)
    begin_upload(owner=f"account:{citizen.account}", name="b.jpg", size=len(photo()), by=citizen)
    asked = sent_extract(citizen, one_stop)
    actions.receive_dossier(get_dossier(reception, asked.number), by=reception)
    items = [{"kind": "paper", "key": "old_paper", "what": "Chụp lại."}]
    actions.request_supplements(get_dossier(reception, asked.number), items=items, reason="Chưa rõ.", by=reception)
    finished = sent_extract(citizen, one_stop)
    bring_to_result(finished.number, reception=reception, case_officer=case_officer, approver=approver)
    actions.rate_dossier(get_dossier(citizen, finished.number), score=5, by=citizen)
    give_consent(purpose=Purpose.VISITS, version=1, by=citizen)
    helper = open_resident_account(phone="+84900000777", by=Actor.system("test"))
    draft = opened(Actor(account=helper.pk, name="Lê Văn Giúp"), citizen, one_stop)
    actions.confirm_draft(draft, revision=draft.revision, by=citizen)
    enter_by_identity(issuer="https://a.invalid", claims=Claims("s1", national_id="093188000123"), loa="", by=Actor())
    quarantine(owner=owner_key(citizen), name="hd.pdf", content=b"x", threat="Test", by=citizen)
    actions.register_dossier(
        code="1.001612", office=one_stop, owner_name="Nguyễn Thị Lan", phone="0900000001", account=citizen.account,
        by_right="mandate", filer_name="Lê Văn Giúp", filer_phone="0900000777", shown=["authorisation"], by=reception,
    )  # fmt: skip
    note_receipt(carrier="esms", reference="too-early", arrived=True, by=Actor.system("test"))
    _privacy_of(citizen, asked, approver)
    noted_twice(busy_line(one_stop, reception=reception).call, by=reception)
    released(one_stop, reception=reception)
    helped(reception)
    confirm_address(add_email("lan@thu.example.vn", by=citizen).token, by=Actor())
    stop_by_number("+84912000001", everything=False, by=Actor.system("test"))
    conversing(account_of_unit(approver), citizen)
    begin_joining(by=citizen)
    keep_event(b"{}", by=Actor.system("test"))
    drain()
    begin_visit(account_of(administrator_of_commune), session_key="k", address="127.0.0.1", agent="Firefox")
    proved = replace(administrator_of_commune, proved_at=clock.now())
    open_token(username="may.thu", name="Bảng số liệu", reads=Reads.FIGURES, days=1, by=proved)
    propose_entry(account_of(reception), by=administrator_of_commune)
    answer_questionnaire(asked_everybody(approver), raw={"q1": "1"}, by=citizen)
    return asked


def _privacy_of(citizen: Actor, asked: Dossier, approver: Actor) -> None:
    ask_for_export(by=citizen)
    breach = open_breach(
        title="Mất máy", happened="x", whose="x", measures="x", found_at=clock.now(), sensitive=False, by=approver
    )
    note_breach(breach, kind="amend", words="Đã tìm lại.", by=approver)
    CardSeen.objects.create(request=asked, seen_at=clock.now(), seen_by_id=approver.post)
    # To carry one out would take all the rest away.
    Erasure.objects.create(
        account_id=citizen.account,
        request=asked,
        erased_at=clock.now(),
        erased_by_id=approver.post,
        dossiers=0,
        kept=0,
    )
