"""What a resident types, page by page, for the procedures that can be filed here. All people are invented."""

from __future__ import annotations

from xaso.core.actor import Actor
from xaso.dossiers import actions
from xaso.dossiers.access import get_dossier, get_draft
from xaso.dossiers.models import Dossier, Draft
from xaso.offices.models import Office

EXTRACT = {
    "event": {"event": "birth"},
    "relation": {"relation": "self"},
    "person": {"person_name": "Nguyễn Thị Lan", "person_born": "17/11/1988", "person_sex": "female"},
    "person_id": {"person_id": "093 188 000 123"},
    "person_origin": {
        "person_ethnicity": "Kinh",
        "person_nationality": "Việt Nam",
        "person_residence-province": "92",
        "person_residence-commune": "31441",
        "person_residence-line": "Ấp 2",
    },
    "registered": {
        "registered_at": "UBND xã Vị Thắng, huyện Vị Thủy, tỉnh Hậu Giang",
        "registered_on": "20/11/1988",
        "entry_number": "45",
        "book": "01/1988",
    },
    "delivery": {"copies": "2", "delivery": "pickup", "contact_phone": "0912 000 001"},
}


def extract_as(relation: str) -> dict[str, dict[str, str]]:
    """The pages of somebody who asks for another's."""
    requester = {
        "requester_name": "Nguyễn Thị Lan",
        "requester_id": "093188000123",
        "requester_address-province": "92",
        "requester_address-commune": "31441",
        "requester_address-line": "Ấp 2",
    }
    before = {"event": EXTRACT["event"], "relation": {"relation": relation}, "requester": requester}
    return before | {page: raw for page, raw in EXTRACT.items() if page not in before}


def fill(
    citizen: Actor, office: Office, code: str = "2.000635", pages: dict[str, dict[str, str]] | None = None
) -> Draft:
    draft = actions.start_draft(code=code, office=office, by=citizen)
    for page, raw in (pages or EXTRACT).items():
        actions.save_page(draft, page=page, raw=raw, revision=draft.revision, by=citizen)
    return get_draft(citizen, draft.id)


def sent(citizen: Actor, office: Office) -> Dossier:
    draft = fill(citizen, office)
    return actions.submit_draft(draft, revision=draft.revision, by=citizen)


DETAILS = {
    "person_name": "Nguyễn Thị Lan",
    "registered_at": "UBND xã Vị Thắng",
    "entry_number": "45",
    "registered_on": "1988-11-20",
}


def granted(dossier: Dossier, reception: Actor, case_officer: Actor, approver: Actor) -> Dossier:
    """Received, proposed and approved: it stands at "done"."""
    number = dossier.number
    actions.receive_dossier(get_dossier(reception, number), by=reception)
    actions.propose_result(get_dossier(case_officer, number), outcome="granted", details=DETAILS, by=case_officer)
    return actions.approve_result(get_dossier(approver, number), by=approver)
