"""`xaso migrate` and `xaso catalogue load`."""

from __future__ import annotations

import sys
from pathlib import Path

from config import environment


def migrate(_arguments: list[str]) -> int:
    """As the owner; the application's own role may not change the structure."""
    owner, application = environment.required_secret("DATABASE_OWNER_URL"), environment.required_secret("DATABASE_URL")
    import django

    django.setup()
    from config.database import migrate_and_load

    migrate_and_load(owner, application)
    return 0


def catalogue(arguments: list[str]) -> int:
    if arguments != ["load"]:
        print("usage: xaso catalogue load", file=sys.stderr)
        return 2
    import django

    django.setup()
    from django.conf import settings

    from config.database import load_reference_data

    load_reference_data(Path(settings.XASO_CATALOGUE))
    return 0
