"""Who typed, who files, and by what right: values only. Time is an argument."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
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
HOUSEHOLD_BUSINESS = "Thành lập và hoạt động hộ kinh doanh"
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
    AGENT = "agent", _("Tổ chức dịch vụ được ủy quyền")


# Articles from general knowledge of the texts (domain.md §3.4 has the substance): to be read against them by a jurist.
BASIS: Mapping[Right, str] = {
    Right.SELF: "",
    Right.CHILD: "Bộ luật Dân sự 91/2015/QH13, Điều 136 khoản 1",
    Right.WARD: "Bộ luật Dân sự 91/2015/QH13, Điều 136 khoản 2",
    Right.KIN: "TT 04/2020/TT-BTP, Điều 2",
    Right.MANDATE: "Bộ luật Dân sự 91/2015/QH13, Điều 138",
    Right.AGENT: "NĐ 168/2025/NĐ-CP",
}
CERTIFIED = "TT 04/2020/TT-BTP, Điều 2"
NEAR = (Right.CHILD, Right.WARD, Right.KIN)
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


class Side(TextChoices):
    """Of a mandate. Each attests on its own that it was given."""

    GAVE = "gave", _("bên ủy quyền")
    TOOK = "took", _("bên nhận ủy quyền")


class AttestedHow(TextChoices):
    PHONE = "phone", _("trên điện thoại của mình")
    ELSEWHERE = "elsewhere", _("ở hệ thống khác, cán bộ đã xem")


@dataclass(frozen=True, slots=True)
class Proof:
    """A paper that shows a right. `also`: keys of papers that stand for it."""

    key: str
    name: str | Promise
    also: tuple[str, ...] = ()

    def lies_in(self, papers: Collection[str]) -> bool:
        return any(key in papers for key in (self.key, *self.also))


AUTHORISATION = Proof("authorisation", _("Giấy ủy quyền"))
# Of a child that was found the record stands for it: nobody is appointed yet when the birth is registered.
PROOFS: Mapping[Right, tuple[Proof, ...]] = {
    Right.WARD: (Proof("guardianship", _("Giấy tờ về việc giám hộ"), also=("abandoned_record",)),),
    Right.MANDATE: (AUTHORISATION,),
    Right.AGENT: (
        Proof("service_contract", _("Hợp đồng dịch vụ với tổ chức")),
        Proof("introduction", _("Giấy giới thiệu của tổ chức cho người đến nộp")),
    ),
}


@dataclass(frozen=True, slots=True)
class Claim:
    """The right somebody files by, its article, the papers that show it, and whether both sides still have to attest to it."""

    right: Right
    basis: str
    proofs: tuple[Proof, ...] = ()
    attested: bool = False

    @property
    def words(self) -> str:
        return str(self.right.label)

    def missing(self, papers: Collection[str]) -> list[Proof]:
        return [proof for proof in self.proofs if not proof.lies_in(papers)]


def right_of(content: Mapping[str, Any], answers: Mapping[str, Any]) -> Right:
    """The right these answers claim. `behalf: {field, rights}` of the version says which answer tells it; a form that does
    not ask is filled in for oneself."""
    behalf = content.get("behalf") or {}
    said = str(answers.get(behalf.get("field", "relation")) or "")
    meant = behalf.get("rights") or MEANT
    return Right(meant.get(said, Right.SELF))


def hindrance(content: Mapping[str, Any], right: Right) -> str:
    """Why the procedure can't be filed by this right; empty when it can. `behalf.admits` of the version names the rights, all
    where it is silent. Of a household's business only a mandate lets somebody else file, near kin too."""
    behalf = content.get("behalf") or {}
    if right not in behalf.get("admits", Right.values):
        told = {"basis": str(behalf.get("basis") or "")}
        return str(_("Việc này người trong cuộc phải tự làm, không nhờ hay ủy quyền được (%(basis)s).") % told)
    if _is_household_business(content) and right in NEAR:
        told = {"basis": BASIS[Right.AGENT], "choice": str(Right.MANDATE.label)}
        words = _(
            "Việc hộ kinh doanh: người nhà nộp thay cũng cần giấy ủy quyền, không phải chứng thực (%(basis)s). "
            "Xin chọn “%(choice)s”."
        )
        return str(words % told)
    if right == Right.AGENT and not _is_household_business(content):
        return str(_("Tổ chức dịch vụ chỉ nộp thay được việc hộ kinh doanh."))
    return ""


def claim_of(content: Mapping[str, Any], right: Right) -> Claim:
    """Civil status: a mandate is certified, unless it is given to a grandparent, parent, child, spouse or sibling. Household
    business: that to a person is not; an organisation brings its contract and who it sends; both sides attest
    electronically later."""
    if right == Right.MANDATE and content.get("field") == CIVIL_STATUS:
        return Claim(right, CERTIFIED, (replace(AUTHORISATION, name=_("Giấy ủy quyền có chứng thực")),))
    proofs = PROOFS.get(right, ())
    if right in (Right.MANDATE, Right.AGENT) and _is_household_business(content):
        return Claim(right, BASIS[Right.AGENT], proofs, attested=True)
    return Claim(right, BASIS[right], proofs)


def _is_household_business(content: Mapping[str, Any]) -> bool:
    return bool(content.get("field") == HOUSEHOLD_BUSINESS)
