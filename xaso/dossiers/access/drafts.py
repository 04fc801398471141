"""Who may fill in what is not sent yet."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from xaso.core.actor import Actor
from xaso.core.refused import Forbidden, NotFound, Trace
from xaso.dossiers.access.helping import help_is_over
from xaso.dossiers.models import Assistance, Dossier, Draft


def get_draft(actor: Actor, draft_id: UUID) -> Draft:
    """A draft of this very account, or one whose owner it is by invitation, with version, procedure and office. Raises
    NotFound. The dossier of one that was sent costs a query more when asked for: joining its forty columns costs every page
    of an unsent one."""
    mine = Draft.objects.filter(_mine(actor), id=draft_id).select_related("version__procedure", "office", "assistance")
    found = next(iter(mine), None) if actor.account else None
    if found is None:
        raise NotFound(_("Không thấy hồ sơ đang làm dở này. Có thể đã quá hạn lưu 30 ngày."), "draft_unknown")
    return found


def sent_dossier(draft: Draft, actor: Actor) -> Dossier:
    """What a draft became that was sent. Raises Forbidden for who helped and may no longer look, NotFound for an owner whose
    word is on paper: it lies in nobody's account. One query."""
    assert draft.dossier_id is not None
    found = Dossier.objects.filter(pk=draft.dossier_id).first()
    if found is not None:
        return found
    if draft.account_id == actor.account:
        raise help_is_over(Trace("dossier.help", ("dossier", str(draft.dossier_id)), actor))
    raise NotFound(_("Hồ sơ này đã gửi rồi. Ông/bà tra cứu bằng số hồ sơ."), "dossier_unknown")


def drafts_for(actor: Actor) -> list[Draft]:
    """What the account has not sent yet, or was invited to confirm, newest first, at most 50."""
    if actor.account is None:
        return []
    own = Q(account=actor.account, assistance__isnull=True) | Q(assistance__owner=actor.account)
    unsent = Draft.objects.filter(own, dossier__isnull=True)
    return list(unsent.select_related("version__procedure", "assistance").order_by("-updated_at")[:50])


def drafts_i_prepare(actor: Actor) -> list[Draft]:
    """What the account prepares for others and nobody has sent yet, newest first, at most 50. One query."""
    if actor.account is None:
        return []
    unsent = Draft.objects.filter(account=actor.account, assistance__isnull=False, dossier__isnull=True)
    return list(unsent.select_related("version__procedure", "assistance").order_by("-updated_at")[:50])


def require_helper(draft: Draft, actor: Actor) -> Assistance:
    """Who prepares the draft for somebody else. Raises Forbidden for the owner, and where nobody helps."""
    if draft.assistance is None or actor.account is None or draft.assistance.helper_id != actor.account:
        trace = Trace("draft.help", draft.subject, actor)
        raise Forbidden(_("Hồ sơ này do tài khoản khác đang làm."), "not_yours", trace=trace)
    return draft.assistance


def _mine(actor: Actor) -> Q:
    return Q(account=actor.account) | Q(assistance__owner=actor.account)


def is_owner_helped(draft: Draft, actor: Actor) -> bool:
    """The owner, who came by the helper's invitation."""
    return draft.assistance is not None and actor.account is not None and draft.assistance.owner_id == actor.account


def may_fill_in(draft: Draft, actor: Actor) -> bool:
    """Whoever began it, and the owner they prepare it for."""
    return actor.account is not None and (draft.account_id == actor.account or is_owner_helped(draft, actor))
