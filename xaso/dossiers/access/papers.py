"""Who may look at a paper, a letter, a request, a result."""

from __future__ import annotations

from django.utils.translation import gettext as _

from xaso.core.actor import Actor
from xaso.core.refused import NotFound
from xaso.documents.models import Document
from xaso.dossiers.access.drafts import is_owner_helped, may_fill_in
from xaso.dossiers.access.helping import helps
from xaso.dossiers.access.seeing import is_owner, my_dossiers, oversees, works_on
from xaso.dossiers.models import Dossier, Letter, Paper, Request, Result
from xaso.dossiers.rules import State
from xaso.files.rules import owner_key


def my_paper(actor: Actor, paper_id: int) -> Paper:
    """A paper of a dossier that the account filed, or of its own draft. Raises NotFound."""
    rows = Paper.objects.filter(id=paper_id).select_related("file", "draft__assistance", "dossier__assistance__consent")
    paper = rows.first()
    if paper is None or actor.account is None or not _may_look_at(paper, actor):
        raise NotFound(_("Không thấy giấy tờ này."), "paper_unknown")
    return paper


def _may_look_at(paper: Paper, actor: Actor) -> bool:
    """A helper sees the pictures they sent, never the owner's."""
    sent = paper.file is not None and paper.file.owner == owner_key(actor)
    if paper.dossier is not None:
        return is_owner(paper.dossier, actor) or (sent and helps(paper.dossier, actor))
    if paper.draft is None or not may_fill_in(paper.draft, actor):
        return False
    return paper.draft.assistance is None or is_owner_helped(paper.draft, actor) or sent


def paper_in(dossier: Dossier, paper_id: int) -> Paper:
    """A paper of an opened dossier. Raises NotFound."""
    paper = dossier.papers.filter(id=paper_id).select_related("file").first()
    if paper is None:
        raise NotFound(_("Không thấy giấy tờ này trong hồ sơ."), "paper_unknown")
    return paper


def my_letter(actor: Actor, letter_id: int) -> Letter:
    """A letter about a dossier that the account filed. Raises NotFound."""
    letters = Letter.objects.filter(id=letter_id, dossier__in=my_dossiers(actor))
    return _letter(letters.select_related("document", "dossier").first())


def letter_in(dossier: Dossier, letter_id: int) -> Letter:
    """A letter about an opened dossier. Raises NotFound."""
    return _letter(dossier.letters.filter(id=letter_id).select_related("document").first())


def _letter(letter: Letter | None) -> Letter:
    if letter is None:
        raise NotFound(_("Không thấy văn bản này."), "letter_unknown")
    return letter


def open_request(dossier: Dossier) -> Request:
    """The list that waits for an answer. Raises NotFound."""
    request = Request.objects.filter(dossier=dossier, answered_at__isnull=True).first()
    if request is None:
        raise NotFound(_("Hồ sơ này không còn mục nào chờ bổ sung."), "nothing_asked")
    return request


def result_document(dossier: Dossier, actor: Actor) -> Document:
    """The result as a document: officials once it is numbered, the owner once it is handed over. Raises NotFound."""
    result: Result | None = getattr(dossier, "result", None)
    document = result.document if result else None
    mine = is_owner(dossier, actor) and dossier.state == State.RETURNED
    if document is None or not (mine or works_on(dossier, actor) or oversees(dossier, actor)):
        raise NotFound(_("Chưa có kết quả để tải. Khi có, xã sẽ nhắn tin cho ông/bà."), "result_unknown")
    return document
