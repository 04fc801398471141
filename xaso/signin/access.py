"""From an account to the actor that every action is told about."""

from __future__ import annotations

from uuid import UUID

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.identifiers import show_phone
from xaso.core.refused import Forbidden, NotFound, Trace
from xaso.core.secrets import blind_index, blind_indices
from xaso.offices.models import Post
from xaso.offices.queries import posts_of
from xaso.offices.rules import Role
from xaso.signin.models import Account, Identity, NumberClaim
from xaso.signin.rules import Claims, Kind, phone_rested


def mark(text: str) -> str:
    """A keyed fingerprint short enough for a subject of the journal: key id and 128 bits."""
    key, _colon, digest = blind_index(text).partition(":")
    return f"{key}:{digest[:32]}"


def account_with_person(account_id: UUID | str) -> Account | None:
    """One query: what every request of a signed-in person needs."""
    return Account.objects.select_related("person").filter(pk=account_id).first()


def account_by_phone(phone: str) -> Account | None:
    """`phone` is E.164."""
    return Account.objects.filter(phone=phone).first()


def identity_of(issuer: str, subject: str) -> Identity | None:
    """By what an issuer calls somebody, under every key still in use; with the account and its person. One query."""
    known = Identity.objects.filter(issuer=issuer, subject_index__in=blind_indices(f"{issuer} {subject}"))
    return known.select_related("account__person").first()


def claims_about(account: UUID) -> Claims | None:
    """What the issuer by which this account was last entered says of its holder. One query."""
    latest = Identity.objects.filter(account=account).order_by("-used_at").first()
    return latest.claims if latest else None


def require_counter(actor: Actor, action: str, subject: tuple[str, str]) -> None:
    """What needs somebody's identity card on the table is for reception officers. Raises Forbidden, kept in the journal."""
    if not actor.has(Role.RECEPTION):
        raise Forbidden(
            _("Chỉ cán bộ tiếp nhận làm được việc này, khi thẻ căn cước ở trước mặt."),
            "not_allowed",
            trace=Trace(action, subject, actor),
        )


def claims_of_number(number: str) -> list[NumberClaim]:
    """Accounts that say this number is theirs and wait for somebody to look at the card, oldest first, with their identities;
    at most 20. `number` is 12 digits. Two queries."""
    waiting = NumberClaim.objects.filter(fits__isnull=True, number_index__in=blind_indices(number))
    waiting = waiting.filter(account__is_active=True).select_related("account").prefetch_related("account__identities")
    return list(waiting.order_by("made_at", "id")[:20])


def claims_by(account: Account) -> list[NumberClaim]:
    """What an account said of itself, the newest first."""
    return list(NumberClaim.objects.filter(account=account).order_by("-made_at")[:20])


def claim_of_number(claim_id: str, number: str) -> NumberClaim:
    """One of these. Raises NotFound."""
    claim = next((one for one in claims_of_number(number) if str(one.pk) == claim_id), None)
    if claim is None:
        raise NotFound(_("Không còn tài khoản nào chờ xác nhận với số này. Xin tìm lại."), "claim_unknown")
    return claim


def account_of_person(person: UUID) -> Account | None:
    """The account a resident keeps everything in: the oldest that is open."""
    held = Account.objects.filter(person=person, kind=Kind.RESIDENT, is_active=True)
    return held.order_by("created_at", "id").first()


def is_rested(account: Account) -> bool:
    """Nobody has come in by the account's phone for so long that the number may be somebody else's by now."""
    return bool(account.phone) and phone_rested(account.phone_seen_at or account.created_at, clock.now())


def actor_of(account: Account | AnonymousUser, *, address: str) -> Actor:
    """Who acts. One query for an official, none for a resident whose account came from the session.

    An official acts in the first post held today; the roles are those of all posts in the same office. One whose posts have
    ended is nobody here: the account was given for them, and is no resident's."""
    if not isinstance(account, Account):
        return Actor(address=address)
    posts = posts_today(account)
    if account.is_official and not posts:
        return Actor(address=address)
    first = posts[0] if posts else None
    person = account.person
    return Actor(
        account=account.pk,
        person=account.person_id,
        post=first.pk if first else None,
        office=first.office_id if first else None,
        unit=first.office.unit_id if first else None,
        roles=frozenset(post.role for post in posts if first and post.office_id == first.office_id),
        address=address,
        name=person.full_name if person else show_phone(account.phone or ""),
    )


def posts_today(account: Account) -> list[Post]:
    """What an official holds today, with the offices, oldest first. A resident's account never carries a post, even when its
    person holds one. One query, kept on the account."""
    if not hasattr(account, "_posts_today"):
        held = posts_of(account.person_id, clock.today()) if account.is_official and account.person_id else []
        account._posts_today = held  # type: ignore[attr-defined]
    kept: list[Post] = account._posts_today  # type: ignore[attr-defined]
    return kept


class AccountBackend(AuthenticationBackend):  # type: ignore[misc]
    """allauth's, except that the account of a session comes with all that an actor is made of."""

    def get_user(self, user_id: UUID | str) -> Account | None:
        account = account_with_person(user_id)
        return account if account is not None and account.is_active else None
