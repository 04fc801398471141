"""For developers: `xaso check`, `xaso translations`, `xaso need-browser`, `xaso need-node`, `xaso bench`."""

from __future__ import annotations

import os
import runpy
import shutil
import subprocess
import sys
import warnings
from pathlib import Path

BASE = Path(__file__).resolve().parent.parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def check(_arguments: list[str]) -> int:
    """Nothing changed in the models without a migration; Django's own checks find nothing; English is complete."""
    import django

    django.setup()
    from django.core.management import call_command

    # No database is needed to compare models with migrations; Django would like one to look for strangers' migrations.
    warnings.filterwarnings("ignore", message="Got an error checking a consistent migration history")
    call_command("check", fail_level="WARNING")
    call_command("makemigrations", check=True, dry_run=True, verbosity=0, interactive=False)
    from config.translations import faults

    for fault in (found := faults()):
        print(f"xaso: {fault}", file=sys.stderr)
    return 1 if found else 0


def translations(_arguments: list[str]) -> int:
    """Brings locale/ in line with the sources and says what is left to translate. Never invents a translation."""
    from config.translations import PO, untranslated, update

    catalogue = update()
    missing = untranslated(catalogue)
    for msgid in missing:
        print(msgid)
    print(f"{len(catalogue)} texts; {len(missing)} without English in {PO.relative_to(BASE)}.")
    return 0


def browser(*, whole: bool = False) -> str | None:
    """The path of the Chromium that journeys walk in: the shell that draws no window where there is one, a third quicker.
    `whole`: the browser as people have it, whose notices the shell does not show."""
    names = BROWSERS if whole else ("chromium-headless-shell", *BROWSERS)
    return os.environ.get("XASO_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


def need_browser(_arguments: list[str]) -> int:
    if browser(whole=True):
        return 0
    print(
        "xaso: the journeys need Chromium: apt-get install chromium (or set XASO_CHROMIUM)",
        file=sys.stderr,
    )
    return 1


def need_node(_arguments: list[str]) -> int:
    """The OpenID provider of the tests comes from npm: fetched when it is not there, or the lock is newer."""
    home = BASE / "tests" / "peers" / "provider"
    lock, there = home / "package-lock.json", home / "node_modules" / ".package-lock.json"
    if there.exists() and there.stat().st_mtime >= lock.stat().st_mtime:
        return 0
    npm = shutil.which("npm")
    if npm is None:
        print("xaso: the tests of signing in need Node: apt-get install nodejs npm", file=sys.stderr)
        return 1
    return subprocess.run([npm, "ci", "--no-audit", "--no-fund", "--loglevel=error"], cwd=home, check=False).returncode


def bench(arguments: list[str]) -> int:
    sys.argv = ["bench", *arguments]
    runpy.run_module("bench", run_name="__main__", alter_sys=True)
    return 0
