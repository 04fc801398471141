"""Who typed, who files, and by what right: values only. Time is an argument."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

INVITATION_LIVES = timedelta(days=7)
INVITED_AT_MOST = 5  # messages about one draft, and messages to one phone in a day
CODE_DIGITS = 6
CODE_TRIES = 5
CODE_WAIT = timedelta(hours=1)
HELPED_WITHIN = timedelta(days=30)
HELPED_AT_MOST = 10  # people one resident may help within that time
HELPED_NOTABLY = 3  # from the next one on, whoever receives the dossier is told
CIVIL_STATUS = "Hộ tịch"
MANDATE_PAPER = "authorisation"
CONSENT_PAPER = "consent"


class FiledHow(TextChoices):
    """How it came to be filled in: the honest online rate keeps them apart. Unknown is for old registers only."""

    SELF_FILED = "self_filed", _("Người dân tự làm")
    ASSISTED = "assisted", _("Có người giúp")
    CLERK_TYPED = "clerk_typed", _("Cán bộ nhập")
    UNKNOWN = "unknown", _("Sổ cũ không ghi")


class Right(TextChoices):
    """By what right somebody files what concerns another."""

    SELF = "self", _("Làm cho chính mình")
    CHILD = "child", _("Cha, mẹ làm cho con")
    WARD = "ward", _("Người giám hộ, người nuôi dưỡng")
    KIN = "kin", _("Ông bà, cha mẹ, con, vợ chồng, anh chị em ruột")
    MANDATE = "mandate", _("Theo giấy ủy quyền")


# Articles from general knowledge of the texts (domain.md §3.4 has the substance): to be read against them by a jurist.
BASIS: Mapping[Right, str] = {
    Right.SELF: "",
    Right.CHILD: "Bộ luật Dân sự 91/2015/QH13, Điều 136 khoản 1",
    Right.WARD: "Bộ luật Dân sự 91/2015/QH13, Điều 136 khoản 2",
    Right.KIN: "TT 04/2020/TT-BTP, Điều 2",
    Right.MANDATE: "Bộ luật Dân sự 91/2015/QH13, Điều 138",
}
CERTIFIED = "TT 04/2020/TT-BTP, Điều 2"
# What the answers of our forms to "what are you to them?" mean. A version may say otherwise in `behalf.rights`.
MEANT: Mapping[str, Right] = {
    "self": Right.SELF,
    "mother": Right.CHILD,
    "father": Right.CHILD,
    "parent": Right.CHILD,
    "guardian": Right.WARD,
    "grandparent": Right.KIN,
    "spouse": Right.KIN,
    "child": Right.KIN,
    "relative": Right.KIN,
    "other": Right.MANDATE,
}


class HelperKind(TextChoices):
    """Who prepares. A team member says so themselves until the commune keeps a list of them."""

    OFFICER = "officer", _("Cán bộ tại quầy")
    HOTLINE = "hotline", _("Cán bộ đường dây hỗ trợ")
    TEAM = "team", _("Tổ công nghệ số cộng đồng")
    RELATIVE = "relative", _("Người thân, hàng xóm")


OFFICIALS = (HelperKind.OFFICER, HelperKind.HOTLINE)
NEIGHBOURS = (HelperKind.RELATIVE, HelperKind.TEAM)


class ConsentHow(TextChoices):
    """How the owner said yes."""

    PHONE = "phone", _("trên điện thoại của mình")
    PAPER = "paper", _("bằng giấy có người làm chứng")


class ConsentEnd(TextChoices):
    """Why the helper may no longer look."""

    CLOSED = "closed", _("Hồ sơ đã xong")
    REVOKED = "revoked", _("Chủ hồ sơ không cho nữa")


@dataclass(frozen=True, slots=True)
class Claim:
    """The right somebody files by, its article, and whether a certified mandate has to be there."""

    right: Right
    basis: str
    certified: bool = False

    @property
    def words(self) -> str:
        return str(self.right.label)


def right_of(content: Mapping[str, Any], answers: Mapping[str, Any]) -> Right:
    """The right these answers claim. `behalf: {field, rights}` of the version says which answer tells it; a form that does
    not ask is filled in for oneself."""
    behalf = content.get("behalf") or {}
    said = str(answers.get(behalf.get("field", "relation")) or "")
    meant = behalf.get("rights") or MEANT
    return Right(meant.get(said, Right.SELF))


def admits(content: Mapping[str, Any], right: Right) -> bool:
    """Whether the procedure can be filed by this right at all: `behalf.admits` of the version, all where it is silent."""
    admitted = (content.get("behalf") or {}).get("admits")
    return admitted is None or right in admitted


def claim_of(content: Mapping[str, Any], right: Right) -> Claim:
    """Civil status: a mandate is certified, unless it is given to a grandparent, parent, child, spouse or sibling."""
    if right == Right.MANDATE and content.get("field") == CIVIL_STATUS:
        return Claim(right, CERTIFIED, certified=True)
    return Claim(right, BASIS[right])


def why_not(content: Mapping[str, Any]) -> str | Promise:
    """The article by which a procedure can't be filed for somebody else."""
    return str((content.get("behalf") or {}).get("basis") or "")
