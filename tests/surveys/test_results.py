"""What many people thought, never what one did."""

from __future__ import annotations

import csv
import io
from random import Random

import pytest

from tests.cast import client_of_actor
from tests.factories.surveys import rated
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import NotFound
from xaso.offices.models import Office
from xaso.surveys.actions import add_words, forget_ratings
from xaso.surveys.queries import Results, results
from xaso.surveys.rules import Quarter, Share

pytestmark = pytest.mark.django_db
BIRTH, EXTRACT = "1.001193", "2.000635"


def now(actor: Actor) -> Results:
    return results(actor, Quarter.of(clock.today()))


def shares(found: Results) -> dict[object, Share]:
    named = {("kind", key): share for key, share in found.by_kind.items()}
    named |= {("topic", key): share for key, share in found.by_topic.items()}
    named |= {("way", key): share for key, share in found.by_way.items()}
    return named | {"all": found.all, "office": next(iter(found.by_office.values()), Share(0, 0))}


def test_fives_are_of_one_cell_and_small_ones_are_in_no_table(one_stop: Office, manager: Actor) -> None:
    rated(one_stop, 5, 5, 4, 3, 1, 5, 5, topic=BIRTH, way="portal")
    rated(one_stop, 1, 1, 1, 1, topic=EXTRACT, way="counter")
    found = now(manager)
    assert (found.by_topic, found.by_way) == ({BIRTH: Share(5, 3)}, {"portal": Share(5, 3)})
    assert (found.all, found.by_kind) == (Share(5, 3), {"dossier": Share(5, 3)})


def test_tables_beside_one_another_do_not_tell_of_one_answer(one_stop: Office, manager: Actor) -> None:
    """All of five and a procedure of five, four of them the same people, told of the other two."""
    rated(one_stop, 5, 5, 5, 5, topic=BIRTH)
    rated(one_stop, 5, topic=EXTRACT)
    rated(one_stop, 1, topic=BIRTH)
    found = now(manager)
    assert (found.all, found.by_topic) == (Share(5, 4), {BIRTH: Share(5, 4)})


def test_what_is_left_of_a_quarter_is_counted_once_it_is_over_where_five_belong_together(
    one_stop: Office, manager: Actor
) -> None:
    today = Quarter.of(clock.today())
    with clock.travel(clock.midnight(today.before.first)):
        rated(one_stop, 5, 5, 5, topic=BIRTH, way="portal")
        rated(one_stop, 1, 1, 2, 5, topic=EXTRACT, way="portal")
        assert now(manager).all == Share(0, 0)
    found = results(manager, today.before)
    assert (found.all, found.by_topic, found.by_way) == (Share(5, 3), {}, {"portal": Share(5, 3)})


def test_each_answer_that_comes_is_hidden_among_five(one_stop: Office, manager: Actor) -> None:
    chance, before = Random(7), shares(now(manager))
    for _one in range(60):
        rated(one_stop, chance.randint(1, 5), topic=chance.choice((BIRTH, EXTRACT)), way=chance.choice(("a", "b")))
        after = shares(now(manager))
        changed = {
            (share.given - before.get(group, Share(0, 0)).given, share.good - before.get(group, Share(0, 0)).good)
            for group, share in after.items()
            if share != before.get(group, Share(0, 0))
        }
        assert len(changed) <= 1, "whatever changes, changes by the same five"
        assert {given for given, _good in changed} <= {5}
        before = after
    assert before["all"].given >= 40


def test_words_are_read_from_five_on_without_their_order_and_numbers(one_stop: Office, manager: Actor) -> None:
    for words in ("Chờ lâu.", "Cán bộ vui vẻ.", "Gọi tôi số 0912000001.", "An ninh tốt."):
        rated(one_stop, 3, words=words)
    assert now(manager).words == []
    rated(one_stop, 4, words="Biết ơn.")
    assert now(manager).words == [
        "An ninh tốt.", "Biết ơn.", "Chờ lâu.", "Cán bộ vui vẻ.", "Gọi tôi số ••••••••••.",
    ]  # fmt: skip


@pytest.mark.parametrize("number", ["091 200 0001", "0912.000.001", "093 188 001 234", "+84-912-000-001"])
def test_numbers_in_words_are_hidden_however_they_are_spelled(one_stop: Office, manager: Actor, number: str) -> None:
    rated(one_stop, 3, 3, 3, 3, 3, words=f"Chờ 45 phút, gọi {number} giúp tôi.")
    [words] = set(now(manager).words)
    assert [letter for letter in words if letter.isdigit()] == ["4", "5"]


def test_words_that_come_late_or_are_erased_let_nobody_elses_be_seen_alone(one_stop: Office, manager: Actor) -> None:
    by, (late,) = Actor.system("test"), rated(one_stop, 1)
    given = [one for number in range(6) for one in rated(one_stop, 3, words=f"Lời {number}.")]
    assert now(manager).words == [f"Lời {number}." for number in range(5)]
    add_words(late, words="Chị Hạnh quát tôi.", by=by)
    assert now(manager).words == [f"Lời {number}." for number in range(5)]
    forget_ratings([given[2].subject], by=by)
    assert now(manager).words == ["Lời 0.", "Lời 1.", "Lời 3.", "Lời 4."]
    for number in range(6, 9):
        rated(one_stop, 3, words=f"Lời {number}.")
    assert len(now(manager).words) == 9


def test_only_who_answers_for_a_unit_or_checks_it_reads_results(
    one_stop: Office,
    manager: Actor,
    auditor: Actor,
    reception: Actor,
    approver: Actor,
    case_officer: Actor,
    citizen: Actor,
) -> None:
    rated(one_stop, 5, 5, 5, 5, 2)
    assert (now(manager).all, now(auditor).all) == (Share(5, 4), Share(5, 4))
    for one in (reception, approver, case_officer, citizen):
        with pytest.raises(NotFound):
            now(one)
        assert client_of_actor(one).get("/can-bo/hai-long").status_code == 404


def test_manager_of_the_province_reads_each_commune_and_no_words(
    one_stop: Office, other_commune: Actor, province_manager: Actor, manager: Actor
) -> None:
    elsewhere = Office.objects.get(pk=other_commune.office)
    rated(one_stop, 5, 5, 5, 5, 5, words="Tốt.")
    rated(elsewhere, 1, 1, 1, 1, 1)
    found = now(province_manager)
    assert found.by_unit == {one_stop.unit_id: Share(5, 5), elsewhere.unit_id: Share(5, 0)}
    assert (found.words, now(manager).by_unit) == ([], {one_stop.unit_id: Share(5, 5)})


def test_page_says_the_share_with_its_ends_and_the_sheet_the_same(one_stop: Office, manager: Actor) -> None:
    rated(one_stop, 5, 5, 4, 4, 1, topic=BIRTH, way="counter")
    bao = client_of_actor(manager)
    page = bao.get("/can-bo/hai-long").content.decode()
    assert "80% hài lòng; với 5 người trả lời, con số thật nằm từ 38% đến 96%" in page
    assert "Khai sinh" in page
    content = bao.get("/can-bo/hai-long/xuat?dang=csv").content.decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(content)))
    assert [line[0] for line in lines[1:]] == [
        "Tất cả", "Việc", "Thủ tục, loại phản ánh, việc đã giúp", "Bộ phận", "Đến với xã bằng cách nào",
    ]  # fmt: skip
    assert {tuple(line[2:]) for line in lines[1:]} == {("5", "80%", "38%", "96%")}


def test_reports_are_named_by_their_category_and_the_ways_in_by_their_names(one_stop: Office, manager: Actor) -> None:
    rated(one_stop, 5, 5, 4, 4, 1, kind="petition", topic="rubbish", way="phone")
    page = client_of_actor(manager).get("/can-bo/hai-long").content.decode()
    assert "Rác, nước thải, mùi hôi" in page
    assert "Điện thoại" in page


def test_quarter_before_is_counted_by_itself(one_stop: Office, manager: Actor) -> None:
    today = clock.today()
    with clock.travel(clock.midnight(Quarter.of(today).before.first)):
        rated(one_stop, 1, 1, 1, 1, 1)
    assert (now(manager).all, results(manager, Quarter.of(today).before).all) == (Share(0, 0), Share(5, 0))
