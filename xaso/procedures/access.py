"""Fetching procedures. The catalogue is public."""

from __future__ import annotations

from django.utils.translation import gettext as _

from xaso.core.refused import NotFound
from xaso.procedures.models import Procedure


def get_procedure(code: str) -> Procedure:
    """Raises NotFound with a sentence for the person."""
    found = Procedure.objects.filter(code=code[:40].replace("\x00", "")).first()
    if found is None:
        raise NotFound(
            _("Không có thủ tục mã số “%(code)s”. Xin tìm lại theo tên.") % {"code": code[:40]}, "no_procedure"
        )
    return found
