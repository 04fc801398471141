"""One box for number, name, identity number, phone."""

from __future__ import annotations

import re
from uuid import UUID

from django.db import connection
from django.db.models import Q

from xaso.core.actor import Actor
from xaso.core.identifiers import CitizenId, parse_phone
from xaso.core.paging import Page, page_by_key
from xaso.core.refused import Refused
from xaso.core.secrets import blind_indices
from xaso.core.text import normalise, search_key
from xaso.dossiers.access import dossiers_for
from xaso.dossiers.models import Dossier
from xaso.dossiers.models.dossier import DossierQuerySet
from xaso.offices.models import Office
from xaso.units.queries import ids_of_predecessors

ORDER = ("-submitted_at", "-id")
WHOLE_NUMBER = re.compile(r"[A-Z0-9.]+-\d{6,8}-\d{3,8}", re.IGNORECASE)
TAIL_OF_NUMBER = re.compile(r"(\d{6})-(\d{3,8})")
NAMED_AT_MOST = 500


def search(actor: Actor, text: str, *, after: str = "", size: int = 50) -> Page[Dossier]:
    """Dossiers the actor may see: a whole number, `261125-0001`, a 12-digit number, a phone, otherwise words of a name, all
    of them, with or without diacritics. Each way has its index; a name shows
    500 of its bearers, and one more word finds the others."""
    text = normalise(text)[:100].strip()
    if len(text) < 2:
        return Page([], "")
    rows = _matching(dossiers_for(actor), text, actor)
    rows = rows.select_related("procedure", "holder__office", "clock").defer("answers")
    return page_by_key(rows, order=ORDER, after=after, size=size)


def _matching(rows: DossierQuerySet, text: str, actor: Actor) -> DossierQuerySet:
    if WHOLE_NUMBER.fullmatch(text):
        return rows.filter(number__in={text, text.upper()})
    digits = re.sub(r"[ .]", "", text)
    if tail := TAIL_OF_NUMBER.fullmatch(digits):
        return rows.filter(number__in=_numbers_ending(actor, *tail.groups()))
    if digits.lstrip("+").isdigit():
        return rows.filter(_by_digits(digits))
    # The hits first, then their order: beside a LIMIT the planner would walk the whole table by date.
    return rows.filter(pk__in=_named(" & ".join(_words(text))))


def _named(words: str) -> list[UUID]:
    """Dossiers in scope whose people bear these words; see migration 0002 of why the database has a function for it."""
    with connection.cursor() as cursor:
        cursor.execute("select dossiers_named(%s, %s)", [words, NAMED_AT_MOST])
        return [key for (key,) in cursor.fetchall()]


def _numbers_ending(actor: Actor, day: str, seq: str) -> list[str]:
    """Numbers of that day of the offices the actor works for or, a resident, has filed at. The register itself is not asked:
    it may be large."""
    if actor.is_official and actor.unit is not None:
        offices = Office.objects.filter(Q(unit=actor.unit) | Q(unit__in=ids_of_predecessors(actor.unit)))
    else:
        offices = Office.objects.filter(pk__in=dossiers_for(actor).values("office"))
    agencies = set(offices.exclude(agency_code="").values_list("agency_code", flat=True))
    return [f"{agency}-{day}-{seq}" for agency in agencies]


def _by_digits(digits: str) -> Q:
    try:
        return Q(owner_id_index__in=blind_indices(CitizenId.parse(digits).digits))
    except Refused:
        pass
    try:
        return Q(contact_phone=parse_phone(digits))
    except Refused:
        return Q(pk__in=[])


def _words(text: str) -> list[str]:
    words = re.findall(r"[a-z0-9]+", search_key(text))[:6]
    return [f"{word}:*" if place == len(words) - 1 else word for place, word in enumerate(words)] or ["-"]
