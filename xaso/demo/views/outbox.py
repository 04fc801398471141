"""Every message as its recipient would see it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from xaso.core import clock
from xaso.core.scope import as_machine
from xaso.messages.queries import newest_messages

SIZE = 12


@login_not_required
@never_cache
@require_GET
def outbox(request: HttpRequest) -> HttpResponse:
    """Newest first, by key. Two queries; numbers are unsealed here, which is why this page exists in sample mode only."""
    with as_machine("the sample's outbox is everybody's phone"):
        page = newest_messages(after=request.GET.get("sau", ""), size=SIZE)
    context = {"page": page, "after": request.GET.get("sau", ""), "now": clock.now()}
    return render(request, "demo/outbox.html", context)
