"""Who helped with a dossier, and how long they may look at it."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext as _

from xaso.core.actor import Actor
from xaso.core.refused import Forbidden, NotFound, Trace
from xaso.core.scope import holding
from xaso.dossiers.access.seeing import is_owner, my_dossier, one_of, roles_on
from xaso.dossiers.models import Consent, Dossier
from xaso.dossiers.models.dossier import DossierQuerySet
from xaso.dossiers.rules import OPEN
from xaso.offices.models import Office
from xaso.offices.rules import Role


def consent_of(dossier: Dossier) -> Consent | None:
    """The owner's word for whoever helped; None where nobody did. No query when the dossier came from here."""
    found: Consent | None = getattr(dossier.assistance, "consent", None)
    return found


def is_followed(dossier: Dossier) -> bool:
    """Whoever helped may still look: until the dossier is closed, or its owner says no."""
    consent = consent_of(dossier)
    return consent is not None and consent.may_follow and consent.ended_at is None and dossier.state in OPEN


def helps(dossier: Dossier, actor: Actor) -> bool:
    """Prepared it, and may still look."""
    assistance = dossier.assistance
    return assistance is not None and assistance.helper_id == actor.account and is_followed(dossier)


def may_revoke(dossier: Dossier, actor: Actor) -> bool:
    """Its owner; reception, for an owner who comes to the counter."""
    return dossier.assistance_id is not None and (
        is_owner(dossier, actor) or Role.RECEPTION in roles_on(dossier, actor)
    )


def helped_dossiers(actor: Actor) -> DossierQuerySet:
    """What this account helped with and may still follow."""
    if actor.account is None:
        return Dossier.objects.none()
    allowed = Q(assistance__consent__may_follow=True, assistance__consent__ended_at__isnull=True)
    return Dossier.objects.open().filter(allowed, assistance__helper=actor.account)


def helped_dossier(actor: Actor, number: str) -> Dossier:
    """One of them. Raises Forbidden for who helped and may no longer look, NotFound for everybody else."""
    if actor.account is None:
        raise NotFound(_("Không thấy hồ sơ này."), "dossier_unknown")
    with holding(number):  # also one they may look at no longer, to be told so
        found = one_of(Dossier.objects.filter(assistance__helper=actor.account), number)
    if not helps(found, actor):
        raise help_is_over(Trace("dossier.help", found.subject, actor))
    return found


def help_is_over(trace: Trace) -> Forbidden:
    said = _("Hồ sơ này đã xong, hoặc chủ hồ sơ không cho xem nữa. Cảm ơn ông/bà đã giúp.")
    return Forbidden(said, "help_over", trace=trace)


def answered_dossier(actor: Actor, number: str) -> Dossier:
    """One whose requests this account may answer: its own, or one it helps with."""
    try:
        return my_dossier(actor, number)
    except NotFound:
        return helped_dossier(actor, number)


def may_file_for_others(actor: Actor, office: Office) -> bool:
    """Any resident who is signed in; an official for the office's own unit."""
    if actor.is_official:
        return actor.unit == office.unit_id and actor.has(Role.RECEPTION, Role.CASE_OFFICER)
    return actor.account is not None
