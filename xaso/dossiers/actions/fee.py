"""Fees: asked for, taken, on record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.money import show_dong
from xaso.core.refused import Invalid, Refused
from xaso.core.text import clean
from xaso.dossiers.access import require_move
from xaso.dossiers.actions import notices
from xaso.dossiers.actions.move import advance
from xaso.dossiers.actions.waiting import owner_answers_by
from xaso.dossiers.models import Dossier
from xaso.dossiers.rules import State
from xaso.journal.actions import atomic_action

HIGHEST = 1_000_000_000  # đồng; more is a slip of the finger


@atomic_action
def request_payment(
    dossier: Dossier, *, amounts: Mapping[int, int] | None = None, exemption: str = "", by: Actor
) -> Dossier:
    """The dossier waits for its fee; the clock stands still. `amounts` and `exemption` as in `record_fee`: nothing can be
    asked for while a line has no amount."""
    require_move(dossier, "request_payment", by)
    exemption = clean(exemption, max_length=300)
    fee = _settled(dossier, amounts or {}, exemption)
    if not fee["fee_amount"]:
        raise Refused(_("Hồ sơ này không phải nộp phí, lệ phí. Xin ghi nhận miễn thu."), "nothing_to_pay")
    now = clock.now()
    advance(
        dossier,
        "request_payment",
        by=by,
        at=now,
        words=exemption,
        act_by=owner_answers_by(dossier, now),
        detail={"amount": fee["fee_amount"]},
        **fee,
    )
    notices.tell_owner(dossier, notices.payment_asked(dossier), by=by)
    return dossier


@atomic_action
def record_fee(
    dossier: Dossier, *, receipt: str = "", amounts: Mapping[int, int] | None = None, exemption: str = "", by: Actor
) -> Dossier:
    """The fee was taken, with the number of its receipt; or nothing had to be paid, which needs none. A dossier that waited
    for it goes on.

    `amounts` (place in `fee_lines` -> đồng) writes in what the province sets or somebody had to count. Changing a line the
    catalogue knows takes an `exemption`: for whom, by which article. Raises Invalid naming each line without an amount."""
    require_move(dossier, "record_fee", by)
    receipt, exemption = clean(receipt, max_length=60), clean(exemption, max_length=300)
    fee = _settled(dossier, amounts or {}, exemption)
    if fee["fee_amount"] and not receipt:
        raise Refused(_("Xin ghi số biên lai thu phí, lệ phí."), "receipt_missing")
    now = clock.now()
    advance(
        dossier,
        "record_fee",
        by=by,
        at=now,
        to=State.PROCESSING if dossier.state == State.PAYMENT else State(dossier.state),
        words=exemption,
        fee_paid_at=now,
        fee_receipt=receipt,
        fee_taken_by_id=by.post,
        detail={"amount": fee["fee_amount"], "receipt": receipt},
        **fee,
    )
    return dossier


def _settled(dossier: Dossier, amounts: Mapping[int, int], exemption: str) -> dict[str, Any]:
    """The lines with their amounts written in, and the sum."""
    lines = [dict(line) for line in dossier.fee_lines]
    errors: dict[str, str] = {}
    for place, line in enumerate(lines):
        known = line["amount"]
        amount = amounts.get(place, known)
        if amount is None or not 0 <= amount <= HIGHEST:
            errors[f"amount-{place}"] = _("Xin ghi số tiền của “%(name)s”; miễn thì ghi 0.") % {"name": line["name"]}
        elif amount != known and known is not None and not exemption:
            errors["exemption"] = _("Đổi số tiền đã định thì xin ghi lý do miễn, giảm và căn cứ.")
        elif amount != known:
            line |= {"amount": amount, "text": exemption or show_dong(amount)}
    if errors:
        raise Invalid(errors)
    total = sum(line["amount"] for line in lines) if lines else dossier.fee_amount
    return {"fee_lines": lines, "fee_amount": total}
