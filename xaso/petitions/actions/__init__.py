"""Sending a report, adding photographs to it, assigning, answering, refusing, releasing, forgetting."""

from xaso.petitions.actions.notices import link_of
from xaso.petitions.actions.reports import (
    add_photo,
    answer_petition,
    ask_reporter,
    assign_petition,
    drop_photo,
    follow_petition_clocks,
    forget_petition,
    forget_petitions_before,
    open_petition,
    refuse_petition,
    release_petition,
    reply_to_question,
    require_room,
    send_petition,
    withdraw_release,
)
from xaso.petitions.actions.watching import tell_of_late_petitions

__all__ = [
    "add_photo",
    "answer_petition",
    "ask_reporter",
    "assign_petition",
    "drop_photo",
    "follow_petition_clocks",
    "forget_petition",
    "forget_petitions_before",
    "link_of",
    "open_petition",
    "refuse_petition",
    "release_petition",
    "reply_to_question",
    "require_room",
    "send_petition",
    "tell_of_late_petitions",
    "withdraw_release",
]
