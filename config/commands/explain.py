"""`xaso clock explain NUMBER` and `xaso journal verify`."""

from __future__ import annotations

import sys


def clock(arguments: list[str]) -> int:
    """Derives the due time line by line, from the log alone."""
    if len(arguments) != 2 or arguments[0] != "explain":
        print("usage: xaso clock explain NUMBER", file=sys.stderr)
        return 2
    import django

    django.setup()
    from xaso.core.actor import Actor
    from xaso.core.refused import Refused
    from xaso.deadlines.queries import explain
    from xaso.dossiers.access import get_dossier

    try:
        dossier = get_dossier(Actor.system("xaso clock explain"), arguments[1])
    except Refused as refused:
        print(refused.message, file=sys.stderr)
        return 1
    if dossier.clock is None:
        print(f"{dossier.number}: chưa được tiếp nhận, đồng hồ chưa chạy.")
        return 0
    derivation = explain(dossier.clock)
    print(f"{dossier.number} · {dossier.title} · {derivation.limit.words}")
    for line in derivation.lines:
        note = f" ({line.note})" if line.note else ""
        print(f"  {line.label:<9} {line.text}{note}  {line.mark}  [{line.article}]")
    return 0


def journal(arguments: list[str]) -> int:
    """Exit code 1 when a chain is broken."""
    if arguments != ["verify"]:
        print("usage: xaso journal verify", file=sys.stderr)
        return 2
    import django

    django.setup()
    from xaso.journal.queries import count_chains, verify

    broken = list(verify())
    for one in broken:
        kind, name = one.chain
        print(f"BROKEN {kind} {name}, entry {one.seq}: {one.reason}")
    entries, chains = count_chains()
    print(f"{entries} entries in {chains} chains read; {len(broken)} broken.")
    print(
        "Not covered: entries cut off the end of a chain, and chains that are missing whole. Those can only be found against"
        " a published digest, which does not exist yet."
    )
    return 1 if broken else 0
