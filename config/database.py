"""From an empty database to one the application can work in: migrations as the owner, reference data as the application."""

from __future__ import annotations

from pathlib import Path

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connections

from config import environment
from config.postgres import grant_application
from xaso.core.actor import Actor
from xaso.journal.models import APPEND_ONLY_TABLES, FORGETTING
from xaso.offices.actions import load_calendar_files
from xaso.privacy.models import APPEND_ONLY_TABLES as BREACH_TABLES
from xaso.privacy.models import PURGING
from xaso.procedures.actions import publish_versions
from xaso.units.actions import load_unit_files

GROWS_ONLY = (*APPEND_ONLY_TABLES, *BREACH_TABLES)


def migrate(owner_url: str, application_url: str) -> None:
    """Brings the structure up to date, then says what the application's role may do with it."""
    _use(owner_url)
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    connections["default"].close()
    with psycopg.connect(owner_url, autocommit=True) as connection:
        role = str(environment.database(application_url)["USER"])
        grant_application(connection, role, GROWS_ONLY, (*FORGETTING, *PURGING))
    _use(application_url)


def migrate_and_load(owner_url: str, application_url: str) -> None:
    """`migrate`, then units, calendar and catalogue."""
    migrate(owner_url, application_url)
    load_reference_data(Path(settings.XASO_CATALOGUE))


def load_reference_data(catalogue: Path) -> None:
    """Inserts what is missing of units, calendar and procedures; never changes what is there."""
    by = Actor.system("load reference data")
    load_unit_files(catalogue / "units", by=by)
    load_calendar_files(catalogue / "calendar", by=by)
    publish_versions(catalogue / "procedures", by=by)


def _use(url: str) -> None:
    connection = connections["default"]
    connection.close()
    connection.settings_dict.update(environment.database(url))
