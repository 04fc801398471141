"""Reading many rows for a screen."""

from xaso.dossiers.queries.audience import audience
from xaso.dossiers.queries.behalf import (
    FiledCounts,
    attestations_of,
    dossiers_i_help,
    filed_how_by_procedure,
    filing_words,
    helper_words,
    notable_helper,
    right_words,
    unattested,
)
from xaso.dossiers.queries.desk import (
    Counts,
    Figures,
    Tab,
    figures_of_units,
    inbox,
    next_officers,
    numbers_of,
    register_page,
    tab_counts,
)
from xaso.dossiers.queries.looks import Look, Looked, counted_looks, looks_at, questions_about, with_names
from xaso.dossiers.queries.mine import my_dossiers
from xaso.dossiers.queries.quarantine import quarantined_for
from xaso.dossiers.queries.quiet import usual_stays
from xaso.dossiers.queries.search import search
from xaso.dossiers.queries.story import Happening, papers_of, story, whereabouts

__all__ = [
    "Counts",
    "Figures",
    "FiledCounts",
    "Happening",
    "Look",
    "Looked",
    "Tab",
    "attestations_of",
    "audience",
    "counted_looks",
    "dossiers_i_help",
    "figures_of_units",
    "filed_how_by_procedure",
    "filing_words",
    "helper_words",
    "inbox",
    "looks_at",
    "my_dossiers",
    "next_officers",
    "notable_helper",
    "numbers_of",
    "papers_of",
    "quarantined_for",
    "questions_about",
    "register_page",
    "right_words",
    "search",
    "story",
    "tab_counts",
    "unattested",
    "usual_stays",
    "whereabouts",
    "with_names",
]
