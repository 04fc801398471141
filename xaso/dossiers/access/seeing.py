"""Who sees which dossier. Every list, count, search and file goes through `dossiers_for`."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext as _

from xaso.core.actor import Actor
from xaso.core.refused import NotFound
from xaso.core.scope import holding
from xaso.dossiers.models import Dossier
from xaso.dossiers.models.dossier import DossierQuerySet
from xaso.offices.rules import WORKERS, Role
from xaso.signin.rules import Reads
from xaso.units.models import Unit
from xaso.units.queries import ids_below, ids_of_predecessors

HELP = ("assistance__consent", "assistance__post__office")
LEADING_ROLES = (Role.APPROVER, Role.MANAGER, Role.AUDITOR)
WORKING_ROLES = WORKERS | {Role.AUDITOR}


def dossiers_for(actor: Actor) -> DossierQuerySet:
    """All that this person may see: an official those their unit supports, receives or decides, and those of the units
    that were merged into it (what its person had restricted only leaders and auditors see); a resident those that the account
    itself filed, never those that merely carry the same phone number."""
    if actor.is_system:
        return Dossier.objects.all()
    if actor.is_official and actor.unit is not None and actor.has(*WORKING_ROLES):
        mine = Q(competent_unit=actor.unit) | Q(receiving_unit=actor.unit) | Q(supporting_unit=actor.unit)
        visible = Dossier.objects.filter(mine | Q(competent_unit__in=ids_of_predecessors(actor.unit)))
        return visible if actor.has(*LEADING_ROLES) else visible.filter(restricted_at=None)
    if actor.account:
        return Dossier.objects.filter(account=actor.account)
    return Dossier.objects.none()


def get_dossier(actor: Actor, number: str) -> Dossier:
    """One dossier with its procedure, version, office, clock and holder. Raises NotFound, also for strangers. The desk
    comes in through `actions.open_dossier`, which writes down who looked."""
    return one_of(dossiers_for(actor), number)


def dossier_to_open(actor: Actor, number: str) -> Dossier:
    """The same, and for a manager also one of a unit below their own, today or in its time: it stands in none of their lists,
    and opens only for a stated reason that its owner reads. Raises NotFound."""
    try:
        return get_dossier(actor, number)
    except NotFound:
        if not is_overseer(actor):
            raise
    with holding(number):
        return one_of(Dossier.objects.filter(competent_unit__in=ids_below(actor.unit or 0)), number)


def is_overseer(actor: Actor) -> bool:
    """A manager: of one commune, of a district as it was, of a province."""
    return actor.is_official and actor.unit is not None and actor.has(Role.MANAGER)


def require_overseer(actor: Actor) -> None:
    """Figures of units are for managers, and for machines that may read them: of their own, and of those below it."""
    if not (is_overseer(actor) or actor.has(Reads.FIGURES)):
        raise NotFound(_("Trang này của người quản lý."), "managers_only")


def counted_by(actor: Actor) -> DossierQuerySet:
    """Those whose numbers an overseer reads: decided by their unit or below it. Never shown as rows."""
    require_overseer(actor)
    unit = actor.unit or 0
    return Dossier.objects.filter(Q(competent_unit=unit) | Q(competent_unit__in=ids_below(unit)))


def oversees(dossier: Dossier, actor: Actor) -> bool:
    """A manager of a unit above the one that decides it. At most one query."""
    below = Unit.objects.filter(pk=dossier.competent_unit_id, pk__in=ids_below(actor.unit or 0))
    return is_overseer(actor) and below.exists()


def my_dossier(actor: Actor, number: str) -> Dossier:
    """The same, of those this very account filed: an official who looks at other people's uses the desk."""
    return one_of(my_dossiers(actor), number)


def my_dossiers(actor: Actor) -> DossierQuerySet:
    """Those this very account filed."""
    return dossiers_for(actor).filter(account=actor.account) if actor.account else Dossier.objects.none()


def one_of(dossiers: DossierQuerySet, number: str) -> Dossier:
    found = whole(dossiers).filter(number=number).first()
    if found is None:
        raise NotFound(_("Không thấy hồ sơ này trong các hồ sơ của ông/bà."), "dossier_unknown")
    return found


def whole(dossiers: DossierQuerySet) -> DossierQuerySet:
    return dossiers.select_related(
        "procedure", "version", "office", "clock", "holder__office", "result__document", *HELP
    )


def is_owner(dossier: Dossier, actor: Actor) -> bool:
    """Filed by this very account."""
    return actor.account is not None and dossier.account_id == actor.account


def works_on(dossier: Dossier, actor: Actor) -> bool:
    """An official of the unit that decides it, received it or helped to file it: may read all of it."""
    units = (dossier.competent_unit_id, dossier.receiving_unit_id, dossier.supporting_unit_id)
    return actor.has(*WORKING_ROLES) and actor.unit is not None and actor.unit in units


def roles_on(dossier: Dossier, actor: Actor) -> frozenset[str]:
    """What this official may act as: anything in the unit that decides, the front office in the one that received it,
    nothing in one that only helped."""
    if not works_on(dossier, actor):
        return frozenset()
    if actor.unit == dossier.competent_unit_id:
        return actor.roles
    return actor.roles & {Role.RECEPTION} if actor.unit == dossier.receiving_unit_id else frozenset()
