"""From an account to the actor that every action is told about."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q
from django.db.models.functions import JSONObject

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.identifiers import show_phone
from xaso.offices.models import Post
from xaso.signin.models import Account


def account_with_posts(account_id: UUID | str) -> Account | None:
    """The account with its person and the posts the person holds today, as `posts_today`. One query."""
    today = clock.today()
    held = (
        Post.objects.filter(person_id=OuterRef("person_id"), valid_from__lte=today)
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gt=today))
        .order_by("id")
        .values(json=JSONObject(id="id", role="role", office="office_id", unit="office__unit_id"))
    )
    accounts = Account.objects.select_related("person").annotate(posts_today=ArraySubquery(held))
    return accounts.filter(pk=account_id).first()


def account_by_phone(phone: str) -> Account | None:
    """`phone` is E.164."""
    return Account.objects.filter(phone=phone).first()


def actor_of(account: Account | AnonymousUser, *, address: str) -> Actor:
    """Who acts. A resident's account never carries a post, even when its person holds one. At most one query, kept on the
    account; none when the account came from the session.

    An official acts in the first post held today; the roles are those of all posts in the same office."""
    if not isinstance(account, Account):
        return Actor(address=address)
    posts = _posts(account) if account.is_official else []
    first: dict[str, Any] = posts[0] if posts else {}
    person = account.person
    return Actor(
        account=account.pk,
        person=account.person_id,
        post=first.get("id"),
        office=first.get("office"),
        unit=first.get("unit"),
        roles=frozenset(post["role"] for post in posts if post["office"] == first.get("office")),
        address=address,
        name=person.full_name if person else show_phone(account.phone or ""),
    )


def _posts(account: Account) -> list[dict[str, Any]]:
    if not hasattr(account, "posts_today"):
        fresh = account_with_posts(account.pk)
        account.posts_today = fresh.posts_today if fresh else []  # type: ignore[attr-defined]
    posts: list[dict[str, Any]] = account.posts_today  # type: ignore[attr-defined]
    return posts


class AccountBackend(AuthenticationBackend):  # type: ignore[misc]
    """allauth's, except that the account of a session comes with all that an actor is made of."""

    def get_user(self, user_id: UUID | str) -> Account | None:
        account = account_with_posts(user_id)
        return account if account is not None and account.is_active else None
