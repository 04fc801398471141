"""`{% load ui %}`: icons, state marks, controls and the ways of writing numbers, days and phones.

Small marks are made in Python and not in templates: a desk page draws some hundred of them.
"""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import segno
from django import template
from django.forms import BoundField
from django.template import Context
from django.template.loader import get_template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from xaso.core.dates import show_date, show_moment, show_time
from xaso.core.identifiers import masked_phone, show_phone
from xaso.core.money import show_dong
from xaso.core.text import initials as core_initials
from xaso.ui.controls import Control, control_of
from xaso.ui.icons import FALLBACK, ICONS
from xaso.ui.marks import due_svg
from xaso.ui.style import portal_css
from xaso.ui.tongues import is_foreign, told_apart, vietnamese

register = template.Library()


@register.simple_tag
def portal_style() -> SafeString:
    return mark_safe(f"<style>{portal_css()}</style>")  # noqa: S308  our own file, allowed by its hash


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """`{% icon "phone" %}`; size "sm" for one beside small text. Decorative: words stand beside it."""
    classes = "i sm" if size == "sm" else "i"
    drawing = ICONS.get(name, ICONS[FALLBACK])
    return mark_safe(f'<svg class="{classes}" viewBox="0 0 24 24" aria-hidden="true">{drawing}</svg>')  # noqa: S308


@register.simple_tag
def pill(text: str, kind: str = "", icon_name: str = "") -> SafeString:
    """A state in words. kind: "" (calm), "wait" (waits for the reader, gold), "late" (red), "off" (over or stopped)."""
    drawing = icon(icon_name, "sm") if icon_name else ""
    return format_html('<span class="pill {}">{}{}</span>', kind, drawing, told_apart(text))


@register.simple_tag
def due_bar(share: float, state: str = "go", label: str = "") -> SafeString:
    """What is left of the legal time. share 0..1 left; state: go, now (due today), late, stop (clock lawfully halted)."""
    return due_svg(share, state, label)


@register.simple_tag
def progress(number: int, total: int, name: str = "") -> SafeString:
    """ "Bước 3 trong 7" and as many pieces as there are pages."""
    pieces = "".join(
        f"<i{' class=y' if i < number else ' class=n' if i == number else ''}></i>" for i in range(1, total + 1)
    )
    bars = mark_safe(pieces)  # noqa: S308  made of numbers
    return format_html(
        '<div class="prog"><p><b class="nw">{}</b><span class="soft">{}</span></p>'
        '<div class="bars" aria-hidden="true">{}</div></div>',
        _("Bước %(number)d trong %(total)d") % {"number": number, "total": total}, vietnamese(name), bars,
    )  # fmt: skip


@register.simple_tag
def qr(text: str, label: str = "") -> SafeString:
    """A QR code as an inline drawing."""
    matrix = segno.make(text, error="m")
    size = matrix.symbol_size(border=2)[0]
    path = "".join(
        f"M{x + 2} {y + 2}h1v1h-1z" for y, row in enumerate(matrix.matrix) for x, dark in enumerate(row) if dark
    )
    return format_html(
        '<svg class="qr" viewBox="0 0 {} {}" role="img" aria-label="{}"><path d="{}"/></svg>', size, size, label, path
    )


@register.simple_tag(takes_context=True)
def control(context: Context, item: Control) -> SafeString:
    """On a borrowed phone the browser is asked to remember nothing of what is typed."""
    item = replace(item, autocomplete="off") if context.get("borrowed") else item
    return mark_safe(get_template(item.template).render({"c": item}))  # noqa: S308  a template's output is escaped


@register.simple_tag(takes_context=True)
def field(context: Context, bound: BoundField) -> SafeString:
    """`{% field form.phone %}`: label, hint, error and input of one field of a Django form."""
    return control(context, control_of(bound))


@register.simple_tag(name="vi")
def says_vietnamese(text: str | None = None) -> SafeString:
    """`<h1{% vi %}>`: what the element holds is Vietnamese; `<option{% vi o.label %}>`: it is where these words are."""
    marked = is_foreign() and (text is None or told_apart(text) != text)
    return SafeString(' lang="vi"' if marked else "")


@register.filter(name="vi")
def in_vietnamese(text: Any) -> str:
    """`{{ job.name|vi }}`: these words are Vietnamese whatever language the page is in."""
    return vietnamese(text)


@register.filter
def tongue(text: Any, all_vietnamese: bool = False) -> str:
    """`{{ sentence|tongue }}`: in the page's language, with Vietnamese words in it or all of it."""
    return vietnamese(text) if all_vietnamese else told_apart(text)


@register.filter
def dong(amount: int) -> str:
    return show_dong(amount)


@register.filter
def moment(value: datetime | None) -> str:
    return show_moment(value) if value else ""


@register.filter
def day(value: date | datetime | None) -> str:
    return show_date(value) if value else ""


@register.filter
def clock(value: datetime | None) -> str:
    return show_time(value) if value else ""


@register.filter
def phone(value: str | None) -> str:
    return show_phone(value) if value else ""


@register.filter
def end_of_phone(value: str | None) -> str:
    return masked_phone(value or "")


@register.filter
def initials(name: Any) -> str:
    return core_initials(str(name or ""))
