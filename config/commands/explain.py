"""`xaso clock explain NUMBER`, `xaso journal verify` and `xaso journal digest`."""

from __future__ import annotations

import argparse
import sys
from datetime import date, datetime, time
from itertools import chain


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
    """Exit code 1 when something does not fit."""
    parser = argparse.ArgumentParser(prog="xaso journal")
    deeds = parser.add_subparsers(dest="deed", required=True)
    verifying = deeds.add_parser("verify", help="find what was changed, inserted, back-dated or taken out")
    verifying.add_argument(
        "--since", type=date.fromisoformat, help="compare what was pinned from this day on (2026-11-23)"
    )
    verifying.add_argument("--against", metavar="DIGEST", help="hash of a digest as it was published, 64 signs")
    deeds.add_parser("digest", help="pin the journal now; the worker does it every night")
    asked = parser.parse_args(arguments)
    import django

    django.setup()
    return _pin() if asked.deed == "digest" else _verify(asked.since, asked.against)


def _pin() -> int:
    from xaso.core.actor import Actor
    from xaso.journal.actions import take_digest

    digest = take_digest(by=Actor.system("xaso journal digest"))
    print(f"digest {digest.number}: {digest.chains} chains, {bytes(digest.hash).hex()}")
    return 0


def _verify(since: date | None, against: str | None) -> int:
    from xaso.core.clock import VN
    from xaso.journal.queries import count_chains, last_digest, verify, verify_digests

    try:
        published = bytes.fromhex(against) if against else None
    except ValueError:
        print("--against takes the 64 signs of a published digest.", file=sys.stderr)
        return 2
    begins = datetime.combine(since, time.min, VN) if since else None
    broken = 0
    for one in chain(verify(), verify_digests(since=begins, against=published)):
        broken += 1
        print(f"BROKEN {' '.join(one.chain)}, entry {one.seq}: {one.reason}")
    entries, chains = count_chains()
    print(f"{entries} entries in {chains} chains read; {broken} broken.")
    newest = last_digest()
    said = (
        f"digest {newest.number} of {newest.at:%Y-%m-%d %H:%M} UTC"
        if newest
        else "the first digest, which is still to come"
    )
    print(f"Not covered: what was cut off the end of a chain since {said}.")
    if published is None:
        print(
            "Without --against a published digest, a journal and its digests made anew together would not be noticed."
        )
    return 1 if broken else 0
