"""The `xaso` command: everything an operator does. Each subcommand is one short function that calls queries and actions."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from importlib import import_module

from xaso.core.scope import as_machine, from_nobody

# name -> (module under config.commands, what it says of itself)
COMMANDS = {
    "run": ("run", "prepare everything, start web and worker, stop them on Ctrl-C"),
    "web": ("run", "only the web server, for a service manager"),
    "worker": ("run", "only the worker, for a service manager"),
    "migrate": ("data", "bring the database up to date (asks for DATABASE_OWNER_URL) and load what is missing"),
    "catalogue": ("data", "load: insert new versions of procedures, units and calendar"),
    "account": ("account", "administrator: open the first one; recover, unlock, close NAME: break the glass"),
    "clock": ("explain", "explain NUMBER: how the due time of a dossier came about"),
    "journal": ("explain", "verify: find what was changed, back-dated or taken out of the journal; digest: pin it now"),
    "calls": ("calls", "listen to an Asterisk exchange, for a service manager"),
    "keys": ("keys", "new, status, rewrap: change the keys of data at rest"),
    "import": ("register", "register FILE: bring in an old register (XLSX, CSV)"),
    "demo": ("demo", "load the sample district, or check: published figures beside a recount"),
    "check": ("develop", "migrations and translations are complete"),
    "translations": ("develop", "bring locale/ in line with the texts of the sources, say what is not translated"),
    "audit": ("audit", "bill of materials, licences and known vulnerabilities of what is installed"),
    "need-browser": ("develop", "say what to install when Chromium is missing"),
    "need-node": ("develop", "fetch the OpenID provider of the tests, say what to install when npm is missing"),
    "bench": ("develop", "print every figure beside its floor and limit"),
}


def main() -> int:
    """Runs one subcommand; its module parses the rest of the line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    parser = argparse.ArgumentParser(prog="xaso", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, (_module, text) in COMMANDS.items():
        commands.add_parser(name, help=text, add_help=False)
    chosen, rest = parser.parse_known_args(sys.argv[1:2])
    module = import_module(f"config.commands.{COMMANDS[chosen.command][0]}")
    function: Callable[[list[str]], int] = getattr(
        module, chosen.command.replace("-", "_").replace("import", "import_")
    )
    del rest
    try:
        with from_nobody(), as_machine(f"xaso {chosen.command}"):
            return function(sys.argv[2:])
    except BrokenPipeError:  # `xaso demo check | head`: whoever read has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141


if __name__ == "__main__":
    sys.exit(main())
