"""Who may find a document: whoever holds its token, and the packages above for their own people."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from xaso.core.refused import NotFound
from xaso.core.scope import holding
from xaso.documents.models import Document


def document_by_token(token: str) -> Document:
    """For the public page that checks a paper. What that page may show is `queries.verification`, never the data."""
    fits = len(token) <= 32 and "\x00" not in token
    with holding(token):
        document = Document.objects.select_related("office").filter(token=token).first() if fits else None
    if document is None:
        raise NotFound(
            _("Không có giấy nào mang mã này. Xin quét lại mã, hoặc gọi cơ quan ghi trên giấy để hỏi."),
            "document_missing",
        )
    return document


def get_document(document_id: UUID) -> Document:
    """For the package that owns the dossier and has checked that this person may read its letters."""
    with holding(document_id):
        document = Document.objects.select_related("office").filter(id=document_id).first()
    if document is None:
        raise NotFound(_("Không tìm thấy giấy này."), "document_missing")
    return document
