"""Both sides of a mandate for a household's business attest to it electronically after it was filed (Decree 168/2025)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.identifiers import parse_phone
from xaso.core.refused import Invalid, Refused, Stale
from xaso.core.text import clean
from xaso.dossiers.access import get_attestation, require_noting
from xaso.dossiers.actions import notices
from xaso.dossiers.models import Attestation, Dossier
from xaso.dossiers.rules.behalf import AttestedHow, Side
from xaso.journal.actions import atomic_action, record


def ask_both_sides(dossier: Dossier, *, filer_phone: str, by: Actor) -> None:
    """In the transaction that registers it: each side gets a link that only its own number opens. A side without a number
    attests elsewhere. Raises Invalid where both have the same."""
    taker = parse_phone(filer_phone) if filer_phone else ""
    if taker and taker == dossier.contact_phone:
        words = _("Số này là của chủ hồ sơ. Hai bên xác thực trên hai điện thoại khác nhau.")
        raise Invalid({"filer_phone": words})
    for side, phone in ((Side.GAVE, dossier.contact_phone), (Side.TOOK, taker)):
        asked = Attestation.objects.create(dossier=dossier, side=side, phone=phone)
        if phone:
            notices.ask_to_attest(dossier, asked, by=by)


@atomic_action
def attest(token: str, *, holds: bool, by: Actor) -> Attestation:
    """Says on one's own telephone that the mandate was given, or that it never was. Once; the officer sees either."""
    found = get_attestation(by, token)
    changed = Attestation.objects.filter(pk=found.pk, holds=None).update(
        holds=holds, said_at=clock.now(), how=AttestedHow.PHONE, account=by.account
    )
    if not changed:
        raise Stale(_("Ông/bà đã trả lời rồi. Muốn đổi, xin gọi cho xã."), "attested_already")
    record(action="dossier.attest", subject=found.dossier.subject, by=by, detail={"side": found.side, "holds": holds})
    return found


@atomic_action
def note_attestation(dossier: Dossier, *, side: str, words: str, by: Actor) -> None:
    """An officer saw it done in another system, and says in which; also of a side that said no, by mistake or before."""
    post = require_noting(dossier, by)
    words = clean(words, max_length=200)
    if not words:
        raise Refused(_("Xin ghi đã xem xác thực ở đâu."), "words_missing")
    waiting = Attestation.objects.filter(dossier=dossier, side=side).exclude(holds=True)
    changed = waiting.update(
        holds=True, said_at=clock.now(), how=AttestedHow.ELSEWHERE, account=None, seen_by=post, words=words
    )
    if not changed:
        raise Stale(_("Bên này đã xác thực rồi. Xin xem lại hồ sơ."), "attested_already")
    record(action="dossier.note_attestation", subject=dossier.subject, by=by, detail={"side": side})


def require_attested(dossier: Dossier) -> None:
    """Before what was asked for is granted. Raises Refused naming who has not attested. One statement."""
    for one in Attestation.objects.filter(dossier=dossier).exclude(holds=True).order_by("side"):
        side = one.get_side_display()
        if one.holds is False:
            raise Refused(
                _("Theo lời %(side)s, việc ủy quyền này không có. Xin gọi hỏi lại.") % {"side": side}, "not_mandated"
            )
        raise Refused(_("Còn thiếu xác thực điện tử của %(side)s.") % {"side": side}, "not_attested")
