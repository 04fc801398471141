"""Reading what is kept, split by noun."""

from xaso.privacy.queries.archive import write_archive
from xaso.privacy.queries.beside import Beside, looks_beside
from xaso.privacy.queries.breaches import breaches
from xaso.privacy.queries.due import (
    BreachToGo,
    ToGo,
    breach_purges_to_come,
    breaches_past_their_time,
    going_here,
    going_soon,
    my_purges,
    purges_to_come,
    soon_past_their_time,
    whose_round,
)
from xaso.privacy.queries.filed import dossiers_of
from xaso.privacy.queries.kept import (
    Kept,
    carried_out,
    files_kept,
    has_copy_to_hand_out,
    is_kept_by_law,
    kept_about,
    kept_by_law,
    latest_export,
    open_besides,
)

__all__ = [
    "Beside",
    "BreachToGo",
    "Kept",
    "ToGo",
    "breach_purges_to_come",
    "breaches",
    "breaches_past_their_time",
    "carried_out",
    "dossiers_of",
    "files_kept",
    "going_here",
    "going_soon",
    "has_copy_to_hand_out",
    "is_kept_by_law",
    "kept_about",
    "kept_by_law",
    "latest_export",
    "looks_beside",
    "my_purges",
    "open_besides",
    "purges_to_come",
    "soon_past_their_time",
    "whose_round",
    "write_archive",
]
