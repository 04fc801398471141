"""The second wall in threads, each with its own connection, some kept from one request to the next."""

from __future__ import annotations

import threading
from collections.abc import Callable

from django.db import connection

from xaso.core import scope
from xaso.core.actor import Actor
from xaso.people.actions import register_person
from xaso.people.models import Person


def test_thread_begins_with_nobody_and_a_kept_connection_forgets(committed_db: Callable[[], None]) -> None:
    people = [register_person(full_name=f"Lê Văn {n}", invented=True, by=Actor.system("test")) for n in "ABC"]
    seen: list[list[str]] = []

    def look(mine: Person) -> None:
        def found() -> list[str]:
            return [str(one.pk) for one in Person.objects.order_by("id")]

        seen.append(found())
        for _request in range(2):
            with scope.from_nobody(), scope.acting(Actor(person=mine.pk)):
                seen.append(found())
            seen.append(found())
        connection.close()

    threads = [threading.Thread(target=look, args=(mine,)) for mine in people]
    for thread in threads:
        thread.start()
        thread.join()
    assert seen == [rows for one in people for rows in ([], [str(one.pk)], [], [str(one.pk)], [])]
