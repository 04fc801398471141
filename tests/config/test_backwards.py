"""A clock that jumps back between two actions breaks nothing and gives nobody more than they had."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from tests.cast import client_of_actor
from tests.desk.office import sent_extract
from tests.dossiers.walks import granted
from tests.factories.signin import PHONE, last_code
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.deadlines.queries import explain
from xaso.dossiers import actions
from xaso.dossiers.access import get_dossier
from xaso.dossiers.models import Dossier
from xaso.journal.actions import take_digest
from xaso.journal.queries import verify, verify_digests
from xaso.offices.models import Office

pytestmark = pytest.mark.django_db
BACK = timedelta(hours=3)


def test_dossier_goes_its_whole_way_while_the_clock_jumps_back_at_every_step(
    citizen: Actor, reception: Actor, case_officer: Actor, approver: Actor, one_stop: Office
) -> None:
    now = clock.now()
    dossier = sent_extract(citizen, one_stop)
    with clock.travel(now - BACK):
        granted(get_dossier(reception, dossier.number), reception, case_officer, approver)
    after = Dossier.objects.get(pk=dossier.pk)
    assert after.received_at is not None
    assert after.received_at >= after.submitted_at
    assert after.decided_at is not None
    assert explain(after.clock).lines  # type: ignore[arg-type]
    assert list(verify()) == []


def test_chain_written_by_a_clock_set_back_holds_and_the_digests_say_that_it_was(
    citizen: Actor, reception: Actor, one_stop: Office
) -> None:
    by, now = Actor.system("test"), clock.now()
    dossier = sent_extract(citizen, one_stop)
    take_digest(by=by)
    with clock.travel(now - timedelta(days=2)):
        actions.receive_dossier(get_dossier(reception, dossier.number), by=reception)
        take_digest(by=by)
    take_digest(by=by)
    assert list(verify()) == []
    assert [one.chain for one in verify_digests()] == [("journal", "digests")]


def test_pause_that_ends_before_it_began_takes_no_time_away(citizen: Actor, reception: Actor, one_stop: Office) -> None:
    now = clock.now()
    dossier = sent_extract(citizen, one_stop)
    actions.receive_dossier(get_dossier(reception, dossier.number), by=reception)
    due = get_dossier(reception, dossier.number).due_at
    items = [{"kind": "paper", "key": "old_paper", "what": "Chụp lại."}]
    actions.request_supplements(get_dossier(reception, dossier.number), items=items, reason="Mờ.", by=reception)
    with clock.travel(now - BACK):
        page = client_of_actor(citizen).get(f"/ho-so/{dossier.number}/bo-sung")
        assert page.status_code == 200
        assert client_of_actor(reception).get(f"/can-bo/ho-so/{dossier.number}").status_code == 200
    assert due is not None


def test_code_that_was_used_stays_used_when_the_clock_goes_back_within_its_five_minutes() -> None:
    client, other = Client(), Client()
    client.post("/dang-nhap", {"phone": PHONE})
    code = last_code()
    with clock.travel(clock.now() - timedelta(minutes=4)):
        assert client.post("/dang-nhap/ma", {"code": code}).status_code == 302
        other.post("/dang-nhap", {"phone": PHONE})
        assert other.post("/dang-nhap/ma", {"code": code}).status_code == 422
    assert ("_auth_user_id" in client.session, "_auth_user_id" in other.session) == (True, False)


def test_code_asked_a_day_ahead_is_dead_and_the_next_one_opens() -> None:
    """How long ago it was asked is not known: five minutes cannot be counted."""
    client = Client()
    client.post("/dang-nhap", {"phone": PHONE})
    dead = last_code()
    with clock.travel(clock.now() - timedelta(days=1)):
        page = client.post("/dang-nhap/ma", {"code": dead})
        assert (page.status_code, "hết hạn" in page.content.decode()) == (422, True)
        client.post("/dang-nhap/ma", {"action": "resend"})
        assert client.post("/dang-nhap/ma", {"code": dead}).status_code == 422
        assert client.post("/dang-nhap/ma", {"code": last_code()}).status_code == 302
    assert "_auth_user_id" in client.session
