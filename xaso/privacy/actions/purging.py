"""What is past its time goes: announced a month before where it is somebody's dossier, by night, and always on record."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext_noop

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.dossiers.actions import forget_dossier
from xaso.dossiers.models import Dossier
from xaso.hotline.actions import forget_calls_before
from xaso.journal.actions import atomic_action, forget_personal_before, record
from xaso.messages.actions import forget_messages_before, forget_remarks_before, queue_message
from xaso.messages.rules import SITE, Template
from xaso.outreach.actions import forget_visitors_before
from xaso.people.actions import drop_old_consents
from xaso.petitions.actions import forget_petitions_before
from xaso.privacy.actions.exporting import drop_expired_exports
from xaso.privacy.models import Breach, BreachPurge, PurgeNotice, PurgeRound
from xaso.privacy.queries import is_kept_by_law
from xaso.privacy.rules import ANNOUNCED, BY_KEY, NOTICE, NoteKind, record_of_dossier
from xaso.signin.actions import drop_ended_sessions

BREACHES = "breaches"
BEFORE_ALL = datetime(1900, 1, 1, tzinfo=UTC)
ANNOUNCED_TO_OWNER = Template(
    "privacy.purge_announced",
    gettext_noop(
        "Hồ sơ %(number)s hết thời hạn lưu. Ngày %(day)s xã xóa tên, giấy tờ trong đó. Muốn giữ bản sao, tải tại: %(link)s"
    ),
    {"number": "H01.02.03-261126-0001", "day": date(2026, 11, 26), "link": f"{SITE}/du-lieu-cua-toi"},
    by_link=True,
)


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
                told=ANNOUNCED_TO_OWNER.with_values(
                    number=dossier.number,
                    day=notice.purge_on,
                    link=f"{settings.XASO_ADDRESS}/du-lieu-cua-toi",
                ),
                about=dossier.subject,
                account=dossier.account_id,
                unit=dossier.competent_unit_id,
                by=by,
            )
    return notice


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
def announce_breach_purge(breach: Breach, *, by: Actor) -> BreachPurge:
    """Lists the closed file for leaders and auditors of its unit at least a month before it goes. Once."""
    closed = breach.notes.get(kind=NoteKind.CLOSED)
    day = max(clock.local(closed.at + _kept(BREACHES)).date(), clock.today() + NOTICE)
    fresh = {"unit_id": breach.unit_id, "told_at": clock.now(), "purge_on": day}
    notice, new = BreachPurge.objects.get_or_create(breach=breach.pk, defaults=fresh)
    if new:
        subject = ("breach", str(breach.pk))
        record(action="privacy.announce_purge", subject=subject, by=by, detail={"on": day.isoformat()})
    return notice


@atomic_action
def purge_breach(notice: BreachPurge, *, by: Actor) -> bool:
    """The whole file whose day has come, by a function of the database that deletes no other. False when it has not, or it
    was done. That there was one, and when it went, stays in the journal."""
    waiting = BreachPurge.objects.select_for_update().filter(pk=notice.pk, purged_at=None, purge_on__lte=clock.today())
    found = waiting.first()
    if found is None:
        return False
    with connection.cursor() as cursor:
        cursor.execute("select breach_purge(%s, %s)", [found.breach, clock.now() - _kept(BREACHES)])
        (gone,) = cursor.fetchone()
    if not gone:
        return False
    found.purged_at = clock.now()
    found.save(update_fields=["purged_at"])
    detail = {"announced": found.told_at.isoformat()}
    record(action="privacy.purge", subject=("breach", str(found.breach)), by=by, detail=detail)
    return True


def _kept(key: str) -> timedelta:
    time = BY_KEY[key].keep.time
    assert time is not None
    return time


@atomic_action
def sweep_old(*, by: Actor) -> dict[str, int]:
    """Everything that is no dossier and no breach file: reports and calls as far as they were announced for a month, messages,
    numbers of visitors, conversations, personal text of the journal, consents, archives, sessions. Each sweep leaves its own
    row when it took something. Drafts and uploads have their own nightly jobs, by the same table."""
    now = clock.now()
    before = {key: now - one.keep.time for key, one in BY_KEY.items() if one.keep.time}
    told = PurgeRound.objects.filter(told_at__lte=now - NOTICE).order_by("-until").first()
    for key in ANNOUNCED:
        before[key] = min(now, clock.midnight(told.until)) - _kept(key) if told else BEFORE_ALL
    return {
        "petitions": forget_petitions_before(before["petitions"], by=by),
        "visits": forget_visitors_before(before["visits"], by=by),
        "calls": forget_calls_before(before["calls"], by=by),
        "messages": forget_messages_before(before["messages"], by=by),
        "conversations": forget_remarks_before(before["conversations"], by=by),
        "journal": forget_personal_before(before["journal"], by=by),
        "consents": drop_old_consents(before["consents"], by=by),
        "exports": drop_expired_exports(by=by),
        "sessions": drop_ended_sessions(by=by),
    }
