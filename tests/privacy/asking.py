"""A resident's request about their data, up to the desk of who carries it out."""

from __future__ import annotations

from xaso.core.actor import Actor
from xaso.dossiers import actions
from xaso.dossiers.access import get_dossier, get_draft
from xaso.dossiers.models import Dossier
from xaso.offices.models import Office

CODE = {
    "copy": "XS.000001",
    "correct": "XS.000001",
    "restrict": "XS.000002",
    "withdraw": "XS.000002",
    "delete": "XS.000003",
}


def asked(matter: str, *, by: Actor, office: Office, reception: Actor) -> Dossier:
    """Sent and received."""
    draft = actions.start_draft(code=CODE[matter], office=office, by=by)
    pages = {
        "matter": {"matter": matter},
        "words": {"words": "Xin xã làm giúp."},
        "requester": {"requester_name": "Nguyễn Thị Lan", "requester_id": "093188000123"},
        "delivery": {"delivery": "electronic", "contact_phone": "0900 000 001"},
    }
    for page, raw in pages.items():
        actions.save_page(draft, page=page, raw=raw, revision=draft.revision, by=by)
    draft = get_draft(by, draft.id)
    sent = actions.submit_draft(draft, revision=draft.revision, by=by)
    return actions.receive_dossier(get_dossier(reception, sent.number), by=reception)


def answered(request: Dossier, reception: Actor, case_officer: Actor, approver: Actor) -> None:
    """From carried out to the answer in hand."""
    number = request.number
    details = {"requester": "Nguyễn Thị Lan", "asked": "Xin xã làm giúp.", "answer": "Đã làm."}
    actions.propose_result(get_dossier(case_officer, number), outcome="granted", details=details, by=case_officer)
    actions.approve_result(get_dossier(approver, number), by=approver)
    actions.number_result(get_dossier(reception, number), book="CV", number=9, by=reception)
    actions.hand_over(get_dossier(reception, number), by=reception)
