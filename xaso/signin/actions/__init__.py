"""Opening accounts, sending codes, and the trace of every way in, split by noun."""

from xaso.signin.actions.accounts import change_password, close_account, open_official_account
from xaso.signin.actions.claims import claim_number, decide_claim, look_at_card
from xaso.signin.actions.entering import note_sign_in, note_sign_out, note_wrong_password
from xaso.signin.actions.identities import enter_by_identity, note_refused_identity
from xaso.signin.actions.residents import (
    link_person,
    note_proof,
    note_wrong_code,
    open_resident_account,
    phone_subject,
    release_phone,
    send_code,
)

__all__ = [
    "change_password",
    "claim_number",
    "close_account",
    "decide_claim",
    "enter_by_identity",
    "link_person",
    "look_at_card",
    "note_proof",
    "note_refused_identity",
    "note_sign_in",
    "note_sign_out",
    "note_wrong_code",
    "note_wrong_password",
    "open_official_account",
    "open_resident_account",
    "phone_subject",
    "release_phone",
    "send_code",
]
