"""Who answers for a side of a mandate, and who notes that it was done elsewhere."""

from __future__ import annotations

from django.utils.translation import gettext as _

from xaso.core.actor import Actor
from xaso.core.refused import Forbidden, NotFound, Trace
from xaso.core.scope import hold, holding
from xaso.dossiers.access.seeing import roles_on
from xaso.dossiers.models import Attestation, Dossier
from xaso.offices.rules import Role
from xaso.signin.models import Account

NOTES = (Role.RECEPTION, Role.CASE_OFFICER)


def get_attestation(actor: Actor, token: str) -> Attestation:
    """That the link of the message speaks of, with its dossier: for the account of the number it was sent to alone. Raises
    NotFound with a trace: an attempt to answer stays in the journal."""
    with holding(token):
        found = Attestation.objects.filter(token=token).first()
    account = Account.objects.only("phone").filter(pk=actor.account).first() if actor.account else None
    if found is None or not found.phone or account is None or account.phone != found.phone:
        words = _(
            "Đường dẫn này không dùng được với số điện thoại đang đăng nhập. Xin đăng nhập bằng số nhận tin nhắn."
        )
        trace = Trace("dossier.attest", ("dossier", str(found.dossier_id)), actor) if found else None
        raise NotFound(words, "attestation_unknown", trace=trace)
    hold(token, found.dossier_id)
    found.dossier = Dossier.objects.select_related("procedure", "office").get(pk=found.dossier_id)
    return found


def may_note_attestation(dossier: Dossier, actor: Actor) -> bool:
    return dossier.is_open and actor.post is not None and bool(roles_on(dossier, actor) & {*NOTES})


def require_noting(dossier: Dossier, by: Actor) -> int:
    """The post of who notes it. Refuses with a trace."""
    if by.post is None or not may_note_attestation(dossier, by):
        trace = Trace("dossier.note_attestation", dossier.subject, by)
        raise Forbidden(_("Chỉ cán bộ đang làm hồ sơ này ghi được."), "not_allowed", trace=trace)
    return by.post
