"""What the office asked for, as cards for papers and inputs for fields."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from xaso.core.dates import show_moment
from xaso.dossiers.access import open_request
from xaso.dossiers.models import Dossier, Request
from xaso.forms.rules import Field, raw_of, unseal_answers
from xaso.portal.forms.papers import Card, supplement_cards, upload_words
from xaso.portal.forms.questions import Asked, one_control
from xaso.ui.controls import Control


@dataclass(frozen=True, slots=True)
class Asking:
    """The open request of a dossier with the fields it speaks of."""

    dossier: Dossier
    request: Request
    fields: tuple[tuple[Field, str], ...]
    answers: Mapping[str, Any]

    @classmethod
    def of(cls, dossier: Dossier) -> "Asking":
        """Raises NotFound when nothing waits for an answer. One query."""
        request = open_request(dossier)
        schema = dossier.version.schema if dossier.version else None
        wanted = {item["key"]: item["what"] for item in request.items if item["kind"] == "field"}
        fields = tuple((one, wanted[key]) for key, one in schema.fields.items() if key in wanted) if schema else ()
        return cls(dossier, request, fields, unseal_answers(schema, dossier.answers))

    def drawn(self, raw: Mapping[str, str], errors: Mapping[str, str]) -> dict[str, object]:
        """The page's context. One query for the files that have come."""
        there = self.request.papers.select_related("file").order_by("id")
        cards = supplement_cards(self.dossier, self.request, there, errors)
        controls = [self._control(one, what, raw, errors) for one, what in self.fields]
        return {
            "papers": cards,
            "controls": controls,
            "errors": [*_card_errors(cards), *((one.target, one.error) for one in controls if one.error)],
            "intro": _("Ông/bà gửi đủ những mục dưới đây trước %(by)s. Gửi đủ thì xã làm tiếp ngay.")
            % {"by": show_moment(self.request.answer_by)},
            "words": upload_words(),
        }

    def _control(self, one: Field, what: str, raw: Mapping[str, str], errors: Mapping[str, str]) -> Control:
        typed = raw or (raw_of(one, self.answers[one.key]) if one.key in self.answers else {})
        control = one_control(one, Asked(typed, errors))
        return replace(control, hint=_("Xã nhắn: %(what)s") % {"what": what})


def _card_errors(cards: list[Card]) -> list[tuple[str, str]]:
    return [(f"giay-{card.key}", card.error) for card in cards if card.error]
