"""Changing the keys of data at rest: whatever older keys or methods have sealed is sealed by the newest, batch by batch, in every
table.

Finds sealed text by its form, not by a list: a column that somebody adds tomorrow is found too. Blind indexes are made anew
from what a model's `blind_indexes` names. Tables that only ever grow (the journal, the breach file) hold nothing sealed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast

from config.database import GROWS_ONLY
from xaso.core.actor import Actor
from xaso.core.secrets import blind_index, older_keys, outdated_seal, reseal
from xaso.journal.actions import atomic_action, record

BATCH = 500
Place = tuple[str, str, str]  # table, column, name of the key


@dataclass(frozen=True, slots=True)
class Table:
    """A table with the columns in which sealed text may lie. `blind` maps an index to the property it is made of."""

    model: type[models.Model]
    texts: tuple[str, ...]
    documents: tuple[str, ...]
    blind: dict[str, str]

    @property
    def name(self) -> str:
        return self.model._meta.db_table

    def holding(
        self, keys: list[str], columns: tuple[str, ...] | None = None, *, outdated: bool = False
    ) -> models.QuerySet[Any]:
        """Rows in which one of the columns speaks of one of the keys; with `outdated` also those in which the newest one sealed
        in another way than today's. Reads the whole table."""
        chosen = columns or (*self.texts, *self.documents, *self.blind)
        rows = self.model._base_manager.annotate(
            **{f"{name}_as_text": Cast(name, models.TextField()) for name in self.documents if name in chosen}
        )
        wanted = [
            Q(**{f"{name}_as_text__contains": f'"{key}:'})
            if name in self.documents
            else Q(**{f"{name}__startswith": f"{key}:"})
            for name in chosen
            for key in keys
        ]
        if outdated:
            wanted += [Q(**{f"{name}__regex": f"^{outdated_seal()}"}) for name in self.texts]
            wanted += [Q(**{f"{name}_as_text__regex": f'"{outdated_seal()}'}) for name in self.documents]
        found: models.QuerySet[Any] = rows.filter(reduce(or_, wanted)) if wanted else rows.none()
        return found


def tables() -> Iterator[Table]:
    """Every table of ours that may hold sealed text."""
    for model in apps.get_models():
        if not model._meta.managed or model._meta.proxy or model._meta.db_table in GROWS_ONLY:
            continue
        blind: dict[str, str] = getattr(model, "blind_indexes", {})
        fields = [field for field in model._meta.concrete_fields if field.name not in blind and not field.primary_key]
        texts = tuple(field.name for field in fields if isinstance(field, models.CharField | models.TextField))
        documents = tuple(field.name for field in fields if isinstance(field, models.JSONField))
        if texts or documents or blind:
            yield Table(model, texts, documents, blind)


def rewrap(*, by: Actor) -> Iterator[tuple[str, int]]:
    """Goes through every table; yields its name and how many rows it changed, batch by batch. Stopped at any moment, the next
    run goes on: what is done no longer speaks of an older key."""
    for table in tables():
        after: Any = None
        while True:
            changed, after = rewrap_batch(table, after=after, by=by)
            if after is None:
                break
            if changed:
                yield table.name, changed


@atomic_action
def rewrap_batch(table: Table, *, after: Any, by: Actor) -> tuple[int, Any]:
    """At most BATCH rows, locked meanwhile; how many changed, and the key of the last one looked at (None: no more)."""
    rows = table.holding(older_keys(), outdated=True).order_by("pk")
    batch = list((rows.filter(pk__gt=after) if after is not None else rows).select_for_update(of=("self",))[:BATCH])
    renewed = {row: columns for row in batch if (columns := _renewed(row, table))}
    changed = list(renewed)
    if changed:
        table.model._base_manager.bulk_update(changed, sorted(set().union(*renewed.values())))
        record(action="keys.rewrap", subject=("keys", table.name), by=by, detail={"rows": len(changed)})
    return len(changed), batch[-1].pk if batch else None


def _renewed(row: models.Model, table: Table) -> set[str]:
    """Names of the columns of the row that now speak of the newest key."""
    fresh = {name: reseal(getattr(row, name)) for name in (*table.texts, *table.documents)}
    fresh |= {name: blind_index(plain) for name, source in table.blind.items() if (plain := getattr(row, source))}
    changed = {name for name, value in fresh.items() if value != getattr(row, name)}
    for name in changed:
        setattr(row, name, fresh[name])
    return changed


def remaining() -> Counter[Place]:
    """How many rows still speak of an older key, by table, column and key. Reads every table once a column."""
    left: Counter[Place] = Counter()
    for table in tables():
        for name in (*table.texts, *table.documents, *table.blind):
            for key in older_keys():
                left[table.name, name, key] = table.holding([key], (name,)).count()
    return +left
