"""Whose reports and calls soon go is told once a quarter, each person by one message.

Messages and conversations are not told of by a message: that one would be told of itself a year later, and whoever talks
with us at Zalo has the talk there. Nor is a consent that was withdrawn: whoever wanted to hear nothing would hear of it. When
these go says the page "Dữ liệu của tôi"."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.journal.actions import atomic_action, record
from xaso.messages.actions import queue_message
from xaso.messages.rules import SITE, Filled, Template
from xaso.privacy.models import PurgeRound
from xaso.privacy.queries import ToGo, whose_round
from xaso.privacy.rules import NOTICE, round_until

ROUND = Template(
    "privacy.purge_round",
    gettext_noop(
        "Từ ngày %(day)s xã xóa lời, tên, số điện thoại trong %(what)s đã hết thời hạn lưu. Muốn giữ bản sao, tải tại: %(link)s"
    ),
    {"day": date(2026, 11, 26), "what": "2 phản ánh", "link": f"{SITE}/du-lieu-cua-toi"},
    by_link=True,
)
ROUND_AT_COUNTER = Template(
    "privacy.purge_round_at_counter",
    gettext_noop(
        "Từ ngày %(day)s xã xóa lời, tên, số điện thoại trong %(what)s đã hết thời hạn lưu. Muốn xem trước ngày đó, xin hỏi "
        "bộ phận một cửa."
    ),
    {"day": date(2026, 11, 26), "what": "2 phản ánh"},
)


@atomic_action
def announce_round(*, by: Actor) -> PurgeRound | None:
    """Tells everybody whose reports or calls go in the next round, once, and opens it: what is in it goes a month later at the
    soonest. None while the last round reaches far enough. Three statements for each person told."""
    soon = clock.today() + NOTICE
    last = PurgeRound.objects.order_by("-until").first()
    if last and last.until > soon:
        return None
    until = round_until(soon)
    told = whose_round(last.until if last else None, until)
    for one in told:
        queue_message(
            to=one.phone,
            account=one.account,
            told=_told(one),
            about=("unit", str(one.unit)),
            unit=one.unit,
            event=f"purge:{one.unit}:{until.isoformat()}",
            by=by,
        )
    detail = {"until": until.isoformat(), "people": len(told)}
    record(action="privacy.announce_round", subject=("purges", "all"), by=by, detail=detail)
    return PurgeRound.objects.create(until=until, told_at=clock.now(), people=len(told))


def _told(one: ToGo) -> Filled:
    first, what = max(one.first, clock.today() + NOTICE), lazy(_what, str)(one.petitions, one.calls)
    if one.account:
        return ROUND.with_values(day=first, what=what, link=f"{settings.XASO_ADDRESS}/du-lieu-cua-toi")
    return ROUND_AT_COUNTER.with_values(day=first, what=what)


def _what(petitions: int, calls: int) -> str:
    kinds = []
    if petitions:
        kinds.append(ngettext("%(n)d phản ánh", "%(n)d phản ánh", petitions) % {"n": petitions})
    if calls:
        kinds.append(ngettext("%(n)d cuộc gọi", "%(n)d cuộc gọi", calls) % {"n": calls})
    return _(" và ").join(kinds)
