"""`python -m bench [submit] [reads] [walls] [past] [messages] [calls] [first] [home]`; all, when none is named.
Set by ROWS, SECONDS_A_POINT, MESSAGES, BEHIND, CODES and LIMIT."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from bench import ground
from config.postgres import NoServer


def main() -> int:
    seconds = int(os.environ.get("SECONDS_A_POINT", "8"))
    rows = int(os.environ.get("ROWS", "1000000"))
    sections: dict[str, Callable[[], None]] = {
        "submit": lambda: _submit(seconds),
        "reads": lambda: _reads(rows, seconds),
        "walls": lambda: _walls(rows),
        "past": _past,
        "messages": _messages,
        "calls": _calls,
        "first": _first,
        "home": _home,
    }
    chosen = sys.argv[1:] or list(sections)
    if unknown := set(chosen) - set(sections):
        print(f"bench: no section {', '.join(unknown)}; there are {', '.join(sections)}", file=sys.stderr)
        return 2
    print(
        f"bench: {os.cpu_count()} cores shared by client, server and database; load of others {ground.foreign_load():.1f}."
    )
    print("bench: ratios inside this run count; absolute figures are this machine's.", flush=True)
    try:
        for name in chosen:
            sections[name]()
    except NoServer as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        if ground.CLUSTER.exists and ground.CLUSTER.is_alive():
            ground.CLUSTER.stop()
    return 0


def _submit(seconds: int) -> None:
    from bench.submit import submit

    submit(seconds)


def _reads(rows: int, seconds: int) -> None:
    from bench.reads import reads

    reads(rows, seconds)


def _walls(rows: int) -> None:
    from bench.walls import walls

    walls(rows)


def _past() -> None:
    from bench.past import past

    past()


def _calls() -> None:
    from bench.calls import calls

    calls()


def _messages() -> None:
    from bench.messages import messages

    queued = int(os.environ.get("MESSAGES", "100000"))
    messages(queued, int(os.environ.get("CODES", "100")), int(os.environ.get("BEHIND", str(queued // 2))))


def _first() -> None:
    from bench.first import first_visit

    first_visit()


def _home() -> None:
    from bench.home import memory_and_start

    memory_and_start()


if __name__ == "__main__":
    sys.exit(main())
