"""Files an officer scanned: one box for each paper, every file taken or named with what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from xaso.core.actor import Actor
from xaso.core.refused import Invalid, Refused
from xaso.desk.forms.moves import MoveForm
from xaso.dossiers.actions import scan_papers
from xaso.dossiers.models import Dossier
from xaso.files.actions import store_file
from xaso.files.models import StoredFile
from xaso.files.rules import owner_key

if TYPE_CHECKING:
    from xaso.desk.forms.moves import Files

FILES: Final = "tep-"


def keep_files(files: Files | None, keys: list[str], by: Actor) -> tuple[list[tuple[str, StoredFile]], dict[str, str]]:
    """What could be stored, by key of paper; and for each paper a sentence about what could not."""
    good: list[tuple[str, StoredFile]] = []
    bad: dict[str, str] = {}
    for key in keys:
        for sent in files.getlist(FILES + key) if files else ():
            try:
                good.append((key, _kept(sent, by)))
            except Refused as refusal:
                bad[key] = f"{bad.get(key, '')} {sent.name}: {refusal.message}".strip()
    return good, bad


def _kept(sent: UploadedFile[Any], by: Actor) -> StoredFile:
    return store_file(owner=owner_key(by), name=sent.name or "", content=sent.read(), by=by)


@dataclass(frozen=True, slots=True)
class ScanLine:
    """A paper of the procedure; `now` is what the dossier has of it."""

    key: str
    name: str
    now: str
    error: str


class ScanForm(MoveForm):
    template = "desk/dossiers/scan.html"
    button = gettext_lazy("Lưu vào hồ sơ")
    sends_files = True

    def __init__(
        self, dossier: Dossier, by: Actor, data: Mapping[str, Any] | None = None, files: Files | None = None
    ) -> None:
        super().__init__(dossier, by, data, files)
        self.named: dict[str, str] = {}
        self._count = 0

    @property
    def lead(self) -> list[str]:
        return [_("Chọn ảnh hoặc PDF từ máy quét cho từng giấy. Trên điện thoại thì chụp ngay.")]

    @property
    def done(self) -> str:  # type: ignore[override]
        return ngettext("Đã lưu %(n)d tệp vào hồ sơ.", "Đã lưu %(n)d tệp vào hồ sơ.", self._count) % {"n": self._count}

    def lines(self) -> list[ScanLine]:
        """All papers that the procedure may ask for: those on the table first need no looking for."""
        there: dict[str, list[str]] = {}
        for paper in self.dossier.papers.select_related("file"):
            there.setdefault(paper.key, []).append(_what(paper.file.pages if paper.file else 0))
        papers = self.dossier.version.papers if self.dossier.version else ()
        lines = [
            ScanLine(one["key"], one["name"], ", ".join(there.get(one["key"], ())), self.named.get(one["key"], ""))
            for one in papers
        ]
        return sorted(lines, key=lambda line: not line.now)

    def act(self) -> object:
        papers = self.dossier.version.papers if self.dossier.version else ()
        good, bad = keep_files(self.files, [one["key"] for one in papers], self.by)
        if good or not bad:
            scan_papers(self.dossier, files=good, by=self.by)
        self._count = len(good)
        if bad:
            raise Invalid(bad)
        return None

    def refuse(self, refusal: Refused) -> None:
        self.named = dict(getattr(refusal, "errors", {}))
        if not self.named:
            self.add_error(None, refusal.message)

    def error_list(self) -> list[tuple[str, str]]:
        return super().error_list() + [(f"q-{one.key}", one.error) for one in self.lines() if one.error]


def _what(pages: int) -> str:
    return ngettext("%(n)d trang", "%(n)d trang", pages) % {"n": pages} if pages else _("bản giấy, chưa quét")
