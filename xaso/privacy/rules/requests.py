"""What may be asked about one's data, and what an officer then does. The limits stand in the catalogue (XS.000001 to 3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

ASK: Final = "privacy.ask_about_look"  # what stands in the journal where somebody asked about a row
CORRECTABLE: Final = ("full_name", "born", "sex", "phone", "ethnicity", "nationality")


class Deed(TextChoices):
    """What carrying out a request comes to."""

    COPY = "copy", _("Giao bản sao mọi dữ liệu")
    CORRECT = "correct", _("Sửa dữ liệu")
    WITHDRAW = "withdraw", _("Ghi việc rút lại sự đồng ý")
    RESTRICT = "restrict", _("Hạn chế xử lý")
    ERASE = "erase", _("Xóa dữ liệu")


_DEEDS: Final = {
    "view": Deed.COPY,
    "copy": Deed.COPY,
    "correct": Deed.CORRECT,
    "withdraw": Deed.WITHDRAW,
    "restrict": Deed.RESTRICT,
    "object": Deed.RESTRICT,
    "delete": Deed.ERASE,
}
CODES: Final = ("XS.000001", "XS.000002", "XS.000003")
# What may be asked at the counter, by the procedure it is asked under.
MATTERS: Final = {
    "view": "XS.000001",
    "copy": "XS.000001",
    "correct": "XS.000001",
    "look": "XS.000001",
    "withdraw": "XS.000002",
    "restrict": "XS.000002",
    "object": "XS.000002",
    "delete": "XS.000003",
}


def deed_of(code: str, answers: Mapping[str, Any]) -> Deed | None:
    """What this dossier asks to be done; None where it is a question, or no request about data at all."""
    return _DEEDS.get(str(answers.get("matter", ""))) if code in CODES else None


class Answers(TextChoices):
    """Who answers for a child or a ward."""

    MOTHER = "mother", _("Mẹ")
    FATHER = "father", _("Cha")
    GUARDIAN = "guardian", _("Người giám hộ của trẻ")
    COURT = "court", _("Người giám hộ của người tòa án tuyên mất năng lực hành vi dân sự")


class Progress(TextChoices):
    """Where an export stands."""

    WAITING = "waiting"
    MAKING = "making"
    READY = "ready"
    FAILED = "failed"
    GONE = "gone"
