"""What a view is given: Django's request, with who is asking."""

from django.http import HttpRequest

from xaso.core.actor import Actor


class Request(HttpRequest):
    """`actor` is set by the middleware on every request, before any view; `borrowed` says that the phone is another's."""

    actor: Actor
    borrowed: bool
