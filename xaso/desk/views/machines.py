"""Programs of other offices that read here: opened, watched and ended by an administrator."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from xaso.core import clock
from xaso.core.refused import Forbidden, Refused
from xaso.desk.forms.people import TokenForm
from xaso.desk.officials import administrators, draw
from xaso.desk.views.people import refuse
from xaso.signin.access import require_proof, token_for, tokens_for
from xaso.signin.actions import end_token, open_token
from xaso.ui.requests import Request


@sensitive_variables("text")
@require_http_methods(["GET", "HEAD", "POST"])
@administrators
def machines(request: Request) -> HttpResponse:
    """The text of a new token is drawn as the answer itself, once."""
    form = TokenForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        require_proof(request.actor)
    if form.is_bound and form.is_valid():
        try:
            token, text = open_token(**form.cleaned_data, by=request.actor)
        except Forbidden:
            raise
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return draw(request, "desk/people/token.html", {"token": token, "text": text})
    context = {"form": form, "errors": form.error_list(), "tokens": tokens_for(request.actor), "now": clock.now()}
    return draw(request, "desk/people/machines.html", context, status=422 if form.errors else 200)


@require_POST
@administrators
def end(request: Request, machine: UUID) -> HttpResponse:
    end_token(token_for(request.actor, machine), by=request.actor)
    messages.success(request, _("Đã dừng. Máy ấy không đọc được nữa."))
    return redirect("desk:machines")
