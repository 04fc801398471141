"""Whose account holds which dossiers, when a phone or an account changes hands."""

from __future__ import annotations

from django.utils.translation import gettext as _

from xaso.core.actor import Actor
from xaso.core.identifiers import CitizenId, parse_phone
from xaso.core.refused import Refused, Trace
from xaso.core.scope import as_machine
from xaso.core.secrets import blind_indices
from xaso.dossiers.access import is_known_by, is_of
from xaso.dossiers.models import Assistance, Dossier, Draft
from xaso.dossiers.models.dossier import DossierQuerySet
from xaso.journal.actions import atomic_action, record_many
from xaso.signin.access import account_by_phone, require_counter
from xaso.signin.actions import decide_claim, note_proof, open_resident_account, release_phone
from xaso.signin.models import Account, NumberClaim


@atomic_action
@as_machine("a card at the counter says whose dossiers these are, wherever they lie")
def confirm_card(claim: NumberClaim, *, number: str, code: str, full_name: str = "", by: Actor) -> Account:
    """The card fits: see `decide_claim`. What the joined account filed and helped with, and what the card's holder once filed
    for themselves from an account that has lost its phone, is from now on in the account that is returned. Raises what
    `decide_claim` raises."""
    joined = claim.account_id
    kept = decide_claim(claim, number=number, fits=True, code=code, full_name=full_name, by=by)
    if kept.pk != joined:
        _move(Dossier.objects.filter(account=joined), kept, by)
        Draft.objects.filter(account=joined).update(account=kept)
        Assistance.objects.filter(helper=joined).exclude(owner=kept).update(helper=kept)
        Assistance.objects.filter(owner=joined).exclude(helper=kept).update(owner=kept)
    own = Dossier.objects.filter(owner_id_index__in=blind_indices(CitizenId.parse(number).digits))
    _move(own.filter(account__phone=None, account__person=None, account__identities=None), kept, by)
    return kept


def _move(dossiers: DossierQuerySet, kept: Account, by: Actor) -> None:
    moved = list(dossiers.exclude(account=kept).filter(account__isnull=False).values_list("id", flat=True))
    Dossier.objects.filter(id__in=moved).update(account=kept)
    subjects = [("dossier", str(one)) for one in moved]
    record_many(action="dossier.change_account", subjects=subjects, by=by, detail={"account": str(kept.pk)})


@atomic_action
@as_machine("whoever knows a number of what was filed from this phone may come in")
def prove_phone(account: Account, *, number: str, by: Actor) -> None:
    """Whoever holds the phone says the 12-digit number of its owner, or of somebody the account filed for. Raises Refused
    `owner_wrong`, the same for numbers of others and of nobody; the attempt stays in the journal."""
    if not is_known_by(account, number):
        trace = Trace("signin.prove_phone", ("account", str(account.pk)), by)
        raise Refused(
            _("Số này chưa khớp với hồ sơ đã nộp từ số điện thoại này. Xem 12 chữ số ở mặt trước thẻ căn cước."),
            "owner_wrong",
            trace=trace,
        )
    note_proof(account, right=True, by=by)


@atomic_action
@as_machine("what lies in the former holder's account is cut off from this phone")
def begin_anew(account: Account, *, by: Actor) -> Account:
    """Whoever holds the phone now is somebody else, or can't say who they are: they get an account of their own. The former one
    keeps its dossiers and is silent."""
    phone = account.phone or ""
    _part(account, reason="new_holder", by=by)
    return open_resident_account(phone=phone, by=by)


@atomic_action
@as_machine("a card at the counter says whose phone this was, wherever dossiers lie")
def report_lost_phone(phone: str, *, number: str, by: Actor) -> None:
    """At the counter, card in hand: this number is no longer theirs. Raises Refused `phone_unknown` unless the account is theirs
    (`is_of`): losing a phone takes everything in it out of reach until its holder comes to the counter."""
    require_counter(by, "signin.release_phone", ("office", str(by.office)))
    account = account_by_phone(parse_phone(phone))
    if account is None or not is_of(account, number):
        raise Refused(_("Số điện thoại này không gắn với hồ sơ nào của người có thẻ."), "phone_unknown")
    _part(account, reason="lost", by=by)


def _part(account: Account, *, reason: str, by: Actor) -> None:
    """Neither the number nor a message to it leads to what was filed from it."""
    silenced = Dossier.objects.filter(account=account, contact_phone=account.phone)
    subjects = [("dossier", str(one)) for one in silenced.values_list("id", flat=True)]
    silenced.update(contact_phone="")
    record_many(action="dossier.forget_phone", subjects=subjects, by=by, detail={"reason": reason})
    release_phone(account, reason=reason, by=by)
