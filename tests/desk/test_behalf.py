"""Who files for whom at the counter, and what the desk says of how a dossier was filed."""

from __future__ import annotations

import csv
import io
from html import unescape
from typing import Any

import pytest
from django.test import Client

from tests.desk.office import Desk, sent_extract
from tests.desk.test_dossier import COUNTER
from tests.dossiers.helping import opened, prepared
from tests.factories.files import photo
from xaso.core.actor import Actor
from xaso.core.refused import Refused
from xaso.dossiers import actions
from xaso.dossiers.models import Dossier
from xaso.files.actions import store_file
from xaso.files.rules import owner_key
from xaso.offices.models import Office

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_stop")]

MARRIAGE, BUSINESS = "1.000894", "1.001612"


def registered(client: Client, code: str = "1.004859", **typed: Any) -> tuple[int, str]:
    answer = client.post(f"/can-bo/tai-quay/{code}", COUNTER | {"lan": "x"} | typed)
    return answer.status_code, unescape(answer.content.decode())


def test_mother_files_for_her_child(hanh: Desk) -> None:
    assert registered(hanh.client, by_right="child", filer_name="Võ Thị Mẹ")[0] == 302
    found = Dossier.objects.get()
    assert (found.by_right, found.filer_name, found.filed_how) == ("child", "Võ Thị Mẹ", "clerk_typed")
    page = hanh.reads(f"/can-bo/ho-so/{found.number}")
    assert "Cán bộ nhập · Võ Thị Mẹ: Cha, mẹ làm cho con (Bộ luật Dân sự 91/2015/QH13, Điều 136 khoản 1)" in page


def test_whoever_files_for_another_is_named(hanh: Desk) -> None:
    status, page = registered(hanh.client, by_right="kin")
    assert (status, "Xin ghi họ tên người đang nộp thay." in page) == (422, True)


def test_mandate_is_shown_certified_and_kept_as_a_paper(hanh: Desk) -> None:
    status, page = registered(hanh.client, by_right="mandate", filer_name="Lê Văn Thay")
    assert (status, "Còn thiếu: Giấy ủy quyền có chứng thực (TT 04/2020/TT-BTP, Điều 2)." in page) == (422, True)
    assert registered(hanh.client, by_right="mandate", filer_name="Lê Văn Thay", shown="authorisation")[0] == 302
    assert list(Dossier.objects.get().papers.values_list("key", "originals")) == [("authorisation", 1)]


def test_guardian_shows_the_paper_and_no_other_stands_for_it(hanh: Desk) -> None:
    for shown in ([], ["authorisation"]):
        status, page = registered(hanh.client, by_right="ward", filer_name="Lê Văn Hộ", shown=shown)
        assert (status, "Còn thiếu: Giấy tờ về việc giám hộ (Bộ luật Dân sự" in page) == (422, True)
    assert registered(hanh.client, by_right="ward", filer_name="Lê Văn Hộ", shown="guardianship")[0] == 302
    found = Dossier.objects.get()
    assert (found.by_right, found.papers.get().name) == ("ward", "Giấy tờ về việc giám hộ")


def test_organisation_brings_its_contract_and_who_it_sends(hanh: Desk) -> None:
    agent = {"by_right": "agent", "filer_name": "Lê Thị Dịch Vụ"}
    status, page = registered(hanh.client, BUSINESS, **agent, shown="service_contract")
    assert (status, "Còn thiếu: Giấy giới thiệu của tổ chức cho người đến nộp (NĐ 168/2025/NĐ-CP)." in page) == (
        422,
        True,
    )
    assert registered(hanh.client, BUSINESS, **agent, shown=["service_contract", "introduction"])[0] == 302
    page = hanh.reads(f"/can-bo/ho-so/{Dossier.objects.get().number}")
    assert (
        "Lê Thị Dịch Vụ: Tổ chức dịch vụ được ủy quyền (NĐ 168/2025/NĐ-CP). Xác thực điện tử của bên ủy quyền" in page
    )


def test_husband_needs_a_mandate_for_a_business_that_is_not_certified(hanh: Desk) -> None:
    status, page = registered(hanh.client, BUSINESS, by_right="kin", filer_name="Lê Văn Chồng")
    assert (status, "người nhà nộp thay cũng cần giấy ủy quyền" in page) == (422, True)
    assert "Giấy ủy quyền có chứng thực" not in page
    right = {"by_right": "mandate", "filer_name": "Lê Văn Chồng", "shown": "authorisation"}
    assert registered(hanh.client, BUSINESS, **right)[0] == 302


def test_nobody_is_asked_about_organisations_elsewhere(hanh: Desk) -> None:
    page = hanh.reads("/can-bo/tai-quay/1.004859")
    assert ("Tổ chức dịch vụ" in page, "Giấy giới thiệu" in page) == (False, False)
    with pytest.raises(Refused) as refused:
        actions.register_dossier(
            code="1.004859",
            office=Office.objects.get(),
            owner_name="Lê Văn Chủ",
            by_right="agent",
            filer_name="Lê Thị Dịch Vụ",
            shown=["service_contract", "introduction"],
            by=Actor.system("tests"),
        )
    assert refused.value.code == "not_delegable"


@pytest.mark.parametrize("right", ["kin", "mandate", "child"])
def test_nobody_marries_in_anothers_place(right: str, hanh: Desk) -> None:
    status, page = registered(hanh.client, MARRIAGE, by_right=right, filer_name="Lê Văn Thay", shown="authorisation")
    assert (status, "không nhờ hay ủy quyền được (Luật Hộ tịch 60/2014/QH13, Điều 6 khoản 3" in page) == (422, True)
    assert registered(hanh.client, MARRIAGE, by_right="self")[0] == 302


def test_right_that_is_none_is_refused(reception: Actor, one_stop: Office) -> None:
    with pytest.raises(Refused):
        actions.register_dossier(code=MARRIAGE, office=one_stop, owner_name="A B", by_right="friend", by=reception)


def test_register_and_its_export_say_who_typed(hanh: Desk, citizen: Actor, neighbour: Actor, one_stop: Office) -> None:
    sent_extract(citizen, one_stop)
    draft = opened(neighbour, citizen, one_stop)
    actions.confirm_draft(draft, revision=draft.revision, by=citizen)
    registered(hanh.client)
    page = hanh.reads("/can-bo/so-sach")
    for words in ("Người dân tự làm", "Có người giúp", "Cán bộ nhập"):
        assert f">{words}</td>" in page
    rows = list(csv.reader(io.StringIO(hanh.client.get("/can-bo/so-sach/xuat?dang=csv").content.decode("utf-8-sig"))))
    last = [row[-1] for row in rows]
    assert last == ["Ai nhập", "Cán bộ nhập", "Có người giúp", "Người dân tự làm"]


def test_desk_tells_of_the_helper_and_shows_the_signed_paper(hanh: Desk, neighbour: Actor, one_stop: Office) -> None:
    draft = prepared(neighbour, one_stop, phone="")
    file = store_file(owner=owner_key(neighbour), name="giay.jpg", content=photo(), by=neighbour)
    dossier = actions.submit_with_paper(draft, revision=draft.revision, file=file, witness="Lê Thị Chứng", by=neighbour)
    page = hanh.reads(f"/can-bo/ho-so/{dossier.number}")
    assert "Trần Văn Đức (người thân, hàng xóm) nhập giúp; chủ hồ sơ đồng ý bằng giấy lúc" in page
    assert "Giấy đồng ý cho người khác nộp giúp, có người làm chứng" in page
    assert "Người này đã giúp" not in page
    assert hanh.client.post(f"/can-bo/ho-so/{dossier.number}/thoi-giup").status_code == 302
    assert "không cho người giúp xem nữa" not in hanh.reads(f"/can-bo/ho-so/{dossier.number}")


def test_reception_reads_that_a_helper_helps_many(
    hanh: Desk, citizen: Actor, neighbour: Actor, one_stop: Office
) -> None:
    for number in range(3):
        actions.start_helping(
            code="2.000635", office=one_stop, kind="team", helper_name="Trần Văn Đức",
            owner_name=f"Người thứ {number}", by=neighbour,
        )  # fmt: skip
    draft = opened(neighbour, citizen, one_stop)
    dossier = actions.confirm_draft(draft, revision=draft.revision, by=citizen)
    assert "Người này đã giúp 3 người khác trong 30 ngày" in hanh.reads(f"/can-bo/ho-so/{dossier.number}")
