"""What `make bench` stands on: it is run by hand, so what would break it is found here."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

import bench
from bench import rows
from bench.drafts import prepare
from tests.bench.test_counts import send
from xaso.core.scope import as_machine
from xaso.dossiers.models import Dossier


@pytest.mark.django_db
def test_copies_of_a_dossier_hold_what_must_hold() -> None:
    send(next(iter(prepare(1, 1))))
    names = [field.column for field in Dossier._meta.concrete_fields if not field.generated]
    with as_machine("bench"), connection.cursor() as cursor:
        cursor.execute(rows.copies(names, 100).replace("%", "%%"), [])
        assert Dossier.objects.filter(number__startswith="H13.BENCH-").count() == 100


def test_floor_can_be_served() -> None:
    own = os.environ | {"DJANGO_SETTINGS_MODULE": "bench.floor_settings"}
    done = subprocess.run([sys.executable, "-c", "import config.wsgi"], env=own, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_every_part_is_found_before_django_is_set_up() -> None:
    files = Path(bench.__file__).parent.glob("[a-z]*.py")
    parts = sorted(one.stem for one in files if not one.stem.startswith("floor"))  # those are served by Django
    imports = "; ".join(f"import bench.{part}" for part in parts)
    done = subprocess.run([sys.executable, "-c", imports], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
