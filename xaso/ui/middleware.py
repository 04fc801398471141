"""Two things every answer goes through: the security policy of pages, and turning a refusal into a page."""

from collections.abc import Callable

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation

from xaso.core.refused import Refused
from xaso.ui.errors import refused_response, unavailable_response
from xaso.ui.style import content_security_policy

Answer = Callable[[HttpRequest], HttpResponseBase]


class ContentSecurityMiddleware:
    """No inline script, no inline style but the one sheet, no third host; nothing of a page is kept by other sites."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", content_security_policy())
        response.headers.setdefault("Permissions-Policy", "geolocation=(), microphone=(), payment=()")
        return response


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
    """A `Refused` that no view answered becomes a page (or problem+json); a lost database becomes "try again"."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Refused):
            return refused_response(request, exception)
        if isinstance(exception, OperationalError | InterfaceError):
            return unavailable_response(request)
        return None
