"""What an administrator and an account's owner look at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.db.models import Q

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.paging import Page, page_by_key
from xaso.core.scope import holding
from xaso.core.sessions import kept_as
from xaso.journal.models import Entry
from xaso.journal.queries import entries_of
from xaso.offices.models import Office, Post
from xaso.offices.rules import Role
from xaso.signin.access import accounts_for, mark
from xaso.signin.models import Account, Proposal, Tries, Visit
from xaso.signin.rules import PROPOSAL_LIVES, REVIEW_EVERY


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody is signed in. `here`: the browser that asks."""

    visit: Visit
    here: bool


def visits_of(account: Account, *, here: str, now: datetime) -> list[Place]:
    """Devices on which the account is in, the last seen first. Two queries."""
    visits = list(Visit.objects.filter(account=account).order_by("-seen_at", "-pk"))
    keys = [visit.session_key for visit in visits]
    alive = Session.objects.filter(session_key__in=keys, expire_date__gt=now).values_list("session_key", flat=True)
    return [Place(visit, visit.session_key == kept_as(here)) for visit in visits if visit.session_key in set(alive)]


@dataclass(frozen=True, slots=True)
class Standing:
    """An account as its administrator sees it."""

    account: Account
    posts: list[Post]
    factor: bool
    locked: bool

    @property
    def current(self) -> list[Post]:
        """Posts that are held today or will be."""
        today = clock.today()
        return [post for post in self.posts if post.valid_to is None or post.valid_to > today]

    @property
    def review_is_due(self) -> bool:
        reviewed = self.account.reviewed_at
        return self.account.is_active and (reviewed is None or clock.now() - reviewed > REVIEW_EVERY)


# What a list of accounts may be narrowed to, by the word in its address.
NARROWED = ("", "ra-soat", "cho-doi", "da-dong")


def accounts_page(actor: Actor, *, narrowed: str = "", after: str = "", size: int = 50) -> Page[Account]:
    """Those this administrator looks after. `narrowed`: ra-soat (to be reviewed), cho-doi (a one-time password is out), da-dong
    (closed); else those that are open. One query."""
    accounts = accounts_for(actor).filter(is_active=narrowed != "da-dong")
    if narrowed == "ra-soat":
        accounts = accounts.filter(Q(reviewed_at__isnull=True) | Q(reviewed_at__lt=clock.now() - REVIEW_EVERY))
    if narrowed == "cho-doi":
        accounts = accounts.filter(must_change=True)
    return page_by_key(accounts, order=("username",), after=after, size=size)


def standings(accounts: Iterable[Account]) -> list[Standing]:
    """What is said beside each account. Three queries, whatever their number."""
    accounts = list(accounts)
    posts: dict[Any, list[Post]] = {}
    held = Post.objects.filter(person__in={account.person_id for account in accounts}).select_related("office")
    for post in held.order_by("-valid_from", "pk"):
        posts.setdefault(post.person_id, []).append(post)
    keys = [account.pk for account in accounts]
    factors = Authenticator.objects.filter(user__in=keys).exclude(type=Authenticator.Type.RECOVERY_CODES)
    with holding(*keys):  # of these the administrator may know whether there is one
        with_factor = set(factors.order_by("pk").values_list("user_id", flat=True))
    marks = {mark(account.username or ""): account.pk for account in accounts}
    shut = Tries.objects.filter(name__in=marks, locked_until__gt=clock.now())
    locked = {marks[name] for name in shut.order_by("pk").values_list("name", flat=True)}
    return [
        Standing(
            account,
            [post for post in posts.get(account.person_id, []) if _belongs(post, account)],
            account.pk in with_factor,
            account.pk in locked,
        )
        for account in accounts
    ]


def _belongs(post: Post, account: Account) -> bool:
    return (post.role == Role.ADMINISTRATOR) == account.is_administrator


def offices_of(actor: Actor) -> list[Office]:
    """Open today in the administrator's unit. One query."""
    return list(Office.objects.valid(on=clock.today()).filter(unit=actor.unit).order_by("kind", "id"))


@dataclass(frozen=True, slots=True)
class Line:
    """One row of an account's trace, with who did it in which post."""

    entry: Entry
    post: Post | None


def trace_of(account: Account, *, size: int = 30) -> list[Line]:
    """What happened around the account, the newest first. Two queries."""
    with holding(account.pk):  # an administrator reads what others did with it
        entries = list(entries_of(account.subject).reverse()[:size])
    posts = Post.objects.select_related("office").in_bulk({one.post for one in entries if one.post})
    return [Line(one, posts.get(one.post) if one.post else None) for one in entries]


@dataclass(frozen=True, slots=True)
class Asked:
    """A proposal as the second pair of eyes sees it."""

    proposal: Proposal
    posts: list[Post]

    @property
    def until(self) -> datetime:
        return self.proposal.proposed_at + PROPOSAL_LIVES


def asked_entries(proposals: list[Proposal]) -> list[Asked]:
    """With the posts of whoever would be let in. One query."""
    held = Post.objects.filter(person__in={one.account.person_id for one in proposals}).select_related("office")
    posts: dict[Any, list[Post]] = {}
    for post in held.order_by("-valid_from", "pk"):
        posts.setdefault(post.person_id, []).append(post)
    return [
        Asked(one, [post for post in posts.get(one.account.person_id, []) if _belongs(post, one.account)])
        for one in proposals
    ]


@dataclass(frozen=True, slots=True)
class Right:
    """One post, with the account it is held by; `account` is None while nobody can come in for it."""

    post: Post
    account: Account | None
    factor: bool


def rights_of(actor: Actor) -> list[Right]:
    """Who holds which post in the administrator's unit, today or soon, by office and role. Three queries."""
    today = clock.today()
    held = Post.objects.filter(office__unit=actor.unit).exclude(valid_to__lte=today).select_related("office")
    posts = list(held.order_by("office__name", "role", "valid_from", "pk"))
    kinds: dict[tuple[Any, bool], Account] = {}
    for account in accounts_for(actor).filter(is_active=True, person__in={post.person_id for post in posts}):
        kinds[account.person_id, account.is_administrator] = account
    keys = [account.pk for account in kinds.values()]
    factors = Authenticator.objects.filter(user__in=keys).exclude(type=Authenticator.Type.RECOVERY_CODES)
    with holding(*keys):
        guarded = set(factors.order_by("pk").values_list("user_id", flat=True))
    found = [(post, kinds.get((post.person_id, post.role == Role.ADMINISTRATOR))) for post in posts]
    return [Right(post, account, account is not None and account.pk in guarded) for post, account in found]
