"""Everything about one person in one archive: a page anybody can open, the same as JSON, the papers and the letters."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from typing import IO, Any, Final

from django.db.models import Q
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from xaso.core.dates import show_moment
from xaso.core.identifiers import show_phone
from xaso.core.language import in_vietnamese
from xaso.documents.queries import render_pdf
from xaso.dossiers.models import Dossier, Result
from xaso.dossiers.queries import looks_at, papers_of, story, with_names
from xaso.dossiers.queries.story import show_post
from xaso.dossiers.rules import Purpose, State
from xaso.files.models import StoredFile
from xaso.files.queries import read_bytes
from xaso.forms.rules import summary, unseal_answers
from xaso.hotline.models import Call
from xaso.messages.queries import messages_about, standing_addresses
from xaso.messages.rules import Channel
from xaso.people.models import Consent
from xaso.petitions.models import Petition, Photo
from xaso.privacy.access import DataSubject

MAX_BYTES: Final = 500 * 1024 * 1024
MAX_LOOKS: Final = 1000
EXTENSIONS: Final = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}
STYLE: Final = (
    "body{font:18px/1.5 sans-serif;max-width:44em;margin:1em auto;padding:0 1em;color:#17211C}h2{margin-top:2em}"
    "dt{color:#46554D;font-size:.85em}dd{margin:0 0 .6em;white-space:pre-line}a{color:#1D5FA8}"
)

Rows = list[tuple[str, str]]


@dataclass
class Part:
    """One heading of the page with its rows, the files it names, and the same for machines."""

    title: str
    rows: Rows
    files: list[tuple[str, str]] = field(default_factory=list)  # (path in the archive, name)
    data: dict[str, Any] = field(default_factory=dict)


def dossiers_of(subject: DataSubject) -> list[Dossier]:
    filed = subject.dossiers.order_by("submitted_at", "id")
    return list(filed.select_related("procedure", "version", "office", "holder__person", "holder__office", "clock"))


def write_archive(subject: DataSubject, dossiers: Iterable[Dossier], target: IO[bytes]) -> Iterator[int]:
    """Writes into `target` and says after each dossier how many are done. Papers are read one at a time; beyond MAX_BYTES
    they are only named."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        parts = [_whose(subject), _agreed(subject)]
        for done, dossier in enumerate(dossiers, start=1):
            parts.append(_dossier(dossier, archive))
            yield done
        parts += [_petition(one, archive) for one in subject.petitions.order_by("sent_at", "id")]
        if calls := _calls(subject):
            parts.append(calls)
        archive.writestr("index.html", _page(parts))
        data = json.dumps([{"title": one.title} | one.data for one in parts], ensure_ascii=False, indent=1, default=str)
        archive.writestr("du-lieu.json", data)


@in_vietnamese
def _whose(subject: DataSubject) -> Part:
    account, person = subject.account, subject.person
    rows: Rows = []
    data: dict[str, Any] = {}
    if account is not None:
        rows.append((_("Số điện thoại"), show_phone(account.phone or "")))
        rows.append((_("Mở tài khoản"), show_moment(account.created_at)))
        data |= {"phone": account.phone, "opened": account.created_at}
    if person is not None:
        known = {
            "full_name": (_("Họ, chữ đệm, tên"), person.full_name),
            "born": (_("Ngày sinh"), person.born),
            "sex": (_("Giới tính"), person.get_sex_display()),
            "id_number": (_("Số định danh"), person.id_number),
            "ethnicity": (_("Dân tộc"), person.ethnicity),
            "nationality": (_("Quốc tịch"), person.nationality),
            "address": (_("Nơi ở"), str(person.address.get("line", ""))),
        }
        rows += known.values()
        data |= {name: text for name, (_label, text) in known.items()} | {"address": person.address}
    emails = [one.text for one in standing_addresses(account.pk) if one.channel == Channel.EMAIL] if account else []
    rows += [(_("Địa chỉ thư điện tử"), text) for text in emails]
    data["emails"] = emails
    known_by = account.identities.order_by("made_at") if account else ()
    claims = [(one.issuer, asdict(one.claims)) for one in known_by]
    rows += [(_("Định danh của %(issuer)s") % {"issuer": issuer}, said["full_name"]) for issuer, said in claims]
    data["identities"] = [{"issuer": issuer} | said for issuer, said in claims]
    if not rows:
        rows.append((_("Tài khoản"), _("Ông/bà chưa có tài khoản; xã chỉ giữ hồ sơ ghi tại quầy.")))
    return Part(_("Tài khoản") if account else _("Người có tên"), rows, data=data)


@in_vietnamese
def _agreed(subject: DataSubject) -> Part:
    account, person = subject.account, subject.person
    whose = Q(account=account.pk) if account else Q(pk=None)
    whose |= Q(person=person.pk) if person else Q(pk=None)
    consents = list(Consent.objects.filter(whose).order_by("given_at"))
    rows = [
        (
            str(one.get_purpose_display()),
            _("đồng ý %(at)s") % {"at": show_moment(one.given_at)}
            + (_("; rút lại %(at)s") % {"at": show_moment(one.withdrawn_at)} if one.withdrawn_at else "")
            + f"\n{one.words}",
        )
        for one in consents
    ]
    names = ("purpose", "version", "words", "given_at", "given_how", "withdrawn_at", "withdrawn_how")
    said = [{name: getattr(one, name) for name in names} for one in consents]
    return Part(_("Sự đồng ý"), rows or [(_("Chưa có"), _("Ông/bà chưa đồng ý việc nào."))], data={"consents": said})


@in_vietnamese
def _dossier(dossier: Dossier, archive: zipfile.ZipFile) -> Part:
    schema = dossier.version.schema if dossier.version else None
    answers = unseal_answers(schema, dossier.answers)
    rows: Rows = [
        (_("Việc"), dossier.title),
        (_("Trạng thái"), str(dossier.get_state_display())),
        (_("Nộp lúc"), show_moment(dossier.submitted_at)),
        (_("Người nộp"), dossier.owner_name),
    ]
    if schema is not None:
        rows += [(row.label, row.text) for section in summary(schema, answers) for row in section.rows if row.text]
    happened = [one for one in story(dossier, for_owner=True) if one.when]
    told = list(messages_about(dossier.subject))
    looks = with_names(looks_at(dossier, size=MAX_LOOKS).rows)
    rows += [(one.title, " ".join([show_moment(one.when), one.who, one.words]).strip()) for one in happened if one.when]
    rows += [(_("Tin nhắn"), f"{show_moment(one.created_at)}: {one.shown_body}") for one in told if one.shown_body]
    rows += [(_("Đã mở hồ sơ"), _look(look)) for look in looks if look.post]
    part = Part(f"{dossier.number} – {dossier.procedure.plain_name}", [(a, b) for a, b in rows if b])
    part.files = [*_papers(dossier, archive), *_letters(dossier, archive)]
    part.data = {
        "number": dossier.number,
        "procedure": dossier.procedure.code,
        "state": dossier.state,
        "submitted_at": dossier.submitted_at,
        "received_at": dossier.received_at,
        "ended_at": dossier.ended_at,
        "outcome": dossier.outcome,
        "contact_phone": dossier.contact_phone,
        "answers": answers,
        "history": [{"what": one.title, "at": one.when, "who": one.who, "words": one.words} for one in happened],
        "messages": [{"at": one.created_at, "text": one.shown_body} for one in told],
        "looks": [{"at": one.at, "who": show_post(one.post), "why": one.purpose} for one in looks if one.post],
        "files": [path for path, _name in part.files],
    }
    return part


def _look(look: Any) -> str:
    why = str(Purpose(look.purpose).label) if look.purpose in Purpose.values else ""
    return ", ".join(filter(None, (show_moment(look.at), show_post(look.post), look.post.office.name, why)))


def _papers(dossier: Dossier, archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    for place, paper in enumerate(papers_of(dossier), start=1):
        if paper.file is None:
            continue
        path = f"ho-so/{dossier.number}/giay-to-{place}.{EXTENSIONS.get(paper.file.media_type, 'bin')}"
        yield from _keep(archive, path, paper.name, paper.file)


def _keep(archive: zipfile.ZipFile, path: str, name: str, file: StoredFile) -> Iterator[tuple[str, str]]:
    if sum(one.file_size for one in archive.filelist) + file.size > MAX_BYTES:
        yield "", _("%(name)s: quá lớn, xem ở trang hồ sơ") % {"name": name}
        return
    archive.writestr(
        path, read_bytes(file), compress_type=zipfile.ZIP_STORED
    )  # photographs and PDFs are packed already
    yield path, name


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
def _petition(petition: Petition, archive: zipfile.ZipFile) -> Part:
    rows = [
        (_("Về việc"), str(petition.get_category_display())),
        (_("Nơi"), petition.place),
        (_("Nội dung"), petition.words),
        (_("Gửi lúc"), show_moment(petition.sent_at)),
        (_("Trạng thái"), str(petition.get_state_display())),
        (_("Trả lời"), petition.answer),
        (_("Họ, chữ đệm, tên"), petition.name),
        (_("Số điện thoại"), show_phone(petition.phone) if petition.phone else ""),
    ]
    part = Part(_("Phản ánh %(number)s") % {"number": petition.number}, [(a, b) for a, b in rows if b])
    photos = Photo.objects.filter(petition=petition, file__isnull=False).select_related("file").order_by("id")
    for place, photo in enumerate(photos, start=1):
        path = f"phan-anh/{petition.number}/anh-{place}.{EXTENSIONS.get(photo.file.media_type, 'bin')}"
        part.files += _keep(archive, path, _("Ảnh %(place)d") % {"place": place}, photo.file)
    names = (
        "number",
        "category",
        "place",
        "words",
        "sent_at",
        "state",
        "ended_at",
        "answer",
        "public_words",
        "name",
        "phone",
    )
    part.data = {name: getattr(petition, name) for name in names} | {"files": [path for path, _name in part.files]}
    return part


@in_vietnamese
def _calls(subject: DataSubject) -> Part | None:
    """What was written down of calls from their telephones."""
    calls = list(Call.objects.filter(caller__in=subject.phones).select_related("line").order_by("began_at", "id"))
    rows = [
        (
            show_moment(one.began_at),
            ", ".join(filter(None, (one.line.name, str(one.get_state_display()), one.name, one.note))),
        )
        for one in calls
    ]
    names = ("began_at", "ended_at", "state", "caller", "name", "language", "note")
    said = [{name: getattr(one, name) for name in names} for one in calls]
    return Part(_("Cuộc gọi đến đường dây hỗ trợ"), rows, data={"calls": said}) if calls else None


@in_vietnamese
def _page(parts: Iterable[Part]) -> str:
    """One file that needs no other program, no network and no script."""
    return format_html(
        '<!doctype html><html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        "<title>{}</title><style>{}</style></head><body><h1>{}</h1><p>{}</p>{}</body></html>",
        _("Dữ liệu của tôi"),
        SafeString(STYLE),
        _("Dữ liệu của tôi"),
        _("Mọi điều xã giữ về ông/bà lúc làm tệp này. Tệp du-lieu.json chứa cùng nội dung cho máy đọc."),
        format_html_join("", "{}", ((_section(part),) for part in parts)),
    )


def _section(part: Part) -> SafeString:
    rows = format_html_join("", "<dt>{}</dt><dd>{}</dd>", part.rows)
    linked = (format_html('<a href="{}">{}</a>', path, name) if path else name for path, name in part.files)
    files = format_html_join("", "<li>{}</li>", ((one,) for one in linked))
    return format_html("<h2>{}</h2><dl>{}</dl><ul>{}</ul>", part.title, rows, files)
