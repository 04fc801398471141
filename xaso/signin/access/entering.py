"""From an account to the actor that every action is told about, and what is asked of officials before they work."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from xaso.core import clock, scope
from xaso.core.actor import Actor
from xaso.core.identifiers import show_phone
from xaso.core.refused import Forbidden, NotFound, Trace
from xaso.core.secrets import blind_index, blind_indices
from xaso.offices.models import Post
from xaso.offices.queries import posts_of
from xaso.offices.rules import Role
from xaso.signin.models import Account, Identity, NumberClaim
from xaso.signin.rules import (
    ADMINISTRATOR_PASSWORD_LIVES,
    Claims,
    Demand,
    Kind,
    Marks,
    is_inside,
    password_fault,
    phone_rested,
)


def mark(text: str) -> str:
    """A keyed fingerprint short enough for a subject of the journal: key id and 128 bits."""
    key, _colon, digest = blind_index(text).partition(":")
    return f"{key}:{digest[:32]}"


def account_with_person(account_id: UUID | str) -> Account | None:
    """One query: what every request of a signed-in person needs."""
    with scope.acting(Actor(account=UUID(str(account_id)))):  # the session says so; the actor comes of it
        return Account.objects.select_related("person").filter(pk=account_id).first()


def account_by_phone(phone: str) -> Account | None:
    """`phone` is E.164."""
    with scope.holding(phone):
        return Account.objects.filter(phone=phone).first()


def identity_of(issuer: str, subject: str) -> Identity | None:
    """By what an issuer calls somebody, under every key still in use; what is theirs is then within reach. Two queries."""
    indices = blind_indices(f"{issuer} {subject}")
    with scope.holding(*indices):
        known = Identity.objects.filter(issuer=issuer, subject_index__in=indices).first()
    if known is not None:
        scope.hold(known.account_id)
        scope.hold(known.account.person_id)
    return known


def claims_about(account: UUID) -> Claims | None:
    """What the issuer by which this account was last entered says of its holder. One query."""
    latest = Identity.objects.filter(account=account).order_by("-used_at").first()
    return latest.claims if latest else None


def may_look_at_cards(actor: Actor) -> bool:
    return actor.has(Role.RECEPTION)


def require_counter(actor: Actor, action: str, subject: tuple[str, str]) -> None:
    """What needs somebody's identity card on the table is for reception officers. Raises Forbidden, kept in the journal."""
    if not may_look_at_cards(actor):
        raise Forbidden(
            _("Chỉ cán bộ tiếp nhận làm được việc này, khi thẻ căn cước ở trước mặt."),
            "not_allowed",
            trace=Trace(action, subject, actor),
        )


@scope.as_machine("a card at the counter: accounts have no unit")
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


def account_by_username(username: str) -> Account | None:
    """As somebody typed it at the door; the rest of the request is about this account, whether they get in or not."""
    name = username.strip().lower()[:40]
    scope.hold(name)
    return Account.objects.select_related("person").filter(username=name).first()


def actor_of(
    account: Account | AnonymousUser, *, address: str, post: int | None = None, proved_at: datetime | None = None
) -> Actor:
    """Who acts. One query for an official, none for a resident whose account came from the session.

    An official acts in one post at a time, `post`, with the roles of that post only; whoever holds a single one need not
    choose. One whose posts have ended, or who has not chosen yet, is nobody here: the account was given for posts, and is no
    resident's."""
    if not isinstance(account, Account) or account.kind == Kind.MACHINE:
        return Actor(address=address)
    acting = acting_post(account, post)
    if account.is_staff and acting is None:
        return Actor(address=address)
    return Actor(
        account=account.pk,
        person=account.person_id,
        post=acting.pk if acting else None,
        office=acting.office_id if acting else None,
        unit=acting.office.unit_id if acting else None,
        roles=frozenset({acting.role}) if acting else frozenset(),
        address=address,
        name=name_of(account),
        proved_at=proved_at,
    )


def oneself(account: Account, *, address: str, proved_at: datetime | None = None) -> Actor:
    """Somebody looking after their own account, before and beside any post."""
    return Actor(
        account=account.pk, person=account.person_id, address=address, name=name_of(account), proved_at=proved_at
    )


def name_of(account: Account) -> str:
    with scope.holding(account.person_id):  # whoever has come to the account may say whose it is
        return account.person.full_name if account.person else show_phone(account.phone or "")


def acting_post(account: Account, chosen: int | None) -> Post | None:
    """The post somebody acts in. No query beside that of `posts_today`."""
    held = posts_today(account)
    return held[0] if len(held) == 1 else next((post for post in held if post.pk == chosen), None)


def posts_today(account: Account) -> list[Post]:
    """What an official or administrator holds today, with the offices, oldest first. Posts of administrators belong to
    administrators' accounts, all others to officials'; a resident's account never carries any, even when its person holds
    one. One query, kept on the account."""
    if not hasattr(account, "_posts_today"):
        held = posts_of(account.person_id, clock.today()) if account.is_staff and account.person_id else []
        mine = [post for post in held if (post.role == Role.ADMINISTRATOR) == account.is_administrator]
        account._posts_today = mine  # type: ignore[attr-defined]
    kept: list[Post] = account._posts_today  # type: ignore[attr-defined]
    return kept


# ---- what is asked of officials before they work --------------------------------------------------------------------


def needs_factor(account: Account, address: str) -> bool:
    """Administrators always; everybody who is not in one of the office's networks. The networks are a setting and not rows,
    so that no account of this program, however it was come by, can say that a stranger's network is the office's."""
    return account.is_administrator or not is_inside(address, settings.XASO_OFFICE_NETWORKS)


def demand_on(account: Account, marks: Marks, *, address: str, now: datetime) -> Demand | None:
    """What somebody who is signed in must do first. One query (that of `posts_today`) unless an answer came before it."""
    if account.must_change or _password_is_old(account, now):
        return Demand.PASSWORD
    if not marks.factor and needs_factor(account, address):
        return Demand.FACTOR
    if len(posts_today(account)) > 1 and acting_post(account, marks.post) is None:
        return Demand.POST
    return None


def _password_is_old(account: Account, now: datetime) -> bool:
    changed = account.password_set_at
    return account.is_administrator and (changed is None or abs(now - changed) > ADMINISTRATOR_PASSWORD_LIVES)


def may_add_factor(account: Account, marks: Marks, *, address: str) -> bool:
    """The first factor is added where a stolen password alone does not lead: in the office, or right after an administrator
    vouched for the person with a one-time password. Further ones by whoever gave one."""
    return marks.factor or (
        not has_factor(account) and (marks.one_time or is_inside(address, settings.XASO_OFFICE_NETWORKS))
    )


def has_factor(account: Account) -> bool:
    """TOTP or a passkey. One query."""
    return factors_of(account).exclude(type=Authenticator.Type.RECOVERY_CODES).exists()


def factors_of(account: Account) -> QuerySet[Authenticator]:
    """Whoever asks has come to this account, and sees its factors from here on: behind a wall it would seem to have none, and
    be entered without."""
    scope.hold(account.pk)
    rows: QuerySet[Authenticator] = Authenticator.objects.filter(user=account.pk).order_by("created_at", "pk")
    return rows


class PasswordPolicy:
    """Level 3, as the web framework's validators are called: wherever a password is set, this is asked."""

    def validate(self, password: str, user: Account | None = None) -> None:
        with_factor = user is not None and not user._state.adding and has_factor(user)
        name = (user.username if user else None) or ""
        if fault := password_fault(password, username=name, second_factor=with_factor):
            raise ValidationError(fault, code="password_policy")

    def get_help_text(self) -> str:
        return password_fault("", username="", second_factor=False)


class AccountBackend(AuthenticationBackend):  # type: ignore[misc]
    """allauth's, except that the account of a session comes with all that an actor is made of, and that machines do not come
    in by people's doors."""

    def get_user(self, user_id: UUID | str) -> Account | None:
        account = account_with_person(user_id)
        return account if account is not None and self.user_can_authenticate(account) else None

    def user_can_authenticate(self, user: Account) -> bool:
        return user.is_active and user.kind != Kind.MACHINE
