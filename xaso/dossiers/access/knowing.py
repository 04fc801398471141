"""Whose account it is: which 12-digit numbers it has to do with."""

from __future__ import annotations

from django.db.models import Q

from xaso.core.identifiers import CitizenId
from xaso.core.scope import as_machine
from xaso.core.secrets import blind_indices
from xaso.dossiers.models import Dossier
from xaso.dossiers.models.dossier import DossierQuerySet
from xaso.signin.access import is_rested
from xaso.signin.models import Account


def is_known_by(account: Account, number: str) -> bool:
    """Whether the account's owner, or anybody it filed for, has this 12-digit number. Raises Refused for what is none."""
    indices = blind_indices(CitizenId.parse(number).digits)
    person = account.person
    if person is not None and person.id_number_index in indices:
        return True
    return _filed_or_helped(account).filter(owner_id_index__in=indices).exists()


def is_of(account: Account, number: str) -> bool:
    """Whether the account is of whoever has this number: as its card said, or, while none was seen, as a dossier says that was
    filed from it. Having been helped by somebody makes their account nobody else's."""
    indices = blind_indices(CitizenId.parse(number).digits)
    if account.person is not None:
        return account.person.id_number_index in indices
    return Dossier.objects.filter(account=account, owner_id_index__in=indices).exists()


@as_machine("whether anything lies behind a phone, before anybody is let in by it")
def must_prove_phone(account: Account) -> bool:
    """Something lies in the account, and its number has rested so long that it may be somebody else's."""
    if not is_rested(account):
        return False
    return account.person_id is not None or _filed_or_helped(account).exists()


def _filed_or_helped(account: Account) -> DossierQuerySet:
    return Dossier.objects.filter(Q(account=account) | Q(assistance__helper=account))
