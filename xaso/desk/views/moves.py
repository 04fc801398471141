"""One lawful move: its form beside the papers, and what happened when somebody was faster."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from xaso.core.refused import Forbidden, NotFound, Refused, Stale
from xaso.desk.forms import moves as forms
from xaso.desk.forms.extension import ExtendForm
from xaso.desk.forms.moves import MoveForm
from xaso.desk.forms.proposal import ProposalForm
from xaso.desk.forms.scans import ScanForm
from xaso.desk.forms.supplements import RequestForm, SupplementForm
from xaso.desk.officials import draw, officials
from xaso.desk.verbs import BY_SLUG, Verb
from xaso.desk.views.heads import answers_of, frame
from xaso.dossiers.access import get_dossier, require_move, require_part_in
from xaso.dossiers.actions import open_dossier
from xaso.dossiers.models import Dossier
from xaso.dossiers.rules import MOVES, Sight
from xaso.ui.errors import status_of
from xaso.ui.requests import Request

FORMS: Final[dict[str, type[MoveForm]]] = {
    "receive": forms.ReceiveForm,
    "refuse": forms.RefuseForm,
    "request_supplements": RequestForm,
    "answer_supplements": SupplementForm,
    "pass": forms.PassForm,
    "propose": ProposalForm,
    "approve": forms.ApproveForm,
    "return_proposal": forms.ReturnForm,
    "number": forms.NumberForm,
    "request_payment": forms.PaymentForm,
    "record_fee": forms.FeeForm,
    "hand_over": forms.HandOverForm,
    "withdraw": forms.WithdrawForm,
    "stop": forms.StopForm,
    "scan": ScanForm,
    "extend": ExtendForm,
}
SEEN: Final = "thay"


@require_http_methods(["GET", "HEAD", "POST"])
@officials
def move(request: Request, number: str, slug: str) -> HttpResponse:
    verb = BY_SLUG.get(slug)
    if verb is None:
        raise NotFound(_("Không có trang này."), "page_unknown")
    if request.method == "POST":
        return _press(request, number, verb)
    dossier = opened(request, number)
    require_move(dossier, verb.name, request.actor)
    return _draw(request, dossier, verb, FORMS[verb.name](dossier, request.actor), 200)


def _press(request: Request, number: str, verb: Verb) -> HttpResponse:
    dossier = get_dossier(request.actor, number)
    require_part_in(dossier, verb.name, request.actor)
    if request.POST.get(SEEN, "") != seen(dossier):
        return _too_late(request, number, verb)
    form = FORMS[verb.name](dossier, request.actor, request.POST, request.FILES)
    if not getattr(form, "redrawn", bool)() and form.is_valid():
        return _act(request, dossier, verb, form)
    require_move(dossier, verb.name, request.actor)
    return _draw(request, opened(request, number), verb, form, 422 if form.errors else 200)


def _act(request: Request, dossier: Dossier, verb: Verb, form: MoveForm) -> HttpResponse:
    try:
        form.act()
    except Stale:
        return _too_late(request, dossier.number, verb)
    except Forbidden:
        raise
    except Refused as refusal:
        form.refuse(refusal)
        return _draw(request, opened(request, dossier.number), verb, form, status_of(refusal))
    messages.success(request, str(form.done))
    return redirect("desk:dossier", dossier.number)


def opened(request: Request, number: str) -> Dossier:
    """Every form stands beside the answers: it is a look like any other."""
    return open_dossier(number, sight=Sight.ANSWERS, by=request.actor)


def seen(dossier: Dossier) -> str:
    """What the officer had before their eyes; sent back with the form to notice that somebody was faster."""
    return str(dossier.revision)


def _draw(request: Request, dossier: Dossier, verb: Verb, form: MoveForm, status: int) -> HttpResponse:
    context = frame(dossier, request.actor, request.GET.dict(), base=request.path) | {
        "form": form,
        "verb": verb,
        "move_title": str(MOVES[verb.name].label),
        "errors": form.error_list(),
        "seen": seen(dossier),
        "sections": answers_of(dossier)[0],
    }
    return draw(request, form.template, context, status=status)


def _too_late(request: Request, number: str, verb: Verb) -> HttpResponse:
    """Somebody was faster: says so, shows where the dossier stands now, and gives back what was typed."""
    context = frame(opened(request, number), request.actor, {}, base=request.path) | {
        "move_title": str(MOVES[verb.name].label),
        "typed": _typed(request.POST),
    }
    return draw(request, "desk/dossiers/too_late.html", context, status=409)


def _typed(post: QueryDict) -> list[Any]:
    """Every text that somebody wrote, to be copied."""
    return [
        text
        for name, texts in post.lists()
        if name not in ("csrfmiddlewaretoken", SEEN)
        for text in texts
        if len(text) > 3
    ]
