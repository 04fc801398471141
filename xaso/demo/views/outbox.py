"""Every message as its recipient would see it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from xaso.core import clock
from xaso.core.scope import as_machine
from xaso.messages.queries import as_received, newest_messages, newest_publications, newest_remarks

SIZE = 12


@login_not_required
@never_cache
@require_GET
def outbox(request: HttpRequest) -> HttpResponse:
    """Newest first, by key. Two queries, four on the first page, for Zalo; numbers are unsealed here, which is why this page
    exists in sample mode only."""
    after = request.GET.get("sau", "")
    with as_machine("the sample's outbox is everybody's phone"):
        page = newest_messages(after=after, size=SIZE)
        remarks = [] if after else newest_remarks(SIZE)
        publications = [] if after else newest_publications(SIZE)
    now = clock.now()
    context = {
        "page": page,
        "messages_shown": [(message, as_received(message, now)) for message in page.rows],
        "after": after,
        "now": now,
        "remarks": remarks,
        "publications": publications,
    }
    return render(request, "demo/outbox.html", context)
