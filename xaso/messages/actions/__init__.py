"""Writing a notice down, sending it, keeping the address book, forgetting what must not stay readable; and news."""

from xaso.messages.actions.accounts import link_account, renew_account
from xaso.messages.actions.addresses import (
    add_browser,
    add_email,
    confirm_address,
    drop_address,
    forget_addresses,
    prefer,
    stop_by_number,
    stop_by_token,
)
from xaso.messages.actions.articles import (
    Copy,
    correct_article,
    discard_article,
    publish_article,
    revise_article,
    withdraw_article,
    write_article,
)
from xaso.messages.actions.broadcasting import clean_broadcast, queue_broadcast
from xaso.messages.actions.digest import tell_of_trouble
from xaso.messages.actions.forgetting import forget_codes, forget_messages, forget_messages_before
from xaso.messages.actions.queueing import queue_message
from xaso.messages.actions.sending import (
    claim_message,
    claim_next,
    note_receipt,
    recover_lost_messages,
    settle_message,
)
from xaso.messages.actions.watching import replay_message, tell_by_hand

__all__ = [
    "Copy",
    "add_browser",
    "add_email",
    "claim_message",
    "claim_next",
    "clean_broadcast",
    "confirm_address",
    "correct_article",
    "discard_article",
    "drop_address",
    "forget_addresses",
    "forget_codes",
    "forget_messages",
    "forget_messages_before",
    "link_account",
    "note_receipt",
    "prefer",
    "publish_article",
    "queue_broadcast",
    "queue_message",
    "recover_lost_messages",
    "renew_account",
    "replay_message",
    "revise_article",
    "settle_message",
    "stop_by_number",
    "stop_by_token",
    "tell_by_hand",
    "tell_of_trouble",
    "withdraw_article",
    "write_article",
]
