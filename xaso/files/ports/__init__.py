"""What we ask of others: a place where bytes lie, a process that looks into what strangers send, a virus scanner."""

from xaso.files.ports.decoding import page_picture, prepare
from xaso.files.ports.scanner import Scan, ScannerAway, scan
from xaso.files.ports.storage import (
    add_piece,
    drop_part,
    open_bytes,
    part_size,
    parts,
    paths_under,
    read,
    read_part,
    remove,
    write,
    write_from,
    written_at,
)

__all__ = [
    "Scan",
    "ScannerAway",
    "add_piece",
    "drop_part",
    "open_bytes",
    "page_picture",
    "part_size",
    "parts",
    "paths_under",
    "prepare",
    "read",
    "read_part",
    "remove",
    "scan",
    "write",
    "write_from",
    "written_at",
]
