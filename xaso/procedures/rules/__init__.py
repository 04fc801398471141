"""What a version means for one dossier, decided from its content and the answers alone."""

from xaso.procedures.rules.content import (
    Owner,
    Review,
    checksum_of,
    content_of,
    owner_of,
    papers_asked,
    people_of,
    result_data,
    title_of,
)
from xaso.procedures.rules.fees import Fee, FeeLine, fee_of

__all__ = [
    "Fee",
    "FeeLine",
    "Owner",
    "Review",
    "checksum_of",
    "content_of",
    "fee_of",
    "owner_of",
    "papers_asked",
    "people_of",
    "result_data",
    "title_of",
]
