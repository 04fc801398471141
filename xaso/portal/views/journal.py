"""The journal as proof: what is published of it, and the proof of one dossier for its owner."""

from __future__ import annotations

import json
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from xaso.core.dates import show_moment
from xaso.core.refused import NotFound
from xaso.dossiers.access import my_dossier
from xaso.journal.models import Digest
from xaso.journal.queries import digests, proof_of
from xaso.ui.requests import Request

SCRIPT: Final = settings.BASE / "docs" / "check_proof.py"
GROUP: Final = 8


@login_not_required
@require_safe
def published(request: Request) -> HttpResponse:
    page = digests(after=request.GET.get("sau", ""))
    rows = [_row(one) for one in page.rows]
    context = {
        "newest": None if request.GET.get("sau") or not rows else rows[0],
        "rows": rows,
        "older": page.next_key,
        "link": settings.XASO_ADDRESS + reverse("portal:journal"),
    }
    return render(request, "portal/journal/published.html", context)


def _row(digest: Digest) -> dict[str, Any]:
    """The hash in groups that can be read aloud."""
    text = bytes(digest.hash).hex()
    groups = [text[start : start + GROUP] for start in range(0, len(text), GROUP)]
    return {"number": digest.number, "at": show_moment(digest.at), "chains": digest.chains, "groups": groups}


@login_not_required
@require_safe
def script(request: Request) -> HttpResponse:
    """The thirty lines with which anybody checks a proof."""
    return _file(SCRIPT.read_bytes(), "text/x-python; charset=utf-8", SCRIPT.name)


@require_safe
def proof(request: Request, number: str) -> HttpResponse:
    """Ids, codes and times of all that was done, no personal text: for whoever wants to check it."""
    found = proof_of(my_dossier(request.actor, number).subject)
    if found is None:
        raise NotFound(_("Nhật ký của hồ sơ này đến đêm nay mới chốt. Mai ông/bà tải lại."), "not_pinned_yet")
    return _file(json.dumps(found, ensure_ascii=False).encode(), "application/json", f"{number}-chung-cu.json")


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
