"""Everything that changes a dossier, split by noun."""

from xaso.dossiers.actions.accounts import begin_anew, confirm_card, prove_phone, report_lost_phone
from xaso.dossiers.actions.asking import ask_about_look, send_question
from xaso.dossiers.actions.attesting import attest, note_attestation
from xaso.dossiers.actions.behalf import (
    confirm_draft,
    enter_invitation_code,
    invite_owner,
    open_invitation,
    refuse_help,
    revoke_consent,
    start_helping,
    submit_with_paper,
)
from xaso.dossiers.actions.decision import (
    approve_result,
    hand_over,
    number_result,
    propose_result,
    return_proposal,
)
from xaso.dossiers.actions.draft import (
    attach_file,
    detach_file,
    discard_draft,
    drop_expired_drafts,
    drop_loose_files,
    save_page,
    start_draft,
)
from xaso.dossiers.actions.ending import rate_dossier, stop_dossier, withdraw_dossier
from xaso.dossiers.actions.extension import extend_dossier
from xaso.dossiers.actions.fee import record_fee, request_payment
from xaso.dossiers.actions.following import follow_dossier
from xaso.dossiers.actions.forgetting import forget_dossier, forget_drafts, restrict_dossiers
from xaso.dossiers.actions.looking import (
    PurposeMissing,
    export_list,
    look_for_caller,
    note_look,
    open_dossier,
    reveal_citizen_id,
    state_purpose,
)
from xaso.dossiers.actions.reassuring import reassure_owner
from xaso.dossiers.actions.reception import pass_dossier, receive_dossier, refuse_dossier
from xaso.dossiers.actions.register import Report, import_register
from xaso.dossiers.actions.scan import scan_papers
from xaso.dossiers.actions.submission import register_dossier, submit_draft
from xaso.dossiers.actions.supplement import (
    answer_supplements,
    attach_supplement,
    detach_supplement,
    request_supplements,
)
from xaso.dossiers.actions.waiting import note_silence

__all__ = [
    "PurposeMissing",
    "Report",
    "answer_supplements",
    "approve_result",
    "ask_about_look",
    "attach_file",
    "attach_supplement",
    "attest",
    "begin_anew",
    "confirm_card",
    "confirm_draft",
    "detach_file",
    "detach_supplement",
    "discard_draft",
    "drop_expired_drafts",
    "drop_loose_files",
    "enter_invitation_code",
    "export_list",
    "extend_dossier",
    "follow_dossier",
    "forget_dossier",
    "forget_drafts",
    "hand_over",
    "import_register",
    "invite_owner",
    "look_for_caller",
    "note_attestation",
    "note_look",
    "note_silence",
    "number_result",
    "open_dossier",
    "open_invitation",
    "pass_dossier",
    "propose_result",
    "prove_phone",
    "rate_dossier",
    "reassure_owner",
    "receive_dossier",
    "record_fee",
    "refuse_dossier",
    "refuse_help",
    "register_dossier",
    "report_lost_phone",
    "request_payment",
    "request_supplements",
    "restrict_dossiers",
    "return_proposal",
    "reveal_citizen_id",
    "revoke_consent",
    "save_page",
    "scan_papers",
    "send_question",
    "start_draft",
    "start_helping",
    "state_purpose",
    "stop_dossier",
    "submit_draft",
    "submit_with_paper",
    "withdraw_dossier",
]
