"""Who may carry out a request about data, hold an export, keep the breach file."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Forbidden, NotFound, Refused, Trace
from xaso.dossiers.access import require_move
from xaso.dossiers.models import Dossier
from xaso.forms.rules import unseal_answers
from xaso.offices.rules import Role
from xaso.privacy.models import Breach, Export
from xaso.privacy.rules import Deed, deed_of
from xaso.signin.models import Account

KEEPERS = (Role.MANAGER, Role.AUDITOR, Role.APPROVER)
WRITERS = (Role.MANAGER, Role.APPROVER)


def deed_asked(dossier: Dossier) -> Deed | None:
    """What this dossier asks to be done with data. No query for one of another procedure."""
    schema = dossier.version.schema if dossier.version else None
    return deed_of(dossier.procedure.code, unseal_answers(schema, dossier.answers))


def require_deed(dossier: Dossier, deed: Deed, by: Actor) -> Account:
    """Whose data it is about, if `by` may do this now: the officer who examines the request. Raises Forbidden."""
    require_move(dossier, "propose", by)
    if deed_asked(dossier) != deed:
        trace = Trace(f"privacy.{deed}", dossier.subject, by)
        raise Forbidden(_("Hồ sơ này không yêu cầu việc đó."), "not_asked", trace=trace)
    return subject_of(dossier)


def subject_of(dossier: Dossier) -> Account:
    """The account that filed the request. Raises Refused for one brought to the counter: who somebody at the counter is has
    to be tied to an account first."""
    if dossier.account is None:
        raise Refused(
            _("Yêu cầu ghi tại quầy chưa gắn với tài khoản nào. Xin hướng dẫn người dân gửi từ điện thoại của mình."),
            "no_account",
        )
    return dossier.account


def my_export(actor: Actor, export_id: UUID) -> Export:
    """A ready archive of this very account, while its time lasts. Raises NotFound."""
    ready = Export.objects.ready(at=clock.now()).filter(pk=export_id, account=actor.account)
    found = ready.first() if actor.account else None
    if found is None:
        raise NotFound(_("Bản sao này không còn. Ông/bà có thể xin bản mới."), "export_unknown")
    return found


def may_keep_breaches(actor: Actor) -> bool:
    return actor.is_official and actor.has(*KEEPERS)


def require_keeper(actor: Actor) -> int:
    """The unit whose breach file this person keeps: leaders write it, auditors read it. Raises NotFound."""
    if not may_keep_breaches(actor) or actor.unit is None:
        raise NotFound(_("Không có trang này."), "page_unknown")
    return actor.unit


def require_writer(actor: Actor) -> tuple[int, int]:
    """The unit and the post of a leader. Raises NotFound, or Forbidden for an auditor."""
    unit = require_keeper(actor)
    if actor.post is None or not actor.has(*WRITERS):
        trace = Trace("privacy.breach", ("unit", str(unit)), actor)
        raise Forbidden(_("Người kiểm tra chỉ đọc, không ghi hồ sơ sự cố."), "not_allowed", trace=trace)
    return unit, actor.post


def get_breach(actor: Actor, breach_id: UUID) -> Breach:
    """Of the actor's own unit. Raises NotFound."""
    unit = require_keeper(actor)
    found = Breach.objects.filter(pk=breach_id, unit=unit).select_related("unit", "opened_by__person").first()
    if found is None:
        raise NotFound(_("Không thấy hồ sơ sự cố này."), "breach_unknown")
    return found
