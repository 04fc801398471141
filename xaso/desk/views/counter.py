"""Tại quầy: find the procedure, write down who came and what they brought."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.identifiers import random_token
from xaso.core.refused import NotFound, Refused, Stale
from xaso.desk.forms.counter import CounterForm
from xaso.desk.officials import draw, officials, post_of
from xaso.dossiers.access import counter_of, get_dossier
from xaso.dossiers.actions import receive_dossier
from xaso.offices.models import Office
from xaso.privacy.rules import CODES
from xaso.procedures.models import ProcedureVersion
from xaso.procedures.queries import common_procedures, current_version, search
from xaso.signin.access import may_look_at_cards
from xaso.ui.requests import Request

ONCE: Final = "lan"
ONCE_SECONDS: Final = 3600


@require_safe
@officials
def choose(request: Request) -> HttpResponse:
    text = request.GET.get("q", "").strip()[:100]
    today = clock.today()
    hits = search(text, day=today) if text else common_procedures(today)
    context = {"text": text, "hits": hits, "may_look_at_cards": may_look_at_cards(request.actor)}
    return draw(request, "desk/counter/choose.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@officials
def register(request: Request, code: str) -> HttpResponse:
    version = _version(code)
    if version.procedure.code in CODES:
        return redirect("desk:counter-data")
    office = counter_of(post_of(request), request.actor)
    if request.method != "POST":
        return _draw(request, version, CounterForm(version), random_token(), 200)
    form = CounterForm(version, request.POST)
    once = request.POST.get(ONCE, "")[:40]
    if not form.is_valid():
        return _draw(request, version, form, once, 422)
    try:
        number = _registered_once(form, office, request.actor, once)
    except Refused as refusal:
        form.refuse(refusal)
        return _draw(request, version, form, once, 422)
    return _onwards(request, number)


def _registered_once(form: CounterForm, office: Office, by: Actor, once: str) -> str:
    """Its number; a form sent twice (a double click, a page reloaded) is one dossier."""
    key = f"counter:{by.account}:{once}"
    if not cache.add(key, "", ONCE_SECONDS):
        if number := cache.get(key):
            return str(number)
        raise Stale(_("Hồ sơ này đang được ghi. Xin chờ một chút rồi xem ở Hôm nay."), "sent_twice")
    try:
        number = form.register(office, by).number
    except BaseException:
        cache.delete(key)
        raise
    cache.set(key, number, ONCE_SECONDS)
    return number


def _onwards(request: Request, number: str) -> HttpResponse:
    """Straight on to the dossier, received when the officer said so."""
    said = _("Đã ghi hồ sơ số %(number)s.") % {"number": number}
    if request.POST.get("roi") == "tiep-nhan":
        dossier = get_dossier(request.actor, number)
        if dossier.received_at is None:
            receive_dossier(dossier, by=request.actor)
            said = _("Đã ghi và tiếp nhận hồ sơ số %(number)s. In giấy hẹn ở Nhật ký.") % {"number": number}
    messages.success(request, said)
    return redirect("desk:dossier", number)


def _draw(request: Request, version: ProcedureVersion, form: CounterForm, once: str, status: int) -> HttpResponse:
    context = {
        "version": version,
        "procedure": version.procedure,
        "plain": version.content.get("plain", {}),
        "form": form,
        "errors": form.error_list(),
        "once": once,
    }
    return draw(request, "desk/counter/register.html", context, status=status)


def _version(code: str) -> ProcedureVersion:
    found = current_version(code[:40].replace("\x00", ""), clock.today())
    if found is None:
        raise NotFound(_("Thủ tục này hiện không còn. Xin tìm thủ tục thay thế."), "procedure_ended")
    return found
