"""Somebody comes to the counter with their card and asks about their data: with an account or without one. All people are
invented."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client

from tests.cast import account_of, client_of_actor
from tests.desk.office import Desk
from tests.privacy.asking import answered, asked
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Forbidden, Refused
from xaso.dossiers import actions
from xaso.dossiers.access import get_dossier
from xaso.dossiers.models import Dossier
from xaso.journal.queries import entries_of, verify
from xaso.messages.models import Message
from xaso.offices.actions import appoint
from xaso.offices.models import Office, Post
from xaso.people.access import get_person
from xaso.privacy.actions import carry_out_copy, erase_person, open_request
from xaso.privacy.jobs import make_export, purge
from xaso.privacy.models import Erasure, Export

pytestmark = pytest.mark.django_db

NAME, NUMBER = "Nguyễn Văn Năm", "093079001235"
LAN, LANS_NUMBER = "Nguyễn Thị Lan", "093188000123"
PAGE = "/can-bo/tai-quay/du-lieu"
TYPED = {
    "number": NUMBER,
    "full_name": NAME,
    "card_seen": "da-xem",
    "words": "Xin xã làm giúp.",
    "delivery": "pickup",
    "phone": "0912 000 777",
}


def recorded(by: Actor, *, number: str = NUMBER, name: str = NAME, withdrawn: bool = True) -> Dossier:
    """What a counter wrote down about somebody, who took it back."""
    office = Office.objects.get(pk=by.office)
    dossier = actions.register_dossier(code="2.002516", office=office, owner_name=name, citizen_id=number, by=by)
    if withdrawn:
        actions.withdraw_dossier(get_dossier(by, dossier.number), reason=f"{name} xin rút.", by=by)
    return dossier


def brought(reception: Actor, matter: str, **other: str) -> Dossier:
    """By the page, as the officer presses it; on to the dossier."""
    answer = client_of_actor(reception).post(PAGE, TYPED | {"matter": matter} | other)
    assert answer.status_code == 302, unescape(answer.content.decode())
    return Dossier.objects.latest("submitted_at", "number")


def carry_out(number: str, case_officer: Actor, typed: Mapping[str, str] | None = None) -> None:
    answer = client_of_actor(case_officer).post(f"/can-bo/ho-so/{number}/du-lieu", dict(typed or {}))
    assert answer.status_code == 302, unescape(answer.content.decode())


def test_request_is_received_at_once_and_runs_on_the_legal_clock(reception: Actor, one_stop: Office) -> None:
    request = brought(reception, "delete")
    assert (request.owner_name, request.account_id, request.filed_how) == (NAME, None, "clerk_typed")
    assert request.clock is not None
    assert (request.clock.limit_amount, request.title) == (20, "Xóa mọi dữ liệu xã được phép xóa")
    assert "09 ••• ••• 235" not in str(request.answers)
    assert NUMBER not in str(request.answers)
    assert request.letters.get().kind == "letter_01"


def test_erasure_reaches_what_this_unit_recorded_under_the_number_and_nothing_else(
    reception: Actor, case_officer: Actor, approver: Actor, other_commune: Actor
) -> None:
    here, elsewhere = recorded(reception), recorded(other_commune)
    other = recorded(reception, number="093079001236", name="Nguyễn Văn Sáu")
    request = brought(reception, "delete")
    page = Desk(client_of_actor(case_officer)).reads(f"/can-bo/ho-so/{request.number}/du-lieu")
    assert "2 hồ sơ, kể cả yêu cầu này." in page
    assert 'name="sure" value="yes"' in page.replace('type="checkbox" ', "")
    carry_out(request.number, case_officer, {"sure": "yes"})
    names = dict(Dossier.objects.values_list("pk", "owner_name"))
    assert [names[one.pk] for one in (here, elsewhere, other, request)] == [
        "(đã xóa)",
        NAME,
        "Nguyễn Văn Sáu",
        NAME,
    ]
    answered(request, reception, case_officer, approver)
    with clock.travel(clock.now() + timedelta(days=31)):
        purge(0)
    assert Erasure.objects.get().finished_at is not None
    assert Dossier.objects.get(pk=request.pk).owner_name == "(đã xóa)"
    assert list(verify()) == []


def test_copy_is_handed_out_by_the_counter_and_each_time_is_on_record(
    reception: Actor, case_officer: Actor, other_commune: Actor, approver: Actor
) -> None:
    here, elsewhere = recorded(reception), recorded(other_commune)
    request = brought(reception, "copy")
    carry_out(request.number, case_officer)
    export = Export.objects.get()
    make_export(str(export.pk))
    told = Message.objects.filter(about_id=str(request.pk)).latest("created_at").body
    assert "mang thẻ căn cước đến một cửa xã" in told
    url = f"/can-bo/ho-so/{request.number}/du-lieu/ban-sao.zip"
    hanh = client_of_actor(reception)
    assert "Tải bản sao để giao người yêu cầu" in Desk(hanh).reads(f"/can-bo/ho-so/{request.number}")
    archive = zipfile.ZipFile(io.BytesIO(b"".join(hanh.get(url).streaming_content)))  # type: ignore[attr-defined]
    page = archive.read("index.html").decode()
    assert (here.number in page, request.number in page, elsewhere.number in page) == (True, True, False)
    for actor, status in ((case_officer, 403), (approver, 403), (other_commune, 404)):
        assert client_of_actor(actor).get(url).status_code == status
    assert entries_of(request.subject).filter(action="privacy.hand_out_export", denied=False).count() == 1
    with clock.travel(clock.now() + timedelta(days=8)):
        assert client_of_actor(reception).get(url).status_code == 404
    assert "nhận tại quầy một cửa trong 7 ngày" in Desk(client_of_actor(case_officer)).reads(
        f"/can-bo/ho-so/{request.number}/trinh-ky"
    )


def test_holder_of_an_account_finds_it_there_and_every_known_phone_is_told(
    reception: Actor, case_officer: Actor, citizen: Actor, lan: Client
) -> None:
    recorded(reception, number=LANS_NUMBER, name=LAN)
    request = brought(reception, "copy", number=LANS_NUMBER, full_name=LAN)
    assert request.account_id == citizen.account
    assert lan.get(f"/ho-so/{request.number}").status_code == 200
    phone = account_of(citizen).phone
    told = [one for one in Message.objects.filter(about_id=str(request.pk)) if one.to == phone]
    assert "Nếu không phải ông/bà, xin gọi xã ngay." in told[0].body
    assert told[0].unit_id == reception.unit  # what does not arrive stands on the office's list
    carry_out(request.number, case_officer)
    export = Export.objects.get()
    assert export.account_id == citizen.account
    make_export(str(export.pk))
    export.refresh_from_db()
    assert (export.state, export.total) == ("ready", 2)
    hand_out = f"/can-bo/ho-so/{request.number}/du-lieu/ban-sao.zip"
    assert client_of_actor(reception).get(hand_out).status_code == 404


def test_account_whose_card_was_seen_reaches_the_counter_from_a_phone_too(
    reception: Actor, case_officer: Actor, citizen: Actor, neighbour: Actor, one_stop: Office
) -> None:
    """The neighbour types the same number, and it opens nothing."""
    here = recorded(reception, number=LANS_NUMBER, name=LAN)
    theirs = asked("restrict", by=neighbour, office=one_stop, reception=reception)
    carry_out(theirs.number, case_officer)
    assert Dossier.objects.get(pk=here.pk).restricted_at is None
    hers = asked("restrict", by=citizen, office=one_stop, reception=reception)
    carry_out(hers.number, case_officer)
    assert Dossier.objects.get(pk=here.pk).restricted_at is not None


def test_correction_of_somebody_the_commune_knows(reception: Actor, case_officer: Actor, citizen: Actor) -> None:
    request = brought(reception, "correct", number=LANS_NUMBER, full_name="Nguyễn Thị Lân")
    typed = {"full_name": "Nguyễn Thị Lân", "born": "17/11/1988", "sex": "female", "nationality": "Việt Nam"}
    carry_out(request.number, case_officer, typed)
    assert get_person(citizen.person).full_name == "Nguyễn Thị Lân"  # type: ignore[arg-type]
    nobody = brought(reception, "correct")
    answer = client_of_actor(case_officer).post(f"/can-bo/ho-so/{nobody.number}/du-lieu", typed)
    assert "Xã chưa ghi ai là người này" in unescape(answer.content.decode())


def test_name_of_somebody_else_is_a_digit_typed_wrong(reception: Actor, citizen: Actor) -> None:
    answer = client_of_actor(reception).post(PAGE, TYPED | {"matter": "delete", "number": LANS_NUMBER})
    page = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert "Số này xã đang ghi cho người mang tên khác." in page
    assert LAN not in page
    assert f'value="{NAME}"' in page
    assert "Xin xã làm giúp." in page
    assert not Dossier.objects.exists()


@pytest.mark.parametrize(
    ("left_out", "sentence"),
    [
        ("card_seen", "Xin xem thẻ rồi đánh dấu."),
        ("matter", "Xin chọn người dân yêu cầu việc gì."),
        ("words", "Xin ghi mục này."),
        ("number", "Xin ghi mục này."),
    ],
)
def test_what_is_missing_is_said_and_the_rest_kept(left_out: str, sentence: str, reception: Actor) -> None:
    typed = {name: text for name, text in (TYPED | {"matter": "copy"}).items() if name != left_out} | {"words": ""}
    typed |= {} if left_out == "words" else {"words": "Lời đã gõ."}
    answer = client_of_actor(reception).post(PAGE, typed)
    page = unescape(answer.content.decode())
    assert (answer.status_code, sentence in page, f'value="{NAME}"' in page) == (422, True, True)


def test_number_without_a_card_reaches_nothing(reception: Actor, case_officer: Actor, one_stop: Office) -> None:
    """As a dossier that came by post: nobody saw who sent it."""
    dossier = actions.register_dossier(
        code="XS.000003",
        office=one_stop,
        owner_name=NAME,
        citizen_id=NUMBER,
        answers={"matter": "delete"},
        by=reception,
    )
    actions.receive_dossier(get_dossier(reception, dossier.number), by=reception)
    with pytest.raises(Refused, match="chưa xem thẻ"):
        erase_person(get_dossier(case_officer, dossier.number), by=case_officer)
    asked_for = client_of_actor(reception).get("/can-bo/tai-quay/XS.000003")
    assert (asked_for.status_code, asked_for["Location"]) == (302, PAGE)


def test_who_saw_the_card_does_not_carry_it_out(reception: Actor, one_stop: Office) -> None:
    """Not even in another post of theirs."""
    request = brought(reception, "copy")
    seen_by = Post.objects.select_related("person").get(pk=reception.post)
    second = appoint(
        seen_by.person,
        office=one_stop,
        role="case_officer",
        title="công chức",
        valid_from=clock.today(),
        by=Actor.system("t"),
    )
    as_officer = Actor(
        account=reception.account, person=reception.person, post=second.pk, office=one_stop.pk, unit=reception.unit,
        roles=frozenset({"case_officer"}), name=reception.name,
    )  # fmt: skip
    with pytest.raises(Forbidden) as refused:
        carry_out_copy(get_dossier(as_officer, request.number), by=as_officer)
    assert refused.value.code == "four_eyes"


def test_only_the_counter_opens_one(
    citizen: Actor, case_officer: Actor, approver: Actor, manager: Actor, one_stop: Office, other_commune: Actor
) -> None:
    typed = TYPED | {"matter": "delete"}
    for actor, status in ((citizen, 404), (case_officer, 403), (approver, 403), (manager, 403)):
        assert client_of_actor(actor).post(PAGE, typed).status_code == status
    with pytest.raises(Forbidden):
        open_request(
            matter="delete", words="a", number=NUMBER, full_name=NAME, card_seen=True, office=one_stop, by=other_commune
        )
    assert not Dossier.objects.exists()


def test_pressed_twice_is_one(reception: Actor) -> None:
    request = brought(reception, "copy")
    again = client_of_actor(reception).post(PAGE, TYPED | {"matter": "copy"})
    assert again.status_code == 422
    assert f"đang giải quyết, số {request.number}." in unescape(again.content.decode())
    assert Dossier.objects.count() == 1
