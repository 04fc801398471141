"""A resident asks why an official opened what lies beside their dossiers: one press, and the question is a dossier of its own."""

from __future__ import annotations

from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.language import in_vietnamese
from xaso.core.locks import hold_until_commit
from xaso.core.refused import Forbidden, Invalid, NotFound, Trace
from xaso.core.text import clean
from xaso.dossiers.actions import send_question
from xaso.dossiers.models import Dossier
from xaso.journal.actions import atomic_action, record
from xaso.offices.queries import one_stop_of
from xaso.privacy.access import name_and_phone
from xaso.privacy.queries import Beside, looks_beside
from xaso.privacy.rules import ASK
from xaso.signin.models import Account
from xaso.units.queries import unit_of


@atomic_action
def ask_about_entry(account: Account, *, entry: int, words: str, name: str = "", phone: str = "", by: Actor) -> Dossier:
    """Sends a request under Law 91/2025/QH15 about one row that `looks_beside` shows this account, to the one-stop office of the
    unit whose official it was; the answer is due as of any dossier. `name` and `phone` are asked for where nothing is known.
    Asked again about the same row, it answers with the first one. Raises NotFound, Invalid."""
    if by.account != account.pk:
        trace = Trace(ASK, ("account", str(account.pk)), by)
        raise Forbidden(_("Chỉ chủ tài khoản hỏi được về các lần mở này."), "not_yours", trace=trace)
    hold_until_commit(f"ask:{entry}")
    found = _look(account, entry)
    if found is None:
        raise NotFound(_("Không thấy lần mở này."), "look_unknown")
    if found.question is not None:
        return found.question
    unit = unit_of(found.entry.unit)
    office = one_stop_of(unit, clock.today())
    if office is None:
        raise NotFound(_("Xã chưa mở bộ phận một cửa."), "no_office")
    known_name, known_phone = name_and_phone(account)
    name, phone = known_name or clean(name, max_length=200), known_phone or phone.strip()
    if not name:
        raise Invalid({"name": _("Xin ghi họ tên của ông/bà, để xã ghi vào văn bản trả lời.")})
    if not phone:
        raise Invalid({"phone": _("Xin ghi số điện thoại để xã gọi.")})
    sent = send_question(
        office=office,
        about=found.name[:1].lower() + found.name[1:],
        look=found.look,
        words=words,
        ask=_words(),
        name=name,
        phone=phone,
        by=by,
    )
    subject = (found.entry.subject_kind, found.entry.subject_id)
    record(action=ASK, subject=subject, by=by, detail={"entry": entry, "dossier": str(sent.pk)})
    return sent


@in_vietnamese
def _look(account: Account, entry: int) -> Beside | None:
    found, _older = looks_beside(account, only=entry)
    return found[0] if found else None


@in_vietnamese
def _words() -> str:
    return _("Xin xã cho biết vì sao cần mở.")
