"""Following a dossier without signing in: by its link or QR, by its number and four digits of the phone."""

from __future__ import annotations

import re
from datetime import timedelta

from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import NotFound, TooMany, Trace
from xaso.core.scope import hold, holding
from xaso.core.text import normalise
from xaso.dossiers.access.seeing import whole
from xaso.dossiers.models import Dossier
from xaso.dossiers.models.dossier import DossierQuerySet
from xaso.journal.queries import entries_of

FOUR_DIGITS = re.compile(r"[0-9]{4}")
FOLLOW_TRIES = 5
FOLLOW_WAIT = timedelta(hours=1)


def by_token(token: str) -> Dossier:
    """The dossier that a link or a QR names by its random part: for following it without signing in. What is personal in it
    is not even read; its story is `story(dossier, for_visitor=True)`."""
    with holding(token):
        found = _for_visitors().filter(token=token).first()
    if found is None:
        raise NotFound(_("Đường dẫn này không còn đúng. Ông/bà tra cứu bằng số hồ sơ."), "dossier_unknown")
    hold(found.pk)  # its story is read next
    return found


def follow(number: str, last4: str, *, by: Actor) -> Dossier:
    """By number and the last four digits of the contact phone. After five wrong tries within an hour a dossier stays shut.
    The answer is the same whether the number or the digits are wrong. Screens call `actions.follow_dossier`, which writes
    the wrong tries down: they are counted in the journal, where no rollback takes them back."""
    number = normalise(number).strip()[:60]
    with holding(number, number.upper()):
        found = _for_visitors().filter(number__in={number, number.upper()}).first()
        tries = _wrong_tries(found) if found else 0
    if tries >= FOLLOW_TRIES:
        raise TooMany(_("Hồ sơ này đã bị tra sai nhiều lần. Xin thử lại sau một giờ, hoặc gọi cho xã."), "follow_shut")
    if found and FOUR_DIGITS.fullmatch(last4) and found.contact_phone.endswith(last4):
        return found
    trace = Trace("dossier.follow", found.subject, by) if found else None
    raise NotFound(
        _("Số hồ sơ và 4 số cuối điện thoại chưa khớp. Xem lại giấy hẹn hoặc tin nhắn của xã."),
        "follow_wrong",
        trace=trace,
    )


def _wrong_tries(dossier: Dossier) -> int:
    tries = entries_of(dossier.subject).filter(action="dossier.follow", denied=True, at__gt=clock.now() - FOLLOW_WAIT)
    return tries.count()


def _for_visitors() -> DossierQuerySet:
    return whole(Dossier.objects.all()).defer(
        "answers", "owner_name", "owner_search", "owner_id_sealed", "owner_id_index", "title"
    )
