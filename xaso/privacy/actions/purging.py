"""What is past its time goes: announced a month before where it is somebody's dossier, by night, and always on record."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.dates import show_date
from xaso.core.language import in_vietnamese
from xaso.dossiers.actions import forget_dossier
from xaso.dossiers.models import Dossier
from xaso.journal.actions import atomic_action, forget_personal_before, record
from xaso.messages.actions import forget_messages_before, queue_message
from xaso.people.actions import drop_old_consents
from xaso.privacy.actions.exporting import drop_expired_exports
from xaso.privacy.models import PurgeNotice
from xaso.privacy.queries import is_kept_by_law
from xaso.privacy.rules import BY_KEY, NOTICE, record_of_dossier
from xaso.signin.actions import drop_ended_sessions


@atomic_action
def announce_purge(dossier: Dossier, *, by: Actor) -> PurgeNotice:
    """Tells officers (their list) and the owner (a message) on which day the dossier's time is over, at least a month ahead.
    Once."""
    keep = record_of_dossier(dossier.procedure.field).keep.time or timedelta(0)
    assert dossier.ended_at is not None
    over = clock.local(dossier.ended_at + keep).date()
    day = max(over, clock.today() + NOTICE)
    notice, new = PurgeNotice.objects.get_or_create(dossier=dossier, defaults={"told_at": clock.now(), "purge_on": day})
    if new:
        record(action="privacy.announce_purge", subject=dossier.subject, by=by, detail={"on": day.isoformat()})
        if dossier.contact_phone:
            queue_message(
                to=dossier.contact_phone,
                body=_told(dossier, notice),
                about=dossier.subject,
                account=dossier.account_id,
                unit=dossier.competent_unit_id,
                by=by,
            )
    return notice


@in_vietnamese
def _told(dossier: Dossier, notice: PurgeNotice) -> str:
    text = _(
        "Hồ sơ %(number)s hết thời hạn lưu. Ngày %(day)s xã xóa tên, giấy tờ trong đó. Muốn giữ bản sao, tải tại: %(link)s"
    )
    link = f"{settings.XASO_ADDRESS}/du-lieu-cua-toi"
    return text % {"number": dossier.number, "day": show_date(notice.purge_on), "link": link}


@atomic_action
def purge_dossier(notice: PurgeNotice, *, by: Actor) -> bool:
    """Forgets the dossier whose day has come. False when it has not, it was done, or the law keeps it since: its procedure may
    have become one of civil status after it was announced, and forgetting is for good."""
    dossier = Dossier.objects.select_related("procedure").get(pk=notice.dossier_id)
    if notice.purged_at is None and is_kept_by_law(dossier):
        notice.delete()
        record(action="privacy.call_off_purge", subject=dossier.subject, by=by)
        return False
    changed = PurgeNotice.objects.filter(pk=notice.pk, purged_at=None, purge_on__lte=clock.today())
    if not changed.update(purged_at=clock.now()):
        return False
    record(action="privacy.purge", subject=dossier.subject, by=by, detail={"announced": notice.told_at.isoformat()})
    forget_dossier(dossier, by=by)
    return True


@atomic_action
def sweep_old(*, by: Actor) -> dict[str, int]:
    """Everything that is not a dossier: messages, personal text of the journal, consents, archives, sessions. Each sweep
    leaves its own row when it took something. Drafts and uploads have their own nightly jobs, by the same table."""
    now = clock.now()
    before = {key: now - one.keep.time for key, one in BY_KEY.items() if one.keep.time}
    return {
        "messages": forget_messages_before(before["messages"], by=by),
        "journal": forget_personal_before(before["journal"], by=by),
        "consents": drop_old_consents(before["consents"], by=by),
        "exports": drop_expired_exports(by=by),
        "sessions": drop_ended_sessions(by=by),
    }
