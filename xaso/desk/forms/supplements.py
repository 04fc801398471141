"""Asking for supplements once, as one complete list; and taking them in at the counter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xaso.core.actor import Actor
from xaso.core.dates import show_moment
from xaso.core.identifiers import masked, unmasked
from xaso.core.refused import Invalid, Refused
from xaso.desk.forms.answers import control_for
from xaso.desk.forms.moves import MoveForm, words
from xaso.desk.forms.scans import keep_files
from xaso.dossiers.access import open_request
from xaso.dossiers.actions import answer_supplements, attach_supplement, request_supplements
from xaso.dossiers.models import Dossier
from xaso.forms.rules import raw_of, summary, unseal_answers
from xaso.ui.controls import Control

if TYPE_CHECKING:
    from xaso.desk.forms.moves import Files

CHOSEN: Final = "chon"
WHAT: Final = "gi-"
BROUGHT: Final = "giay"


@dataclass(frozen=True, slots=True)
class Item:
    """Something that may be asked for: `now` is what there is of it."""

    kind: str
    key: str
    name: str
    now: str
    chosen: bool
    what: str

    @property
    def value(self) -> str:
        return f"{self.kind}:{self.key}"

    @property
    def ident(self) -> str:
        return f"c-{self.kind}-{self.key}"


@dataclass(frozen=True, slots=True)
class ItemGroup:
    title: str
    items: list[Item]


class RequestForm(MoveForm):
    """Tick what is missing, write what is wanted of each."""

    template = "desk/dossiers/request.html"
    button = gettext_lazy("Gửi yêu cầu bổ sung")
    done = gettext_lazy("Đã gửi phiếu yêu cầu bổ sung. Thời hạn dừng đến khi người dân gửi đủ.")
    reason = words(gettext_lazy("Lý do chung"), hint=gettext_lazy("Một câu cho người dân hiểu vì sao."))

    @property
    def lead(self) -> list[str]:
        said = [_("Chỉ xin một lần cho đủ. Thời hạn dừng từ lúc gửi; phiếu và tin nhắn đến người nộp ngay.")]
        if self.dossier.asked_times:
            said.append(_("Hồ sơ này đã xin bổ sung một lần: xin thêm lần nữa thì tính là trễ."))
        return said

    def groups(self) -> list[ItemGroup]:
        """Papers first, then the fields of the form, page by page, with what was answered."""
        version = self.dossier.version
        if version is None:
            return []
        there = {paper.key for paper in self.dossier.papers.all()}
        papers = [
            self._item("paper", one["key"], one["name"], _("đã có") if one["key"] in there else _("chưa có"))
            for one in version.papers
        ]
        groups = [ItemGroup(_("Giấy tờ"), papers)]
        schema = version.schema
        if schema is None:
            return groups
        for section in summary(schema, unseal_answers(schema, self.dossier.answers)):
            rows = [row for row in section.rows if row.key in schema.fields]
            items = [self._item("field", row.key, row.label, masked(row.text)) for row in rows]
            groups.append(ItemGroup(section.title, items))
        return groups

    def _item(self, kind: str, key: str, name: str, now: str) -> Item:
        chosen = f"{kind}:{key}" in self._chosen()
        return Item(kind, key, name, now, chosen, str(self.data.get(f"{WHAT}{kind}:{key}", "")))

    def _chosen(self) -> list[str]:
        return list(self.data.getlist(CHOSEN)) if hasattr(self.data, "getlist") else []

    def act(self) -> object:
        items = []
        for value in self._chosen():
            kind, _colon, key = value.partition(":")
            items.append({"kind": kind, "key": key, "what": str(self.data.get(WHAT + value, ""))})
        return request_supplements(self.dossier, items=items, reason=self.cleaned_data["reason"], by=self.by)


class SupplementForm(MoveForm):
    """What the owner brought to the counter: papers scanned or on paper, fields typed by the officer."""

    template = "desk/dossiers/answer.html"
    sends_files = True
    button = gettext_lazy("Đã nhận đủ")
    done = gettext_lazy("Đã nhận đủ phần bổ sung. Thời hạn chạy tiếp.")

    def __init__(
        self, dossier: Dossier, by: Actor, data: Mapping[str, Any] | None = None, files: Files | None = None
    ) -> None:
        super().__init__(dossier, by, data, files)
        self.request = open_request(dossier)
        self._schema = dossier.version.schema if dossier.version else None
        self._answers = unseal_answers(self._schema, dossier.answers)
        self.named: dict[str, str] = {}

    @property
    def lead(self) -> list[str]:
        by_when = show_moment(self.request.answer_by)
        return [
            _("Xã đã xin một lần, hạn bổ sung %(by)s. Quét, hoặc đánh dấu giấy người dân mang đến.") % {"by": by_when}
        ]

    def papers(self) -> list[dict[str, Any]]:
        sent = set(self.request.papers.values_list("key", flat=True))
        return [
            {
                **item,
                "sent": item["key"] in sent,
                "brought": item["key"] in self._brought(),
                "error": self.named.get(f"paper-{item['key']}", ""),
            }
            for item in self.request.items
            if item["kind"] == "paper"
        ]

    def typed(self) -> list[Control]:
        asked = {item["key"]: item["what"] for item in self.request.items if item["kind"] == "field"}
        known = self._schema.fields if self._schema else {}
        raw = self._sent() or {name: masked(value) for name, value in self._stored().items()}
        return [
            replace(control_for(known[key], raw, self.named), hint=_("Xã đã nhắn: %(what)s") % {"what": what})
            for key, what in asked.items()
        ]

    def redrawn(self) -> bool:
        """A button that only brings the communes of a province, or one more row."""
        return "tinh" in self.data or "them" in self.data

    def act(self) -> object:
        """Files that are good stay with the dossier, whether or not the answer is whole yet."""
        asked = [item["key"] for item in self.request.items if item["kind"] == "paper"]
        good, bad = keep_files(self.files, asked, self.by)
        for key, file in good:
            attach_supplement(self.dossier, key=key, file=file, by=self.by)
        if bad:
            raise Invalid({f"paper-{key}": words for key, words in bad.items()})
        return answer_supplements(self.dossier, raw=self._meant(), on_paper=self._brought(), by=self.by)

    def refuse(self, refusal: Refused) -> None:
        self.named = dict(getattr(refusal, "errors", {}))
        if not self.named:
            self.add_error(None, refusal.message)

    def error_list(self) -> list[tuple[str, str]]:
        papers = [(f"c-{one['key']}", one["error"]) for one in self.papers() if one["error"]]
        return super().error_list() + papers + [(one.target, one.error) for one in self.typed() if one.error]

    def _sent(self) -> dict[str, str]:
        return {name: str(self.data[name]) for name in self.data}

    def _stored(self) -> dict[str, str]:
        """What was answered to the fields now asked for, as their boxes would send it."""
        known = self._schema.fields if self._schema else {}
        asked = [item["key"] for item in self.request.items if item["kind"] == "field"]
        pieces = [raw_of(known[key], self._answers[key]) for key in asked if key in self._answers]
        return {name: value for piece in pieces for name, value in piece.items()}

    def _meant(self) -> dict[str, str]:
        stored = self._stored()
        return {name: unmasked(typed, stored.get(name, "")) for name, typed in self._sent().items()}

    def _brought(self) -> list[str]:
        return list(self.data.getlist(BROUGHT)) if hasattr(self.data, "getlist") else []
