"""The proposal: granted with the text of the result, filled from the answers and mendable, or rejected with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.dates import PartialDate
from xaso.core.identifiers import masked, unmasked
from xaso.core.refused import Invalid, Refused
from xaso.desk.forms.moves import MoveForm, words
from xaso.documents.queries import head_of
from xaso.documents.rules import Field, Letter, check_data, load_letter, unseal_data
from xaso.dossiers.actions import propose_result
from xaso.dossiers.models import Dossier, Result
from xaso.dossiers.rules import Outcome
from xaso.forms.rules import unseal_answers
from xaso.privacy.queries import carried_out
from xaso.procedures.rules import result_data

if TYPE_CHECKING:
    from xaso.desk.forms.moves import Files

HEAD: Final = frozenset({"agency_parent", "agency", "place", "signed_on", "number", "signer", "signer_title"})
DATES: Final = ("date", "partial_date")
OF_LETTER: Final = "d-"


class ProposalForm(MoveForm):
    """Identity numbers in the result are shown masked; a box left as it was shown means the known text."""

    template = "desk/dossiers/propose.html"
    button = gettext_lazy("Trình ký")
    done = gettext_lazy("Đã trình lãnh đạo.")
    outcome = forms.ChoiceField(
        label=gettext_lazy("Đề xuất"),
        choices=Outcome.choices,
        widget=forms.RadioSelect,
        initial=Outcome.GRANTED,
        error_messages={"required": gettext_lazy("Xin chọn đồng ý hay không giải quyết.")},
    )
    reason = words(
        gettext_lazy("Lý do, căn cứ pháp lý"),
        hint=gettext_lazy("Bắt buộc khi không giải quyết; người dân đọc câu này."),
        required=False,
    )

    def __init__(
        self, dossier: Dossier, by: Actor, data: Mapping[str, Any] | None = None, files: Files | None = None
    ) -> None:
        super().__init__(dossier, by, data, files)
        template = dossier.result_template
        self.letter: Letter | None = load_letter(template) if template else None
        self._known = known_details(dossier, self.letter, by) if self.letter else {}
        for one in self.letter_fields:
            self.fields[OF_LETTER + one.name] = _input(one, masked(self._known.get(one.name, "")))
        result: Result | None = getattr(dossier, "result", None)
        if result is not None:
            self.fields["outcome"].initial, self.fields["reason"].initial = result.outcome, result.reason

    @property
    def letter_fields(self) -> list[Field]:
        return [one for one in self.letter.fields if one.name not in HEAD] if self.letter else []

    @property
    def title(self) -> str:
        return self.letter.edition_on(clock.today()).title if self.letter else ""

    def decision(self) -> list[Any]:
        return [one for one in self.controls() if not one.name.startswith(OF_LETTER)]

    def details(self) -> list[Any]:
        needed = {OF_LETTER + one.name: one.required for one in self.letter_fields}
        return [replace(one, optional=not needed[one.name]) for one in self.controls() if one.name in needed]

    def act(self) -> object:
        said = self.cleaned_data
        details = {one.name: self._meant(one, said[OF_LETTER + one.name]) for one in self.letter_fields}
        try:
            return propose_result(
                self.dossier, outcome=said["outcome"], reason=said["reason"], details=details, by=self.by
            )
        except Invalid as refusal:
            named = {OF_LETTER + path.split(".", 1)[0]: sentence for path, sentence in refusal.errors.items()}
            raise Invalid(named, refusal.message) from refusal

    def _meant(self, one: Field, typed: str) -> Any:
        text = unmasked(typed, self._known.get(one.name, ""))
        return _rows(one, text) if one.kind == "rows" else text


def known_details(dossier: Dossier, letter: Letter, by: Actor) -> dict[str, str]:
    """What the result would say by the office, the answers and an earlier proposal, as people write it."""
    result: Result | None = getattr(dossier, "result", None)
    today = clock.today()
    found: dict[str, Any] = {"title": letter.edition_on(today).title, "registered_on": ""}
    if dossier.version is not None:
        schema = dossier.version.schema
        found |= result_data(dossier.version.content, schema, unseal_answers(schema, dossier.answers))
    found = head_of(letter, office_id=dossier.office_id, day=today, by=by) | found
    if letter.name == "result_answer":
        found["answer"] = " ".join(carried_out(dossier))
    if letter.name == "result_birth":
        found["registered_on"] = found["registered_on"] or today.isoformat()
    if result is not None:
        found |= unseal_data(result.details)
    return {one.name: written(one, found.get(one.name) or one.default) for one in letter.fields}


def draft_data(dossier: Dossier, by: Actor) -> tuple[str, dict[str, Any]]:
    """Template and checked data of the result as proposed, to be looked at before it is signed. Raises Refused."""
    result: Result | None = getattr(dossier, "result", None)
    template = dossier.result_template
    if result is None or not template or result.outcome != Outcome.GRANTED:
        raise Refused(_("Hồ sơ này chưa có bản nháp kết quả."), "no_draft")
    letter, today = load_letter(template), clock.today()
    head = head_of(letter, office_id=dossier.office_id, day=today, by=by)
    return template, check_data(letter, head | unseal_data(result.details), day=today)


def _input(one: Field, shown: str) -> forms.CharField:
    long = one.kind in ("lines", "rows") or one.limit > 300
    hint = {
        "rows": _("Mỗi dòng một mục, ví dụ “Nơi sinh: Trạm Y tế xã Vị Thủy”."),
        "date": _("Ví dụ 17/11/2026."),
        "partial_date": _("Ví dụ 17/11/1988; chỉ nhớ năm thì ghi 1988."),
    }
    widget = forms.Textarea() if long else forms.TextInput(attrs={"data-width": "w12"} if one.kind in DATES else {})
    return forms.CharField(
        label=one.label, help_text=hint.get(one.kind, ""), required=False, initial=shown, widget=widget, max_length=8000
    )


def written(one: Field, value: Any) -> str:
    """A stored value as somebody would type it."""
    if one.kind == "rows":
        first, second = (column.name for column in one.columns[:2])
        return "\n".join(f"{row.get(first, '')}: {row.get(second, '')}" for row in value or ())
    if one.kind in DATES and value:
        return PartialDate.parse(str(value)).show()
    return str(value or "")


def _rows(one: Field, text: str) -> list[dict[str, str]]:
    first, second = (column.name for column in one.columns[:2])
    pairs = (line.partition(":") for line in text.splitlines() if line.strip())
    return [{first: label.strip(), second: said.strip()} for label, _colon, said in pairs]
