"""Two things every answer goes through: the security policy of pages, and turning a refusal into a page."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation

from xaso.core.refused import Refused
from xaso.ui.errors import only_sent_response, refused_response, unavailable_response
from xaso.ui.style import content_security_policy

# Photographs are taken by the phone's own camera program, through a file field.
_UNUSED = ("accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer", "microphone")
PERMISSIONS = ", ".join(f"{name}=()" for name in (*_UNUSED, "payment", "usb"))

Answer = Callable[[HttpRequest], HttpResponseBase]


class ContentSecurityMiddleware:
    """No inline script, no inline style but the one sheet, no third host, no frame; no other site reads an answer, and no
    browser keeps what it showed to somebody signed in."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", content_security_policy())
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if _is_personal(request):
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


def _is_personal(request: HttpRequest) -> bool:
    """Somebody is signed in and the answer may depend on it. No query: the session was read already, or never."""
    session = getattr(request, "session", None)
    return session is not None and session.accessed and SESSION_KEY in session


class LanguageMiddleware:
    """Vietnamese unless the person chose otherwise here: a phone set to English is no wish to read English."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class RefusedMiddleware:
    """A `Refused` that no view answered becomes a page (or problem+json); a lost database becomes "try again"; what only forms
    are sent to shows a browser the way back."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code == 405 and request.method == "GET" and "text/html" in request.headers.get("Accept", ""):
            page = only_sent_response(request)
            page["Allow"] = response.headers.get("Allow", "POST")
            return page
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Refused):
            return refused_response(request, exception)
        if isinstance(exception, OperationalError | InterfaceError):
            return unavailable_response(request)
        return None
