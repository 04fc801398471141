"""Real PostgreSQL for every test: a template database is made once from the migrations and the reference data, each test
worker works in a copy of it, as the application's role."""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ.setdefault("XASO_VAR", str(Path(__file__).resolve().parent.parent / "var" / "test"))
os.environ.setdefault("XASO_SAMPLE", "yes")

import pytest
from django.db import connections
from django.test import override_settings
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis
from pytest_django.plugin import DjangoDbBlocker

from config import environment
from config.postgres import APPLICATION, OWNER, SUPERUSER, Cluster

pytest_plugins = ["tests.cast"]
SLOW = [HealthCheck.too_slow]
hypothesis.register_profile("untimed", deadline=None, suppress_health_check=SLOW)  # a busy machine breaks no rule
hypothesis.load_profile("untimed")

ROOT = Path(__file__).resolve().parent.parent
KEPT_TEMPLATES = 5
CLUSTER = Cluster(ROOT / "var" / "pg-test", profile="test")


def _fingerprint() -> str:
    """Changes with anything the template is made from."""
    made_from = [
        *ROOT.glob("xaso/*/migrations/*.py"),
        *ROOT.glob("catalogue/**/*.*"),
        *ROOT.glob("xaso/*/actions.py"),
        *ROOT.glob("xaso/*/actions/*.py"),
        ROOT / "config" / "database.py",
        ROOT / "xaso" / "core" / "walls.py",
    ]
    digest = hashlib.sha256()
    for path in sorted(made_from):
        digest.update(str(path.relative_to(ROOT)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _forget_old_templates(known: set[str]) -> None:
    """Keeps the few newest: several people may be testing different states of the tree on one machine."""
    order = ROOT / "var" / "templates"
    names = order.read_text().split() if order.exists() else []
    for old in [one for one in known if one.startswith("template_") and one not in names[-KEPT_TEMPLATES:]]:
        CLUSTER.drop_database(old)
    order.write_text("\n".join([*names[-KEPT_TEMPLATES:], f"template_{_fingerprint()}"]))


def _point_at(name: str, role: str) -> None:
    connection = connections["default"]
    connection.close()
    connection.settings_dict.update(environment.database(CLUSTER.url(role, name)) | {"CONN_MAX_AGE": 0})


@pytest.fixture(scope="session", autouse=True)
def quick_hashing() -> Iterator[None]:
    with override_settings(PASSWORD_HASHERS=["tests.hashing.QuickArgon2"]):
        yield


@pytest.fixture(scope="session")
def template_database(django_db_blocker: DjangoDbBlocker) -> str:
    name = f"template_{_fingerprint()}"
    CLUSTER.start()
    with (ROOT / "var" / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with CLUSTER.connect() as connection:
            known = {row[0] for row in connection.execute("select datname from pg_database")}
        if name not in known:
            _forget_old_templates({str(one) for one in known})
            CLUSTER.drop_database(f"making_{name}")
            CLUSTER.create_database(f"making_{name}")
            from config.database import migrate_and_load  # models are importable only after Django is set up

            with django_db_blocker.unblock():
                migrate_and_load(CLUSTER.url(OWNER, f"making_{name}"), CLUSTER.url(APPLICATION, f"making_{name}"))
                connections["default"].close()
            with CLUSTER.connect() as connection:
                connection.execute(f"alter database making_{name} rename to {name}")
    return name


@pytest.fixture(scope="session")
def django_db_setup(template_database: str, worker_name: str) -> Iterator[None]:
    """Replaces pytest-django's: a copy of the template for this worker, seen as the application's role."""
    name = f"test_{worker_name}"
    CLUSTER.drop_database(name)
    CLUSTER.create_database(name, template=template_database)
    _point_at(name, APPLICATION)
    yield
    connections["default"].close()
    CLUSTER.drop_database(name)


@pytest.fixture(scope="session")
def worker_name() -> str:
    return os.environ.get("PYTEST_XDIST_WORKER", f"main{os.getpid()}")


@pytest.fixture
def committed_db(
    template_database: str, django_db_setup: None, worker_name: str, django_db_blocker: DjangoDbBlocker
) -> Iterator[Callable[[], None]]:
    """A fresh database in which commits are real, for threads and broken connections. Gone after the test."""
    name = f"committed_{worker_name}"
    CLUSTER.drop_database(name)
    CLUSTER.create_database(name, template=template_database)
    with django_db_blocker.unblock():
        _point_at(name, APPLICATION)
        yield connections["default"].close
        connections["default"].close()
    CLUSTER.drop_database(name)
    _point_at(f"test_{worker_name}", APPLICATION)


@pytest.fixture(autouse=True)
def onlooker() -> Iterator[None]:
    """The test itself looks from above. What it calls by a url, an action or a job sees no more than whom it is for."""
    from xaso.core.scope import as_machine, from_nobody

    with from_nobody(), as_machine("test"):
        yield


@pytest.fixture
def administrator(committed_db: Callable[[], None]) -> Iterator[Callable[[str], None]]:
    """A database administrator with all rights and no conscience: runs SQL with every trigger off."""
    with CLUSTER.connect(str(connections["default"].settings_dict["NAME"]), SUPERUSER) as connection:
        connection.execute("set session_replication_role = replica")

        def run(sql: str) -> None:
            connection.execute(sql.encode())

        yield run


@pytest.fixture(scope="session", autouse=True)
def own_files(worker_name: str) -> Iterator[None]:
    """A sweep of files that no row names must not take those of the worker beside."""
    from django.conf import settings
    from django.test import override_settings

    with override_settings(MEDIA_ROOT=str(Path(settings.MEDIA_ROOT) / worker_name)):
        yield


@pytest.fixture(scope="session", autouse=True)
def static_files() -> None:
    """Collected once, as in production: pages name files by their hash."""
    from django.conf import settings
    from django.core.management import call_command

    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    with (ROOT / "var" / "static.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        call_command("collectstatic", interactive=False, verbosity=0)
