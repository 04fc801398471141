"""Opening accounts, passwords and codes, who is in, and the trace of every way in, split by noun."""

from xaso.signin.actions.accounts import (
    close_account,
    close_idle_accounts,
    engage,
    open_machine_account,
    open_official_account,
    reopen_account,
    review_account,
)
from xaso.signin.actions.claims import claim_number, decide_claim, look_at_card
from xaso.signin.actions.entering import note_post, note_sign_in, note_sign_out, note_wrong_password
from xaso.signin.actions.factors import (
    add_passkey,
    add_totp,
    recovery_codes_of,
    remove_factor,
    renew_recovery_codes,
    reset_factors,
    totp_code,
    use_code,
)
from xaso.signin.actions.identities import enter_by_identity, note_refused_identity
from xaso.signin.actions.passwords import change_password, issue_password
from xaso.signin.actions.residents import (
    link_person,
    note_proof,
    note_wrong_code,
    open_resident_account,
    phone_subject,
    release_phone,
    send_code,
)
from xaso.signin.actions.tries import count_try, drop_old_tries, forget_tries, forgive_try, unlock_account
from xaso.signin.actions.visits import (
    begin_visit,
    drop_dead_visits,
    end_other_visits,
    end_visit,
    forget_visit,
    move_visit,
    see_visit,
)

__all__ = [
    "add_passkey",
    "add_totp",
    "begin_visit",
    "change_password",
    "claim_number",
    "close_account",
    "close_idle_accounts",
    "count_try",
    "decide_claim",
    "drop_dead_visits",
    "drop_old_tries",
    "end_other_visits",
    "end_visit",
    "engage",
    "enter_by_identity",
    "forget_tries",
    "forget_visit",
    "forgive_try",
    "issue_password",
    "link_person",
    "look_at_card",
    "move_visit",
    "note_post",
    "note_proof",
    "note_refused_identity",
    "note_sign_in",
    "note_sign_out",
    "note_wrong_code",
    "note_wrong_password",
    "open_machine_account",
    "open_official_account",
    "open_resident_account",
    "phone_subject",
    "recovery_codes_of",
    "release_phone",
    "remove_factor",
    "renew_recovery_codes",
    "reopen_account",
    "reset_factors",
    "review_account",
    "see_visit",
    "send_code",
    "totp_code",
    "unlock_account",
    "use_code",
]
