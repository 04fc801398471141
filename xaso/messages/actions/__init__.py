"""Writing a notice down, sending it, keeping the address book, forgetting what must not stay readable; and news."""

from xaso.messages.actions.accounts import (
    alert_account,
    link_account,
    lose_template,
    note_sent_by,
    renew_account,
    use_template,
)
from xaso.messages.actions.addresses import (
    add_browser,
    add_email,
    choose_language,
    confirm_address,
    drop_address,
    forget_addresses,
    prefer,
    resume_by_number,
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
from xaso.messages.actions.asking import answer_of, ask_network
from xaso.messages.actions.broadcasting import (
    call_off_broadcast,
    clean_broadcast,
    queue_broadcast,
    resume_broadcast,
)
from xaso.messages.actions.conversations import (
    answer_follower,
    begin_joining,
    claim_remark,
    closed_words,
    forget_remarks_before,
    leave_followers,
    open_conversation,
    recover_lost_remarks,
    settle_remark,
)
from xaso.messages.actions.digest import tell_of_trouble, tell_officials
from xaso.messages.actions.events import keep_event, note_refused_event, take_event
from xaso.messages.actions.forgetting import forget_codes, forget_messages, forget_messages_before
from xaso.messages.actions.publications import (
    Question,
    circulate_article,
    claim_publication,
    note_readers,
    recover_lost_publications,
    replay_publication,
    settle_publication,
)
from xaso.messages.actions.queueing import queue_message
from xaso.messages.actions.receipts import match_receipts, note_receipt
from xaso.messages.actions.sending import claim_message, claim_next
from xaso.messages.actions.settling import recover_lost_messages, settle_message
from xaso.messages.actions.watching import put_back_messages, replay_message, replay_messages, tell_by_hand

__all__ = [
    "Copy",
    "Question",
    "add_browser",
    "add_email",
    "alert_account",
    "answer_follower",
    "answer_of",
    "ask_network",
    "begin_joining",
    "call_off_broadcast",
    "choose_language",
    "circulate_article",
    "claim_message",
    "claim_next",
    "claim_publication",
    "claim_remark",
    "clean_broadcast",
    "closed_words",
    "confirm_address",
    "correct_article",
    "discard_article",
    "drop_address",
    "forget_addresses",
    "forget_codes",
    "forget_messages",
    "forget_messages_before",
    "forget_remarks_before",
    "keep_event",
    "leave_followers",
    "link_account",
    "lose_template",
    "match_receipts",
    "note_readers",
    "note_receipt",
    "note_refused_event",
    "note_sent_by",
    "open_conversation",
    "prefer",
    "publish_article",
    "put_back_messages",
    "queue_broadcast",
    "queue_message",
    "recover_lost_messages",
    "recover_lost_publications",
    "recover_lost_remarks",
    "renew_account",
    "replay_message",
    "replay_messages",
    "replay_publication",
    "resume_broadcast",
    "resume_by_number",
    "revise_article",
    "settle_message",
    "settle_publication",
    "settle_remark",
    "stop_by_number",
    "stop_by_token",
    "take_event",
    "tell_by_hand",
    "tell_of_trouble",
    "tell_officials",
    "use_template",
    "withdraw_article",
    "write_article",
]
