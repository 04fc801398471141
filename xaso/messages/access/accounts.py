"""Who links the official accounts of a unit, and who speaks through which."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from xaso.core.actor import Actor
from xaso.core.refused import Forbidden, NotFound, Trace
from xaso.messages.access.articles import articles_for, units_to_tell
from xaso.messages.access.speaking import may_speak
from xaso.messages.models import OfficialAccount, Publication


def require_linker(by: Actor, *, action: str) -> tuple[int, int]:
    """Unit and post of one who leads it. Refuses with a trace."""
    if not may_speak(by) or by.unit is None or by.post is None:
        words = _("Tài khoản của xã do người ký duyệt hoặc người quản lý nối.")
        raise Forbidden(words, "not_speaking", trace=Trace(action, ("unit", str(by.unit)), by))
    return by.unit, by.post


def get_account(by: Actor, account_id: int, *, action: str) -> OfficialAccount:
    """One that the actor's unit linked, for one who leads it. Refuses with a trace, raises NotFound."""
    unit, _post = require_linker(by, action=action)
    found = OfficialAccount.objects.filter(pk=account_id, unit=unit).first()
    if found is None:
        raise NotFound(_("Không thấy tài khoản này."), "account_unknown")
    return found


def accounts_to_speak_through(actor: Actor, day: date) -> QuerySet[OfficialAccount]:
    """Those of the actor's unit and of every commune below it, for whoever publishes there. Three statements."""
    if not may_speak(actor):
        return OfficialAccount.objects.none()
    return OfficialAccount.objects.filter(unit__in=list(units_to_tell(actor, day)))


def publications_for(actor: Actor) -> QuerySet[Publication]:
    """Of the articles of the actor's unit, in whichever account."""
    return Publication.objects.filter(article__in=articles_for(actor))


def get_publication(actor: Actor, publication_id: int) -> Publication:
    """Raises NotFound."""
    found = publications_for(actor).select_related("article", "account").filter(pk=publication_id).first()
    if found is None:
        raise NotFound(_("Không thấy lần đăng này."), "publication_unknown")
    return found
