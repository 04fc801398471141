"""Thẻ căn cước: the holder stands at the counter, the officer types the number off the card. It posts: an identity number must
not stand in an address."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from xaso.core.refused import Refused
from xaso.desk.forms.cards import FITS, FITS_NOT, LOST, CardForm, Waiting, act, typed
from xaso.desk.officials import draw, officials
from xaso.signin.access import require_counter
from xaso.signin.actions import look_at_card
from xaso.ui.requests import Request

ACTS: Final = (FITS, FITS_NOT, LOST)


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("number")
@officials
def card(request: Request) -> HttpResponse:
    require_counter(request.actor, "signin.look_at_card", ("office", str(request.actor.office)))
    form = CardForm(request.POST if request.method == "POST" else None)
    context: dict[str, object] = {"form": form, "typed": typed({})}
    if form.is_bound and form.is_valid():
        number = form.cleaned_data["number"]
        if request.POST.get("viec") in ACTS:
            try:
                messages.success(request, act(request.POST.dict(), number, request.actor))
                return redirect("desk:card")
            except Refused as refusal:
                form.add_error(None, refusal.message)
                context["typed"] = typed(request.POST)
        person, claims = look_at_card(number, by=request.actor)
        context |= {"number": number, "person": person, "waiting": [Waiting.of(one) for one in claims]}
    context["errors"] = form.error_list()
    return draw(request, "desk/counter/card.html", context, status=422 if form.errors else 200)
