"""Both sides of a mandate for a household's business attest to it, each on their own telephone."""

from __future__ import annotations

import re
from html import unescape

import pytest

from tests.cast import client_of_actor
from tests.desk.office import Desk
from tests.desk.test_behalf import BUSINESS, registered
from xaso.core.actor import Actor
from xaso.core.refused import Refused
from xaso.dossiers import actions
from xaso.dossiers.access import get_dossier
from xaso.dossiers.models import Attestation, Dossier
from xaso.journal.models import Entry
from xaso.messages.models import Message

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_stop")]
MANDATE = {
    "phone": "0900 000 001",
    "by_right": "mandate",
    "filer_name": "Trần Văn Đức",
    "filer_phone": "0900 000 002",
    "shown": "authorisation",
}


@pytest.fixture
def mandated(hanh: Desk, citizen: Actor, neighbour: Actor) -> Dossier:
    """Lan gave it, Đức took it."""
    assert registered(hanh.client, BUSINESS, **MANDATE)[0] == 302
    return Dossier.objects.get()


def link_to(phone: str) -> str:
    told = Message.objects.filter(template="dossier.attest")
    (body,) = [one.body for one in told if one.to == phone]
    return re.search(r"/xt/\S+", body)[0]  # type: ignore[index]


def proposed(dossier: Dossier, reception: Actor, case_officer: Actor, outcome: str = "granted") -> None:
    actions.receive_dossier(get_dossier(reception, dossier.number), by=reception)
    actions.pass_dossier(get_dossier(reception, dossier.number), by=reception)
    found = get_dossier(case_officer, dossier.number)
    actions.propose_result(found, outcome=outcome, reason="Sai tên.", by=case_officer)


def test_each_side_attests_on_its_own_telephone_and_the_desk_tells(
    mandated: Dossier, hanh: Desk, citizen: Actor, neighbour: Actor
) -> None:
    address = f"/can-bo/ho-so/{mandated.number}"
    assert "Xác thực điện tử của bên ủy quyền: chưa có." in hanh.reads(address)
    lan, duc = client_of_actor(citizen), client_of_actor(neighbour)
    shown = unescape(lan.get(link_to("+84900000001")).content.decode())
    assert ("Đúng, tôi ủy quyền" in shown, "Trần Văn Đức" in shown) == (True, True)
    lan.post(link_to("+84900000001"), {"tra-loi": "dung"})
    duc.post(link_to("+84900000002"), {"tra-loi": "dung"})
    page = hanh.reads(address)
    assert re.search("của bên ủy quyền: trên điện thoại của mình, .*của bên nhận ủy quyền: trên điện thoại", page)
    assert "Ông/bà đã xác thực lúc" in lan.get(link_to("+84900000001")).content.decode()
    assert lan.post(link_to("+84900000001"), {"tra-loi": "khong"}).status_code == 409
    assert list(Attestation.objects.order_by("side").values_list("holds", "account")) == [
        (True, citizen.account),
        (True, neighbour.account),
    ]


def test_link_opens_to_no_other_number_and_the_attempt_is_on_record(
    mandated: Dossier, citizen: Actor, neighbour: Actor, reception: Actor
) -> None:
    link = link_to("+84900000001")
    for stranger in (neighbour, reception):
        assert client_of_actor(stranger).get(link).status_code == 404
        assert client_of_actor(stranger).post(link, {"tra-loi": "dung"}).status_code == 404
    assert client_of_actor(citizen).post(link, {"tra-loi": "có"}).status_code == 200
    assert not Attestation.objects.exclude(holds=None).exists()
    assert Entry.objects.filter(action="dossier.attest", denied=True).count() == 2  # who pressed


def test_nothing_is_granted_before_both_have_attested(
    mandated: Dossier, citizen: Actor, neighbour: Actor, reception: Actor, case_officer: Actor, approver: Actor
) -> None:
    proposed(mandated, reception, case_officer)

    def refusal() -> str:
        with pytest.raises(Refused) as refused:
            actions.approve_result(get_dossier(approver, mandated.number), by=approver)
        return refused.value.message

    assert refusal() == "Còn thiếu xác thực điện tử của bên ủy quyền."
    client_of_actor(citizen).post(link_to("+84900000001"), {"tra-loi": "dung"})
    client_of_actor(neighbour).post(link_to("+84900000002"), {"tra-loi": "khong"})
    assert refusal() == "Theo lời bên nhận ủy quyền, việc ủy quyền này không có. Xin gọi hỏi lại."
    actions.note_attestation(
        get_dossier(case_officer, mandated.number), side="took", words="Hệ thống đăng ký kinh doanh", by=case_officer
    )
    assert actions.approve_result(get_dossier(approver, mandated.number), by=approver).outcome == "granted"


def test_what_is_not_granted_needs_no_attesting(
    mandated: Dossier, reception: Actor, case_officer: Actor, approver: Actor
) -> None:
    proposed(mandated, reception, case_officer, "rejected")
    assert actions.approve_result(get_dossier(approver, mandated.number), by=approver).outcome == "rejected"


def test_officer_says_where_it_was_seen(mandated: Dossier, hanh: Desk) -> None:
    address = f"/can-bo/ho-so/{mandated.number}"
    assert hanh.client.post(f"{address}/xac-thuc", {"ben": "gave", "loi": " "}).status_code == 422
    hanh.client.post(f"{address}/xac-thuc", {"ben": "gave", "loi": "Hệ thống đăng ký kinh doanh"})
    assert "(Hệ thống đăng ký kinh doanh)." in hanh.reads(address)
    assert Attestation.objects.get(side="gave").how == "elsewhere"
    assert hanh.client.post(f"{address}/xac-thuc", {"ben": "gave", "loi": "Lần hai"}).status_code == 409


def test_both_sides_have_two_telephones(hanh: Desk) -> None:
    status, page = registered(hanh.client, BUSINESS, **MANDATE | {"filer_phone": MANDATE["phone"]})
    assert (status, "Hai bên xác thực trên hai điện thoại khác nhau." in page) == (422, True)
    assert not Dossier.objects.exists()


def test_nobody_is_asked_for_it_where_no_law_wants_it(hanh: Desk) -> None:
    assert "Số điện thoại người nộp thay" not in hanh.reads("/can-bo/tai-quay/1.004859")
    assert registered(hanh.client, by_right="mandate", filer_name="Lê Văn Thay", shown="authorisation")[0] == 302
    assert not Attestation.objects.exists()
