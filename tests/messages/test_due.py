"""How PostgreSQL finds the next notice among thousands."""

from __future__ import annotations

import pytest
from django.db import connection

from tests.factories.messages import morning
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.identifiers import uuid7
from xaso.core.scope import as_machine, from_nobody
from xaso.messages.actions import queue_broadcast
from xaso.messages.models import Message, MessageQuerySet

pytestmark = pytest.mark.django_db
MORE = """
insert into messages_message
select (jsonb_populate_record(one, jsonb_build_object('id', gen_random_uuid(), 'token', null, 'event', ''))).*
from messages_message one cross join generate_series(2, 20000)
"""


def plan(due: MessageQuerySet) -> str:
    return due.values_list("pk").select_for_update(skip_locked=True)[:1].explain()


def test_next_of_thousands_that_nobody_counted_yet_is_found_without_sorting_them(approver: Actor) -> None:
    with clock.travel(morning()):
        queue_broadcast(text="Chiều nay cúp điện.", receivers=[(uuid7(), "+84912345678")], urgent=False, by=approver)
        with from_nobody(), as_machine("test"), connection.cursor() as cursor:
            cursor.execute(MORE)
            due = Message.objects.due(clock.now())
            plans = [plan(due), plan(due.broadcasts())]
    assert [("Sort" in one, "Index Scan using message_due" in one) for one in plans] == [(False, True)] * 2
