"""At the counter somebody agrees for a child or a ward, and takes it back. All people are invented."""

from __future__ import annotations

from html import unescape

import pytest

from tests.cast import client_of_actor
from tests.desk.office import Desk
from tests.factories.people import make_person
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Forbidden, Refused
from xaso.journal.queries import entries_of
from xaso.people.access import agrees, person_by_id_number
from xaso.people.actions import give_consent, give_consent_for_child, withdraw_for_child
from xaso.people.models import Consent
from xaso.people.rules import Purpose
from xaso.privacy.actions import withdraw_at_counter

pytestmark = pytest.mark.django_db

PAGE = "/can-bo/tai-quay/dong-y"
CHILD, MOTHER = "093317000124", "093188000123"


def typed(age: int = 9, **other: object) -> dict[str, object]:
    return {
        "number": CHILD,
        "viec": "dong-y",
        "child_full_name": "Trần Bảo Ngân",
        "child_born": str(clock.today().year - age),
        "guardian_full_name": "Nguyễn Thị Lan",
        "guardian_number": "093 188 000 123",
        "answers_as": "mother",
        "purposes": ["den-nha"],
        "child_agrees": ["yes"],
        "papers_seen": ["the", "quan-he", "ky"],
    } | other


def test_mother_agrees_and_takes_it_back(reception: Actor, citizen: Actor) -> None:
    hanh = Desk(client_of_actor(reception))
    answer = hanh.client.post(PAGE, typed())
    assert answer.status_code == 302, unescape(answer.content.decode())
    child = person_by_id_number(CHILD)
    assert child is not None
    given = Consent.objects.get()
    assert (given.person_id, given.guardian_id, given.child_agreed, given.given_post) == (
        child.pk,
        citizen.person,
        True,
        reception.post,
    )
    assert agrees(Purpose.VISITS, person=child.pk)
    told = entries_of(("person", str(child.pk))).get(action="privacy.agree_for_child").detail
    assert told == {"as": "mother", "purposes": ["den-nha"]}
    found = unescape(hanh.client.post(PAGE, {"number": CHILD}).content.decode())
    assert "người đồng ý: Nguyễn Thị Lan." in found
    assert hanh.client.post(PAGE, {"number": CHILD, "viec": "rut", "muc": "den-nha"}).status_code == 302
    assert not agrees(Purpose.VISITS, person=child.pk)
    assert entries_of(("person", str(child.pk))).filter(action="privacy.withdraw_for_child").count() == 1


def test_no_box_is_ticked_before_anybody_answers(reception: Actor) -> None:
    page = client_of_actor(reception).post(PAGE, {"number": CHILD}).content.decode()
    assert " checked" not in page
    assert "Tổ chỉ thấy tên và địa chỉ." in page


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        ({"child_agrees": []}, "Xin hỏi cháu."),
        ({"purposes": []}, "Xin chọn ít nhất một việc mà người ấy đồng ý."),
        ({"papers_seen": ["the", "ky"]}, "Chỉ ghi khi đã xem giấy tờ và có giấy đã ký."),
        ({"child_born": ""}, "từ đủ 7 tuổi phải hỏi cả cháu"),
        ({"child_born": "1990"}, "không ai đồng ý thay"),
        ({"guardian_full_name": "Nguyễn Thị Hoa"}, "Số này xã đang ghi cho người mang tên khác."),
        ({"guardian_number": "12"}, "12 chữ số"),
        ({"guardian_number": CHILD, "guardian_full_name": "Trần Bảo Ngân"}, "không đồng ý thay ai được"),
        ({"answers_as": ""}, "Xin chọn người đồng ý là ai."),
    ],
)
def test_what_is_missing_or_wrong_is_said_and_the_rest_kept(
    other: dict[str, object], sentence: str, reception: Actor, citizen: Actor
) -> None:
    answer = client_of_actor(reception).post(PAGE, typed(**other))
    page = unescape(answer.content.decode())
    assert (answer.status_code, sentence in page, 'value="Trần Bảo Ngân"' in page) == (422, True, True)
    assert not Consent.objects.exists()
    assert person_by_id_number(CHILD) is None


def test_small_child_is_not_asked_and_a_grown_ward_needs_the_court(reception: Actor, citizen: Actor) -> None:
    hanh = client_of_actor(reception)
    assert hanh.post(PAGE, typed(age=3, child_agrees=[])).status_code == 302
    grown = typed(age=40, number="093086000125", child_full_name="Trần Văn Lớn", child_agrees=[])
    assert hanh.post(PAGE, grown | {"answers_as": "guardian"}).status_code == 422
    assert hanh.post(PAGE, grown | {"answers_as": "court"}).status_code == 302
    assert list(Consent.objects.order_by("given_at").values_list("child_agreed", flat=True)) == [False, False]


def test_only_the_counter_writes_it_down(citizen: Actor, case_officer: Actor, auditor: Actor) -> None:
    for actor, status in ((citizen, 404), (case_officer, 403), (auditor, 403)):
        assert client_of_actor(actor).post(PAGE, typed()).status_code == status
        assert client_of_actor(actor).get(f"{PAGE}/giay").status_code == status
    with pytest.raises(Forbidden):
        withdraw_at_counter(number=CHILD, purpose="den-nha", by=case_officer)
    assert not Consent.objects.exists()


def test_what_somebody_gave_on_their_own_phone_is_not_withdrawn_as_a_childs(citizen: Actor, reception: Actor) -> None:
    give_consent(purpose=Purpose.VISITS, version=1, by=citizen)
    assert not withdraw_at_counter(number=MOTHER, purpose="den-nha", by=reception)
    assert agrees(Purpose.VISITS, account=citizen.account)


def test_child_does_not_answer_for_another(reception: Actor) -> None:
    small = make_person("Trần Bảo Ngân", born=str(clock.today().year - 3))
    brother = make_person("Trần Bảo Long", born=str(clock.today().year - 14))
    with pytest.raises(Refused, match="không đồng ý thay ai được"):
        give_consent_for_child(
            small, guardian=brother, purpose=Purpose.VISITS, version=1, child_agrees=False, by=reception
        )
    assert not withdraw_for_child(small, purpose=Purpose.VISITS, by=reception)
