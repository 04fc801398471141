"""The papers page: one card for each paper asked for, with what has arrived of it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from xaso.core.actor import Actor
from xaso.dossiers.access import is_owner
from xaso.dossiers.models import Dossier, Paper, Request
from xaso.files.models import StoredFile
from xaso.files.rules import owner_key
from xaso.portal.forms.filling import Walk


@dataclass(frozen=True, slots=True)
class ShownFile:
    name: str
    url: str
    thumb: str
    remove: str


@dataclass(frozen=True, slots=True)
class Card:
    """`begin` is where a script starts sending a file, `action` where a form without one sends it whole."""

    key: str
    name: str
    begin: str
    action: str
    required: bool = True
    hint: str = ""
    error: str = ""
    pages: int = 0
    files: list[ShownFile] = field(default_factory=list)


def plain_name(paper: Mapping[str, Any]) -> str:
    """A paper of the catalogue as people call it."""
    return str(paper.get("plain_name") or paper["name"])


def plain_names(dossier: Dossier) -> dict[str, str]:
    """Paper key to what it is called from the first page to the last; empty for a dossier without a version."""
    return {paper["key"]: plain_name(paper) for paper in dossier.version.papers} if dossier.version else {}


def draft_cards(walk: Walk, there: Iterable[Paper], errors: Mapping[str, str]) -> list[Card]:
    there = list(there)
    draft = walk.draft
    return [
        _card(
            key=paper["key"],
            name=plain_name(paper),
            hint=_hint(paper),
            required=bool(paper["required"]),
            begin=reverse("portal:draft-upload", args=[draft.id, paper["key"]]),
            action=reverse("portal:draft-attach", args=[draft.id]),
            error=errors.get(paper["key"], ""),
            there=there,
            seen=lambda one: walk.helped is None or one.owner == owner_key(walk.by),
            remove=lambda one: reverse("portal:draft-detach", args=[draft.id, one.id]),
        )
        for paper in walk.papers
    ]


def _hint(paper: Mapping[str, Any]) -> str:
    """How to take the picture; for a paper needed now and then, when it is needed comes first."""
    said = (paper.get("photo_hint") or "", paper.get("when") or "")
    return " ".join(part for part in (said if paper["required"] else said[::-1]) if part)


def supplement_cards(
    dossier: Dossier, request: Request, there: Iterable[Paper], errors: Mapping[str, str], by: Actor
) -> list[Card]:
    there = list(there)
    plain = plain_names(dossier)
    return [
        _card(
            key=item["key"],
            name=plain.get(item["key"], item["name"]),
            hint=item["what"],
            required=True,
            begin=reverse("portal:supplement-upload", args=[dossier.number, item["key"]]),
            action=reverse("portal:supplement-attach", args=[dossier.number]),
            error=errors.get(f"paper-{item['key']}", ""),
            there=there,
            seen=lambda one: is_owner(dossier, by) or one.owner == owner_key(by),
            remove=lambda one: reverse("portal:supplement-detach", args=[dossier.number, one.id]),
        )
        for item in request.items
        if item["kind"] == "paper"
    ]


def _card(
    *, key: str, there: list[Paper], seen: Callable[[StoredFile], bool], remove: Callable[[Paper], str], **rest: Any
) -> Card:
    """All pages that came are counted; a helper looks at those they sent themselves."""
    mine = [one for one in there if one.key == key and one.file]
    files = [
        ShownFile(
            name=one.file.name,
            url=reverse("portal:paper", args=[one.id]),
            thumb=reverse("portal:paper-page", args=[one.id, 1]) + "?w=240",
            remove=remove(one),
        )
        for one in mine
        if one.file and seen(one.file)
    ]
    return Card(key=key, pages=sum(one.file.pages for one in mine if one.file), files=files, **rest)


def missing_papers(walk: Walk, there: Iterable[Paper]) -> dict[str, str]:
    have = {one.key for one in there}
    return {
        paper["key"]: _("Còn thiếu ảnh chụp: %(paper)s.") % {"paper": plain_name(paper)}
        for paper in walk.papers
        if paper["required"] and paper["key"] not in have
    }


def upload_words() -> dict[str, str]:
    """What the sending script says; {name}, {percent}, {seconds} are filled in on the phone."""
    return {
        "preparing": _("Đang chuẩn bị {name}"),
        "sending": _("Đang gửi {name}: {percent} %"),
        "waiting": _("Mạng đứt. {name} còn trong máy, tự gửi lại sau {seconds} giây, nối tiếp từ {percent} %."),
        "unfinished": _("Ảnh này chưa gửi xong. Ông/bà chờ thêm chút rồi bấm Tiếp tục."),
    }
