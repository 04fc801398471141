"""Where a resident stands in a draft: which pages the answers lead through, what comes before and after."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from xaso.core.actor import Actor
from xaso.core.identifiers import masked, unmasked
from xaso.core.refused import Refused
from xaso.core.text import whole_number
from xaso.dossiers.access import is_owner_helped
from xaso.dossiers.models import Assistance, Draft
from xaso.forms.rules import Page, Schema, Section, prefill, raw_of, summary, unseal_answers
from xaso.procedures.rules import papers_asked

PAPERS: Final = "giay-to"
REVIEW: Final = "xem-lai"
REVIEWING: Final = "ve"  # ?ve=xem-lai: the page was opened from the review, and leads back there


class Walk:
    """One draft and the way through it. Costs no query: the draft came with its version and procedure."""

    def __init__(self, draft: Draft, facts: Mapping[str, Any] | None = None, *, by: Actor) -> None:
        self.draft = draft
        self.by = by
        self.facts = facts or {}
        schema = draft.version.schema
        if schema is None:
            raise Refused(_("Việc này hiện nộp tại quầy."), "counter_only")
        self.schema: Schema = schema
        self.name: str = draft.version.procedure.plain_name

    @cached_property
    def helped(self) -> Assistance | None:
        """Set while `by` prepares it for somebody else."""
        return None if is_owner_helped(self.draft, self.by) else self.draft.assistance

    @cached_property
    def hidden(self) -> frozenset[str]:
        """Fields the owner wrote: a helper reads their identity numbers masked."""
        return frozenset(self.helped.owner_typed) if self.helped else frozenset()

    def meant(self, page: Page, raw: Mapping[str, str]) -> dict[str, str]:
        """What was typed, with the numbers back that a helper was shown masked and left alone."""
        known = self._raw(page, self.answers)
        hidden = tuple(self.hidden)
        return {
            name: unmasked(text, known.get(name, "")) if name.startswith(hidden) else text for name, text in raw.items()
        }

    @cached_property
    def answers(self) -> dict[str, Any]:
        return unseal_answers(self.schema, self.draft.answers)

    @cached_property
    def papers(self) -> list[dict[str, Any]]:
        """What this person's answers ask for; nothing when nothing has to be photographed."""
        return papers_asked(self.draft.version.content, self.answers)

    @cached_property
    def keys(self) -> list[str]:
        pages = [page.key for page in self.schema.visible_pages(self.answers)]
        return [*pages, *([PAPERS] if self.papers else []), REVIEW]

    def number(self, key: str) -> int:
        return self.keys.index(key) + 1 if key in self.keys else 1

    def url(self, key: str) -> str:
        names = {PAPERS: "portal:draft-papers", REVIEW: "portal:draft-review"}
        if key in names:
            return reverse(names[key], args=[self.draft.id])
        return reverse("portal:draft-page", args=[self.draft.id, key])

    def before(self, key: str) -> str:
        """The page before, or the page that explains the procedure."""
        place = self.number(key) - 2
        if place < 0:
            return reverse("portal:procedure", args=[self.draft.version.procedure.code])
        return self.url(self.keys[place])

    def after(self, key: str) -> str:
        return self.url(self.keys[min(self.number(key), len(self.keys) - 1)])

    def resume(self) -> str:
        """Where to go on: the page after the last one saved."""
        return self.after(self.draft.page) if self.draft.page in self.keys else self.url(self.keys[0])

    def progress(self, key: str) -> dict[str, object]:
        return {
            "draft": self.draft,
            "job_name": self.name,
            "number": self.number(key),
            "total": len(self.keys),
            "back": self.before(key),
            "first": self.number(key) == 1,
            "helped": self.helped,
        }

    def stored_raw(self, page: Page) -> dict[str, str]:
        """The inputs as saved, and what is offered where nothing was saved yet."""
        raw = self._raw(page, prefill(self.schema, self.facts, self.answers) | self.answers)
        hidden = tuple(self.hidden)
        return {name: masked(text) if name.startswith(hidden) else text for name, text in raw.items()}

    def _raw(self, page: Page, answers: Mapping[str, Any]) -> dict[str, str]:
        return {
            name: text
            for one in page.fields
            if one.key in answers
            for name, text in raw_of(one, answers[one.key]).items()
        }

    def visible(self, page: Page, raw: Mapping[str, str] | None = None) -> frozenset[str]:
        """Fields asked now; with `raw`, as if what was just typed on this page were saved."""
        typed = {one.key: raw[one.key] for one in page.fields if one.key in raw} if raw is not None else {}
        return frozenset(one.key for one in page.visible_fields(self.answers | typed))

    def brings_up(self, key: str, shown: frozenset[str]) -> bool:
        """Whether the answers just saved ask for something on the same page that was not on the screen."""
        page = self.schema.page(key)
        asked = {one.key for one in page.visible_fields(self.answers) if one.holds_value}
        return bool(shown) and not asked <= shown

    def sections(self) -> list[dict[str, object]]:
        return [
            {
                "title": section.title,
                "url": f"{self.url(section.page_key)}?{REVIEWING}={REVIEW}",
                "rows": self._rows(section),
            }
            for section in summary(self.schema, self.answers)
        ]

    def _rows(self, section: Section) -> list[tuple[str, str]]:
        """A page that the owner had a hand in: every identity number on it masked for a helper."""
        shut = bool(self.hidden & {one.key for one in self.schema.page(section.page_key).fields})
        return [(row.label, masked(row.text) if shut else row.text) for row in section.rows]

    def rows_of(self, page: Page) -> list[tuple[str, str]]:
        """What is saved of this page."""
        sections = summary(self.schema, self.answers)
        return [row for section in sections if section.page_key == page.key for row in self._rows(section)]


@dataclass(frozen=True, slots=True)
class Typed:
    """One page as it came in: the inputs, which fields were on the screen, which warnings had been read, and whether it
    only asks to be drawn again (communes of a province, one more row)."""

    raw: dict[str, str]
    shown: frozenset[str]
    read: frozenset[str]
    revision: int
    redraws: bool

    @classmethod
    def of(cls, post: Mapping[str, Any], lists: Mapping[str, Sequence[object]]) -> "Typed":
        return cls(
            raw={name: str(post[name]) for name in post},
            shown=frozenset(map(str, lists.get("hien", ()))),
            read=frozenset(map(str, lists.get("nhac", ()))),
            revision=whole_number(str(post.get("revision", ""))),
            redraws="tinh" in post or "them" in post,
        )


def new_errors(errors: Mapping[str, str], shown: frozenset[str]) -> dict[str, str]:
    """Only errors of fields that were on the screen: what an answer has just brought up is asked first, not blamed."""
    return {path: text for path, text in errors.items() if not shown or path.split("-", 1)[0] in shown}
