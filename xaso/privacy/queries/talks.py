"""What somebody told the commune beside a dossier: reports, calls, and what was promised to them."""

from __future__ import annotations

import zipfile

from django.utils.translation import gettext as _

from xaso.core.dates import show_moment
from xaso.core.identifiers import show_phone
from xaso.core.language import in_vietnamese
from xaso.dossiers.queries.story import show_post
from xaso.petitions.models import Petition, Photo
from xaso.petitions.queries import moves_of
from xaso.privacy.access import DataSubject
from xaso.privacy.queries.part import Part, columns, keep, rated
from xaso.surveys.models import Rating
from xaso.surveys.queries import rating_of

SAID = (
    "number",
    "category",
    "place",
    "words",
    "sent_at",
    "state",
    "ended_at",
    "question",
    "reply",
    "answer",
    "public_words",
    "name",
    "phone",
)
CALLED = ("began_at", "ended_at", "state", "caller", "name", "language", "note")
PROMISED = ("made_at", "kind", "words", "caller", "name", "due_at", "state", "ended_at", "outcome")


@in_vietnamese
def petition_part(petition: Petition, archive: zipfile.ZipFile) -> Part:
    moves, (score, rating) = moves_of(petition), rated(rating_of(petition.subject))
    rows = [
        (_("Về việc"), str(petition.get_category_display())),
        (_("Nơi"), petition.place),
        (_("Nội dung"), petition.words),
        (_("Gửi lúc"), show_moment(petition.sent_at)),
        (_("Trạng thái"), str(petition.get_state_display())),
        (_("Xã hỏi thêm"), petition.question),
        (_("Người gửi nói thêm"), petition.reply),
        (_("Trả lời"), petition.answer),
        (_("Họ, chữ đệm, tên"), petition.name),
        (_("Số điện thoại"), show_phone(petition.phone) if petition.phone else ""),
        *((str(one.get_verb_display()), f"{show_moment(one.at)}, {show_post(one.by)}") for one in moves),
        *score,
    ]
    part = Part(_("Phản ánh %(number)s") % {"number": petition.number}, [(a, b) for a, b in rows if b])
    photos = Photo.objects.filter(petition=petition, file__isnull=False).select_related("file").order_by("id")
    for place, photo in enumerate(photos, start=1):
        name = _("Ảnh %(place)d") % {"place": place}
        part.files += keep(archive, f"phan-anh/{petition.number}/anh-{place}", name, photo.file)
    part.data = columns(petition, *SAID) | {
        "moves": [{"what": one.verb, "at": one.at, "who": show_post(one.by)} for one in moves],
        "rating": rating,
        "photographs": [path for path, _name in part.files],
    }
    return part


@in_vietnamese
def calls_part(subject: DataSubject) -> Part | None:
    """What was written down of calls from their telephones, and which answers were given."""
    called = subject.calls.select_related("line").prefetch_related("given__answer", "earlier_notes__by")
    calls = list(called.order_by("began_at", "id"))
    rows = [
        (
            show_moment(one.began_at),
            ", ".join(filter(None, (one.line.name, str(one.get_state_display()), one.name, one.note))),
        )
        for one in calls
    ]
    said = [columns(one, *CALLED) | {"line": one.line.name} for one in calls]
    given = [
        {"at": answer.at, "answer": answer.answer.title, "sent": answer.sent}
        for one in calls
        for answer in one.given.all()
    ]
    rows += [(show_moment(answer.at), answer.answer.title) for one in calls for answer in one.given.all()]
    earlier = [note for one in calls for note in one.earlier_notes.all() if note.words]
    rows += [(_("Lời ghi trước khi sửa, %(at)s") % {"at": show_moment(note.at)}, note.words) for note in earlier]
    notes = [{"at": note.at, "words": note.words, "who": show_post(note.by)} for note in earlier]
    of_calls = Rating.objects.given().filter(subject_kind="call", subject_id__in=[str(one.pk) for one in calls])
    marks = [rated(one) for one in of_calls.order_by("rated_at", "id")]
    rows += [row for score, _rating in marks for row in score]
    data = {
        "calls": said,
        "answers_given": given,
        "earlier_notes": notes,
        "ratings": [rating for _score, rating in marks],
    }
    return Part(_("Cuộc gọi đến đường dây hỗ trợ"), rows, data=data) if calls else None


@in_vietnamese
def promises_part(subject: DataSubject) -> Part | None:
    promises = list(subject.promises.order_by("made_at", "id"))
    rows = [
        (
            f"{one.get_kind_display()}, {show_moment(one.made_at)}",
            _("%(words)s Hẹn trước %(due)s: %(state)s. %(outcome)s")
            % {"words": one.words, "due": show_moment(one.due_at), "state": one.get_state_display(), "outcome": one.outcome},
        )
        for one in promises
    ]  # fmt: skip
    said = [columns(one, *PROMISED) for one in promises]
    return Part(_("Lời hẹn của xã với ông/bà"), rows, data={"promises": said}) if promises else None
