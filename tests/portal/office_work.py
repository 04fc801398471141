"""What the office does between two looks of the resident, through the actions."""

from xaso.core.actor import Actor
from xaso.dossiers import actions
from xaso.dossiers.access import get_dossier


def receive(number: str, reception: Actor) -> None:
    actions.receive_dossier(get_dossier(reception, number), by=reception)


def ask_for_more(number: str, reception: Actor) -> None:
    items = [
        {"kind": "paper", "key": "birth_certificate", "what": "Chụp lại mặt sau cho rõ."},
        {"kind": "field", "key": "birth_facility", "what": "Ghi thêm tên ấp."},
    ]
    dossier = get_dossier(reception, number)
    actions.request_supplements(dossier, items=items, reason="Chưa rõ nơi sinh.", by=reception)


def bring_to_result(number: str, *, reception: Actor, case_officer: Actor, approver: Actor) -> None:
    """From sent to handed over."""
    receive(number, reception)
    details = {
        "person_name": "Nguyễn Thị Lan",
        "registered_at": "UBND xã Vị Thắng",
        "entry_number": "45",
        "registered_on": "1988-11-20",
        "book": "01/1988",
    }
    dossier = get_dossier(case_officer, number)
    actions.propose_result(dossier, outcome="granted", details=details, by=case_officer)
    actions.approve_result(get_dossier(approver, number), by=approver)
    actions.number_result(get_dossier(reception, number), book="TLHT", number=7, by=reception)
    dossier = get_dossier(reception, number)
    if dossier.fee_is_open:
        actions.record_fee(dossier, receipt="BL 0012", by=reception)
    actions.hand_over(get_dossier(reception, number), by=reception)
