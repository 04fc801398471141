"""What is past its time goes by night, after whoever it is about was told; numbers stay."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.conf import settings

from tests.cast import account_of, client_of_actor
from tests.desk.office import sent_extract
from tests.factories.files import photo
from tests.factories.petitions import report
from tests.portal.filing import BIRTH, attach, fill, start
from tests.portal.office_work import bring_to_result
from tests.privacy.asking import answered, asked
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.dossiers import actions
from xaso.dossiers.access import get_dossier
from xaso.dossiers.actions.draft import KEPT_DAYS
from xaso.dossiers.jobs import drop_drafts
from xaso.dossiers.models import Dossier, Paper
from xaso.files.actions import KEEP_UNFINISHED
from xaso.files.jobs import sweep_files
from xaso.files.models import StoredFile
from xaso.files.ports import written_at
from xaso.hotline.actions import finish_call, open_line, type_call
from xaso.hotline.models import Call
from xaso.journal.models import Entry
from xaso.journal.queries import entries_of, verify
from xaso.messages.models import Message
from xaso.offices.models import Office
from xaso.people.actions import give_consent, withdraw_consent
from xaso.people.models import Consent
from xaso.people.rules import Purpose
from xaso.petitions.actions import refuse_petition
from xaso.petitions.models import Petition
from xaso.privacy.jobs import purge
from xaso.privacy.models import PurgeNotice, PurgeRound
from xaso.privacy.rules import BY_KEY
from xaso.procedures.models import Procedure

pytestmark = pytest.mark.django_db
YEARS = timedelta(days=365)


@pytest.fixture
def withdrawn(citizen: Actor, one_stop: Office) -> Dossier:
    dossier = sent_extract(citizen, one_stop)
    return actions.withdraw_dossier(get_dossier(citizen, dossier.number), reason="Xin rút.", by=citizen)


@pytest.mark.parametrize(
    ("key", "kept"),
    [
        ("drafts", timedelta(days=KEPT_DAYS)),
        ("uploads", KEEP_UNFINISHED),
        ("sessions", timedelta(seconds=settings.SESSION_COOKIE_AGE)),
    ],
)
def test_register_says_what_the_older_sweeps_do(key: str, kept: timedelta) -> None:
    assert BY_KEY[key].keep.time == kept


def test_dossier_goes_a_month_after_its_owner_was_told(withdrawn: Dossier, manager: Actor) -> None:
    with clock.travel(clock.now() + 10 * YEARS - timedelta(days=31)):
        purge(0)
    assert not PurgeNotice.objects.exists()
    with clock.travel(clock.now() + 10 * YEARS - timedelta(days=29)):
        purge(0)
        notice = PurgeNotice.objects.get()
        assert notice.purge_on == clock.today() + timedelta(days=30)
        told = Message.objects.filter(about_id=str(withdrawn.pk)).latest("created_at").body
        assert told.startswith(f"Hồ sơ {withdrawn.number} hết thời hạn lưu.")
        listed = unescape(client_of_actor(manager).get("/can-bo/du-lieu/sap-xoa").content.decode())
        assert withdrawn.number in listed
    with clock.travel(clock.now() + 10 * YEARS):
        purge(0)
        assert Dossier.objects.get(pk=withdrawn.pk).forgotten_at is None
    with clock.travel(clock.now() + 10 * YEARS + timedelta(days=2)):
        for _night in range(2):
            purge(0)
    gone = Dossier.objects.get(pk=withdrawn.pk)
    assert (gone.owner_name, gone.number, gone.state) == ("(đã xóa)", withdrawn.number, withdrawn.state)
    assert [one.action for one in entries_of(withdrawn.subject) if one.action.startswith("privacy.")] == [
        "privacy.announce_purge",
        "privacy.purge",
    ]
    assert list(verify()) == []


def test_civil_status_is_never_purged(
    citizen: Actor, one_stop: Office, reception: Actor, case_officer: Actor, approver: Actor
) -> None:
    dossier = sent_extract(citizen, one_stop)
    bring_to_result(dossier.number, reception=reception, case_officer=case_officer, approver=approver)
    with clock.travel(clock.now() + 60 * YEARS):
        purge(0)
    assert not PurgeNotice.objects.exists()
    assert Dossier.objects.get(pk=dossier.pk).owner_name == "Nguyễn Thị Lan"


def test_request_about_data_goes_after_five_years(
    citizen: Actor, one_stop: Office, reception: Actor, case_officer: Actor, approver: Actor
) -> None:
    request = asked("copy", by=citizen, office=one_stop, reception=reception)
    answered(request, reception, case_officer, approver)
    with clock.travel(clock.now() + 5 * YEARS):
        purge(0)
        assert [one.dossier_id for one in PurgeNotice.objects.all()] == [request.pk]


def test_messages_consents_and_addresses_go_at_their_own_time(citizen: Actor, withdrawn: Dossier) -> None:
    give_consent(purpose=Purpose.VISITS, version=1, by=citizen)
    withdraw_consent(purpose=Purpose.VISITS, by=citizen)
    Message.objects.update(state="sent", sent_at=clock.now())
    rows = Message.objects.count()
    with clock.travel(clock.now() + YEARS + timedelta(days=1)):
        purge(0)
    assert (Message.objects.count(), Message.objects.exclude(body="").count()) == (rows, 0)
    assert Consent.objects.count() == 1
    personal = Entry.objects.filter(personal__isnull=False)
    assert personal.exists()
    with clock.travel(clock.now() + 5 * YEARS + timedelta(days=1)):
        purge(0)
    assert not Consent.objects.exists()
    assert not personal.exists()
    assert list(verify()) == []


def test_photograph_taken_off_a_draft_goes_after_three_days_and_one_that_stays_does_not(
    citizen: Actor, one_stop: Office
) -> None:
    lan = client_of_actor(citizen)
    address = start(lan)
    fill(lan, address, BIRTH)
    attach(lan, address, "birth_certificate", photo(width=900))
    attach(lan, address, "birth_certificate", photo(width=800))
    off, stays = Paper.objects.order_by("id").select_related("file")
    lan.post(f"{address}giay-to/{off.pk}/bo")
    with clock.travel(clock.now() + KEEP_UNFINISHED - timedelta(hours=1)):
        drop_drafts(0)
    assert StoredFile.objects.count() == 2
    with clock.travel(clock.now() + KEEP_UNFINISHED + timedelta(hours=1)):
        drop_drafts(0)
        sweep_files(0)
    assert (StoredFile.objects.get(), written_at(off.file.path)) == (stays.file, None)  # type: ignore[union-attr]


def test_dossier_that_became_civil_status_after_it_was_announced_is_kept(
    citizen: Actor, one_stop: Office, reception: Actor, case_officer: Actor, approver: Actor
) -> None:
    """A new version of the procedure says so; deleting is for good, so it is looked at again on the day."""
    request = asked("copy", by=citizen, office=one_stop, reception=reception)
    answered(request, reception, case_officer, approver)
    with clock.travel(clock.now() + 5 * YEARS):
        purge(0)
    Procedure.objects.filter(pk=request.procedure_id).update(field="Hộ tịch")
    with clock.travel(clock.now() + 5 * YEARS + timedelta(days=40)):
        purge(0)
    assert Dossier.objects.get(pk=request.pk).forgotten_at is None
    assert not PurgeNotice.objects.exists()
    assert [one.action for one in entries_of(request.subject)][-1] == "privacy.call_off_purge"


def test_what_goes_within_the_month_beside_dossiers_is_told_on_ones_page_and_on_no_others(
    citizen: Actor, neighbour: Actor, one_stop: Office, reception: Actor, manager: Actor
) -> None:
    phone = account_of(citizen).phone or ""
    line = open_line(one_stop, name="Một cửa", number="0293 3571 234", by=manager)
    type_call(line, caller=phone, by=reception)
    petition = report(one_stop, by=citizen)
    refuse_petition(petition, reason="Việc của điện lực.", by=reception)
    give_consent(purpose=Purpose.BROADCASTS, version=1, by=citizen)
    withdraw_consent(purpose=Purpose.BROADCASTS, by=citizen)
    told = {}
    for years, what in ((0, "today"), (1, "a year"), (2, "two years"), (5, "five years")):
        with clock.travel(clock.now() + years * YEARS - timedelta(days=20)):
            page = unescape(client_of_actor(citizen).get("/du-lieu-cua-toi").content.decode())
            other = unescape(client_of_actor(neighbour).get("/du-lieu-cua-toi").content.decode())
        told[what] = page.count(", xóa từ ngày ")
        assert ", xóa từ ngày " not in other
    assert told == {"today": 0, "a year": 1, "two years": 3, "five years": 4}


def goes_after_two_years(one_stop: Office, citizen: Actor, reception: Actor, manager: Actor) -> tuple[Petition, Call]:
    """A report of Lan's, one and a call of somebody without an account."""
    line = open_line(one_stop, name="Một cửa", number="0293 3571 234", by=manager)
    for who, phone in ((citizen, ""), (Actor(), "0912345678")):
        refuse_petition(report(one_stop, by=who, phone=phone), reason="Việc của điện lực.", by=reception)
    call = type_call(line, caller="0912345678", by=reception)
    finish_call(call, name="Mẫu", language="", note="Hỏi giờ làm việc", solved=True, by=reception)
    return Petition.objects.get(account_id=citizen.account), call


def test_reports_and_calls_go_a_month_after_each_person_got_one_message(
    citizen: Actor, one_stop: Office, reception: Actor, manager: Actor
) -> None:
    petition, call = goes_after_two_years(one_stop, citizen, reception, manager)
    over = clock.now() + 2 * YEARS
    with clock.travel(over - timedelta(days=20)):
        purge(0)
        purge(0)
        told = Message.objects.filter(template__startswith="privacy.purge_round")
        first = f"{clock.today() + timedelta(days=30):%d/%m/%Y}"
        assert sorted((one.to, one.body.split(" trong ")[1].split(" đã ")[0]) for one in told) == [
            (account_of(citizen).phone, "1 phản ánh"),
            ("+84912345678", "1 phản ánh và 1 cuộc gọi"),
        ]
        assert all(one.body.startswith(f"Từ ngày {first} xã xóa") for one in told)
        listed = unescape(client_of_actor(manager).get("/can-bo/du-lieu/sap-xoa").content.decode())
        assert re.search(r"Phản ánh gửi đến xã</td><td class=\"num\">2<", listed)
    with clock.travel(over + timedelta(days=9)):
        purge(0)
        assert (Petition.objects.get(pk=petition.pk).words != "", Call.objects.get(pk=call.pk).caller != "") == (
            True,
            True,
        )
    with clock.travel(over + timedelta(days=11)):
        purge(0)
    assert (Petition.objects.get(pk=petition.pk).words, Call.objects.get(pk=call.pk).caller) == ("", "")
    assert PurgeRound.objects.get().people == 2


def test_what_goes_after_the_round_waits_for_the_next_and_is_told_then(
    citizen: Actor, one_stop: Office, reception: Actor, manager: Actor
) -> None:
    begun = clock.now()
    with clock.travel(begun):
        purge(0)
    petition, _call = goes_after_two_years(one_stop, citizen, reception, manager)
    for month in range(30):
        with clock.travel(begun + timedelta(days=30 * month)):
            purge(0)
            there = Petition.objects.get(pk=petition.pk).words != ""
            told = Message.objects.filter(template="privacy.purge_round", account=citizen.account).first()
            assert there or (told is not None and clock.now() >= told.created_at + timedelta(days=30))
    assert told is not None
    assert told.created_at <= begun + 2 * YEARS - timedelta(days=30)
    assert Petition.objects.get(pk=petition.pk).words == ""
    reach = list(PurgeRound.objects.order_by("until").values_list("until", flat=True))
    assert reach == sorted(set(reach))
