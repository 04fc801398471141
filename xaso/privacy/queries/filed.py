"""What somebody filed, has not sent yet, and helped others with."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from typing import Any, Final

from django.utils.translation import gettext as _

from xaso.core.dates import show_moment
from xaso.core.language import in_vietnamese
from xaso.documents.queries import render_pdf
from xaso.dossiers.access import consent_of
from xaso.dossiers.models import Assistance, Dossier, Draft, Paper, Request, Result
from xaso.dossiers.queries import (
    Look,
    attestations_of,
    filing_words,
    looks_at,
    papers_of,
    right_words,
    story,
    with_names,
)
from xaso.dossiers.queries.story import show_post
from xaso.dossiers.rules import Purpose, State
from xaso.forms.rules import Schema, summary, unseal_answers
from xaso.messages.queries import messages_about
from xaso.privacy.access import DataSubject
from xaso.privacy.models import CardSeen
from xaso.privacy.queries.part import Part, Rows, columns, keep, rated, told
from xaso.surveys.queries import rating_of

MAX_LOOKS: Final = 1000
HELPED: Final = ("kind", "helper_name", "owner_name", "owner_phone", "started_at", "invited_at")
AGREED: Final = ("how", "given_at", "witness", "may_follow", "may_answer", "ended_at", "ended_because")
ATTESTED: Final = ("side", "phone", "holds", "said_at", "how", "words")
COUNTED: Final = ("kind", "at", "reason", "amount")


def dossiers_of(subject: DataSubject) -> list[Dossier]:
    filed = subject.dossiers.order_by("submitted_at", "id")
    helped = ("assistance__consent", "assistance__post__office")
    return list(filed.select_related("procedure", "version", "office", "holder__office", "clock", *helped))


@in_vietnamese
def dossier_part(dossier: Dossier, archive: zipfile.ZipFile) -> Part:
    schema = dossier.version.schema if dossier.version else None
    answers = unseal_answers(schema, dossier.answers)
    happened = [one for one in story(dossier, for_owner=True) if one.when]
    messages, written = told(messages_about(dossier.subject))
    looks = [one for one in with_names(looks_at(dossier, size=MAX_LOOKS).rows) if one.post]
    (score, rating), seen = rated(rating_of(dossier.subject)), CardSeen.objects.filter(request=dossier).first()
    rows: Rows = [
        (_("Việc"), dossier.title),
        (_("Trạng thái"), str(dossier.get_state_display())),
        (_("Nộp lúc"), show_moment(dossier.submitted_at)),
        (_("Người nộp"), dossier.owner_name),
        (_("Cách nộp"), filing_words(dossier)),
        (_("Quyền nộp"), right_words(dossier)),
        *_answers(schema, answers),
        *((one.title, " ".join([show_moment(one.when), one.who, one.words]).strip()) for one in happened if one.when),
        *messages,
        *((_("Đã mở hồ sơ"), _look(look)) for look in looks),
        *score,
    ]
    if seen is not None:
        rows.append((_("Cán bộ xem thẻ căn cước"), show_moment(seen.seen_at)))
    part = Part(f"{dossier.number} – {dossier.procedure.plain_name}", [(a, b) for a, b in rows if b])
    part.files = [*_papers(dossier, archive), *_letters(dossier, archive)]
    names = ("number", "state", "submitted_at", "received_at", "ended_at", "outcome", "owner_name", "contact_phone")
    part.data = columns(dossier, *names, "filed_how", "by_right") | {
        "procedure": dossier.procedure.code,
        "answers": answers,
        "help": _help(dossier.assistance) if dossier.assistance else None,
        "mandate": [columns(one, *ATTESTED) for one in attestations_of(dossier)],
        "agreed_to_help": columns(consent, *AGREED) if (consent := consent_of(dossier)) else None,
        "history": [{"what": one.title, "at": one.when, "who": one.who, "words": one.words} for one in happened],
        "asked_for": list(
            Request.objects.filter(dossier=dossier).order_by("id").values("items", "asked_at", "answered_at")
        ),
        "clock": [columns(one, *COUNTED) for one in dossier.clock.ledger.all()] if dossier.clock else [],
        "messages": written,
        "looks": [{"at": one.at, "who": show_post(one.post), "why": one.purpose} for one in looks if one.post],
        "rating": rating,
        "card_seen": columns(seen, "seen_at") if seen else None,
        "files": [path for path, _name in part.files],
    }
    return part


def _answers(schema: Schema | None, answers: dict[str, Any]) -> Rows:
    if schema is None:
        return []
    return [(row.label, row.text) for section in summary(schema, answers) for row in section.rows if row.text]


def _help(assistance: Assistance) -> dict[str, Any]:
    return columns(assistance, *HELPED) | {"office": assistance.post.office.name if assistance.post else ""}


def _look(look: Look) -> str:
    assert look.post is not None
    why = str(Purpose(look.purpose).label) if look.purpose in Purpose.values else ""
    return ", ".join(filter(None, (show_moment(look.at), show_post(look.post), look.post.office.name, why)))


def _papers(dossier: Dossier, archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    for place, paper in enumerate(papers_of(dossier), start=1):
        if paper.file is not None:
            yield from keep(archive, f"ho-so/{dossier.number}/giay-to-{place}", paper.name, paper.file)


def _letters(dossier: Dossier, archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    for place, letter in enumerate(dossier.letters.select_related("document").order_by("sent_at", "id"), start=1):
        path = f"ho-so/{dossier.number}/van-ban-{place}.pdf"
        archive.writestr(path, render_pdf(letter.document))
        yield path, letter.document.title
    result = Result.objects.filter(dossier=dossier).select_related("document").first()
    if result is not None and result.document is not None and dossier.state == State.RETURNED:
        path = f"ho-so/{dossier.number}/ket-qua.pdf"
        archive.writestr(path, render_pdf(result.document))
        yield path, result.document.title


@in_vietnamese
def draft_part(draft: Draft, archive: zipfile.ZipFile) -> Part:
    """What is not sent yet, with its photographs."""
    schema = draft.version.schema
    answers = unseal_answers(schema, draft.answers)
    rows = [(_("Sửa lần cuối"), show_moment(draft.updated_at)), (_("Giữ đến"), show_moment(draft.expires_at))]
    part = Part(
        _("Đang làm dở: %(name)s") % {"name": draft.version.procedure.plain_name}, rows + _answers(schema, answers)
    )
    papers = Paper.objects.filter(draft=draft, file__isnull=False).select_related("file").order_by("id")
    for place, paper in enumerate(papers, start=1):
        assert paper.file is not None
        part.files += keep(archive, f"lam-do/{draft.pk}/giay-to-{place}", paper.name, paper.file)
    part.data = {
        "draft": str(draft.pk),
        "procedure": draft.version.procedure.code,
        "unsent_answers": answers,
        **columns(draft, "updated_at", "expires_at"),
        "help": _help(draft.assistance) if draft.assistance else None,
        "files": [path for path, _name in part.files],
    }
    return part


@in_vietnamese
def helped_part(subject: DataSubject) -> Part | None:
    """Whom they helped: when, and the name they gave. What was filed belongs to its owner."""
    helped = list(subject.helped.order_by("started_at", "id"))
    rows = [(one.owner_name, show_moment(one.started_at)) for one in helped]
    said = [columns(one, "kind", "owner_name", "started_at") for one in helped]
    return Part(_("Ông/bà làm giúp người khác"), rows, data={"helped": said}) if helped else None
