"""Every address of the program, by its name."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver


def patterns(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for one in resolver.url_patterns:
        if isinstance(one, URLPattern):
            yield f"{before}{one.name}", one
        else:
            yield from patterns(one, f"{before}{one.namespace}:" if one.namespace else before)
