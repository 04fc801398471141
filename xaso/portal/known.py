"""What is known of the signed-in person, to be offered in their forms."""

from typing import Any

from xaso.core.actor import Actor
from xaso.people.access import get_person
from xaso.signin.access import claims_about


def facts_of(actor: Actor, *, phone: str | None = None) -> dict[str, Any]:
    """`phone` is the number the account was opened with: all that is known of somebody who is nobody yet, unless an issuer of
    national identities said more. One query."""
    if actor.person is None:
        return {"phone": phone} if phone else _said_of(actor)
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


def _said_of(actor: Actor) -> dict[str, Any]:
    said = claims_about(actor.account) if actor.account else None
    if said is None:
        return {}
    facts = {"full_name": said.full_name, "id_number": said.national_id, "born": said.birth_date, "phone": said.phone}
    return {name: value for name, value in facts.items() if value}
