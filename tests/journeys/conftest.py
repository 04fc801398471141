"""Journeys: real Chromium against a real commune. One commune for all journeys of a test worker, one browser a file."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from config.commands import develop
from tests.conftest import CLUSTER
from tests.journeys.commune import LiveCommune, running_commune
from tests.journeys.official import Official
from tests.journeys.resident import Resident
from tests.journeys.walker import PATIENCE_MS, Album, Walker
from tests.peers.zalo import APP, SECRET, Zalo

DOCUMENTATION = Path(__file__).resolve().parent.parent.parent / "docs" / "screenshots"
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync")  # fmt: skip

expect.set_options(timeout=PATIENCE_MS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.journey)


@pytest.fixture(scope="session")
def zalo_host() -> Iterator[Zalo]:
    """The Zalo that the commune is connected to."""
    with Zalo() as peer:
        yield peer


@pytest.fixture(scope="session")
def live_commune(
    template_database: str,
    static_files: None,
    worker_name: str,
    tmp_path_factory: pytest.TempPathFactory,
    zalo_host: Zalo,
) -> Iterator[LiveCommune]:
    log = tmp_path_factory.mktemp("commune") / "said.log"
    more = {"XASO_ZALO_APP": APP, "XASO_ZALO_SECRET": SECRET, "XASO_ZALO_GATEWAY": zalo_host.url}
    with running_commune(CLUSTER, template_database, f"journeys_{worker_name}", log, more=more) as commune:
        yield commune


@pytest.fixture(scope="module")
def browser(request: pytest.FixtureRequest) -> Iterator[Browser]:
    """Closed after each file: while it is open, Django takes this thread for an asynchronous one. A file that says
    `WHOLE_BROWSER = True` gets one as people have it."""
    path = develop.browser(whole=getattr(request.module, "WHOLE_BROWSER", False))
    assert path, "see what `xaso need-browser` says"
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture
def walkers(live_commune: LiveCommune) -> Iterator[list[Walker]]:
    """Everybody who took part; at the end nobody may have met a fault, and the server may not have written of one."""
    before = len(live_commune.complaints())
    there: list[Walker] = []
    yield there
    for walker in there:
        walker.glance()
    faults = [fault for walker in there for fault in walker.faults]
    for walker in there:
        walker.leave()
    assert not faults, "\n".join(faults)
    assert live_commune.complaints()[before:] == []


@pytest.fixture
def album() -> Album | None:
    """Pictures are taken only when XASO_SCREENSHOTS is set: 1 renews docs/screenshots, a folder gets every page."""
    wanted = os.environ.get("XASO_SCREENSHOTS", "")
    return Album(DOCUMENTATION if wanted == "1" else Path(wanted), wanted == "1") if wanted else None


@pytest.fixture
def resident(
    browser: Browser, live_commune: LiveCommune, walkers: list[Walker], album: Album | None
) -> Callable[..., Resident]:
    """Somebody with a phone. `script=False`: one whose browser runs no JavaScript."""

    def arrive(*, script: bool = True, chapter: str = "") -> Resident:
        context = browser.new_context(
            viewport={"width": 360, "height": 740},
            device_scale_factor=2 if album else 1,
            has_touch=True,
            is_mobile=True,
            locale="vi-VN",
            java_script_enabled=script,
            base_url=live_commune.address,
        )
        walkers.append(one := Resident(context, album, chapter, script=script))
        return one

    return arrive


@pytest.fixture
def official(
    browser: Browser, live_commune: LiveCommune, walkers: list[Walker], album: Album | None
) -> Callable[..., Official]:
    """Somebody at a desk."""

    def arrive(*, script: bool = True, chapter: str = "", passkeys: bool = False) -> Official:
        context = browser.new_context(
            viewport={"width": 1280, "height": 800},
            locale="vi-VN",
            java_script_enabled=script,
            # Browsers keep passkeys for names, and for no addresses.
            base_url=live_commune.address.replace("127.0.0.1", "localhost") if passkeys else live_commune.address,
        )
        walkers.append(one := Official(context, album, chapter, script=script))
        return one

    return arrive
