"""What is kept about one account: counted for its page, and told apart by what the law says of it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.dossiers.models import Dossier, Draft, Paper
from xaso.dossiers.models.dossier import DossierQuerySet
from xaso.dossiers.rules import State
from xaso.files.rules import owner_key
from xaso.journal.queries import entries_of
from xaso.messages.models import Message
from xaso.petitions.models import Petition
from xaso.privacy.access import DataSubject
from xaso.privacy.models import Export
from xaso.privacy.rules import CIVIL_STATUS, CIVIL_STATUS_FIELDS, ERASURE

NOT_ENTERED = (State.REFUSED, State.WITHDRAWN, State.STOPPED)  # nothing of it stands in a book of civil status


@dataclass(frozen=True, slots=True)
class Kept:
    """How much of each kind there is about one account."""

    dossiers: int
    papers: int
    drafts: int
    messages: int


def kept_about(account: UUID) -> Kept:
    """Four queries, each on an index."""
    dossiers = Dossier.objects.filter(account=account)
    ids = [str(pk) for pk in dossiers.values_list("pk", flat=True)]
    return Kept(
        dossiers=len(ids),
        papers=Paper.objects.filter(dossier__account=account, file__isnull=False).count(),
        drafts=Draft.objects.filter(account=account, dossier__isnull=True).count(),
        messages=Message.objects.readable().filter(about_kind="dossier", about_id__in=ids).count(),
    )


def kept_by_law(subject: DataSubject) -> DossierQuerySet:
    """Dossiers of civil status, which nobody may delete; but those that came to nothing."""
    civil = subject.dossiers.filter(procedure__field__in=CIVIL_STATUS_FIELDS, forgotten_at=None)
    return civil.exclude(state__in=NOT_ENTERED)


def is_kept_by_law(dossier: Dossier) -> bool:
    """The same of one dossier, by its procedure as it is today."""
    return dossier.procedure.field in CIVIL_STATUS_FIELDS and dossier.state not in NOT_ENTERED


def open_besides(request: Dossier, subject: DataSubject) -> Dossier | Petition | None:
    """Something else of theirs that is still being settled."""
    dossier = subject.dossiers.open().exclude(pk=request.pk).order_by("id").first()
    return dossier or subject.petitions.open().order_by("id").first()


def files_kept(account: UUID) -> set[UUID]:
    """Files that this account sent and that papers still show: its own, and those of others it helped."""
    papers = Paper.objects.filter(file__owner=owner_key(Actor(account=account)))
    return {file for file in papers.values_list("file_id", flat=True) if file}


def has_copy_to_hand_out(request: Dossier) -> bool:
    """An archive lies ready at the counter for whoever made this request and has no account. One query."""
    return Export.objects.ready(at=clock.now()).filter(request=request, account=None).exists()


def latest_export(account: UUID) -> Export | None:
    return Export.objects.filter(account=account).order_by("-asked_at").first()


def carried_out(request: Dossier) -> list[str]:
    """What was done on this request, in sentences that fit the answer. One query."""
    return [
        sentence
        for entry in entries_of(request.subject).filter(action__startswith="privacy.", denied=False)
        if (sentence := _sentence(entry.action.removeprefix("privacy."), entry.detail))
    ]


def _sentence(deed: str, detail: dict[str, int]) -> str:
    said = {
        "copy": _(
            "Xã đã làm bản sao mọi dữ liệu về ông/bà; nhận tại quầy một cửa trong 7 ngày, mang theo thẻ căn cước."
        )
        if detail.get("counter")
        else _("Xã đã làm bản sao mọi dữ liệu về ông/bà; tải ở “Dữ liệu của tôi” trong 7 ngày."),
        "correct": _("Xã đã sửa dữ liệu theo yêu cầu."),
        "withdraw": _("Xã đã ghi việc rút lại mọi sự đồng ý và ngừng dùng dữ liệu vào các việc đó."),
        "restrict": _(
            "Xã đã hạn chế xử lý: %(dossiers)d hồ sơ đã xong từ nay chỉ lãnh đạo và người kiểm tra mở được, phải nói rõ"
            " lý do. Hồ sơ đang giải quyết vẫn làm tiếp theo luật."
        ),
        "erase": _(
            "Xã đã xóa tên, số, giấy tờ, văn bản và tin nhắn của %(dossiers)d hồ sơ; chỉ còn số hồ sơ, ngày và kết quả để đếm."
        ),
    }.get(deed, "")
    said = said % detail if "%(dossiers)d" in said else said
    if deed != "erase" or not detail.get("kept"):
        return said
    why = _(
        "Không xóa %(kept)d hồ sơ hộ tịch vì luật buộc giữ vĩnh viễn (%(law)s; không xóa được thì phải báo: %(erasure)s)."
    )
    return f"{said} {why % {'kept': detail['kept'], 'law': CIVIL_STATUS, 'erasure': ERASURE}}"
