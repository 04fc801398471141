"""`xaso keys new`, `xaso keys status` and `xaso keys rewrap`."""

from __future__ import annotations

import argparse
import base64
import secrets
import sys
from collections import Counter

from cryptography.hazmat.primitives.asymmetric import ec


def keys(arguments: list[str]) -> int:
    """Exit code 1 when an older key is still needed."""
    parser = argparse.ArgumentParser(prog="xaso keys")
    deeds = parser.add_subparsers(dest="deed", required=True)
    making = deeds.add_parser("new", help="print a new key, to be put in front of XASO_KEYS")
    making.add_argument("name", help="a-z, 0-9, - and _, never used before, such as k2027")
    deeds.add_parser("status", help="what older keys are still needed for")
    deeds.add_parser(
        "rewrap", help="seal with the newest key whatever older ones have sealed; may be stopped and run again"
    )
    deeds.add_parser(
        "push", help="print a new key for XASO_PUSH_KEY; with another one all browsers have to allow notices anew"
    )
    asked = parser.parse_args(arguments)
    if asked.deed == "push":
        number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
        print(base64.urlsafe_b64encode(number.to_bytes(32, "big")).rstrip(b"=").decode())
        return 0
    if asked.deed == "new":
        print(f"{asked.name}={base64.b64encode(secrets.token_bytes(32)).decode()}")
        return 0
    import django

    django.setup()
    if asked.deed == "rewrap":
        _rewrap()
    return _status()


def _rewrap() -> None:
    from config.keys import rewrap
    from xaso.core.actor import Actor

    changed: Counter[str] = Counter()
    for table, rows in rewrap(by=Actor.system("xaso keys rewrap")):
        changed[table] += rows
        print(f"{table}: {changed[table]}", file=sys.stderr)
    print(f"{changed.total()} rows now speak of the newest key.")


def _status() -> int:
    from config.keys import remaining
    from xaso.core.secrets import older_keys, verifying_keys

    left = remaining()
    for (table, column, key), rows in sorted(left.items()):
        print(f"{key} is still needed: {rows} rows of {table}.{column}")
    public = verifying_keys()
    free = [name for name in older_keys() if name not in {key for _table, _column, key in left}]
    for name in free:
        print(
            f"{name} seals nothing any more. Take it out of XASO_KEYS, and so that its digests can be checked, add to"
        )
        print(f"  XASO_RETIRED_KEYS  {name}={base64.b64encode(public[name]).decode()}")
    if not older_keys():
        print("XASO_KEYS has one key; nothing is older.")
    return 1 if left else 0
