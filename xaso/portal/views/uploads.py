"""Files sent in pieces by the script of the papers page. Each answer says how much has surely arrived."""

import json
from collections.abc import Callable
from uuid import UUID

from django.http import JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xaso.core.refused import Refused
from xaso.core.text import whole_number
from xaso.dossiers.access import answered_dossier, get_draft
from xaso.dossiers.actions import attach_file, attach_supplement
from xaso.files.access import get_upload
from xaso.files.actions import append_piece, begin_upload, finish_upload
from xaso.files.models import StoredFile
from xaso.files.rules import owner_key
from xaso.ui.requests import Request


@require_POST
def begin_for_draft(request: Request, draft_id: UUID, key: str) -> JsonResponse:
    get_draft(request.actor, draft_id)
    return begun(
        request, owner_key(request.actor), lambda upload: reverse("portal:draft-piece", args=[draft_id, key, upload])
    )


@require_POST
def begin_for_supplement(request: Request, number: str, key: str) -> JsonResponse:
    answered_dossier(request.actor, number)
    return begun(
        request, owner_key(request.actor), lambda upload: reverse("portal:supplement-piece", args=[number, key, upload])
    )


@require_POST
def piece_for_draft(request: Request, draft_id: UUID, key: str, upload_id: UUID) -> JsonResponse:
    draft = get_draft(request.actor, draft_id)
    owner = owner_key(request.actor)
    return taken(request, owner, upload_id, lambda file: attach_file(draft, paper=key, file=file, by=request.actor))


@require_POST
def piece_for_supplement(request: Request, number: str, key: str, upload_id: UUID) -> JsonResponse:
    dossier = answered_dossier(request.actor, number)
    owner = owner_key(request.actor)
    return taken(
        request, owner, upload_id, lambda file: attach_supplement(dossier, key=key, file=file, by=request.actor)
    )


def begun(request: Request, owner: str, url_of: Callable[[UUID], str]) -> JsonResponse:
    """The answer to a script that wants to send a file. Whoever calls has asked whether this one may."""
    try:
        asked = json.loads(request.body)
        name, size = str(asked["name"]), int(asked["size"])
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        raise Refused(_("Trình duyệt gửi thiếu tên hoặc cỡ của tệp. Xin tải lại trang."), "upload_unreadable") from None
    upload = begin_upload(owner=owner, name=name, size=size, by=request.actor)
    return JsonResponse({"url": url_of(upload.id), "received": upload.received})


def taken(request: Request, owner: str, upload_id: UUID, attach: Callable[[StoredFile], object]) -> JsonResponse:
    """The answer to one piece of it. The last one attaches the file."""
    upload = get_upload(upload_id, owner=owner)
    at = whole_number(request.headers.get("X-Offset", ""))
    upload = append_piece(upload, offset=at, data=request.body, by=request.actor)
    if upload.is_whole:
        attach(finish_upload(upload, by=request.actor))
    return JsonResponse({"received": upload.received, "finished": upload.is_whole})
