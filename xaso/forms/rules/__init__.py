"""The whole of forms is pure rules; time and the map of places are arguments.

How a browser names the inputs of a field `key`:

| kind | inputs |
|---|---|
| text, long_text, person_name, citizen_id, phone, ethnicity, nationality, choice, number | `key` |
| date, partial_date | `key-day`, `key-month`, `key-year` (a single `key` as 17/11/2026 or 2026-11-17 is read too) |
| address | `key-province`, `key-commune` (codes of today's units), `key-line` |
| repeat | `key-0-sub`, `key-1-sub`, … each `sub` named as its own kind says |
| note | none |

A field with `none_label` ("Mẹ chưa có số định danh") has one more input, `key-none`: any value means "there is none"."""

from xaso.forms.rules.checking import Checked, check_all, check_page
from xaso.forms.rules.conditions import holds
from xaso.forms.rules.fields import KINDS, Field, Page, Schema, visible_answers
from xaso.forms.rules.lists import ethnicities, nationalities
from xaso.forms.rules.places import NoPlaces, Place, Places
from xaso.forms.rules.sealing import seal_answers, unseal_answers
from xaso.forms.rules.showing import Row, Section, prefill, raw_of, show_value, summary

__all__ = [
    "KINDS",
    "Checked",
    "Field",
    "NoPlaces",
    "Page",
    "Place",
    "Places",
    "Row",
    "Schema",
    "Section",
    "check_all",
    "check_page",
    "ethnicities",
    "holds",
    "nationalities",
    "prefill",
    "raw_of",
    "seal_answers",
    "show_value",
    "summary",
    "unseal_answers",
    "visible_answers",
]
