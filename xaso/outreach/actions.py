"""Entering days, calling one off, noting who came, asking how it was, and forgetting the numbers."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.clock import VN
from xaso.core.identifiers import parse_phone
from xaso.core.language import in_vietnamese
from xaso.core.locks import hold_until_commit
from xaso.core.refused import Forbidden, Invalid, Refused, Stale, Trace
from xaso.core.text import clean
from xaso.journal.actions import atomic_action, record
from xaso.messages.actions import forget_messages
from xaso.messages.rules import SITE, Filled, Purpose, Template, Urgency
from xaso.offices.queries import calendar_of
from xaso.outreach.access import require_helping, visit_by_code
from xaso.outreach.models import SupportDay, Visit
from xaso.outreach.rules import (
    AT_ONCE,
    BY_WAY,
    CODE_DIGITS,
    FAR,
    HELPS,
    PARTNER,
    PLACE,
    Topic,
    days_between,
)
from xaso.surveys.actions import ask_for_rating, hand_link
from xaso.surveys.rules import About

HOW_WAS_IT = Template(
    "outreach.how_was_it",
    gettext_noop(
        "Ông/bà vừa đến ngày hỗ trợ của xã. Xã giúp ông/bà thế nào? Bấm một lần là được, không cần đăng nhập: %(link)s"
    ),
    {"link": f"{SITE}/y-kien/123456789012345678901234"},
    Purpose.SURVEY,
    Urgency.CALM,
    by_link=True,
)


@dataclass(frozen=True, slots=True)
class Entered:
    """What came of it: `off` are days of the rhythm on which the office does not work, by the calendar."""

    made: list[SupportDay]
    off: list[date]


@atomic_action
def enter_support_days(
    *,
    day: date,
    begins: time,
    ends: time,
    place: str,
    helps: str,
    partner: str = "",
    weekdays: Collection[int] = (),
    until: date | None = None,
    by: Actor,
) -> Entered:
    """One day, or all of these weekdays from it `until` then but for holidays; what is there already is not entered twice. Raises
    Invalid with every answer that needs mending."""
    post = require_helping(by, action="outreach.enter_days", subject=("unit", str(by.unit)), unit=by.unit)
    days = _wanted(day, set(weekdays), until)
    said = _words(place=(place, PLACE, True), helps=(helps, HELPS, True), partner=(partner, PARTNER, False))
    if ends <= begins:
        raise Invalid({"ends": _("Giờ xong phải sau giờ bắt đầu.")})
    if datetime.combine(day, ends, VN) <= clock.now():
        raise Invalid({"day": _("Ngày, giờ này đã qua. Xin ghi một ngày sắp tới.")})
    assert by.unit is not None
    assert by.office is not None
    hold_until_commit(f"support_days:{by.unit}")
    calendar = calendar_of(by.office)
    off = [one for one in days if len(days) > 1 and (fact := calendar.fact(one)) and not fact.is_workday]
    known = SupportDay.objects.standing().filter(unit=by.unit, place=said["place"])
    starts = {one: datetime.combine(one, begins, VN) for one in days if one not in off}
    there = set(known.filter(starts_at__in=starts.values()).values_list("starts_at", flat=True))
    fresh = [
        SupportDay(
            unit_id=by.unit,
            office_id=by.office,
            starts_at=at,
            ends_at=datetime.combine(one, ends, VN),
            made_at=clock.now(),
            made_by_id=post,
            **said,
        )
        for one, at in starts.items()
        if at not in there
    ]
    if not fresh:
        raise Invalid({"day": _("Các ngày này đã có, hoặc xã nghỉ. Xin chọn ngày khác.")})
    made = SupportDay.objects.bulk_create(fresh)
    for one in made:
        record(action="outreach.enter_day", subject=one.subject, by=by, detail={"at": one.starts_at.isoformat()})
    return Entered(made, off)


def _wanted(day: date, weekdays: set[int], until: date | None) -> list[date]:
    if not weekdays and until is None:
        return [day]
    if until is None:
        raise Invalid({"until": _("Xin ghi lặp lại đến ngày nào.")})
    if not weekdays:
        raise Invalid({"weekdays": _("Xin chọn lặp lại vào thứ mấy, hoặc để trống ngày cuối.")})
    if until < day or until - clock.today() > FAR:
        raise Invalid({"until": _("Ngày cuối phải sau ngày đầu và trong vòng một năm.")})
    days = days_between(day, until, weekdays)
    if not days:
        raise Invalid({"until": _("Từ ngày đầu đến ngày cuối không có thứ nào đã chọn.")})
    if len(days) > AT_ONCE:
        words = _("Có %(count)d ngày; mỗi lần ghi được nhiều nhất %(most)d. Xin chọn ngày cuối sớm hơn.")
        raise Invalid({"until": words % {"count": len(days), "most": AT_ONCE}})
    return days


def _words(**texts: tuple[str, int, bool]) -> dict[str, str]:
    said, errors = {}, {}
    for name, (text, length, needed) in texts.items():
        try:
            said[name] = clean(text, max_length=length)
        except Refused as refused:
            errors[name] = refused.message
        else:
            if needed and not said[name]:
                errors[name] = _("Xin ghi mục này.")
    if errors:
        raise Invalid(errors)
    return said


@atomic_action
def cancel_support_day(day: SupportDay, *, by: Actor) -> None:
    """It will not take place; the public list says so until it would have been over. Once; not after somebody came."""
    post = require_helping(by, action="outreach.cancel_day", subject=day.subject, unit=day.unit_id)
    hold_until_commit(f"support_day:{day.pk}")  # nobody comes to it meanwhile
    if Visit.objects.filter(day=day).exists():
        raise Refused(_("Đã có người đến ngày hỗ trợ này nên không hủy được nữa."), "somebody_came")
    if not SupportDay.objects.standing().filter(pk=day.pk).update(cancelled_at=clock.now(), cancelled_by=post):
        raise Stale(_("Ngày hỗ trợ này đã được hủy."), "cancelled_already")
    record(action="outreach.cancel_day", subject=day.subject, by=by)


@atomic_action
def note_visit(
    day: SupportDay, *, key: UUID, topic: str, finished: bool, phone: str = "", agreed: bool = False, by: Actor
) -> Visit:
    """Somebody came. Who leaves a number, and agrees, is asked how it was by one message; who does not has a code. Noted again
    with the same key, it is the visit there is. Raises Invalid."""
    post = require_helping(by, action="outreach.note_visit", subject=day.subject, unit=day.unit_id)
    hold_until_commit(f"support_day:{day.pk}")
    if known := Visit.objects.filter(day=day, key=key).first():
        return known
    day.refresh_from_db(fields=["cancelled_at"])
    if not day.takes_visits(clock.now()):
        raise Refused(_("Chỉ ghi người đến trong ngày hỗ trợ và ngày hôm sau."), "not_the_day")
    to = _number(phone, agreed)
    if topic not in Topic.values:
        raise Invalid({"topic": _("Xin chọn đã giúp việc gì.")})
    visit = Visit.objects.create(
        day=day,
        unit_id=day.unit_id,
        key=key,
        topic=topic,
        finished=finished,
        code="" if to else _code(day),
        agreed=words_of_consent() if to else "",
        noted_at=clock.now(),
        noted_by_id=post,
    )
    record(action="outreach.note_visit", subject=day.subject, by=by, detail={"topic": topic, "finished": finished})
    if to:
        ask_for_rating(visit.subject, about=_counted(day, visit), asked=how_was_it, to=to, by=by)
    return visit


@atomic_action
def drop_visit(visit: Visit, *, by: Actor) -> None:
    """Noted by mistake: whoever noted it takes it back, as long as visits are noted, and a message that waits is not sent. What
    was rated stays rated: nobody rids themselves of it so."""
    day = visit.day
    post = require_helping(by, action="outreach.drop_visit", subject=day.subject, unit=day.unit_id)
    if visit.noted_by_id != post:
        trace = Trace("outreach.drop_visit", day.subject, by)
        raise Forbidden(_("Chỉ người đã ghi mới bỏ được lượt này."), "not_noted_by_you", trace=trace)
    if not day.takes_visits(clock.now()):
        raise Refused(_("Ngày hỗ trợ đã qua nên không bỏ lượt này được nữa."), "not_the_day")
    forget_messages(about=[visit.subject], by=by)
    Visit.objects.filter(pk=visit.pk).delete()
    record(action="outreach.drop_visit", subject=day.subject, by=by, detail={"topic": visit.topic})


def _number(phone: str, agreed: bool) -> str:
    try:
        number = parse_phone(phone) if phone.strip() else ""
    except Refused as refused:
        raise Invalid({"phone": refused.message}) from None
    if number and not agreed:
        words = _("Chỉ ghi số khi người ấy đã nghe và đồng ý. Xin đọc lời trên rồi đánh dấu, hoặc xóa số.")
        raise Invalid({"agreed": words})
    return number


def _code(day: SupportDay) -> str:
    taken = set(Visit.objects.filter(day=day).values_list("code", flat=True))
    while (code := f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}") in taken:
        pass
    return code


def _counted(day: SupportDay, visit: Visit) -> About:
    return About(day.unit_id, day.office_id, visit.topic, BY_WAY)


@atomic_action
def open_rating(day: SupportDay, *, code: str, by: Actor) -> str:
    """For whoever was handed this code: the token of a link that rates the visit, once. Not for officials of the unit, who handed
    it over. Raises Refused for no such code, Stale for one that was used."""
    if by.is_official and by.unit == day.unit_id:
        words = _("Mã này để người đến hỗ trợ tự bấm trên điện thoại của họ. Cán bộ của xã không dùng được.")
        raise Forbidden(words, "codes_are_for_visitors", trace=Trace("outreach.open_rating", day.subject, by))
    visit = visit_by_code(day, code)
    return hand_link(visit.subject, about=_counted(day, visit), by=by)


@atomic_action
def forget_visitors_before(moment: datetime, *, by: Actor) -> int:
    """Takes the numbers of those who came before, at most 2,000 at once: they stand in the messages that asked, nowhere else.
    How many."""
    known = Visit.objects.filter(noted_at__lt=moment, forgotten_at=None).exclude(agreed="").order_by("noted_at")[:2000]
    visits = list(known)
    forget_messages(about=[one.subject for one in visits], by=by)
    gone = Visit.objects.filter(pk__in=[one.pk for one in visits]).update(forgotten_at=clock.now())
    if gone:
        record(action="outreach.forget", subject=("support_day", "all"), by=by, detail={"visits": gone})
    return gone


@in_vietnamese
def words_of_consent() -> str:
    """What a visitor hears before they leave a number."""
    return _(
        "Xã dùng số này nhắn một tin hỏi ông/bà thấy xã giúp thế nào, không dùng vào việc khác, ngoài nhà mạng không ai biết,"
        " xóa sau 15 ngày. Không cho số cũng được giúp như vậy."
    )


def how_was_it(link: str) -> Filled:
    return HOW_WAS_IT.with_values(link=link)
