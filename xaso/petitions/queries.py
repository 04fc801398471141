"""Reports for a screen. What the public reads comes out as values that hold nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Case, Count, F, IntegerField, Q, Value, When
from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.paging import Page, page_by_key
from xaso.core.refused import NotFound
from xaso.core.scope import as_machine
from xaso.petitions.access import my_petitions, petitions_for
from xaso.petitions.models import Petition, PetitionMove, Photo
from xaso.petitions.rules import Category, State
from xaso.units.models import Unit
from xaso.units.queries import hamlets_of, names_on

MOST = 200


@dataclass(frozen=True, slots=True)
class PublicPetition:
    """What everybody may read. `words` and `answer` are empty until an officer released them."""

    number: str
    category: str
    hamlet: str
    state: State
    sent_at: datetime
    due_at: datetime
    ended_at: datetime | None
    words: str = ""
    answer: str = ""
    photos: tuple[int, ...] = ()

    @property
    def label(self) -> str:
        return str(Category(self.category).label)

    def age(self, today: date) -> int:
        """Days since it was sent; until its end where it has ended."""
        last = clock.local(self.ended_at).date() if self.ended_at else today
        return (last - clock.local(self.sent_at).date()).days


_SHOWN = ("number", "category", "hamlet_id", "state", "sent_at", "due_at", "ended_at")


@dataclass(frozen=True, slots=True)
class PublicList:
    rows: list[PublicPetition]
    next_key: str


def public_petitions(unit: int, *, hamlet: int = 0, after: str = "", size: int = 20) -> PublicList:
    """Newest first, by key: category, place, state, age. Two statements, and the names of the hamlets."""
    rows = Petition.objects.filter(unit=unit).only("id", *_SHOWN)
    rows = rows.filter(hamlet=hamlet) if hamlet else rows
    with as_machine("the public list: values without names, numbers or words"):
        page = page_by_key(rows, order=("-sent_at", "-id"), after=after, size=size)
    names = hamlet_names(one.hamlet_id for one in page.rows)
    return PublicList([_public(one, names) for one in page.rows], page.next_key)


def units_with_petitions(day: date) -> dict[str, str]:
    """Names of the units that somebody reported something to, by their codes. Two statements."""
    with as_machine("which units are reported to: everybody reads their lists"):
        units = Unit.objects.filter(pk__in=Petition.objects.values("unit"), code__isnull=False).order_by("code")
        codes = dict(units.values_list("pk", "code"))
    return {codes[key] or "": name.partition(",")[0] for key, name in names_on(codes, day).items()}


def public_petition(number: str) -> PublicPetition:
    """With what was released of it. Raises NotFound."""
    with as_machine("a report's public page: what an officer released"):
        found = Petition.objects.filter(number=number).first()
        if found is None:
            raise NotFound(_("Không thấy phản ánh này. Xin xem lại đường dẫn hoặc số."), "petition_unknown")
        released = Photo.objects.filter(petition=found, released_at__isnull=False).order_by("id")
        photos = tuple(released.values_list("id", flat=True)) if found.released_at else ()
    public = _public(found, hamlet_names([found.hamlet_id]))
    if not found.released_at:
        return public
    shown = {name: getattr(public, name) for name in ("number", "category", "hamlet", "state", "sent_at", "due_at")}
    words, answer = found.public_words, found.answer
    return PublicPetition(**shown, ended_at=public.ended_at, words=words, answer=answer, photos=photos)


def _public(one: Petition, names: dict[int, str]) -> PublicPetition:
    return PublicPetition(
        number=one.number,
        category=one.category,
        hamlet=names.get(one.hamlet_id or 0, ""),
        state=State(one.state),
        sent_at=one.sent_at,
        due_at=one.due_at,
        ended_at=one.ended_at,
    )


def hamlet_names(hamlets: Iterable[int | None]) -> dict[int, str]:
    """ "ấp 5" of each, without commune and province. One statement."""
    full = names_on({one for one in hamlets if one}, clock.today())
    return {unit: name.partition(", ")[0] for unit, name in full.items()}


def hamlets_to_choose(unit: int) -> list[tuple[int, str]]:
    """Today's hamlets of the commune, with their ids. Two statements."""
    places = hamlets_of(unit, clock.today())
    return [(place.id, place.title) for place in places]


def sent_by(actor: Actor) -> list[Petition]:
    """What this account reported, newest first."""
    return list(my_petitions(actor).order_by("-sent_at")[:MOST])


def petitions_waiting(actor: Actor) -> list[Petition]:
    """Open ones: mine first, then nobody's, then the others'; what is due soonest first. One statement."""
    whose = Case(
        When(holder=actor.post, then=Value(0)), When(holder=None, then=Value(1)), default=Value(2),
        output_field=IntegerField(),
    )  # fmt: skip
    rows = petitions_for(actor).open().select_related("holder", "clock", "hamlet").annotate(whose=whose)
    return list(rows.order_by("whose", "due_at", "id")[:MOST])


def petitions_ended(actor: Actor, *, after: str = "", size: int = 30) -> Page[Petition]:
    """Newest first, by key. One statement."""
    rows = petitions_for(actor).ended().select_related("ended_by", "hamlet")
    return page_by_key(rows, order=("-sent_at", "-id"), after=after, size=size)


def moves_of(petition: Petition) -> list[PetitionMove]:
    return list(petition.moves.select_related("by", "to").order_by("at", "id"))


def photos_of(petition: Petition) -> list[Photo]:
    return list(petition.photos.select_related("file").order_by("id"))


@dataclass(frozen=True, slots=True)
class Punctual:
    """Of the reports that came in a span of days: how many, how many ended, how many of these in time; how many wait that are
    late. `due` are those of which it is known."""

    sent: int
    ended: int
    in_time: int
    late: int = 0

    @property
    def due(self) -> int:
        return self.ended + self.late


def punctuality_of_petitions(actor: Actor, *, since: date, until: date) -> Punctual:
    """By day of arrival, both days included. One statement (Quyết định 766/QĐ-TTg, criterion 5.2)."""
    rows = petitions_for(actor).filter(sent_at__date__gte=since, sent_at__date__lte=until)
    ended = Q(ended_at__isnull=False)
    found = rows.aggregate(
        sent=Count("id"), ended=Count("id", filter=ended), in_time=Count("id", filter=ended & Q(ended_at__lte=F("due_at"))),
        late=Count("id", filter=~ended & ~Q(state=State.ASKED) & Q(due_at__lt=clock.now())),
    )  # fmt: skip
    return Punctual(**found)
