"""Carrying out what somebody asked about their data, from the dossier of the request."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from xaso.core.actor import Actor
from xaso.core.refused import Refused
from xaso.core.scope import as_machine
from xaso.dossiers.actions import restrict_dossiers
from xaso.dossiers.models import Dossier
from xaso.journal.actions import atomic_action, record
from xaso.people.actions import correct_person, withdraw_all
from xaso.people.models import Person
from xaso.privacy.access import DataSubject, require_deed
from xaso.privacy.rules import CORRECTABLE, Deed

EVERYWHERE = "what the law gives somebody is about all that is kept of them, wherever it lies"


@atomic_action
@as_machine(EVERYWHERE)
def carry_out_correction(dossier: Dossier, *, values: Mapping[str, str], by: Actor) -> Person:
    """Corrects what is known of the person; what stood there before goes into the journal. Answers in
    dossiers stay as they were declared: they are what was decided on. Raises Invalid by field."""
    known = require_deed(dossier, Deed.CORRECT, by).person
    if known is None:
        raise Refused(
            _("Xã chưa ghi ai là người này, nên không có gì để sửa ngoài hồ sơ. Xin trả lời bằng văn bản."),
            "no_person",
        )
    given = {name: values[name] for name in CORRECTABLE if name in values}
    before = {name: getattr(known, name) for name in given}
    person = correct_person(known, by=by, **given)  # type: ignore[arg-type]
    changed = sorted(name for name in given if before[name] != getattr(person, name))
    if not changed:
        raise Refused(_("Chưa có mục nào thay đổi."), "nothing_changed")
    record(action="privacy.correct", subject=dossier.subject, by=by, detail={"fields": changed})
    return person


@atomic_action
@as_machine(EVERYWHERE)
def carry_out_restriction(dossier: Dossier, *, by: Actor) -> int:
    """Ended dossiers of theirs: from now on only leaders and auditors open them, for a stated reason. All consents are
    withdrawn: whoever objects agrees to nothing. Returns how many dossiers."""
    subject = require_deed(dossier, Deed.RESTRICT, by)
    restricted, withdrawn = restrict_dossiers(subject.dossiers, by=by), _withdraw(subject, by)
    detail = {"dossiers": restricted, "consents": withdrawn}
    record(action="privacy.restrict", subject=dossier.subject, by=by, detail=detail)
    return restricted


@atomic_action
@as_machine(EVERYWHERE)
def carry_out_withdrawal(dossier: Dossier, *, by: Actor) -> int:
    """All consents of theirs, for whoever asks on paper. Returns how many stood."""
    withdrawn = _withdraw(require_deed(dossier, Deed.WITHDRAW, by), by)
    record(action="privacy.withdraw", subject=dossier.subject, by=by, detail={"consents": withdrawn})
    return withdrawn


def _withdraw(subject: DataSubject, by: Actor) -> int:
    account, person = subject.account, subject.person
    return withdraw_all(account=account.pk if account else None, person=person.pk if person else None, by=by)
