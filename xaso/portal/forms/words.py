"""Small things said in the same words everywhere."""

from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xaso.dossiers.models import Dossier, Draft

# (score, icon, words): the five faces under "Ông/bà thấy xã làm thế nào?"
FACES: Final[tuple[tuple[int, str, str | Promise], ...]] = (
    (1, "face1", _("Rất tệ")),
    (2, "face2", _("Chưa tốt")),
    (3, "face3", _("Tạm được")),
    (4, "face4", _("Tốt")),
    (5, "face5", _("Rất tốt")),
)


def link_to(dossier: Dossier) -> str:
    """What the QR of the slip says: opens where the dossier is, without signing in."""
    return f"{settings.XASO_ADDRESS}{reverse('portal:by-token', args=[dossier.token])}"


def draft_rows(drafts: list[Draft]) -> list[dict[str, object]]:
    return [
        {
            "name": draft.version.procedure.plain_name,
            "url": reverse("portal:draft", args=[draft.id]),
            "discard": reverse(
                "portal:draft-refuse" if draft.assistance_id else "portal:draft-discard", args=[draft.id]
            ),
            "updated_at": draft.updated_at,
            "expires_at": draft.expires_at,
            "helper": draft.assistance.helper_name if draft.assistance else "",
        }
        for draft in drafts
    ]
