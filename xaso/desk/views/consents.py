"""Consent for a child or a ward, at the counter: given, looked up, withdrawn, and the paper that is signed."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from xaso.core.refused import Forbidden, Refused
from xaso.desk.forms.consent import ChildForm, ConsentForm, standing_rows
from xaso.desk.officials import draw, officials
from xaso.people.access import standing_consents
from xaso.people.rules import ASKED, Purpose
from xaso.privacy.actions import withdraw_at_counter
from xaso.signin.access import require_counter
from xaso.signin.actions import look_at_card
from xaso.ui.requests import Request

AGREE: Final = "dong-y"
WITHDRAW: Final = "rut"


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("number", "guardian_number")
@officials
def consent(request: Request) -> HttpResponse:
    """It posts, the search too: an identity number must not stand in an address."""
    require_counter(request.actor, "privacy.agree_for_child", ("office", str(request.actor.office)))
    search = ChildForm(request.POST if request.method == "POST" else None)
    if not search.is_bound or not search.is_valid():
        context = {"search": search, "errors": search.error_list()}
        return draw(request, "desk/counter/consent.html", context, status=422 if search.errors else 200)
    number, verb = search.cleaned_data["number"], request.POST.get("viec", "")
    if verb == WITHDRAW:
        if withdraw_at_counter(number=number, purpose=request.POST.get("muc", "")[:20], by=request.actor):
            messages.success(request, _("Đã ghi rút lại. Xã ngừng dùng từ lúc này."))
        return redirect("desk:counter-consent")
    return _found(request, search, number, agrees=verb == AGREE)


def _found(request: Request, search: ChildForm, number: str, *, agrees: bool) -> HttpResponse:
    child, _claims = look_at_card(number, by=request.actor)
    form = ConsentForm(child, request.POST if agrees else None)
    if agrees and form.is_valid():
        try:
            form.act(number, request.actor)
        except Forbidden:
            raise
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Đã ghi sự đồng ý. Rút lại lúc nào cũng được, ở trang này."))
            return redirect("desk:counter-consent")
    standing = standing_rows(standing_consents(person=child.pk)) if child else []
    context = {
        "search": search,
        "number": number,
        "child": child,
        "standing": standing,
        "form": form,
        "errors": form.error_list(),
    }
    return draw(request, "desk/counter/consent.html", context, status=422 if form.errors else 200)


@require_safe
@officials
def consent_paper(request: Request) -> HttpResponse:
    """The paper to be signed, with nobody's name on it: filled in by hand, kept by the office."""
    require_counter(request.actor, "privacy.agree_for_child", ("office", str(request.actor.office)))
    asked = [(purpose.label, ASKED[purpose].words) for purpose in Purpose]
    return draw(request, "desk/counter/consent_paper.html", {"asked": asked})
