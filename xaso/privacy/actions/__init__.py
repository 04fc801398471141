"""Everything that is done for the rights people have over their data, split by noun."""

from xaso.privacy.actions.announcing import announce_round
from xaso.privacy.actions.asking import ask_about_entry
from xaso.privacy.actions.breaches import note_breach, open_breach
from xaso.privacy.actions.children import Paper, agree_for_child, withdraw_at_counter
from xaso.privacy.actions.counter import open_request
from xaso.privacy.actions.erasing import erase_person, finish_erasure
from xaso.privacy.actions.exporting import (
    ask_for_export,
    begin_export,
    carry_out_copy,
    drop_expired_exports,
    fetch_export,
    finish_export,
    hand_out_export,
    note_progress,
)
from xaso.privacy.actions.purging import (
    announce_breach_purge,
    announce_purge,
    purge_breach,
    purge_dossier,
    sweep_old,
)
from xaso.privacy.actions.requests import carry_out_correction, carry_out_restriction, carry_out_withdrawal

__all__ = [
    "Paper",
    "agree_for_child",
    "announce_breach_purge",
    "announce_purge",
    "announce_round",
    "ask_about_entry",
    "ask_for_export",
    "begin_export",
    "carry_out_copy",
    "carry_out_correction",
    "carry_out_restriction",
    "carry_out_withdrawal",
    "drop_expired_exports",
    "erase_person",
    "fetch_export",
    "finish_erasure",
    "finish_export",
    "hand_out_export",
    "note_breach",
    "note_progress",
    "open_breach",
    "open_request",
    "purge_breach",
    "purge_dossier",
    "sweep_old",
    "withdraw_at_counter",
]
