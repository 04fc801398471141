"""What the owner is told: queued in the same transaction as the move it speaks of."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.conf import settings
from django.utils.functional import lazy

from xaso.core.actor import Actor
from xaso.core.money import show_dong
from xaso.core.scope import holding
from xaso.core.text import sentence
from xaso.dossiers.actions.templates import (
    ATTEST,
    DECIDED,
    EXTENDED,
    HANDED_OVER,
    HELP_CONFIRMED,
    HELP_GOES_ON,
    HELP_OVER,
    HELP_REFUSED,
    HELP_REVOKED,
    HOW_WAS_IT,
    INVITATION,
    PAYMENT_ASKED,
    RECEIVED,
    REFUSED,
    REJECTED,
    REMINDED,
    STANDS,
    STANDS_LATE,
    STANDS_NEW,
    STANDS_READY,
    STOPPED,
    SUBMITTED,
    SUPPLEMENTS_ANSWERED,
    SUPPLEMENTS_ASKED,
    WITHDRAWN,
)
from xaso.dossiers.models import Assistance, Attestation, Consent, Dossier, Draft
from xaso.dossiers.rules import ConsentEnd, Outcome, State
from xaso.dossiers.rules.behalf import INVITATION_LIVES
from xaso.messages.actions import queue_message
from xaso.messages.rules import WORDS, Filled
from xaso.surveys.actions import ask_for_rating
from xaso.surveys.rules import About


def tell_owner(dossier: Dossier, told: Filled, *, by: Actor) -> None:
    """As whoever filed it wants to be told, or to the contact phone. Where neither leads anywhere an officer finds it on the list
    of what is told by hand."""
    queue_message(
        to=dossier.contact_phone,
        told=told,
        about=dossier.subject,
        account=dossier.account_id,
        unit=dossier.competent_unit_id,
        by=by,
    )
    if dossier.assistance_id:
        tell_helper(dossier, goes_on(dossier), by=by)


def link_of(dossier: Dossier) -> str:
    """Its own link: opens the page of its state for whoever has it."""
    return f"{settings.XASO_ADDRESS}/t/{dossier.token}"


def ask_how_it_was(dossier: Dossier, *, by: Actor) -> None:
    """Once it is over: what its owner thinks of it."""
    ask_for_rating(
        dossier.subject,
        about=counted_under(dossier),
        asked=partial(_how_was_it, dossier),
        to=dossier.contact_phone,
        account=dossier.account_id,
        by=by,
    )


def counted_under(dossier: Dossier) -> About:
    """Under the unit that answers for it, the office it came in at, its procedure, and the way it came in."""
    return About(dossier.competent_unit_id, dossier.office_id, dossier.procedure.code, dossier.channel)


def _how_was_it(dossier: Dossier, link: str) -> Filled:
    return HOW_WAS_IT.with_values(number=dossier.number, link=link)


def tell_helper(dossier: Dossier, told: Filled, *, by: Actor) -> None:
    """The same for a resident who helped, as they want to be told, as far as the owner's consent goes; officials see it in the
    desk. It says nothing of what an officer wrote."""
    assistance = dossier.assistance
    consent = Consent.objects.filter(assistance=assistance).first()
    if assistance is None or consent is None or not consent.may_follow or consent.ended_because == ConsentEnd.REVOKED:
        return
    phone = _phone_of_helper(assistance)
    if phone and phone != dossier.contact_phone:
        queue_message(
            to=phone,
            account=assistance.helper_id,
            told=told,
            about=dossier.subject,
            unit=dossier.competent_unit_id,
            by=by,
        )


def invite(draft: Draft, *, by: Actor) -> None:
    """Asks the owner to look and confirm; its digits are blanked when they open nothing any more."""
    assistance = draft.assistance
    assert assistance is not None
    queue_message(
        to=assistance.owner_phone,
        told=invitation(draft, assistance),
        about=draft.subject,
        by=by,
        forget_after=INVITATION_LIVES,
    )


def tell_of_refusal(draft: Draft, *, by: Actor) -> None:
    assistance = draft.assistance
    if assistance is not None and (phone := _phone_of_helper(assistance)):
        told, account = help_refused(draft, assistance), assistance.helper_id
        queue_message(to=phone, account=account, told=told, about=draft.subject, by=by)


def ask_to_attest(dossier: Dossier, asked: Attestation, *, by: Actor) -> None:
    """Each side of a mandate is asked on its own telephone whether it was given."""
    queue_message(
        to=asked.phone,
        told=is_it_so(dossier, asked),
        about=dossier.subject,
        unit=dossier.competent_unit_id,
        event=f"attest:{asked.pk}",
        by=by,
    )


def is_it_so(dossier: Dossier, asked: Attestation) -> Filled:
    link = f"{settings.XASO_ADDRESS}/xt/{asked.token}"
    return ATTEST.with_values(gave=dossier.owner_name, took=dossier.filer_name, number=dossier.number, link=link)


def _phone_of_helper(assistance: Assistance) -> str:
    with holding(assistance.helper_id):  # whoever this runs for sees that account nowhere else
        return assistance.helper.phone or ""


def invitation(draft: Draft, assistance: Assistance) -> Filled:
    return INVITATION.with_values(
        who=assistance.helper_name,
        title=draft.version.procedure.plain_name,
        link=f"{settings.XASO_ADDRESS}/xn/{assistance.token}",
        code=assistance.code,
    )


def help_refused(draft: Draft, assistance: Assistance) -> Filled:
    return HELP_REFUSED.with_values(owner=assistance.owner_name, title=draft.version.procedure.plain_name)


def confirmed(dossier: Dossier) -> Filled:
    return HELP_CONFIRMED.with_values(owner=dossier.owner_name, number=dossier.number, link=_followed(dossier))


def revoked(dossier: Dossier) -> Filled:
    return HELP_REVOKED.with_values(owner=dossier.owner_name, number=dossier.number)


def goes_on(dossier: Dossier) -> Filled:
    if not dossier.is_open:
        return HELP_OVER.with_values(number=dossier.number)
    state = lazy(_state_inside, str)(dossier.state)
    return HELP_GOES_ON.with_values(number=dossier.number, state=state, link=_followed(dossier))


def _state_inside(state: int) -> str:
    return str(State(state).label).lower()


def _followed(dossier: Dossier) -> str:
    return f"{settings.XASO_ADDRESS}/giup/{dossier.number}"


def submitted(dossier: Dossier) -> Filled:
    title = dossier.procedure.plain_name
    return SUBMITTED.with_values(number=dossier.number, title=title, by=dossier.act_by, link=link_of(dossier))


def received(dossier: Dossier) -> Filled:
    return RECEIVED.with_values(number=dossier.number, due=dossier.act_by, link=link_of(dossier))


def refused(dossier: Dossier, reason: str) -> Filled:
    return REFUSED.with_values(number=dossier.number, reason=sentence(reason, WORDS), link=link_of(dossier))


def supplements_asked(dossier: Dossier, count: int) -> Filled:
    number, link = dossier.number, link_of(dossier)
    return SUPPLEMENTS_ASKED.with_values(number=number, count=count, by=dossier.act_by, link=link)


def supplements_answered(dossier: Dossier) -> Filled:
    return SUPPLEMENTS_ANSWERED.with_values(number=dossier.number, link=link_of(dossier))


def reminded(dossier: Dossier) -> Filled:
    return REMINDED.with_values(number=dossier.number, link=link_of(dossier))


def stands(dossier: Dossier, now: datetime) -> Filled:
    """The truth about a dossier that did not move, lateness included."""
    number, by, link = dossier.number, dossier.act_by, link_of(dossier)
    if dossier.state == State.DONE:
        return STANDS_READY.with_values(number=number, link=link)
    if by < now:
        return STANDS_LATE.with_values(number=number, by=by, link=link)
    if dossier.state == State.REGISTERED:
        return STANDS_NEW.with_values(number=number, by=by, link=link)
    return STANDS.with_values(number=number, by=by, link=link)


def extended(dossier: Dossier, reason: str) -> Filled:
    number, said = dossier.number, sentence(reason, WORDS)
    return EXTENDED.with_values(number=number, due=dossier.act_by, reason=said, link=link_of(dossier))


def payment_asked(dossier: Dossier) -> Filled:
    amount = lazy(show_dong, str)(dossier.fee_amount)
    return PAYMENT_ASKED.with_values(number=dossier.number, amount=amount, link=link_of(dossier))


def decided(dossier: Dossier) -> Filled:
    if dossier.outcome == Outcome.REJECTED:
        return REJECTED.with_values(number=dossier.number, link=link_of(dossier))
    return DECIDED.with_values(number=dossier.number, link=link_of(dossier))


def handed_over(dossier: Dossier) -> Filled:
    return HANDED_OVER.with_values(number=dossier.number, link=link_of(dossier))


def stopped(dossier: Dossier, reason: str) -> Filled:
    return STOPPED.with_values(number=dossier.number, reason=sentence(reason, WORDS), link=link_of(dossier))


def withdrawn(dossier: Dossier) -> Filled:
    return WITHDRAWN.with_values(number=dossier.number, link=link_of(dossier))
