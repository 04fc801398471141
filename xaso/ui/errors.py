"""Answers to what went wrong: one plain page each, with what was typed kept where that is possible."""

from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from xaso.core.refused import Forbidden, Invalid, NotFound, Refused, Stale, TooMany

_NOT_KEPT: Final = frozenset({"csrfmiddlewaretoken", "password", "current", "again"})  # the last three: passwords


def status_of(refusal: Refused) -> int:
    """404 for what is not there for this person, 403 forbidden, 409 somebody was faster, 429 too often, 422 everything else."""
    for kind, status in ((NotFound, 404), (Forbidden, 403), (Stale, 409), (TooMany, 429)):
        if isinstance(refusal, kind):
            return status
    return 422


def wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def in_desk(request: HttpRequest) -> bool:
    """Whether the page belongs to the officials' side: the url namespace says so, or the path when none matched."""
    match = request.resolver_match
    return match.namespace == "desk" if match else request.path_info.startswith("/can-bo/")


def refused_response(request: HttpRequest, refusal: Refused) -> HttpResponse:
    status = status_of(refusal)
    errors = list(refusal.errors.values()) if isinstance(refusal, Invalid) else []
    if wants_json(request):
        body = {"title": refusal.message, "code": refusal.code, "status": status, "errors": errors}
        return JsonResponse(body, status=status, content_type="application/problem+json")
    context: dict[str, object] = {"message": refusal.message, "errors": errors}
    if isinstance(refusal, TooMany):
        return _too_many(request, refusal, context)
    return page(request, "ui/errors/refused.html", status, context)


def _too_many(request: HttpRequest, refusal: TooMany, context: dict[str, object]) -> HttpResponse:
    """What was typed is kept: the same can be sent, or opened, again when the time is over."""
    again = {"kept": _typed(request), "posted": request.method == "POST", "path": request.get_full_path()}
    response = page(request, "ui/errors/too_many.html", 429, context | again)
    response["Retry-After"] = str(refusal.retry_after)
    return response


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    return [(name, value) for name, values in request.POST.lists() if name not in _NOT_KEPT for value in values]


def only_sent_response(request: HttpRequest) -> HttpResponse:
    """405 for somebody who opens the address a form is sent to: reloaded, or its language changed, after a mistake."""
    return page(request, "ui/errors/only_sent.html", 405, {"path": _page_above(request.path_info)})


def _page_above(path: str) -> str:
    while path := path.rstrip("/").rpartition("/")[0]:
        for one in (path, f"{path}/"):
            try:
                resolve(one)
            except Resolver404:
                continue
            return one
    return "/"


def unavailable_response(request: HttpRequest) -> HttpResponse:
    """The database is away. Typed answers come back as hidden fields behind "Gửi lại": nothing has to be typed twice.

    Drawn without any query, since there is nobody to ask.
    """
    if wants_json(request):
        body = {"title": _("Máy của xã đang bận. Đang thử lại."), "code": "unavailable", "status": 503}
        response: HttpResponse = JsonResponse(body, status=503, content_type="application/problem+json")
    else:
        context = {
            "kept": _typed(request),
            "path": request.get_full_path(),
            "posted": request.method == "POST",
            "csrf": request.POST.get("csrfmiddlewaretoken", ""),
        }
        response = HttpResponse(render_to_string("ui/errors/unavailable.html", context), status=503)
    response["Retry-After"] = "10"
    return response


def page(request: HttpRequest, template: str, status: int, context: dict[str, object]) -> HttpResponse:
    """An error page in the dress of the side it happened on."""
    base = "ui/desk.html" if in_desk(request) else "ui/portal.html"
    back = "/can-bo/" if in_desk(request) else "/"
    full = {**context, "base": base, "home": back, "back": _back(request), "sample": settings.XASO_SAMPLE}
    return HttpResponse(render_to_string(template, full, request=request), status=status)


def _back(request: HttpRequest) -> str:
    """The page the person came from when it is one of ours, else nothing."""
    referer = request.headers.get("Referer", "")
    prefix = f"{request.scheme}://{request.headers.get('Host', '')}/"
    return referer if referer.startswith(prefix) else ""
