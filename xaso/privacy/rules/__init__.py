"""What is decided from values alone, split by noun: kinds of data that are kept, requests, breaches."""

from xaso.privacy.rules.breaches import NOTIFY_WITHIN, Countdown, NoteKind, countdown
from xaso.privacy.rules.records import (
    ANNOUNCED,
    BY_CONSENT,
    BY_KEY,
    CIVIL_STATUS,
    CIVIL_STATUS_FIELDS,
    ERASURE,
    LAW,
    NOTICE,
    RECORDS,
    Keep,
    Record,
    Text,
    record_of_dossier,
    round_until,
)
from xaso.privacy.rules.requests import ASK, CODES, CORRECTABLE, MATTERS, Answers, Deed, Progress, deed_of

__all__ = [
    "ANNOUNCED",
    "ASK",
    "BY_CONSENT",
    "BY_KEY",
    "CIVIL_STATUS",
    "CIVIL_STATUS_FIELDS",
    "CODES",
    "CORRECTABLE",
    "ERASURE",
    "LAW",
    "MATTERS",
    "NOTICE",
    "NOTIFY_WITHIN",
    "RECORDS",
    "Answers",
    "Countdown",
    "Deed",
    "Keep",
    "NoteKind",
    "Progress",
    "Record",
    "Text",
    "countdown",
    "deed_of",
    "record_of_dossier",
    "round_until",
]
