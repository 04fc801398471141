"""Fetching for whoever holds the owner's key. Screens come here through the package that owns the paper."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from xaso.core.refused import NotFound
from xaso.files.models import StoredFile, Upload


def get_file(file_id: UUID, *, owner: str) -> StoredFile:
    file = StoredFile.objects.filter(id=file_id, owner=owner).first()
    if file is None:
        raise NotFound(_("Không tìm thấy giấy tờ này."), "file_missing")
    return file


def get_upload(upload_id: UUID, *, owner: str) -> Upload:
    """The upload with its finished file, if any."""
    upload = Upload.objects.select_related("file").filter(id=upload_id, owner=owner).first()
    if upload is None:
        raise NotFound(_("Lần gửi này không còn nữa. Xin chọn lại tệp để gửi từ đầu."), "upload_missing")
    return upload
