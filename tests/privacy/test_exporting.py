"""Everything about me, in one file that only I can fetch."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client

from tests.cast import account_of, client_of_actor
from tests.desk.office import Desk, sent_extract
from tests.dossiers.helping import DUC, invited, opened
from tests.factories.files import photo
from tests.factories.news import account_of_unit
from tests.factories.petitions import report
from tests.factories.zalo import SAID, conversing
from tests.portal.filing import BIRTH, attach, fill, start
from tests.portal.office_work import bring_to_result
from tests.privacy.asking import asked
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Forbidden, NotFound
from xaso.core.scope import as_machine
from xaso.dossiers.access import drafts_for, my_dossier
from xaso.dossiers.actions import rate_dossier
from xaso.dossiers.models import Dossier, Paper
from xaso.files.actions import store_file
from xaso.files.ports import written_at
from xaso.hotline.actions import finish_call, open_line, promise_answer, type_call
from xaso.journal.queries import entries_of
from xaso.messages.models import Message, Remark
from xaso.offices.models import Office
from xaso.petitions.actions import add_photo
from xaso.privacy.actions import ask_for_export, drop_expired_exports, fetch_export
from xaso.privacy.jobs import make_export
from xaso.privacy.models import Export
from xaso.surveys.actions import rate_subject
from xaso.surveys.rules import About

pytestmark = pytest.mark.django_db
PAGE = "/du-lieu-cua-toi"


@pytest.fixture
def filed(citizen: Actor, one_stop: Office, reception: Actor, case_officer: Actor, approver: Actor) -> Dossier:
    dossier = sent_extract(citizen, one_stop)
    file = store_file(owner=f"account:{citizen.account}", name="a.jpg", content=photo(), by=citizen)
    Paper.objects.create(dossier=dossier, key="old", name="Giấy cũ", file=file, added_at=clock.now())
    Desk(client_of_actor(reception)).reads(f"/can-bo/ho-so/{dossier.number}")
    bring_to_result(dossier.number, reception=reception, case_officer=case_officer, approver=approver)
    return dossier


def made(lan: Client) -> Export:
    """Pressed on the page, made by the job."""
    assert lan.post(f"{PAGE}/ban-sao")["Location"] == f"{PAGE}#ban-sao"
    export = Export.objects.latest("asked_at")
    make_export(str(export.pk))
    export.refresh_from_db()
    return export


def fetched(lan: Client, export: Export) -> zipfile.ZipFile:
    answer = lan.get(f"{PAGE}/ban-sao/{export.pk}.zip")
    assert answer.status_code == 200
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]


def test_archive_has_all_of_it_for_people_and_for_machines(filed: Dossier, lan: Client) -> None:
    archive = fetched(lan, made(lan))
    here = f"ho-so/{filed.number}"
    assert {
        "index.html",
        "du-lieu.json",
        f"{here}/giay-to-1.jpg",
        f"{here}/van-ban-1.pdf",
        f"{here}/ket-qua.pdf",
    } <= set(archive.namelist())
    page = unescape(archive.read("index.html").decode())
    for said in ("Nguyễn Thị Lan", "093188000123", filed.number, "Trần Thị Mỹ Hạnh", "UBND xã Vị Thắng", "Giấy cũ"):
        assert said in page
    parts = {part["title"]: part for part in json.loads(archive.read("du-lieu.json"))}
    told = parts[f"{filed.number} – {filed.procedure.plain_name}"]
    assert (told["number"], told["state"], told["answers"]["person_id"]) == (filed.number, 10, "093188000123")
    assert len(told["messages"]) == Message.objects.filter(about_id=str(filed.pk)).count()


def test_archive_has_her_reports_with_their_photographs_and_her_calls(
    filed: Dossier, lan: Client, citizen: Actor, reception: Actor, manager: Actor, one_stop: Office
) -> None:
    hers, other = report(one_stop, words="Đèn hỏng trước nhà tôi.", by=citizen), report(one_stop)
    with as_machine("test"):
        file = store_file(owner=hers.files_owner, name="den.jpg", content=photo(), by=Actor.system("test"))
        add_photo(hers, file=file, by=Actor.system("test"))
    line = open_line(one_stop, name="Đường dây xã", number="0293 3571 234", around_the_clock=True, by=manager)
    call = type_call(line, caller=account_of(citizen).phone or "", by=reception)
    finish_call(call, name="", language="", note="Hỏi giờ làm việc.", solved=True, by=reception)
    for subject, score in ((hers.subject, 2), (call.subject, 5)):
        rate_subject(subject, about=About(one_stop.unit_id, one_stop.pk), score=score, by=citizen)
    archive = fetched(lan, made(lan))
    parts = json.loads(archive.read("du-lieu.json"))
    assert [one["score"] for part in parts for one in (part.get("rating"), *part.get("ratings", [])) if one] == [2, 5]
    assert f"phan-anh/{hers.number}/anh-1.jpg" in archive.namelist()
    page = unescape(archive.read("index.html").decode())
    for said in (hers.number, "Đèn hỏng trước nhà tôi.", "Hỏi giờ làm việc."):
        assert said in page
    assert other.number not in page


def test_archive_has_what_is_not_sent_yet_with_its_photographs_and_whom_she_helped(
    lan: Client, citizen: Actor, neighbour: Actor, one_stop: Office
) -> None:
    address = start(lan)
    fill(lan, address, BIRTH)
    attach(lan, address)
    invited(citizen, one_stop, phone=DUC, owner="Trần Văn Đức")
    opened(neighbour, citizen, one_stop)
    mine, prepared_for_me = drafts_for(citizen)[::-1]
    archive = fetched(lan, made(lan))
    assert f"lam-do/{mine.pk}/giay-to-1.jpg" in archive.namelist()
    parts = json.loads(archive.read("du-lieu.json"))
    unsent = {part["draft"]: part for part in parts if "draft" in part}
    assert {*unsent} == {str(mine.pk), str(prepared_for_me.pk)}
    assert unsent[str(mine.pk)]["unsent_answers"]["child_name"] == "Trần Nguyễn Bảo Ngân"
    assert unsent[str(prepared_for_me.pk)]["help"]["helper_name"] == "Trần Văn Đức"
    (helped,) = [part["helped"] for part in parts if "helped" in part]
    assert [one["owner_name"] for one in helped] == ["Trần Văn Đức"]


def test_archive_has_promises_ratings_and_the_journal_and_nothing_from_before_she_had_the_number(
    filed: Dossier, lan: Client, citizen: Actor, reception: Actor, one_stop: Office
) -> None:
    rate_dossier(my_dossier(citizen, filed.number), score=4, by=citizen)
    phone, opened_at = account_of(citizen).phone or "", account_of(citizen).created_at
    line = open_line(one_stop, name="Đường dây xã", number="02933571234", around_the_clock=True, by=Actor.system("t"))
    with clock.travel(opened_at - timedelta(days=1)):
        before = type_call(line, caller=phone, by=reception)
        promise_answer(before, words="Việc của chủ số trước.", within="5d", by=reception)
    promise_answer(type_call(line, caller=phone, by=reception), words="Hỏi lại hộ tịch.", within="2h", by=reception)
    archive = fetched(lan, made(lan))
    page, parts = unescape(archive.read("index.html").decode()), json.loads(archive.read("du-lieu.json"))
    kept = {name: value for part in parts for name, value in part.items()}
    assert [one["words"] for one in kept["promises"]] == ["Hỏi lại hộ tịch."]
    assert "Việc của chủ số trước." not in page
    assert [part["rating"]["score"] for part in parts if part.get("rating")] == [4]
    asked = next(one for one in kept["journal"] if one["what"] == "privacy.ask_export")
    assert (asked["who"], asked["denied"]) == ("ông/bà", False)
    assert "Xin bản sao dữ liệu" in page


def test_archive_has_what_was_said_at_zalo_since_she_joined_and_nothing_of_who_had_the_telephone_before(
    lan: Client, citizen: Actor, manager: Actor
) -> None:
    follower, now = conversing(account_of_unit(manager), citizen), clock.now()
    Remark.objects.create(follower=follower, text="Việc của người khác.", said_at=now - timedelta(hours=1))
    archive = fetched(lan, made(lan))
    page = unescape(archive.read("index.html").decode()) + archive.read("du-lieu.json").decode()
    assert (SAID in page, "Việc của người khác." in page) == (True, False)


def test_text_of_people_stays_text_in_the_archive(citizen: Actor, filed: Dossier, lan: Client) -> None:
    Dossier.objects.filter(pk=filed.pk).update(title="<script>alert(1)</script>")
    assert b"<script" not in fetched(lan, made(lan)).read("index.html")


def test_owner_is_told_and_each_fetching_is_journaled(filed: Dossier, lan: Client, citizen: Actor) -> None:
    export = made(lan)
    told = Message.objects.get(about_kind="account", about_id=str(citizen.account))
    assert "Bản sao dữ liệu của ông/bà đã xong" in told.body
    fetched(lan, export)
    chain = entries_of(("account", str(citizen.account)))
    deeds = [one.action for one in chain if one.action.startswith("privacy.")]
    assert deeds == ["privacy.ask_export", "privacy.finish_export", "privacy.fetch_export"]


def test_nobody_else_fetches_it(
    filed: Dossier, lan: Client, duc: Client, case_officer: Actor, neighbour: Actor
) -> None:
    export = made(lan)
    url = f"{PAGE}/ban-sao/{export.pk}.zip"
    assert duc.get(url).status_code == 404
    assert client_of_actor(case_officer).get(url).status_code == 404
    assert Client().get(url).status_code == 302
    with pytest.raises(NotFound):
        fetch_export(export, by=neighbour)
    with pytest.raises(Forbidden):
        ask_for_export(by=case_officer)


def test_after_a_week_it_is_gone(filed: Dossier, lan: Client) -> None:
    export = made(lan)
    with clock.travel(clock.now() + timedelta(days=7, minutes=1)):
        assert lan.get(f"{PAGE}/ban-sao/{export.pk}.zip").status_code == 404
        assert drop_expired_exports(by=Actor.system("test")) == 1
        assert drop_expired_exports(by=Actor.system("test")) == 0
    assert written_at(export.path) is None


def test_pressed_twice_makes_one_and_the_page_tells_how_far_it_is(filed: Dossier, lan: Client) -> None:
    for _press in range(2):
        lan.post(f"{PAGE}/ban-sao")
    export = Export.objects.get()
    Export.objects.filter(pk=export.pk).update(state="making", total=3, done=1)
    assert "Đã chép 1 trong 3 hồ sơ" in unescape(lan.get(PAGE).content.decode())
    make_export(str(export.pk))
    make_export(str(export.pk))  # a job may run twice
    export.refresh_from_db()
    assert (export.state, export.done, export.total) == ("ready", 1, 1)


def test_job_that_died_does_not_shut_the_door_for_ever(filed: Dossier, lan: Client) -> None:
    lan.post(f"{PAGE}/ban-sao")
    with clock.travel(clock.now() + timedelta(hours=2)):
        lan.post(f"{PAGE}/ban-sao")
    assert sorted(Export.objects.values_list("state", flat=True)) == ["failed", "waiting"]


def test_officer_has_a_copy_made_and_does_not_see_it(
    filed: Dossier, citizen: Actor, one_stop: Office, reception: Actor, case_officer: Actor, lan: Client
) -> None:
    number = asked("copy", by=citizen, office=one_stop, reception=reception).number
    phuc = Desk(client_of_actor(case_officer))
    assert "Thực hiện yêu cầu: Giao bản sao mọi dữ liệu" in phuc.reads(f"/can-bo/ho-so/{number}")
    assert phuc.client.post(f"/can-bo/ho-so/{number}/du-lieu").status_code == 302
    export = Export.objects.get()
    make_export(str(export.pk))
    assert phuc.client.get(f"{PAGE}/ban-sao/{export.pk}.zip").status_code == 404
    assert "index.html" in fetched(lan, export).namelist()
    assert "tải ở “Dữ liệu của tôi” trong 7 ngày" in phuc.reads(f"/can-bo/ho-so/{number}/trinh-ky")
