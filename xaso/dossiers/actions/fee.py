"""Fees: asked for, taken, on record."""

from __future__ import annotations

from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Refused
from xaso.core.text import clean
from xaso.dossiers.access import require_move
from xaso.dossiers.actions import notices
from xaso.dossiers.actions.move import advance
from xaso.dossiers.models import Dossier
from xaso.dossiers.rules import State
from xaso.journal.actions import atomic_action


@atomic_action
def request_payment(dossier: Dossier, *, by: Actor) -> Dossier:
    """The dossier waits for its fee; the clock stands still."""
    require_move(dossier, "request_payment", by)
    advance(dossier, "request_payment", by=by, detail={"amount": dossier.fee_amount})
    notices.tell_owner(dossier, notices.payment_asked(dossier), by=by)
    return dossier


@atomic_action
def record_fee(dossier: Dossier, *, receipt: str, by: Actor) -> Dossier:
    """The fee was taken, with the number of its receipt. A dossier that waited for it goes on."""
    require_move(dossier, "record_fee", by)
    receipt = clean(receipt, max_length=60)
    if not receipt:
        raise Refused(_("Xin ghi số biên lai thu phí, lệ phí."), "receipt_missing")
    now = clock.now()
    waited = dossier.state == State.PAYMENT
    to = State.PROCESSING if waited else State(dossier.state)
    advance(
        dossier,
        "record_fee",
        by=by,
        at=now,
        to=to,
        fee_paid_at=now,
        fee_receipt=receipt,
        fee_taken_by_id=by.post,
        detail={"amount": dossier.fee_amount, "receipt": receipt},
    )
    return dossier
