"""Who may carry out a request about data, hold an export, keep the breach file."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Forbidden, NotFound, Refused, Trace
from xaso.core.secrets import blind_indices
from xaso.dossiers.access import require_move, roles_on
from xaso.dossiers.models import Assistance, Dossier, Draft
from xaso.dossiers.models.dossier import DossierQuerySet
from xaso.forms.rules import unseal_answers
from xaso.hotline.models import Call, CallQuerySet, Promise, PromiseQuerySet
from xaso.offices.rules import LEADERS, Role
from xaso.people.access import person_by_id_number
from xaso.people.models import Person
from xaso.petitions.models import Petition, PetitionQuerySet
from xaso.privacy.models import Breach, CardSeen, Export
from xaso.privacy.rules import Deed, deed_of
from xaso.signin.access import claims_about
from xaso.signin.models import Account
from xaso.units.queries import ids_of_predecessors

KEEPERS = (*LEADERS, Role.AUDITOR)


def deed_asked(dossier: Dossier) -> Deed | None:
    """What this dossier asks to be done with data. No query for one of another procedure."""
    schema = dossier.version.schema if dossier.version else None
    return deed_of(dossier.procedure.code, unseal_answers(schema, dossier.answers))


@dataclass(frozen=True, slots=True)
class DataSubject:
    """Whose data a request is about. `indices` are of a number that an officer saw on a card: what `unit` recorded under it
    without an account is theirs, too. A number that was only typed reaches nothing."""

    account: Account | None
    person: Person | None = None
    unit: int = 0
    indices: tuple[str, ...] = ()

    @classmethod
    def holding(cls, account: Account) -> DataSubject:
        """Who asks for themselves, by nothing but their account."""
        return cls(account, account.person)

    @property
    def dossiers(self) -> DossierQuerySet:
        """All of theirs: wherever their account filed, and what the unit (those that went over into it included) recorded at
        its counter. No other unit's counter: two of its officers have not seen the card."""
        here = Q(competent_unit=self.unit) | Q(competent_unit__in=ids_of_predecessors(self.unit))
        recorded = Q(here, account=None, owner_id_index__in=self.indices)
        filed = Q(account=self.account.pk) if self.account else Q(pk=None)
        return Dossier.objects.filter(filed | recorded if self.indices else filed)

    @property
    def petitions(self) -> PetitionQuerySet:
        """Reports that their account sent while signed in; of any other nobody can say whose they are."""
        return Petition.objects.filter(account_id=self.account.pk) if self.account else Petition.objects.none()

    @property
    def drafts(self) -> QuerySet[Draft]:
        """What is not sent yet: their own, and what somebody prepares for them."""
        if self.account is None:
            return Draft.objects.none()
        own = Q(account=self.account.pk, assistance__isnull=True) | Q(assistance__owner=self.account.pk)
        return Draft.objects.filter(own, dossier__isnull=True)

    @property
    def helped(self) -> QuerySet[Assistance]:
        """Help they gave to others."""
        return Assistance.objects.filter(helper=self.account.pk) if self.account else Assistance.objects.none()

    @property
    def calls(self) -> CallQuerySet:
        """From their telephones. With an account, since it has the number: before that it may have been somebody else's."""
        calls = Call.objects.filter(caller__in=self.phones)
        return calls.filter(began_at__gte=self.account.created_at) if self.account else calls

    @property
    def promises(self) -> PromiseQuerySet:
        """Made to their telephones; since when, as of calls."""
        promises = Promise.objects.filter(caller__in=self.phones)
        return promises.filter(made_at__gte=self.account.created_at) if self.account else promises

    @property
    def chains(self) -> list[tuple[str, str]]:
        """Subjects of the journal that are about them, beside their dossiers, which have pages of their own."""
        alone = [("account", self.account.pk)] if self.account else []
        alone += [("person", self.person.pk)] if self.person else []
        many = {"draft": self.drafts, "petition": self.petitions, "call": self.calls, "promise": self.promises}
        listed = [
            (kind, key) for kind, rows in many.items() for key in rows.order_by("pk").values_list("pk", flat=True)
        ]
        return [(kind, str(key)) for kind, key in alone + listed]

    @property
    def phones(self) -> list[str]:
        """Numbers that are known to be theirs (E.164)."""
        both = [self.account.phone if self.account else None, self.person.phone if self.person else None]
        return sorted({phone for phone in both if phone})


def name_and_phone(account: Account) -> tuple[str, str]:
    """What is known of whoever holds it, to answer them by: of the person, else of what an issuer of identities says. Empty where
    nothing is. One query."""
    person, said = account.person, claims_about(account.pk)
    name = person.full_name if person else said.full_name if said else ""
    phone = account.phone or (person.phone if person else "") or (said.phone if said else "")
    return name, phone or ""


def require_deed(dossier: Dossier, deed: Deed, by: Actor) -> DataSubject:
    """Whose data it is about, if `by` may do this now: the officer who examines the request, and has not looked at the card
    themselves. Raises Forbidden."""
    require_move(dossier, "propose", by)
    if deed_asked(dossier) != deed:
        trace = Trace(f"privacy.{deed}", dossier.subject, by)
        raise Forbidden(_("Hồ sơ này không yêu cầu việc đó."), "not_asked", trace=trace)
    if CardSeen.objects.filter(request=dossier, seen_by__person=by.person).exists():
        trace = Trace(f"privacy.{deed}", dossier.subject, by)
        raise Forbidden(
            _("Ông/bà đã xem thẻ và ghi yêu cầu này, nên cần một cán bộ khác thực hiện."), "four_eyes", trace=trace
        )
    return subject_of(dossier)


def subject_of(dossier: Dossier) -> DataSubject:
    """Who made the request: the account that filed it, or whose card was looked at. Raises Refused for one that came without
    either."""
    seen = CardSeen.objects.filter(request=dossier).exists()
    if dossier.account is None and not seen:
        raise Refused(
            _("Yêu cầu này ghi mà chưa xem thẻ căn cước. Xin ghi lại ở “Yêu cầu về dữ liệu” tại quầy."), "no_account"
        )
    number = dossier.owner_id_number if seen else ""
    person = dossier.account.person if dossier.account else person_by_id_number(number)
    number = number or (person.id_number if person else "")
    return DataSubject(
        dossier.account, person, dossier.competent_unit_id, tuple(blind_indices(number)) if number else ()
    )


def whose_export(export: Export) -> DataSubject:
    """Asked for by the account itself it is about what the account has; on request, about what the request reaches."""
    if export.request is not None:
        return subject_of(export.request)
    assert export.account is not None
    return DataSubject.holding(export.account)


def may_hand_out(dossier: Dossier, actor: Actor) -> bool:
    """The counter gives people what lies ready there for them."""
    return Role.RECEPTION in roles_on(dossier, actor)


def export_to_hand_out(dossier: Dossier, actor: Actor) -> Export:
    """The ready archive of somebody without an account, for the counter that hands it to them. Raises NotFound, Forbidden."""
    if not may_hand_out(dossier, actor):
        trace = Trace("privacy.hand_out_export", dossier.subject, actor)
        raise Forbidden(_("Bản sao do cán bộ tiếp nhận giao tại quầy."), "not_allowed", trace=trace)
    found = Export.objects.ready(at=clock.now()).filter(request=dossier, account=None).order_by("-asked_at").first()
    if found is None:
        raise NotFound(_("Chưa có bản sao để giao, hoặc đã quá 7 ngày."), "export_unknown")
    return found


def my_export(actor: Actor, export_id: UUID) -> Export:
    """A ready archive of this very account, while its time lasts. Raises NotFound."""
    ready = Export.objects.ready(at=clock.now()).filter(pk=export_id, account=actor.account)
    found = ready.first() if actor.account else None
    if found is None:
        raise NotFound(_("Bản sao này không còn. Ông/bà có thể xin bản mới."), "export_unknown")
    return found


def may_keep_breaches(actor: Actor) -> bool:
    return actor.is_official and actor.has(*KEEPERS)


def may_write_breaches(actor: Actor) -> bool:
    return actor.is_official and actor.has(*LEADERS)


def require_keeper(actor: Actor) -> int:
    """The unit whose breach file this person keeps: leaders write it, auditors read it. Raises NotFound."""
    if not may_keep_breaches(actor) or actor.unit is None:
        raise NotFound(_("Không có trang này."), "page_unknown")
    return actor.unit


def require_writer(actor: Actor) -> tuple[int, int]:
    """The unit and the post of a leader. Raises NotFound, or Forbidden for an auditor."""
    unit = require_keeper(actor)
    if actor.post is None or not may_write_breaches(actor):
        trace = Trace("privacy.breach", ("unit", str(unit)), actor)
        raise Forbidden(_("Người kiểm tra chỉ đọc, không ghi hồ sơ sự cố."), "not_allowed", trace=trace)
    return unit, actor.post


def get_breach(actor: Actor, breach_id: UUID) -> Breach:
    """Of the actor's own unit. Raises NotFound."""
    unit = require_keeper(actor)
    found = Breach.objects.filter(pk=breach_id, unit=unit).select_related("unit", "opened_by").first()
    if found is None:
        raise NotFound(_("Không thấy hồ sơ sự cố này."), "breach_unknown")
    return found
