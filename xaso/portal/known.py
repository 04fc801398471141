"""What is known of the signed-in person, to be offered in their forms."""

from typing import Any

from xaso.core.actor import Actor
from xaso.people.access import get_person


def facts_of(actor: Actor, *, phone: str | None = None) -> dict[str, Any]:
    """`phone` is the number the account was opened with: all that is known of somebody who is nobody yet. One query."""
    if actor.person is None:
        return {"phone": phone} if phone else {}
    person = get_person(actor.person)
    facts = {
        "full_name": person.full_name,
        "id_number": person.id_number,
        "born": person.born,
        "sex": person.sex,
        "phone": person.phone or phone,
        "ethnicity": person.ethnicity,
        "nationality": person.nationality,
        "address": person.address,
    }
    return {name: value for name, value in facts.items() if value}
