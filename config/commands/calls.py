"""`xaso calls`: listens to an Asterisk exchange and keeps what it says of calls."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator

LONGEST_WAIT = 60.0


def calls(arguments: list[str]) -> int:
    """Runs until it is stopped; connects again when the exchange goes. Exit code 1 where no exchange is set, 2 where it lets
    nobody in."""
    parser = argparse.ArgumentParser(prog="xaso calls", description="listen to the exchange named in XASO_CALL_SOURCES")
    parser.parse_args(arguments)
    import django

    django.setup()
    from django.conf import settings

    from xaso.connectors.asterisk import Gone, NotLetIn

    exchange = settings.XASO_CALL_SOURCES.get("asterisk")
    if exchange is None:
        print("xaso: XASO_CALL_SOURCES names no asterisk; see docs/operating.md.", file=sys.stderr)
        return 1
    wait = 1.0
    while True:
        try:
            for _heard in hear(exchange):
                wait = 1.0
        except NotLetIn as error:
            print(f"xaso: {error}.", file=sys.stderr)
            return 2
        except (Gone, OSError) as error:
            print(f"xaso: {error}; again in {wait:.0f} s.", file=sys.stderr)
            time.sleep(wait)
            wait = min(wait * 2, LONGEST_WAIT)


def hear(exchange: dict[str, str]) -> Iterator[object]:
    """Keeps each block about a call and reads it at once; yields the row of each."""
    from django.db import close_old_connections

    from xaso.connectors.asterisk import listen, stamped
    from xaso.core import clock
    from xaso.core.actor import Actor
    from xaso.hotline.actions import keep_delivery

    by = Actor.system("xaso calls")
    address = (exchange["host"], int(exchange.get("port", 5038)))
    for block in listen(*address, user=exchange["user"], secret=exchange["secret"]):
        close_old_connections()
        yield keep_delivery(source="asterisk", body=stamped(block, clock.now()), by=by)
