"""An officer carries out what was asked, from the request itself, and the answer says what was done."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest

from tests.cast import client_of_actor
from tests.desk.office import Desk, sent_extract
from tests.portal.office_work import bring_to_result
from tests.privacy.asking import asked
from xaso.core.actor import Actor
from xaso.dossiers.access import dossiers_for, get_dossier
from xaso.dossiers.models import Dossier
from xaso.journal.queries import entries_of
from xaso.offices.models import Office
from xaso.people.access import agrees, get_person
from xaso.people.actions import give_consent
from xaso.people.rules import Purpose

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("matter", "days"), [("copy", 10), ("correct", 10), ("restrict", 15), ("delete", 20)])
def test_each_request_runs_on_its_own_legal_limit(
    matter: str, days: int, citizen: Actor, one_stop: Office, reception: Actor
) -> None:
    request = asked(matter, by=citizen, office=one_stop, reception=reception)
    assert request.clock is not None
    assert (request.clock.limit_amount, request.clock.limit_unit) == (days, "day")
    assert Dossier.objects.get(pk=request.pk).act_by - request.submitted_at > timedelta(days=days - 1)


def test_correction_changes_the_person_and_keeps_what_stood_there(
    citizen: Actor, one_stop: Office, reception: Actor, case_officer: Actor
) -> None:
    number = asked("correct", by=citizen, office=one_stop, reception=reception).number
    phuc, url = Desk(client_of_actor(case_officer)), f"/can-bo/ho-so/{number}/du-lieu"
    assert 'value="Nguyễn Thị Lan"' in phuc.reads(url)
    typed = {"full_name": "Nguyễn Thị Lân", "born": "20/11/1988", "sex": "female", "nationality": "Việt Nam"}
    wrong = phuc.client.post(url, typed | {"born": "31/2/1988"})
    assert wrong.status_code == 422
    assert "Không có ngày 31/2/1988" in unescape(wrong.content.decode())
    assert phuc.client.post(url, typed).status_code == 302
    assert get_person(citizen.person).full_name == "Nguyễn Thị Lân"  # type: ignore[arg-type]
    last = entries_of(("person", str(citizen.person))).filter(action="people.correct").get()
    assert last.personal is not None
    assert last.personal["before"]["full_name"] == "Nguyễn Thị Lan"
    assert "Xã đã sửa dữ liệu theo yêu cầu." in phuc.reads(f"/can-bo/ho-so/{number}/trinh-ky")


def test_restricted_dossier_is_for_leaders_who_say_why(
    citizen: Actor, one_stop: Office, reception: Actor, case_officer: Actor, approver: Actor, auditor: Actor
) -> None:
    done = sent_extract(citizen, one_stop)
    bring_to_result(done.number, reception=reception, case_officer=case_officer, approver=approver)
    give_consent(purpose=Purpose.VISITS, version=1, by=citizen)
    number = asked("restrict", by=citizen, office=one_stop, reception=reception).number
    phuc = Desk(client_of_actor(case_officer))
    assert phuc.client.post(f"/can-bo/ho-so/{number}/du-lieu").status_code == 302
    for officer in (reception, case_officer):
        assert not dossiers_for(officer).filter(pk=done.pk).exists()
        assert client_of_actor(officer).get(f"/can-bo/ho-so/{done.number}").status_code == 404
    for leader in (approver, auditor):
        assert client_of_actor(leader).get(f"/can-bo/ho-so/{done.number}")["Location"].split("?")[0].endswith("/mo")
    assert get_dossier(citizen, done.number)
    assert get_dossier(case_officer, number)  # what is being settled goes on
    assert not agrees(Purpose.VISITS, account=citizen.account)


def test_nobody_else_carries_out_a_request(
    citizen: Actor, one_stop: Office, reception: Actor, manager: Actor, other_commune: Actor
) -> None:
    number = asked("restrict", by=citizen, office=one_stop, reception=reception).number
    for actor, status in ((reception, 403), (manager, 403), (other_commune, 404), (citizen, 404)):
        assert client_of_actor(actor).post(f"/can-bo/ho-so/{number}/du-lieu").status_code == status
    other = sent_extract(citizen, one_stop)
    assert client_of_actor(reception).get(f"/can-bo/ho-so/{other.number}/du-lieu").status_code == 404


def test_deletion_is_confirmed_before_it_is_done(
    citizen: Actor, one_stop: Office, reception: Actor, case_officer: Actor
) -> None:
    number = asked("delete", by=citizen, office=one_stop, reception=reception).number
    phuc, url = Desk(client_of_actor(case_officer)), f"/can-bo/ho-so/{number}/du-lieu"
    assert "Phải giữ theo luật: 0 hồ sơ hộ tịch" in phuc.reads(url)
    assert phuc.client.post(url).status_code == 422
    assert get_person(citizen.person).full_name == "Nguyễn Thị Lan"  # type: ignore[arg-type]
    assert phuc.client.post(url, {"sure": "yes"}).status_code == 302
    assert get_person(citizen.person).full_name == "(đã xóa)"  # type: ignore[arg-type]
    assert "Xã đã xóa" in phuc.reads(f"/can-bo/ho-so/{number}")
