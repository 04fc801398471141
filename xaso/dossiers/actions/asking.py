"""A resident asks why an official opened their dossier: one press, and the question is a dossier of its own."""

from __future__ import annotations

from django.utils.translation import gettext as _

from xaso.core.actor import Actor
from xaso.core.dates import show_moment
from xaso.core.language import in_vietnamese
from xaso.core.refused import Forbidden, NotFound, Trace
from xaso.core.text import clean_lines
from xaso.dossiers.access import is_owner
from xaso.dossiers.actions.draft import save_page, start_draft
from xaso.dossiers.actions.submission import submit_draft
from xaso.dossiers.models import Dossier
from xaso.dossiers.queries.looks import Look, questions_about, with_names
from xaso.dossiers.queries.story import show_post
from xaso.dossiers.rules import Delivery
from xaso.dossiers.rules.looks import ASK
from xaso.journal.actions import atomic_action, record
from xaso.journal.queries import entries_of
from xaso.offices.models import Office

PROCEDURE = "XS.000001"
WORDS_LENGTH = 2000


@atomic_action
def ask_about_look(dossier: Dossier, *, place: int, words: str, by: Actor) -> Dossier:
    """Sends a request under Law 91/2025/QH15 about the row at this `place` of the dossier's chain, to the office that has
    the dossier; the answer is due as of any dossier. Asked again about the same row, it answers with the first one."""
    if not is_owner(dossier, by):
        trace = Trace(ASK, dossier.subject, by)
        raise Forbidden(_("Chỉ người nộp hồ sơ hỏi được về hồ sơ này."), "not_yours", trace=trace)
    Dossier.objects.select_for_update().only("id").get(pk=dossier.pk)
    if asked := questions_about(dossier).get(place):
        return asked
    entry = entries_of(dossier.subject).filter(seq=place).first()
    if entry is None or not (entry.post or entry.denied):
        raise NotFound(_("Không thấy lần mở hồ sơ này."), "look_unknown")
    sent = _send(dossier, with_names([entry])[0], words, by)
    record(action=ASK, subject=dossier.subject, by=by, detail={"place": place, "dossier": str(sent.pk)})
    return sent


@in_vietnamese
def _send(dossier: Dossier, look: Look, words: str, by: Actor) -> Dossier:
    return send_question(
        office=dossier.office,
        about=dossier.number,
        look=look,
        words=words,
        ask=_("Xin xã cho biết vì sao cần mở hồ sơ này của tôi."),
        name=dossier.owner_name,
        phone=dossier.contact_phone,
        by=by,
    )


@atomic_action
@in_vietnamese
def send_question(
    *, office: Office, about: str, look: Look, words: str, ask: str, name: str, phone: str, by: Actor
) -> Dossier:
    """The request under Law 91/2025/QH15 that asks about one `look`, filled in and sent for whoever presses; `ask` stands where
    they add no words of their own. Raises Invalid by page and field."""
    who = f"{show_post(look.post)}, {look.post.office.name}" if look.post else _("Người chưa đăng nhập")
    pages = {
        "matter": {"matter": "look"},
        "look": {"look_dossier": about[:60], "look_what": f"{who}, {show_moment(look.at)}"[:300]},
        "words": {"words": clean_lines(words, max_length=WORDS_LENGTH) or ask},
        "requester": {"requester_name": name},
        "delivery": {"delivery": Delivery.ELECTRONIC.value, "contact_phone": phone},
    }
    draft = start_draft(code=PROCEDURE, office=office, by=by)
    for page, raw in pages.items():
        save_page(draft, page=page, raw=raw, revision=draft.revision, by=by)
    return submit_draft(draft, revision=draft.revision, by=by)
