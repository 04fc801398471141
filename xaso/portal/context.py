"""Whose portal this is: name, telephone and hours at the head and foot of every page."""

from dataclasses import dataclass

from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class Place:
    """The home unit and its one-stop office, as people call them."""

    name: str = "Xã Số"
    parent: str = ""
    office: str = ""
    phone: str = ""
    shown_phone: str = ""
    address: str = ""
    hours: str = ""
    on_duty: bool = False


def place(request: HttpRequest) -> dict[str, Place]:
    return {"place": Place()}
