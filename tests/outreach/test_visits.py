"""Who came is noted without a name and asked once; the number stands in one message, and goes in time."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from tests.cast import client_of_actor
from tests.desk.office import Desk
from tests.factories.messages import morning
from tests.factories.outreach import came, support_day
from tests.factories.surveys import asked_everybody, link_of
from xaso.core import clock, scope
from xaso.core.actor import Actor
from xaso.core.refused import Forbidden, Invalid, NotFound, Refused
from xaso.journal.models import Entry
from xaso.messages.models import Message
from xaso.offices.models import Office
from xaso.outreach.access import get_day
from xaso.outreach.actions import cancel_support_day, drop_visit, forget_visitors_before, note_visit
from xaso.outreach.models import Visit
from xaso.outreach.queries import Came, codes_by_officer, quarterly
from xaso.outreach.rules import NUMBER_KEPT, Topic
from xaso.privacy.actions import sweep_old
from xaso.surveys.models import Rating, Reply
from xaso.surveys.queries import results
from xaso.surveys.rules import Quarter, Share

pytestmark = pytest.mark.django_db
MACHINE = Actor.system("test")
PHONE = "0912 000 091"


def by_code(token: str, code: str, client: Client | None = None) -> str:
    """The link that the code of a visit leads to."""
    answer = (client or Client()).post(f"/ngay-ho-tro/{token}", {"ma": code})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def test_visitor_is_noted_in_one_form_and_rates_by_the_code_without_signing_in(
    one_stop: Office, reception: Actor, hanh: Desk
) -> None:
    day = support_day(reception)
    at = f"/can-bo/ngay-ho-tro/{day.pk}"
    key = re.search(r'name="key" value="([^"]+)"', hanh.reads(at))
    assert key is not None
    said = {"topic": "help_wallet", "finished": "yes", "key": key[1]}
    for _press in range(2):
        answer = hanh.client.post(at, said)
        assert answer.status_code == 302
    visit = Visit.objects.get()
    assert visit.code in hanh.reads(answer["Location"])
    assert "Sáu số cán bộ đưa" in Client().get(f"/ngay-ho-tro/{day.token}").content.decode()
    link, anybody = by_code(day.token, f" {visit.code[:3]} {visit.code[3:]} "), Client()
    assert "ngày hỗ trợ" in anybody.get(link).content.decode()
    anybody.post(link, {"diem": "5"})
    anybody.post(link, {"loi": "Chỉ dễ hiểu."})
    assert Rating.objects.values_list("subject_id", "score", "comment", "topic", "way").get() == (
        str(visit.pk), 5, "Chỉ dễ hiểu.", "help_wallet", "support_day",
    )  # fmt: skip


def test_code_rates_once_and_opens_again_until_it_has(one_stop: Office, reception: Actor) -> None:
    day = support_day(reception)
    code = came(day, reception).code
    first, second = by_code(day.token, code), by_code(day.token, code)
    assert Client().get(first).status_code == 404
    assert Client().post(second, {"diem": "4"}).status_code == 302
    again = Client().post(f"/ngay-ho-tro/{day.token}", {"ma": code})
    assert again.status_code == 422
    assert "đã được đánh giá rồi" in again.content.decode()
    assert Rating.objects.given().count() == 1


def test_code_asks_how_the_visit_was_and_answers_no_questionnaire(
    one_stop: Office, reception: Actor, manager: Actor
) -> None:
    """Three visits of one person are three codes."""
    day, asked = support_day(reception), asked_everybody(manager)
    link, anybody = by_code(day.token, came(day, reception).code), Client()
    anybody.post(link, {"diem": "5"})
    assert asked.title not in anybody.get(link).content.decode()
    assert anybody.post(f"{link}/phieu-hoi/{asked.pk}", {"q1": "1"}).status_code == 403
    with clock.travel(morning()):
        visit = came(day, reception, phone=PHONE)
    anybody.post(link_of(visit.subject), {"diem": "5"})
    assert asked.title in anybody.get(link_of(visit.subject)).content.decode()
    assert anybody.post(f"{link_of(visit.subject)}/phieu-hoi/{asked.pk}", {"q1": "1"}).status_code == 302
    assert Reply.objects.count() == 1


def test_officials_of_the_unit_open_no_code_and_others_who_came_do(
    one_stop: Office, reception: Actor, manager: Actor, other_commune: Actor, citizen: Actor
) -> None:
    day = support_day(reception)
    code = came(day, reception).code
    for officer in (reception, manager):
        answer = client_of_actor(officer).post(f"/ngay-ho-tro/{day.token}", {"ma": code})
        assert answer.status_code == 422
        assert "Cán bộ của xã không dùng được" in answer.content.decode()
    assert Entry.objects.filter(action="outreach.open_rating").count() == 2
    for visitor in (other_commune, citizen):
        by_code(day.token, code, client_of_actor(visitor))
    assert Rating.objects.given().count() == 0


def test_codes_are_counted_for_who_handed_them_over_and_shown_to_who_answers_for_it(
    one_stop: Office, reception: Actor, case_officer: Actor, manager: Actor, auditor: Actor
) -> None:
    day, quarter = support_day(reception), Quarter.of(clock.today())
    for officer, handed, used in ((reception, 7, 6), (case_officer, 6, 3)):
        visits = [came(day, officer) for _one in range(handed)]
        for visit in visits[:used]:
            Client().post(by_code(day.token, visit.code), {"diem": "5"})
    counted = {name: (handed, used) for name, handed, used in codes_by_officer(manager, quarter)}
    assert counted == {reception.name: (7, 5), case_officer.name: (6, 0)}
    assert codes_by_officer(reception, quarter) == []
    shown = [
        "Mã đánh giá theo người đưa" in client_of_actor(one).get("/can-bo/ngay-ho-tro").content.decode()
        for one in (manager, auditor, reception)
    ]
    assert shown == [True, True, False]


@pytest.mark.parametrize("code", ["", "12345", "0000000", "abcdef", "¹²³⁴⁵⁶", "9" * 400])
def test_what_is_no_code_is_refused_with_what_to_do(one_stop: Office, reception: Actor, code: str) -> None:
    day = support_day(reception)
    came(day, reception)
    answer = Client().post(f"/ngay-ho-tro/{day.token}", {"ma": code})
    assert answer.status_code == 422
    assert "Xin xem lại sáu số cán bộ đưa" in answer.content.decode()
    assert Rating.objects.count() == 0


def test_code_of_another_day_opens_nothing_and_guessing_is_counted(one_stop: Office, reception: Actor) -> None:
    here, there = support_day(reception), support_day(reception, place="Chợ kênh 9")
    code, other = came(here, reception).code, came(there, reception).code
    answers = [Client().post(f"/ngay-ho-tro/{there.token}", {"ma": code}).status_code for _try in range(121)]
    assert set(answers[:120]) <= ({422} if code != other else {302})
    assert answers[120] == 429


def test_sheet_stands_as_long_as_its_day_can_be_rated(one_stop: Office, reception: Actor) -> None:
    day = support_day(reception)
    assert Client().get("/ngay-ho-tro/khong-co").status_code == 404
    with clock.travel(day.ends_at + timedelta(days=13)):
        assert Client().get(f"/ngay-ho-tro/{day.token}").status_code == 200
    with clock.travel(day.ends_at + timedelta(days=14)):
        assert Client().get(f"/ngay-ho-tro/{day.token}").status_code == 404


def test_visitor_who_leaves_a_number_and_agrees_is_asked_by_one_message_and_has_no_code(
    one_stop: Office, reception: Actor
) -> None:
    with clock.travel(morning()):
        day = support_day(reception)
        visit = came(day, reception, phone=PHONE)
    assert (visit.code, "nhắn một tin" in visit.agreed) == ("", True)
    asked = Message.objects.get(purpose="survey")
    assert (asked.to_last4, asked.about_id, asked.due_at - asked.created_at) == (
        "0091",
        str(visit.pk),
        timedelta(hours=1),
    )
    Client().post(link_of(visit.subject), {"diem": "2"})
    assert Rating.objects.get().score == 2
    page = Client().get(link_of(visit.subject)).content.decode()
    assert "Tôi muốn được gọi lại" not in page  # the number was left to be asked on, not to be called


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"phone": PHONE}, "agreed"),
        ({"phone": "0912", "agreed": True}, "phone"),
        ({"topic": "khac"}, "topic"),
    ],
)
def test_number_without_agreeing_and_what_is_none_are_refused(
    one_stop: Office, reception: Actor, said: dict[str, object], field: str
) -> None:
    day = support_day(reception)
    told: dict[str, object] = {"key": uuid4(), "topic": Topic.WALLET, "finished": True, **said}
    with pytest.raises(Invalid) as refusal:
        note_visit(day, by=reception, **told)  # type: ignore[arg-type]
    assert list(refusal.value.errors) == [field]
    assert (Visit.objects.count(), Message.objects.filter(purpose="survey").count()) == (0, 0)


def test_visits_are_noted_on_the_day_and_the_day_after(one_stop: Office, reception: Actor) -> None:
    day = support_day(reception)
    with clock.travel(day.ends_at + timedelta(hours=20)):
        came(day, reception)
    for moment in (day.starts_at - timedelta(hours=1), day.ends_at + timedelta(hours=25)):
        with clock.travel(moment), pytest.raises(Refused, match="trong ngày hỗ trợ"):
            came(day, reception)
    other = support_day(reception, place="Chợ kênh 9")
    cancel_support_day(other, by=reception)
    with pytest.raises(Refused, match="trong ngày hỗ trợ"):
        came(other, reception)  # whose page was opened before it was called off


def test_only_who_works_here_notes_and_nobody_else_sees(
    one_stop: Office, reception: Actor, auditor: Actor, other_commune: Actor, neighbour: Actor
) -> None:
    day = support_day(reception)
    came(day, reception)
    for one in (auditor, other_commune, neighbour):
        with pytest.raises(Forbidden):
            came(day, one)
    with pytest.raises(NotFound):
        get_day(other_commune, day.pk)
    for one, seen in ((other_commune, 0), (neighbour, 0), (reception, 1)):
        with scope.from_nobody(), scope.acting(one):
            assert Visit.objects.count() == seen
    assert client_of_actor(auditor).get(f"/can-bo/ngay-ho-tro/{day.pk}").status_code == 200
    assert client_of_actor(auditor).post(f"/can-bo/ngay-ho-tro/{day.pk}", {}).status_code == 403


def test_code_of_a_colleagues_visit_is_shown_to_who_noted_it_alone(
    one_stop: Office, reception: Actor, case_officer: Actor
) -> None:
    day = support_day(reception)
    visit = came(day, reception)
    at = f"/can-bo/ngay-ho-tro/{day.pk}?vua={visit.pk}"
    shown = [visit.code in client_of_actor(one).get(at).content.decode() for one in (reception, case_officer)]
    assert shown == [True, False]


def test_visit_noted_by_mistake_is_taken_back_by_who_noted_it_and_what_was_rated_stays(
    one_stop: Office, reception: Actor, case_officer: Actor
) -> None:
    day = support_day(reception)
    at, hanh = f"/can-bo/ngay-ho-tro/{day.pk}", client_of_actor(reception)
    asked, coded = came(day, reception, phone=PHONE), came(day, reception)
    Client().post(by_code(day.token, coded.code), {"diem": "1"})
    for visit in (asked, coded):
        with pytest.raises(Forbidden):
            drop_visit(visit, by=case_officer)
        assert "Ghi nhầm, bỏ lượt này" in hanh.get(f"{at}?vua={visit.pk}").content.decode()
        assert hanh.post(at, {"viec": "bo", "vua": str(visit.pk)}).status_code == 302
        assert hanh.post(at, {"viec": "bo", "vua": str(visit.pk)}).status_code == 409
    assert (Visit.objects.count(), Message.objects.filter(purpose="survey").count()) == (0, 0)
    assert Rating.objects.given().get().score == 1
    late = came(day, reception)
    with clock.travel(day.ends_at + timedelta(hours=25)), pytest.raises(Refused, match="đã qua"):
        drop_visit(late, by=reception)


def test_figures_count_who_came_and_ratings_by_whole_fives(one_stop: Office, reception: Actor, manager: Actor) -> None:
    day = support_day(reception)
    visits = [came(day, reception, finished=place > 0) for place in range(7)]
    quarter = Quarter.of(clock.today())
    for visit, score in zip(visits[:4], (5, 5, 5, 1), strict=True):
        Client().post(by_code(day.token, visit.code), {"diem": str(score)})
    assert quarterly(reception, quarter).all == Came(7, 6, 0)
    assert results(manager, quarter).by_kind == {}
    for visit in visits[4:6]:
        Client().post(by_code(day.token, visit.code), {"diem": "4"})
    found = quarterly(reception, quarter)
    assert ([one for _day, one in found.days], found.all) == ([Came(7, 6, 5)], Came(7, 6, 5))
    assert found.by_topic == [("help_wallet", 7)]
    assert results(manager, quarter).by_kind == {"visit": Share(5, 4)}
    page = client_of_actor(manager).get("/can-bo/hai-long").content.decode()
    assert "Ví điện tử, ngân hàng trên điện thoại" in page
    assert page.count("Ngày hỗ trợ") >= 2


def test_number_goes_fifteen_days_later_with_the_message_and_the_count_stays(
    one_stop: Office, reception: Actor
) -> None:
    day = support_day(reception)
    visit = came(day, reception, phone=PHONE)
    Client().post(link_of(visit.subject), {"diem": "5"})
    asked = Message.objects.get(purpose="survey")
    Message.objects.filter(pk=asked.pk).update(state="sent", sent_at=clock.now())
    assert forget_visitors_before(clock.now() - NUMBER_KEPT, by=MACHINE) == 0
    with clock.travel(clock.now() + NUMBER_KEPT + timedelta(minutes=1)):
        assert sweep_old(by=MACHINE)["visits"] == 1
        assert sweep_old(by=MACHINE)["visits"] == 0
    asked.refresh_from_db()
    assert (asked.to_sealed, asked.to_last4, asked.body) == ("", "", "")
    assert (Visit.objects.get().forgotten_at is not None, Rating.objects.get().score) == (True, 5)
    assert Entry.objects.filter(action="outreach.forget").count() == 1
