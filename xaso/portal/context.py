"""The head and foot of every page: name, telephone and hours of the home unit."""

from django.db import Error
from django.http import HttpRequest

from xaso.core.refused import Refused
from xaso.portal.home import Place, place_of_today


def place(request: HttpRequest) -> dict[str, Place]:
    """An error page must come out even when the database is away or still empty."""
    try:
        return {"place": place_of_today()}
    except (Error, Refused):
        return {"place": Place()}
