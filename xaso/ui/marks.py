"""Small drawings made of numbers."""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


def due_svg(share: float, state: str, label: str = "") -> SafeString:
    """A bar 84 × 10: its frame is the legal time, its filling what is left. Late is full and red, with a notch."""
    filled = 1.0 if state == "late" else min(max(share, 0.0), 1.0)
    name = format_html('role="img" aria-label="{}"', label) if label else format_html('aria-hidden="{}"', "true")
    return format_html(
        '<svg class="due" viewBox="0 0 84 10" preserveAspectRatio="none" {}>'
        '<rect class="bg" x=".5" y="1" width="83" height="8" rx="2"/>'
        '<rect class="{}" x="1" y="1.5" width="{}" height="7" rx="1.5"/></svg>',
        name, state, f"{82 * filled:.1f}",
    )  # fmt: skip


def parts_svg(parts: Sequence[tuple[int, str]], whole: int) -> SafeString:
    """A bar as long as the parts are of `whole`, one part after the other, each with the class that colours it. It says nothing
    by itself: the numbers stand beside it in words."""
    left, drawn = 0.0, []
    for count, kind in parts:
        width = 300 * count / max(whole, 1)
        drawn.append((kind, f"{left:.1f}", f"{width:.1f}"))
        left += width
    rects = format_html_join("", '<rect class="{}" x="{}" y="1" width="{}" height="12"/>', drawn)
    return format_html(
        '<svg class="parts" viewBox="0 0 300 14" preserveAspectRatio="none" aria-hidden="true">{}</svg>', rects
    )


def columns_svg(columns: Sequence[Sequence[tuple[int, str]]]) -> SafeString:
    """Columns side by side, the highest as high as the drawing, each of parts that stand on one another from the bottom, each
    with the class that colours it. It says nothing by itself: the numbers stand beneath it in words."""
    highest = max((sum(count for count, _kind in parts) for parts in columns), default=0) or 1
    drawn = []
    for at, parts in enumerate(columns):
        top = 60.0
        for count, kind in parts:
            height = 58 * count / highest
            top -= height
            drawn.append((kind, at * 10 + 1, f"{top:.1f}", f"{height:.1f}"))
    rects = format_html_join("", '<rect class="{}" x="{}" y="{}" width="8" height="{}"/>', drawn)
    return format_html(
        '<svg class="columns" viewBox="0 0 {} 61" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="ground" x="0" y="60" width="{}" height="1"/>{}</svg>',
        10 * len(columns), 10 * len(columns), rects,
    )  # fmt: skip


def share_svg(share: float, low: float, high: float, target: float | None = None) -> SafeString:
    """From nothing to all: a band where the true share lies, a line at what was answered, a thin one at a target. It says
    nothing by itself: the numbers stand beside it in words."""
    left, right, at = (f"{300 * one:.1f}" for one in (low, high, share))
    goal = (
        ""
        if target is None
        else format_html('<rect class="goal" x="{}" y="0" width="1" height="14"/>', f"{300 * target:.1f}")
    )
    return format_html(
        '<svg class="share" viewBox="0 0 300 14" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="bg" x="0" y="1" width="300" height="12"/><rect class="band" x="{}" y="1" width="{}" height="12"/>'
        '{}<rect class="at" x="{}" y="0" width="4" height="14"/></svg>',
        left, f"{float(right) - float(left):.1f}", goal, f"{min(float(at), 296.0):.1f}",
    )  # fmt: skip
