"""The breach file: 72 hours from when it was found, only added to, read by leaders and auditors of the unit."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.db import ProgrammingError, connection, transaction

from tests.cast import client_of_actor
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Forbidden, Invalid, NotFound, Refused
from xaso.journal.queries import entries_of, verify
from xaso.privacy.access import get_breach
from xaso.privacy.actions import note_breach, open_breach
from xaso.privacy.jobs import purge
from xaso.privacy.models import Breach, BreachNote, BreachPurge
from xaso.privacy.rules import countdown

pytestmark = pytest.mark.django_db
FOUND = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
TOLD = {
    "title": "Mất máy tính",
    "happened": "Mất trộm ban đêm.",
    "whose": "Số điện thoại người nộp.",
    "measures": "Đã khóa máy.",
}


def opened(by: Actor, *, sensitive: bool = False) -> Breach:
    return open_breach(found_at=FOUND, sensitive=sensitive, how_many=120, by=by, **TOLD)


@pytest.mark.parametrize(
    ("done", "now", "minutes", "late"),
    [
        (None, FOUND + timedelta(hours=1), 71 * 60, False),
        (None, FOUND + timedelta(hours=72), 0, False),
        (None, FOUND + timedelta(hours=73), -60, True),
        (FOUND + timedelta(hours=70), FOUND + timedelta(days=9), 120, False),
        (FOUND + timedelta(hours=80), FOUND + timedelta(days=9), -480, True),
    ],
)
def test_seventy_two_hours_run_through_nights(done: datetime | None, now: datetime, minutes: int, late: bool) -> None:
    count = countdown(FOUND, done, now)
    assert (count.minutes, count.late) == (minutes, late)


def test_hour_of_finding_stands_there_as_people_write_it(manager: Actor) -> None:
    with clock.travel(FOUND):
        assert 'value="22:00 20/11/2026"' in client_of_actor(manager).get("/can-bo/su-co/moi").content.decode()


def test_leader_opens_one_and_the_page_shows_the_clock(manager: Actor) -> None:
    with clock.travel(FOUND + timedelta(hours=2)):
        bao = client_of_actor(manager)
        typed = TOLD | {"found_at": "22:00 20/11/2026", "sensitive": "yes", "how_many": "120"}
        made = bao.post("/can-bo/su-co/moi", typed)
        assert made.status_code == 302, unescape(made.content.decode())
        page = unescape(bao.get(made["Location"]).content.decode())
        listed = unescape(bao.get("/can-bo/su-co").content.decode())
        form = unescape(bao.get(f"{made['Location']}/mau-08").content.decode())
    assert "Báo cơ quan bảo vệ dữ liệu (A05): Còn 70 giờ 0 phút" in page
    assert "Báo người bị ảnh hưởng: Còn 70 giờ 0 phút" in page
    assert "Trước 22:00 thứ Hai 23/11/2026" in page
    assert "Mất máy tính" in listed
    assert "khoảng 120 người" in form


def test_what_is_missing_or_impossible_is_said_and_nothing_lost(manager: Actor) -> None:
    bao = client_of_actor(manager)
    typed = TOLD | {"found_at": "22:00 20/11/2027", "sensitive": "no", "measures": ""}
    answer = bao.post("/can-bo/su-co/moi", typed)
    page = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert "Giờ phát hiện không thể ở tương lai." in page
    assert "Mất trộm ban đêm." in page
    with pytest.raises(Invalid):
        open_breach(found_at=FOUND, sensitive=False, by=manager, **TOLD | {"whose": "  "})
    assert not Breach.objects.exists()


def test_told_in_time_stops_the_clock_and_stands_once(manager: Actor) -> None:
    breach = opened(manager)
    with clock.travel(FOUND + timedelta(hours=10)):
        note_breach(breach, kind="reported", words="Công văn 12.", by=manager)
        with pytest.raises(Refused, match="đã ghi rồi"):
            note_breach(breach, kind="reported", words="Lần nữa.", by=manager)
        for words in ("Thêm 3 người.", "Thêm 5 người."):
            note_breach(breach, kind="amend", words=words, by=manager)
    assert [note.kind for note in breach.notes.all()] == ["reported", "amend", "amend"]
    page = unescape(client_of_actor(manager).get(f"/can-bo/su-co/{breach.pk}").content.decode())
    assert "Đã báo 08:00 thứ Bảy 21/11/2026" in page


def test_auditor_reads_and_nobody_else_knows(
    manager: Actor, auditor: Actor, case_officer: Actor, other_commune: Actor, citizen: Actor
) -> None:
    breach = opened(manager)
    linh = client_of_actor(auditor)
    assert linh.get(f"/can-bo/su-co/{breach.pk}").status_code == 200
    assert linh.post(f"/can-bo/su-co/{breach.pk}", {"kind": "amend", "words": "x"}).status_code == 403
    with pytest.raises(Forbidden):
        opened(auditor)
    for other in (case_officer, other_commune, citizen):
        assert client_of_actor(other).get(f"/can-bo/su-co/{breach.pk}").status_code == 404
        with pytest.raises(NotFound):
            get_breach(other, breach.pk)


@pytest.mark.parametrize("deed", ["update privacy_breach set title = 'x'", "delete from privacy_breachnote"])
def test_file_only_grows(manager: Actor, deed: str) -> None:
    note_breach(opened(manager), kind="amend", words="Thêm.", by=manager)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(deed)


YEARS = timedelta(days=365)


def closed(by: Actor) -> Breach:
    breach = opened(by)
    note_breach(breach, kind="closed", words="Đã xong.", by=by)
    return breach


def test_closed_file_goes_five_years_later_and_a_month_after_it_was_listed(
    manager: Actor, auditor: Actor, case_officer: Actor
) -> None:
    breach = closed(manager)
    with clock.travel(clock.now() + 5 * YEARS - timedelta(days=31)):
        purge(0)
    assert not BreachPurge.objects.exists()
    with clock.travel(clock.now() + 5 * YEARS - timedelta(days=20)):
        purge(0)
        assert BreachPurge.objects.get().purge_on == clock.today() + timedelta(days=30)
        pages = [
            client_of_actor(one).get("/can-bo/du-lieu/sap-xoa").content for one in (manager, auditor, case_officer)
        ]
        assert ["Mất máy tính" in unescape(page.decode()) for page in pages] == [True, True, False]
    with clock.travel(clock.now() + 5 * YEARS + timedelta(days=9)):
        purge(0)
        assert Breach.objects.count() == 1
    with clock.travel(clock.now() + 5 * YEARS + timedelta(days=11)):
        for _night in range(2):
            purge(0)
    assert (Breach.objects.count(), BreachNote.objects.count()) == (0, 0)
    deeds = [one.action for one in entries_of(("breach", str(breach.pk)))]
    assert deeds[-2:] == ["privacy.announce_purge", "privacy.purge"]
    assert list(verify()) == []


def test_file_that_was_not_announced_or_not_closed_stays(manager: Actor) -> None:
    """Not by a statement of the application either."""
    still_open, done = opened(manager), closed(manager)
    with clock.travel(clock.now() + 20 * YEARS):
        purge(0)
        assert [one.breach for one in BreachPurge.objects.all()] == [done.pk]
    with connection.cursor() as cursor:
        for one, before in ((still_open.pk, clock.now() + 20 * YEARS), (done.pk, clock.now() - YEARS)):
            cursor.execute("select breach_purge(%s, %s)", [one, before])
            assert cursor.fetchone() == (False,)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        connection.cursor().execute("delete from privacy_breach")
    assert Breach.objects.count() == 2
