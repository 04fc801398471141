"""Pages every site needs: text size, language, errors, and the gallery of components."""

import sys

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt

from xaso.ui import errors
from xaso.ui.gallery import samples

_YEAR = 365 * 24 * 3600


@csrf_exempt  # A preference of this browser: harmless to set from anywhere, and the link needs no cookie to work.
@login_not_required
def text_size(request: HttpRequest) -> HttpResponse:
    """`/co-chu`: larger or normal letters, remembered in a cookie of this browser."""
    response = _return(request)
    _remember(response, settings.XASO_TEXT_SIZE_COOKIE, "to" if _asked(request, "chu") == "to" else "")
    return response


@csrf_exempt
@login_not_required
def language(request: HttpRequest) -> HttpResponse:
    """`/ngon-ngu`: Vietnamese or English, remembered in a cookie of this browser."""
    response = _return(request)
    asked = _asked(request, "tieng")
    _remember(response, settings.LANGUAGE_COOKIE_NAME, asked if asked in dict(settings.LANGUAGES) else "")
    return response


@login_not_required
def gallery(request: HttpRequest) -> HttpResponse:
    """`/ui/`: every component in every state, for those who build pages. Only in sample mode."""
    if not settings.XASO_SAMPLE:
        raise Http404
    side = "desk" if request.GET.get("ben") == "can-bo" else "portal"
    return render(request, "ui/gallery.html", {"base": f"ui/{side}.html", "side": side, **samples()})


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return errors.page(request, "ui/errors/bad_request.html", 400, {})


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return errors.page(request, "ui/errors/forbidden.html", 403, {})


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page lay open too long, or the browser keeps no cookies: say so, and let the form be sent again."""
    return errors.page(request, "ui/errors/csrf.html", 403, {})


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return errors.page(request, "ui/errors/not_found.html", 404, {})


def server_error(request: HttpRequest) -> HttpResponse:
    """Our fault. Drawn without a query; a lost database is told apart, so that answers can be sent again."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return errors.unavailable_response(request)
    return HttpResponse(render_to_string("ui/errors/server_error.html"), status=500)


def _asked(request: HttpRequest, name: str) -> str:
    return request.POST.get(name) or request.GET.get(name, "")


def _return(request: HttpRequest) -> HttpResponseRedirect:
    back = _asked(request, "ve")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith("/")
    return HttpResponseRedirect(back if safe else "/")


def _remember(response: HttpResponse, name: str, value: str) -> None:
    if value:
        response.set_cookie(
            name, value, max_age=_YEAR, samesite="Lax", httponly=True, secure=settings.SESSION_COOKIE_SECURE
        )
    else:
        response.delete_cookie(name, samesite="Lax")
