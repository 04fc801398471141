"""What is decided from values alone, split by noun: kinds of data that are kept."""

from xaso.privacy.rules.records import BY_KEY, LAW, NOTICE, RECORDS, Keep, Record, record_of_dossier

__all__ = ["BY_KEY", "LAW", "NOTICE", "RECORDS", "Keep", "Record", "record_of_dossier"]
