"""Lines and the duty roster. That nobody is on duty twice and a line has one officer at a time is the database's to refuse."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Invalid, Stale
from xaso.core.text import clean, search_key
from xaso.hotline.access import require_of_unit, require_planner
from xaso.hotline.actions import notices
from xaso.hotline.actions.duties import left_of, overtake_wishes, phone_in, require_held, taken_by_another, told_of
from xaso.hotline.actions.promises import assign_promises
from xaso.hotline.actions.telling import knows, tell_of_drawn, tell_of_roster
from xaso.hotline.models import Duty, Line
from xaso.hotline.queries.roster import gaps_ahead
from xaso.hotline.rules.planning import Shift, read_roster
from xaso.journal.actions import atomic_action, record
from xaso.offices.models import Office, Post
from xaso.offices.queries import working_posts

LONGEST = timedelta(hours=72)
FAR = timedelta(days=400)


@atomic_action
def open_line(
    office: Office,
    *,
    name: str,
    number: str,
    around_the_clock: bool = False,
    names_people: bool = False,
    keeper: Post | None = None,
    keeper_phone: str = "",
    by: Actor,
) -> Line:
    """A public number of the office. Raises Invalid for one that is in use."""
    subject = ("office", str(office.pk))
    require_planner(by, action="hotline.open_line", subject=subject, unit=office.unit_id)
    line = Line(
        office=office,
        name=clean(name, max_length=120),
        number=phone_in(number, "number"),
        around_the_clock=around_the_clock,
        names_people=names_people,
        keeper=keeper,
        keeper_phone=phone_in(keeper_phone, "keeper_phone") if keeper and keeper_phone else "",
        opened_at=clock.now(),
    )
    if not line.name:
        raise Invalid({"name": _("Xin đặt tên cho đường dây.")})
    try:
        with transaction.atomic():
            line.save(force_insert=True)
    except IntegrityError:
        raise Invalid({"number": _("Số này đang là số của một đường dây khác.")}) from None
    record(action="hotline.open_line", subject=line.subject, by=by, detail={"office": office.pk})
    return line


@atomic_action
def change_line(
    line: Line,
    *,
    name: str,
    around_the_clock: bool,
    names_people: bool,
    keeper: Post | None,
    keeper_phone: str = "",
    by: Actor,
) -> Line:
    """All but its number, which hangs on walls: for another number another line is opened. Raises Invalid."""
    require_planner(by, action="hotline.change_line", subject=line.subject, unit=line.office.unit_id)
    if keeper is not None:
        require_of_unit(keeper, line.office.unit_id)
    said = {
        "name": clean(name, max_length=120),
        "around_the_clock": around_the_clock,
        "names_people": names_people,
        "keeper": keeper,
        "keeper_phone": phone_in(keeper_phone, "keeper_phone") if keeper and keeper_phone.strip() else "",
    }
    if not said["name"]:
        raise Invalid({"name": _("Xin đặt tên cho đường dây.")})
    if not Line.objects.filter(pk=line.pk, closed_at=None).update(**said):
        raise _closed()
    record(action="hotline.change_line", subject=line.subject, by=by, detail={"keeper": keeper.pk if keeper else None})
    return Line.objects.get(pk=line.pk)


@atomic_action
def close_line(line: Line, *, by: Actor) -> None:
    """Nobody is told to call it any more, and nobody is on duty; what was promised on it stands."""
    require_planner(by, action="hotline.close_line", subject=line.subject, unit=line.office.unit_id)
    now = clock.now()
    if not Line.objects.filter(pk=line.pk, closed_at=None).update(closed_at=now):
        raise _closed()
    ahead = list(Duty.objects.standing().select_for_update().filter(line=line, ends_at__gt=now).order_by("pk"))
    for duty in ahead:
        Duty.objects.filter(pk=left_of(duty, now, by=by).pk).update(cancelled_at=now)
    overtake_wishes(ahead, by=by)
    tell_of_roster(line, by=by)
    record(action="hotline.close_line", subject=line.subject, by=by)
    assign_promises(line, by=by)


def _hold_open(line: Line) -> None:
    """Nobody closes it while a duty is written down; what hangs on it is still written. One draws at a time for all lines of a
    unit: two who put the same person on two of them would each wait for the other. Raises Stale."""
    rows = Line.objects.select_for_update(no_key=True, of=("self",)).filter(office__unit=line.office.unit_id)
    if line not in rows.filter(closed_at=None).order_by("pk"):
        raise _closed()


def _closed() -> Stale:
    return Stale(_("Đường dây này đã đóng."), "line_closed")


@atomic_action
def put_on_duty(line: Line, *, post: Post, starts_at: datetime, ends_at: datetime, phone: str = "", by: Actor) -> Duty:
    """Somebody answers the line from then to then, and is told. Raises Invalid: another is on duty then, or they elsewhere; Stale
    for a line that is closed."""
    require_planner(by, action="hotline.put_on_duty", subject=line.subject, unit=line.office.unit_id)
    _hold_open(line)
    duty = _placed(line, post, starts_at, ends_at, phone, by)
    record(action="hotline.put_on_duty", subject=line.subject, by=by, detail=told_of(duty))
    assign_promises(line, by=by)
    tell_of_drawn(line, [duty], by=by)
    return duty


@atomic_action
def import_roster(line: Line, *, content: bytes, by: Actor) -> int:
    """A roster as people keep it, XLSX or CSV: all of its lines or none. Raises Invalid with each line that is wrong, the other
    line or the duty it overlaps; Refused for what is no roster. How many lines it had."""
    require_planner(by, action="hotline.import_roster", subject=line.subject, unit=line.office.unit_id)
    _hold_open(line)
    shifts, errors = read_roster(content)
    posts = working_posts(line.office.unit_id, clock.today())
    by_name: dict[str, list[Post]] = {}
    for post in posts:
        by_name.setdefault(search_key(post.holder_name), []).append(post)
    errors = _overlaps(shifts) | errors
    drawn: list[Duty] = []
    for shift in shifts:
        named = by_name.get(search_key(shift.who), [])
        if len(people := {one.person_id for one in named}) != 1:
            told = {"who": shift.who}
            nobody = _("Xã không có ai tên %(who)s đang giữ chức vụ.") % told
            errors[shift.place] = _("Có nhiều người tên %(who)s. Xin nhập tay ca này.") % told if people else nobody
        elif shift.place not in errors:
            try:
                with transaction.atomic():
                    drawn.append(_placed(line, named[0], shift.starts_at, shift.ends_at, shift.phone, by))
            except Invalid as refusal:
                errors[shift.place] = refusal.message
    if errors:
        raise Invalid({str(place): errors[place] for place in sorted(errors)})
    record(action="hotline.import_roster", subject=line.subject, by=by, detail={"rows": len(shifts)})
    assign_promises(line, by=by)
    tell_of_drawn(line, drawn, by=by)
    return len(shifts)


def _overlaps(shifts: Sequence[Shift]) -> dict[int, str]:
    """Lines of the sheet that stand in each other's way."""
    found: dict[int, str] = {}
    last: Shift | None = None
    for one in sorted(shifts, key=lambda one: (one.starts_at, one.place)):
        if last is not None and one.starts_at < last.ends_at:
            found[one.place] = _("Trùng giờ với dòng %(other)d.") % {"other": last.place}
        if last is None or one.ends_at > last.ends_at:
            last = one
    return found


def _placed(line: Line, post: Post, starts_at: datetime, ends_at: datetime, phone: str, by: Actor) -> Duty:
    require_of_unit(post, line.office.unit_id)
    if ends_at <= starts_at:
        raise Invalid({"ends_at": _("Giờ hết ca phải sau giờ bắt đầu.")})
    if ends_at - starts_at > LONGEST:
        raise Invalid({"ends_at": _("Một ca dài quá 72 giờ. Xin chia ra.")})
    if abs(starts_at - clock.now()) > FAR:
        raise Invalid({"starts_at": _("Ngày trực quá xa hôm nay. Xin xem lại năm.")})
    duty = Duty(
        line=line,
        unit_id=line.office.unit_id,
        post=post,
        person_id=post.person_id,
        starts_at=starts_at,
        ends_at=ends_at,
        phone=phone_in(phone, "phone") if phone.strip() else "",
        made_at=clock.now(),
        made_by_id=by.post,
        told_to=post if knows(post, starts_at, by=by) else None,
    )
    require_held(post, ends_at)
    try:
        with transaction.atomic():
            duty.save(force_insert=True)
    except IntegrityError as error:
        raise taken_by_another(duty, error) from None
    return duty


@atomic_action
def tell_of_gaps(line: Line, *, by: Actor) -> int:
    """Tells the keeper of the line when nobody is named in the next 14 days. One journal row when there are gaps."""
    gaps = gaps_ahead(line, clock.now())
    if gaps:
        told, event = (
            notices.roster_has_gaps(line, len(gaps), gaps[0].starts_at),
            f"gaps:{line.pk}:{clock.today().isoformat()}",
        )
        notices.tell_keeper(line, told, about=line.subject, event=event, by=by)
        record(action="hotline.gaps", subject=line.subject, by=by, detail={"gaps": len(gaps)})
    return len(gaps)
