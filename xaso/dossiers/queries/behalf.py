"""Who helps whom, told in words; and how dossiers were filed, counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.dates import show_moment
from xaso.core.paging import Page, page_by_key
from xaso.core.scope import as_machine
from xaso.dossiers import access
from xaso.dossiers.models import Assistance, Attestation, Dossier
from xaso.dossiers.rules import ConsentHow, FiledHow, Right
from xaso.dossiers.rules.behalf import HELPED_NOTABLY, claim_of

NAMED = ("procedure__code", "procedure__plain_name")


def dossiers_i_help(actor: Actor, *, after: str = "", size: int = 20) -> Page[Dossier]:
    """What this account helped with and may still follow, newest first. One query."""
    rows = access.helped_dossiers(actor).select_related("procedure", "office", "assistance").defer("answers")
    return page_by_key(rows, order=("-submitted_at", "-id"), after=after, size=size)


def helper_words(assistance: Assistance) -> str:
    """Trần Văn Đức (người thân, hàng xóm)"""
    kind = str(assistance.get_kind_display())
    office = f", {assistance.post.office.short_name}" if assistance.post else ""
    return f"{assistance.helper_name} ({kind[:1].lower()}{kind[1:]}{office})"


def filing_words(dossier: Dossier) -> str:
    """Who typed it and how its owner agreed. No query when the dossier came from `access`."""
    assistance, consent = dossier.assistance, access.consent_of(dossier)
    if assistance is None or consent is None:
        return str(dossier.get_filed_how_display())
    told = {"who": helper_words(assistance), "at": show_moment(consent.given_at), "witness": consent.witness}
    if consent.how == ConsentHow.PAPER:
        words = _("%(who)s nhập giúp; chủ hồ sơ đồng ý bằng giấy lúc %(at)s, người làm chứng %(witness)s.")
        return words % told
    return _("%(who)s nhập giúp; chủ hồ sơ xác nhận trên điện thoại của mình lúc %(at)s.") % told


def right_words(dossier: Dossier) -> str:
    """By what right it was filed and by which article; empty for somebody's own. One query where both sides attest."""
    if dossier.by_right in ("", Right.SELF):
        return ""
    claim = claim_of(dossier.version.content if dossier.version else {}, Right(dossier.by_right))
    who = f"{dossier.filer_name}: " if dossier.filer_name else ""
    told = " ".join(attested_words(one) for one in attestations_of(dossier)) if claim.attested else ""
    return f"{who}{claim.words} ({claim.basis})" + (f". {told}" if told else "")


def attestations_of(dossier: Dossier) -> list[Attestation]:
    """What each side of a mandate said; nothing of a dossier that needs none. One query."""
    return list(dossier.attestations.order_by("side"))


def unattested(dossier: Dossier) -> list[Attestation]:
    """Who has not said yes. One query, none for a dossier that rests on no mandate."""
    if dossier.by_right not in (Right.MANDATE, Right.AGENT):
        return []
    return [one for one in attestations_of(dossier) if not one.holds]


def attested_words(one: Attestation) -> str:
    """Xác thực điện tử của bên ủy quyền: 10:30 26/11/2026, trên điện thoại của mình."""
    told = {"side": one.get_side_display(), "how": one.get_how_display(), "where": one.words}
    told["at"] = show_moment(one.said_at) if one.said_at else ""
    if one.holds is None:
        return _("Xác thực điện tử của %(side)s: chưa có.") % told
    if not one.holds:
        return _("Theo lời %(side)s lúc %(at)s: việc ủy quyền này không có.") % told
    if one.words:
        return _("Xác thực điện tử của %(side)s: %(how)s, %(at)s (%(where)s).") % told
    return _("Xác thực điện tử của %(side)s: %(how)s, %(at)s.") % told


def notable_helper(dossier: Dossier) -> str:
    """A note for whoever receives it, when a resident helps many; empty otherwise."""
    assistance = dossier.assistance
    if assistance is None or assistance.others < HELPED_NOTABLY:
        return ""
    words = _("Người này đã giúp %(count)d người khác trong 30 ngày trước đó. Xin hỏi lại chủ hồ sơ khi trả kết quả.")
    return words % {"count": assistance.others}


@dataclass(frozen=True, slots=True)
class FiledCounts:
    """One procedure: how many dossiers came in, and whose hands filled them in."""

    code: str
    name: str
    self_filed: int
    assisted: int
    clerk_typed: int
    unknown: int

    @property
    def total(self) -> int:
        return self.self_filed + self.assisted + self.clerk_typed + self.unknown


def filed_how_by_procedure(actor: Actor, *, since: date, until: date) -> list[FiledCounts]:
    """Of what an overseer counts, sent between two days, both included: by procedure and how it was filed, most first. One
    query."""
    wanted = access.counted_by(actor).filter(submitted_at__gte=clock.midnight(since))
    wanted = wanted.filter(submitted_at__lt=clock.midnight(until + timedelta(days=1)))
    counts = {how.value: Count("id", filter=Q(filed_how=how)) for how in FiledHow}
    with as_machine("figures: counts of units below, never a row"):
        rows = wanted.order_by().values(*NAMED).annotate(**counts).values_list(*NAMED, *FiledHow.values)
        found = [FiledCounts(*row) for row in rows]
    return sorted(found, key=lambda one: (-one.total, one.code))
