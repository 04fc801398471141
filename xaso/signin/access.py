"""From an account to the actor that every action is told about, and who may look after whose account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from xaso.core import clock, scope
from xaso.core.actor import Actor
from xaso.core.identifiers import show_phone
from xaso.core.refused import Forbidden, NotFound, Trace
from xaso.core.secrets import blind_index, blind_indices
from xaso.offices.models import Post
from xaso.offices.queries import posts_of
from xaso.offices.rules import Role
from xaso.signin.models import Account, Identity, NumberClaim, Proposal
from xaso.signin.rules import (
    ADMINISTRATOR_PASSWORD_LIVES,
    PROPOSAL_LIVES,
    STAFF,
    Claims,
    Demand,
    Kind,
    Marks,
    is_fresh,
    is_inside,
    password_fault,
    phone_rested,
)
from xaso.units.queries import ids_below


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


# ---- looking after others' accounts ---------------------------------------------------------------------------------


def accounts_for(actor: Actor) -> QuerySet[Account]:
    """Accounts that this administrator looks after: of people with a post in an office of the same unit, ended or to come
    ones too, and with none today in another: else appointing somebody would open their account elsewhere."""
    accounts = Account.objects.select_related("person").filter(kind__in=STAFF)
    if actor.is_system:
        return accounts
    if not actor.is_administrator or actor.unit is None:
        return accounts.none()
    here = Post.objects.filter(office__unit=actor.unit)
    elsewhere = Post.objects.valid(on=clock.today()).exclude(office__unit=actor.unit)
    of_administrators = Q(kind=Kind.ADMINISTRATOR, person__in=here.filter(role=Role.ADMINISTRATOR).values("person"))
    of_officials = Q(kind=Kind.OFFICIAL, person__in=here.exclude(role=Role.ADMINISTRATOR).values("person"))
    return accounts.filter(of_administrators | of_officials).exclude(person__in=elsewhere.values("person"))


def get_account(actor: Actor, account_id: UUID) -> Account:
    """One of them. Raises NotFound."""
    account = accounts_for(actor).filter(pk=account_id).first()
    if account is None:
        raise NotFound(_("Không thấy tài khoản này trong đơn vị của ông/bà."), "account_unknown")
    return account


def require_administrator_of(account: Account, by: Actor, action: str) -> None:
    """An administrator who looks after this account, and not their own. Refuses with a trace."""
    trace = Trace(action, account.subject, by)
    if not by.is_system and not accounts_for(by).filter(pk=account.pk).exists():
        raise _not_yours(trace)
    _require_another(account.person_id, by, trace)


def require_opening_for(person: UUID, by: Actor) -> None:
    """An administrator of a unit in which this person, somebody else, has a post. Refuses with a trace."""
    trace = Trace("signin.open_account", ("person", str(person)), by)
    if by.is_system:
        return
    if not (by.is_administrator and Post.objects.filter(person=person, office__unit=by.unit).exists()):
        raise _not_yours(trace)
    _require_another(person, by, trace)


def require_machine_room(by: Actor, action: str) -> None:
    """Whoever runs the machine, with the `xaso` command."""
    if not by.is_system:
        trace = Trace(action, ("unit", str(by.unit)), by)
        raise Forbidden(_("Việc này do người vận hành máy chủ làm."), "system_only", trace=trace)


def require_oneself(account: Account, by: Actor, action: str) -> None:
    """Nobody else may, an administrator neither."""
    if not by.is_system and by.account != account.pk:
        raise Forbidden(
            _("Việc này do chính chủ tài khoản làm."), "oneself_only", trace=Trace(action, account.subject, by)
        )


@dataclass(frozen=True, slots=True)
class Way:
    """How an administrator may let somebody in now. `alone`: without anybody else; `proposal`: one that is open."""

    alone: bool
    proposal: Proposal | None

    @property
    def agreed(self) -> bool:
        return self.proposal is not None and self.proposal.confirmed_at is not None

    @property
    def may_issue(self) -> bool:
        return self.alone or self.agreed


def way_into(account: Account, by: Actor) -> Way:
    """Whoever keeps a second factor is let in by one administrator: the password alone opens nothing. Two queries."""
    if by.is_system:
        return Way(True, None)
    with scope.holding(account.pk):
        return Way(has_factor(account), open_proposals().filter(account=account).first())


def open_proposals() -> QuerySet[Proposal]:
    """Those whose time is not over. What a clock that was ahead wrote is out of time, too."""
    now = clock.now()
    fresh = {"lte": now + PROPOSAL_LIVES, "gte": now - PROPOSAL_LIVES}
    proposed = {f"proposed_at__{how}": when for how, when in fresh.items()}
    confirmed = {f"confirmed_at__{how}": when for how, when in fresh.items()}
    waiting = Q(confirmed_at__isnull=True, **proposed) | Q(confirmed_at__isnull=False, **confirmed)
    rows = Proposal.objects.filter(waiting, ended_at__isnull=True, account__is_active=True)
    return rows.select_related("account__person", "proposed_by", "confirmed_by")


def may_agree(actor: Actor) -> bool:
    """A second administrator, or whoever leads the office."""
    return actor.unit is not None and actor.has(Role.ADMINISTRATOR, Role.APPROVER, Role.MANAGER)


@scope.as_machine("proposals of this unit and those below: accounts have no unit")
def proposals_for(actor: Actor) -> list[Proposal]:
    """What waits for this pair of eyes, the oldest first, at most 50: of others, about others, in their unit or below it."""
    if not may_agree(actor):
        return []
    here = Q(unit=actor.unit) | Q(unit__in=ids_below(actor.unit or 0))
    waiting = open_proposals().filter(here, confirmed_at__isnull=True)
    return list(waiting.exclude(proposed_by=actor.person).exclude(account__person=actor.person).order_by("pk")[:50])


def proposal_for(actor: Actor, proposal: UUID) -> Proposal:
    """One of these. Raises NotFound."""
    found = next((one for one in proposals_for(actor) if one.pk == proposal), None)
    if found is None:
        raise NotFound(_("Việc này đã có người quyết, hoặc đã quá hạn."), "proposal_unknown")
    return found


class ProofMissing(Forbidden):
    """First they show again who they are: the screen may have been left open."""


def require_proof(by: Actor) -> None:
    """Whoever changes what an account is entered with has shown it minutes ago (ASVS 7.5.1)."""
    if not by.is_system and not is_fresh(by.proved_at, clock.now()):
        raise ProofMissing(_("Xin nhập lại mật khẩu của ông/bà trước khi làm việc này."), "proof_missing")


def _not_yours(trace: Trace) -> Forbidden:
    return Forbidden(_("Việc này do người quản trị hệ thống của đơn vị làm."), "administrator_only", trace=trace)


def _require_another(person: UUID | None, by: Actor, trace: Trace) -> None:
    if by.person is not None and by.person == person:
        raise Forbidden(
            _("Không tự làm việc này với tài khoản của mình. Xin nhờ người quản trị khác."), "not_oneself", trace=trace
        )
