"""Who sees a report. Every list, count and lookup of the office goes through `petitions_for`; the reporter comes with the link of
their message; the public sees what was released, as values (queries.public)."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext as _

from xaso.core.actor import Actor
from xaso.core.refused import Forbidden, NotFound, Trace
from xaso.core.scope import as_machine, hold, holding
from xaso.dossiers.access import WORKING_ROLES
from xaso.files.models import StoredFile
from xaso.offices.rules import WORKERS
from xaso.petitions.models import Petition, PetitionQuerySet, Photo
from xaso.petitions.rules import CONDUCT_SEEN_BY, RELEASING, Category, Verb, may_move


def sees_petitions(actor: Actor) -> bool:
    """Officials at work in a unit, auditors too."""
    return actor.is_official and actor.unit is not None and actor.has(*WORKING_ROLES)


def petitions_for(actor: Actor) -> PetitionQuerySet:
    """Of the actor's unit. What somebody says of an officer is seen by those who lead, and by whom they gave it to."""
    if actor.is_system:
        return Petition.objects.all()
    if not sees_petitions(actor):
        return Petition.objects.none()
    rows = Petition.objects.filter(unit=actor.unit)
    if actor.has(*CONDUCT_SEEN_BY):
        return rows
    return rows.filter(~Q(category=Category.CONDUCT) | Q(holder=actor.post))


def my_petitions(actor: Actor) -> PetitionQuerySet:
    """What this account sent while signed in."""
    return Petition.objects.filter(account_id=actor.account) if actor.account else Petition.objects.none()


def get_petition(actor: Actor, number: str) -> Petition:
    """Of the actor's unit. Raises NotFound."""
    rows = petitions_for(actor).select_related("clock", "holder", "hamlet", "ended_by")
    found = rows.filter(number=number).first()
    if found is None:
        raise _unknown()
    return found


def by_token(token: str) -> Petition:
    """For whoever holds the link: the report, and to the end of the request what hangs on it. Raises NotFound."""
    with holding(token):
        found = Petition.objects.select_related("clock", "hamlet").filter(token=token).first()
    if found is None:
        raise _unknown()
    hold(found.pk, found.files_owner)
    return found


def photo_of(petition: Petition, photo_id: int) -> Photo:
    """Raises NotFound."""
    found = Photo.objects.select_related("file").filter(petition=petition, pk=photo_id).first()
    if found is None:
        raise NotFound(_("Không có ảnh này."), "photo_unknown")
    return found


def public_photo(number: str, photo_id: int) -> StoredFile:
    """A released photograph of a released report. Raises NotFound."""
    with as_machine("a photograph that an officer released is everybody's"):
        rows = Photo.objects.select_related("file").filter(pk=photo_id, petition__number=number)
        found = rows.filter(released_at__isnull=False, petition__released_at__isnull=False).first()
    if found is None:
        raise NotFound(_("Không có ảnh này."), "photo_unknown")
    return found.file


def may(verb: Verb, petition: Petition, actor: Actor) -> bool:
    """The table's answer, for the page. The action asks again."""
    if not sees_petitions(actor) or actor.unit != petition.unit_id:
        return False
    return may_move(verb, petition.state, roles=actor.roles, holds=petition.holder_id == actor.post)


def may_release(petition: Petition, actor: Actor) -> bool:
    return sees_petitions(actor) and actor.unit == petition.unit_id and actor.has(*RELEASING)


def require_working(by: Actor, petition: Petition, *, action: str) -> int:
    """The post of an official who works on reports of this unit and sees this one. Refuses with a trace."""
    unseen = petition.category == Category.CONDUCT and not by.has(*CONDUCT_SEEN_BY) and petition.holder_id != by.post
    if not sees_petitions(by) or by.unit != petition.unit_id or not by.has(*WORKERS) or by.post is None or unseen:
        raise Forbidden(_("Phản ánh này do cán bộ khác của xã làm."), "not_working", trace=_trace(action, petition, by))
    return by.post


def require_releasing(by: Actor, petition: Petition, *, action: str) -> int:
    post = require_working(by, petition, action=action)
    if not by.has(*RELEASING):
        words = _("Người tiếp nhận hoặc lãnh đạo xã mới công khai phản ánh.")
        raise Forbidden(words, "not_releasing", trace=_trace(action, petition, by))
    return post


def require_move(verb: Verb, petition: Petition, by: Actor) -> None:
    """The table's answer for an official who works on it. Refuses with a trace."""
    if not may_move(verb, petition.state, roles=by.roles, holds=petition.holder_id == by.post):
        trace = _trace(f"petitions.{verb}", petition, by)
        raise Forbidden(_("Phản ánh này đang do người khác xử lý."), "not_the_holder", trace=trace)


def _trace(action: str, petition: Petition, by: Actor) -> Trace:
    return Trace(action, petition.subject, by)


def _unknown() -> NotFound:
    return NotFound(_("Không thấy phản ánh này. Xin xem lại đường dẫn hoặc số."), "petition_unknown")
