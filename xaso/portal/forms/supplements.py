"""What the office asked for, as cards for papers and inputs for fields."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from xaso.core.actor import Actor
from xaso.core.dates import show_moment
from xaso.core.identifiers import masked, unmasked
from xaso.dossiers.access import is_owner, open_request
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
    by: Actor

    @classmethod
    def of(cls, dossier: Dossier, by: Actor) -> "Asking":
        """Raises NotFound when nothing waits for an answer. One query."""
        request = open_request(dossier)
        schema = dossier.version.schema if dossier.version else None
        wanted = {item["key"]: item["what"] for item in request.items if item["kind"] == "field"}
        fields = tuple((one, wanted[key]) for key, one in schema.fields.items() if key in wanted) if schema else ()
        return cls(dossier, request, fields, unseal_answers(schema, dossier.answers), by)

    def drawn(self, raw: Mapping[str, str], errors: Mapping[str, str]) -> dict[str, object]:
        """The page's context. One query for the files that have come."""
        there = self.request.papers.select_related("file").order_by("id")
        cards = supplement_cards(self.dossier, self.request, there, errors, self.by)
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
        typed = raw or self._stored(one)
        control = one_control(one, Asked(typed, errors))
        return replace(control, hint=_("Xã nhắn: %(what)s") % {"what": what})

    def _stored(self, one: Field) -> dict[str, str]:
        known = raw_of(one, self.answers[one.key]) if one.key in self.answers else {}
        return {name: masked(text) for name, text in known.items()} if one.key in self._hidden() else known

    def meant(self, raw: Mapping[str, str]) -> dict[str, str]:
        """What was typed, with the numbers back that a helper was shown masked and left alone."""
        known = {
            name: text
            for one, _what in self.fields
            if one.key in self._hidden() and one.key in self.answers
            for name, text in raw_of(one, self.answers[one.key]).items()
        }
        return {name: unmasked(text, known.get(name, "")) for name, text in raw.items()}

    def _hidden(self) -> frozenset[str]:
        """Fields the owner wrote, for anybody else."""
        assistance = self.dossier.assistance
        return (
            frozenset() if assistance is None or is_owner(self.dossier, self.by) else frozenset(assistance.owner_typed)
        )


def _card_errors(cards: list[Card]) -> list[tuple[str, str]]:
    return [(f"giay-{card.key}", card.error) for card in cards if card.error]
