"""Who somebody was goes; what happened stays to be counted, and the chain still proves itself."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.models import Avg, Count

from tests.cast import account_of, client_of_actor
from tests.desk.office import sent_extract
from tests.dossiers.helping import opened
from tests.factories.files import photo
from tests.factories.petitions import report
from tests.portal.office_work import bring_to_result
from tests.privacy.asking import answered, asked
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Forbidden, NotFound, Refused
from xaso.deadlines.models import Clock
from xaso.documents.access import document_by_token
from xaso.documents.queries import render_pdf, verification
from xaso.dossiers import actions
from xaso.dossiers.access import get_dossier
from xaso.dossiers.models import Dossier, Draft, Paper
from xaso.files.actions import store_file
from xaso.files.models import StoredFile
from xaso.files.ports import written_at
from xaso.journal.actions import take_digest
from xaso.journal.queries import entries_of, verify, verify_digests
from xaso.messages.models import Message
from xaso.offices.actions import appoint
from xaso.offices.models import Office, Post
from xaso.offices.rules import Role
from xaso.people.access import get_person
from xaso.people.actions import give_consent
from xaso.people.models import Consent, Person
from xaso.people.rules import Purpose
from xaso.petitions.actions import answer_petition, assign_petition
from xaso.petitions.models import Petition
from xaso.privacy.actions import ask_for_export, begin_export, erase_person, finish_erasure, finish_export
from xaso.privacy.jobs import make_export
from xaso.privacy.models import Erasure
from xaso.privacy.queries import carried_out
from xaso.privacy.rules import Progress
from xaso.surveys.models import Rating

pytestmark = pytest.mark.django_db
SECRETS = ("Nguyễn Thị Lan", "nguyen thi lan", "093188000123", "+84900000001", "+84912000001", "0912000001")


@pytest.fixture
def withdrawn(citizen: Actor, one_stop: Office, reception: Actor) -> Dossier:
    """A dossier with a photograph, letters, words and messages that came to nothing, so no law keeps it."""
    dossier = sent_extract(citizen, one_stop)
    file = store_file(owner=f"account:{citizen.account}", name="cmnd cua Lan.jpg", content=photo(), by=citizen)
    Paper.objects.create(dossier=dossier, key="old", name="Giấy cũ", file=file, added_at=clock.now())
    actions.receive_dossier(get_dossier(reception, dossier.number), by=reception)
    actions.withdraw_dossier(get_dossier(citizen, dossier.number), reason="Nguyễn Thị Lan xin rút.", by=citizen)
    return dossier


@pytest.fixture
def civil(citizen: Actor, one_stop: Office, reception: Actor, case_officer: Actor, approver: Actor) -> Dossier:
    """One that ended in a book of civil status, rated with words."""
    dossier = sent_extract(citizen, one_stop)
    bring_to_result(dossier.number, reception=reception, case_officer=case_officer, approver=approver)
    return dossier


@pytest.fixture
def request_(citizen: Actor, one_stop: Office, reception: Actor) -> Dossier:
    return asked("delete", by=citizen, office=one_stop, reception=reception)


def figures() -> list[object]:
    """What reports count."""
    by_all = (
        "competent_unit",
        "procedure",
        "state",
        "outcome",
        "channel",
        "filed_how",
        "by_right",
        "delivery",
        "asked_times",
        "fee_amount",
    )
    days = ("submitted_at", "received_at", "due_at", "decided_at", "ended_at")
    return [
        sorted(Dossier.objects.values_list(*by_all).annotate(Count("id")), key=str),
        sorted(Dossier.objects.values_list("number", *days), key=str),
        sorted(Clock.objects.values_list("limit_amount", "due_at", "stopped_at", "used_minutes"), key=str),
        Rating.objects.aggregate(Avg("score"), Count("id")),
    ]


def everything(*tables: str) -> str:
    """Every row of these tables as text, as an administrator with the disk would read them."""
    with connection.cursor() as cursor:
        rows = []
        for table in tables:
            cursor.execute(f"select to_jsonb(t)::text from {table} t")
            rows += [row for (row,) in cursor.fetchall()]
    return "\n".join(rows)


def test_nothing_of_the_person_is_left_but_all_is_counted(
    withdrawn: Dossier, request_: Dossier, citizen: Actor, case_officer: Actor
) -> None:
    give_consent(purpose=Purpose.VISITS, version=1, by=citizen)
    before = figures()
    erasure = erase_person(get_dossier(case_officer, request_.number), by=case_officer)
    assert (erasure.dossiers, erasure.kept) == (1, 0)
    assert figures() == before
    left = everything("people_person", "files_storedfile", "files_upload", "dossiers_move", "dossiers_paper")
    assert [word for word in SECRETS if word in left] == []
    gone = Dossier.objects.get(pk=withdrawn.pk)
    assert (gone.owner_name, gone.answers, gone.contact_phone, gone.account_id) == ("(đã xóa)", {}, "", None)
    assert not StoredFile.objects.filter(owner=f"account:{citizen.account}").exists()
    assert not any(one.personal for one in entries_of(withdrawn.subject))
    assert not Consent.objects.standing().exists()
    person = get_person(citizen.person)  # type: ignore[arg-type]
    assert (person.full_name, person.id_number, person.phone, person.address) == ("(đã xóa)", "", None, {})


@pytest.mark.parametrize(
    ("since", "until"),
    [(date(2025, 7, 1), None), (date(2025, 7, 1), date(2026, 1, 5)), (date(2090, 1, 1), None)],
    ids=["holds a post", "held one", "will hold one"],
)
def test_official_who_is_erased_as_a_resident_stays_named_as_an_official(
    withdrawn: Dossier,
    request_: Dossier,
    citizen: Actor,
    case_officer: Actor,
    one_stop: Office,
    since: date,
    until: date | None,
) -> None:
    person = Person.objects.get(pk=citizen.person)
    term = {"valid_from": since, "valid_to": until}
    post = appoint(person, office=one_stop, role=Role.AUDITOR, title="x", by=Actor.system("test"), **term)
    assert erase_person(get_dossier(case_officer, request_.number), by=case_officer).dossiers == 1
    post.refresh_from_db()
    assert Dossier.objects.get(pk=withdrawn.pk).owner_name == "(đã xóa)"
    assert (get_person(person.pk).full_name, post.holder_name) == ("Nguyễn Thị Lan", "Nguyễn Thị Lan")
    assert post.holder_sort_key == person.sort_key
    left = get_person(person.pk)
    assert (left.id_number, left.phone) == ((person.id_number, person.phone) if until is None else ("", None))
    assert (left.born, left.sex, left.ethnicity, left.nationality, left.address) == ("", "", "", "", {})


def test_chain_and_digests_hold_after_erasing(withdrawn: Dossier, request_: Dossier, case_officer: Actor) -> None:
    take_digest(by=Actor.system("test"))
    erase_person(get_dossier(case_officer, request_.number), by=case_officer)
    take_digest(by=Actor.system("test"))
    assert [*verify(), *verify_digests()] == []
    assert [one.action for one in entries_of(withdrawn.subject)][-1] == "journal.forget"


def test_civil_status_is_kept_and_the_answer_says_by_which_article(
    civil: Dossier, request_: Dossier, case_officer: Actor
) -> None:
    erasure = erase_person(get_dossier(case_officer, request_.number), by=case_officer)
    assert (erasure.dossiers, erasure.kept) == (0, 1)
    assert Dossier.objects.get(pk=civil.pk).owner_name == "Nguyễn Thị Lan"
    (said,) = carried_out(request_)
    assert "Không xóa 1 hồ sơ hộ tịch" in said
    assert "Nghị định 123/2015/NĐ-CP, điều 12 khoản 3" in said


def test_letter_that_was_erased_can_still_be_checked(
    withdrawn: Dossier, request_: Dossier, case_officer: Actor
) -> None:
    token = withdrawn.letters.select_related("document").earliest("pk").document.token
    erase_person(get_dossier(case_officer, request_.number), by=case_officer)
    document = document_by_token(token)
    assert verification(document).agency
    with pytest.raises(NotFound):
        render_pdf(document)


def test_nothing_is_erased_while_something_is_being_settled(
    citizen: Actor, one_stop: Office, request_: Dossier, case_officer: Actor
) -> None:
    waiting = sent_extract(citizen, one_stop)
    with pytest.raises(Refused, match=waiting.number):
        erase_person(get_dossier(case_officer, request_.number), by=case_officer)
    assert not Erasure.objects.exists()


def test_reports_to_the_commune_go_once_they_are_answered(
    citizen: Actor, one_stop: Office, request_: Dossier, reception: Actor, case_officer: Actor
) -> None:
    hers, stranger = report(one_stop, words="Nhà tôi ở ấp 2.", by=citizen), report(one_stop)
    with pytest.raises(Refused, match=hers.number):
        erase_person(get_dossier(case_officer, request_.number), by=case_officer)
    assign_petition(hers, to=Post.objects.get(pk=reception.post or 0), by=reception)
    answer_petition(Petition.objects.get(pk=hers.pk), answer="Đã sửa.", by=reception)
    erase_person(get_dossier(case_officer, request_.number), by=case_officer)
    gone = Petition.objects.get(pk=hers.pk)
    assert (gone.words, gone.phone, gone.account_id, gone.state) == ("", "", None, "answered")
    assert Petition.objects.get(pk=stranger.pk).words == stranger.words


def test_only_the_officer_of_a_request_to_delete_erases(
    withdrawn: Dossier, request_: Dossier, citizen: Actor, reception: Actor, case_officer: Actor, one_stop: Office
) -> None:
    for nobody in (citizen, reception):
        with pytest.raises(Forbidden):
            erase_person(Dossier.objects.get(pk=request_.pk), by=nobody)
    other = asked("copy", by=citizen, office=one_stop, reception=reception)
    with pytest.raises(Forbidden):
        erase_person(get_dossier(case_officer, other.number), by=case_officer)


def test_request_and_phone_go_a_month_after_the_answer(
    withdrawn: Dossier, request_: Dossier, citizen: Actor, reception: Actor, case_officer: Actor, approver: Actor
) -> None:
    erasure = erase_person(get_dossier(case_officer, request_.number), by=case_officer)
    by = Actor.system("test")
    assert not finish_erasure(erasure, by=by)
    answered(request_, reception, case_officer, approver)
    with clock.travel(clock.now() + timedelta(days=29)):
        assert not finish_erasure(erasure, by=by)
    before = figures()
    with clock.travel(clock.now() + timedelta(days=31)):
        assert finish_erasure(erasure, by=by)
    assert figures() == before
    account = account_of(citizen)
    assert (account.phone, account.person, account.is_active) == (None, None, False)
    holders = ("signin_account", "dossiers_dossier", "documents_document", "messages_message", "dossiers_result")
    left = everything(*holders, "journal_entry")
    assert [word for word in SECRETS if word in left] == []
    assert list(verify()) == []


def test_archive_that_was_being_made_is_neither_kept_nor_finished(
    withdrawn: Dossier, request_: Dossier, citizen: Actor, case_officer: Actor
) -> None:
    by = Actor.system("test")
    export = begin_export(ask_for_export(by=citizen).pk, parts=1, by=by)
    assert export is not None
    erase_person(get_dossier(case_officer, request_.number), by=case_officer)
    finish_export(export, archive=io.BytesIO(b"Nguyen Thi Lan"), by=by)
    export.refresh_from_db()
    assert (export.state, written_at(export.path)) == (Progress.FAILED, None)
    make_export(str(export.pk))
    assert written_at(export.path) is None


def test_draft_that_somebody_prepared_for_the_erased_goes_with_what_she_typed(
    withdrawn: Dossier, request_: Dossier, citizen: Actor, neighbour: Actor, case_officer: Actor, one_stop: Office
) -> None:
    draft = opened(neighbour, citizen, one_stop)
    file = store_file(owner=f"account:{citizen.account}", name="the.jpg", content=photo(), by=citizen)
    Paper.objects.create(draft=draft, key="old", name="Thẻ", file=file, added_at=clock.now())
    erase_person(get_dossier(case_officer, request_.number), by=case_officer)
    assert client_of_actor(neighbour).get(f"/nhap/{draft.pk}/").status_code == 404
    assert (Draft.objects.filter(pk=draft.pk).exists(), StoredFile.objects.filter(pk=file.pk).exists()) == (
        False,
        False,
    )
    left = everything("dossiers_draft", "dossiers_assistance")
    assert [word for word in SECRETS if word in left] == []


def test_helper_is_erased_and_the_photographs_they_sent_for_others_stay_there(
    citizen: Actor, neighbour: Actor, one_stop: Office, reception: Actor, case_officer: Actor
) -> None:
    draft = opened(neighbour, citizen, one_stop)
    file = store_file(owner=f"account:{neighbour.account}", name="the cua Lan.jpg", content=photo(), by=neighbour)
    paper = Paper.objects.create(draft=draft, key="old", name="Thẻ", file=file, added_at=clock.now())
    actions.confirm_draft(draft, revision=draft.revision, by=citizen)
    request = asked("delete", by=neighbour, office=one_stop, reception=reception)
    erase_person(get_dossier(case_officer, request.number), by=case_officer)
    paper.refresh_from_db()
    assert (paper.file_id, StoredFile.objects.filter(owner=f"account:{neighbour.account}").count()) == (file.pk, 1)


def test_invitation_is_forgotten_with_the_dossier_it_led_to(
    citizen: Actor, neighbour: Actor, one_stop: Office, reception: Actor, case_officer: Actor
) -> None:
    """It names who helped and went to her phone."""
    draft = opened(neighbour, citizen, one_stop)
    sent = actions.confirm_draft(draft, revision=draft.revision, by=citizen)
    actions.withdraw_dossier(get_dossier(citizen, sent.number), reason="Xin rút.", by=citizen)
    waiting = opened(neighbour, citizen, one_stop)
    request = asked("delete", by=citizen, office=one_stop, reception=reception)
    erase_person(get_dossier(case_officer, request.number), by=case_officer)
    about = [str(draft.pk), str(waiting.pk), str(sent.pk)]
    assert not Message.objects.readable().filter(about_id__in=about).exists()
