"""The published digests of the journal."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from xaso.api.machines import READS
from xaso.journal.queries import digests, shown_digest
from xaso.ui.limits import limited


@login_not_required
@require_safe
@limited(READS)
def list_digests(request: HttpRequest) -> JsonResponse:
    """Newest first. `docs/check_proof.py` checks a dossier's proof against a `hash`."""
    page = digests(after=request.GET.get("after", ""))
    following = f"{request.path}?{urlencode({'after': page.next_key})}" if page.has_next else None
    return JsonResponse({"digests": [shown_digest(one) for one in page.rows], "next": following})
