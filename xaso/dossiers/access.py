"""Who may see which dossier and do what with it. Every list, count, search and file goes through `dossiers_for`."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.identifiers import CitizenId
from xaso.core.refused import Forbidden, NotFound, TooMany, Trace
from xaso.core.scope import as_machine, hold, holding
from xaso.core.secrets import blind_indices
from xaso.core.text import normalise
from xaso.documents.models import Document
from xaso.dossiers.models import Assistance, Consent, Dossier, Draft, Letter, Paper, Request, Result
from xaso.dossiers.models.dossier import DossierQuerySet
from xaso.dossiers.rules import HELPER, MOVES, OPEN, OWNER, Move, State, moves_for, step_at, steps_of
from xaso.files.rules import owner_key
from xaso.journal.queries import entries_of
from xaso.offices.models import Office
from xaso.offices.rules import Role
from xaso.signin.access import is_rested
from xaso.signin.models import Account
from xaso.units.models import Unit
from xaso.units.queries import ids_below, ids_of_predecessors

HELP = ("assistance__consent", "assistance__post__office")
FOUR_DIGITS = re.compile(r"[0-9]{4}")
FOLLOW_TRIES = 5
FOLLOW_WAIT = timedelta(hours=1)
LEADING_ROLES = (Role.APPROVER, Role.MANAGER, Role.AUDITOR)
WORKING_ROLES = (Role.RECEPTION, Role.CASE_OFFICER, Role.APPROVER, Role.MANAGER, Role.AUDITOR)


def dossiers_for(actor: Actor) -> DossierQuerySet:
    """All that this person may see: an official those their unit supports, receives or decides, and those of the units
    that were merged into it (what its person had restricted only leaders and auditors see); a resident those that the account
    itself filed, never those that merely carry the same phone number."""
    if actor.is_system:
        return Dossier.objects.all()
    if actor.is_official and actor.unit is not None and actor.has(*WORKING_ROLES):
        mine = Q(competent_unit=actor.unit) | Q(receiving_unit=actor.unit) | Q(supporting_unit=actor.unit)
        visible = Dossier.objects.filter(mine | Q(competent_unit__in=ids_of_predecessors(actor.unit)))
        return visible if actor.has(*LEADING_ROLES) else visible.filter(restricted_at=None)
    if actor.account:
        return Dossier.objects.filter(account=actor.account)
    return Dossier.objects.none()


def get_dossier(actor: Actor, number: str) -> Dossier:
    """One dossier with its procedure, version, office, clock and holder. Raises NotFound, also for strangers. The desk
    comes in through `actions.open_dossier`, which writes down who looked."""
    return _one(dossiers_for(actor), number)


def dossier_to_open(actor: Actor, number: str) -> Dossier:
    """The same, and for a manager also one of a unit below their own, today or in its time: it stands in none of their lists,
    and opens only for a stated reason that its owner reads. Raises NotFound."""
    try:
        return get_dossier(actor, number)
    except NotFound:
        if not is_overseer(actor):
            raise
    with holding(number):
        return _one(Dossier.objects.filter(competent_unit__in=ids_below(actor.unit or 0)), number)


def is_overseer(actor: Actor) -> bool:
    """A manager: of one commune, of a district as it was, of a province."""
    return actor.is_official and actor.unit is not None and actor.has(Role.MANAGER)


def require_overseer(actor: Actor) -> None:
    """Figures of units are for managers: of their own, and of those below it."""
    if not is_overseer(actor):
        raise NotFound(_("Trang này của người quản lý."), "managers_only")


def oversees(dossier: Dossier, actor: Actor) -> bool:
    """A manager of a unit above the one that decides it. At most one query."""
    below = Unit.objects.filter(pk=dossier.competent_unit_id, pk__in=ids_below(actor.unit or 0))
    return is_overseer(actor) and below.exists()


def my_dossier(actor: Actor, number: str) -> Dossier:
    """The same, of those this very account filed: an official who looks at other people's uses the desk."""
    return _one(my_dossiers(actor), number)


def my_dossiers(actor: Actor) -> DossierQuerySet:
    """Those this very account filed."""
    return dossiers_for(actor).filter(account=actor.account) if actor.account else Dossier.objects.none()


def _one(dossiers: DossierQuerySet, number: str) -> Dossier:
    found = _whole(dossiers).filter(number=number).first()
    if found is None:
        raise NotFound(_("Không thấy hồ sơ này trong các hồ sơ của ông/bà."), "dossier_unknown")
    return found


def by_token(token: str) -> Dossier:
    """The dossier that a link or a QR names by its random part: for following it without signing in. What is personal in it
    is not even read; its story is `story(dossier, for_visitor=True)`."""
    with holding(token):
        found = _for_visitors().filter(token=token).first()
    if found is None:
        raise NotFound(_("Đường dẫn này không còn đúng. Ông/bà tra cứu bằng số hồ sơ."), "dossier_unknown")
    hold(found.pk)  # its story is read next
    return found


def follow(number: str, last4: str, *, by: Actor) -> Dossier:
    """By number and the last four digits of the contact phone. After five wrong tries within an hour a dossier stays shut.
    The answer is the same whether the number or the digits are wrong. Screens call `actions.follow_dossier`, which writes
    the wrong tries down: they are counted in the journal, where no rollback takes them back."""
    number = normalise(number).strip()[:60]
    with holding(number, number.upper()):
        found = _for_visitors().filter(number__in={number, number.upper()}).first()
        tries = _wrong_tries(found) if found else 0
    if tries >= FOLLOW_TRIES:
        raise TooMany(_("Hồ sơ này đã bị tra sai nhiều lần. Xin thử lại sau một giờ, hoặc gọi cho xã."), "follow_shut")
    if found and FOUR_DIGITS.fullmatch(last4) and found.contact_phone.endswith(last4):
        return found
    trace = Trace("dossier.follow", found.subject, by) if found else None
    raise NotFound(
        _("Số hồ sơ và 4 số cuối điện thoại chưa khớp. Xem lại giấy hẹn hoặc tin nhắn của xã."),
        "follow_wrong",
        trace=trace,
    )


def _wrong_tries(dossier: Dossier) -> int:
    tries = entries_of(dossier.subject).filter(action="dossier.follow", denied=True, at__gt=clock.now() - FOLLOW_WAIT)
    return tries.count()


def _for_visitors() -> DossierQuerySet:
    return _whole(Dossier.objects.all()).defer(
        "answers", "owner_name", "owner_search", "owner_id_sealed", "owner_id_index", "title"
    )


def _whole(dossiers: DossierQuerySet) -> DossierQuerySet:
    return dossiers.select_related(
        "procedure", "version", "office", "clock", "holder__person", "holder__office", "result__document", *HELP
    )


def is_owner(dossier: Dossier, actor: Actor) -> bool:
    """Filed by this very account."""
    return actor.account is not None and dossier.account_id == actor.account


def consent_of(dossier: Dossier) -> Consent | None:
    """The owner's word for whoever helped; None where nobody did. No query when the dossier came from here."""
    found: Consent | None = getattr(dossier.assistance, "consent", None)
    return found


def is_followed(dossier: Dossier) -> bool:
    """Whoever helped may still look: until the dossier is closed, or its owner says no."""
    consent = consent_of(dossier)
    return consent is not None and consent.may_follow and consent.ended_at is None and dossier.state in OPEN


def helps(dossier: Dossier, actor: Actor) -> bool:
    """Prepared it, and may still look."""
    assistance = dossier.assistance
    return assistance is not None and assistance.helper_id == actor.account and is_followed(dossier)


def may_revoke(dossier: Dossier, actor: Actor) -> bool:
    """Its owner; reception, for an owner who comes to the counter."""
    return dossier.assistance_id is not None and (
        is_owner(dossier, actor) or Role.RECEPTION in roles_on(dossier, actor)
    )


def helped_dossiers(actor: Actor) -> DossierQuerySet:
    """What this account helped with and may still follow."""
    if actor.account is None:
        return Dossier.objects.none()
    allowed = Q(assistance__consent__may_follow=True, assistance__consent__ended_at__isnull=True)
    return Dossier.objects.open().filter(allowed, assistance__helper=actor.account)


def helped_dossier(actor: Actor, number: str) -> Dossier:
    """One of them. Raises Forbidden for who helped and may no longer look, NotFound for everybody else."""
    if actor.account is None:
        raise NotFound(_("Không thấy hồ sơ này."), "dossier_unknown")
    with holding(number):  # also one they may look at no longer, to be told so
        found = _one(Dossier.objects.filter(assistance__helper=actor.account), number)
    if not helps(found, actor):
        raise _help_is_over(Trace("dossier.help", found.subject, actor))
    return found


def _help_is_over(trace: Trace) -> Forbidden:
    said = _("Hồ sơ này đã xong, hoặc chủ hồ sơ không cho xem nữa. Cảm ơn ông/bà đã giúp.")
    return Forbidden(said, "help_over", trace=trace)


def answered_dossier(actor: Actor, number: str) -> Dossier:
    """One whose requests this account may answer: its own, or one it helps with."""
    try:
        return my_dossier(actor, number)
    except NotFound:
        return helped_dossier(actor, number)


def may_file_for_others(actor: Actor, office: Office) -> bool:
    """Any resident who is signed in; an official for the office's own unit."""
    if actor.is_official:
        return actor.unit == office.unit_id and actor.has(Role.RECEPTION, Role.CASE_OFFICER)
    return actor.account is not None


def works_on(dossier: Dossier, actor: Actor) -> bool:
    """An official of the unit that decides it, received it or helped to file it: may read all of it."""
    units = (dossier.competent_unit_id, dossier.receiving_unit_id, dossier.supporting_unit_id)
    return actor.has(*WORKING_ROLES) and actor.unit is not None and actor.unit in units


def roles_on(dossier: Dossier, actor: Actor) -> frozenset[str]:
    """What this official may act as: anything in the unit that decides, the front office in the one that received it,
    nothing in one that only helped."""
    if not works_on(dossier, actor):
        return frozenset()
    if actor.unit == dossier.competent_unit_id:
        return actor.roles
    return actor.roles & {Role.RECEPTION} if actor.unit == dossier.receiving_unit_id else frozenset()


def step_kind(dossier: Dossier) -> str | None:
    """What may be done at the step where the dossier stands."""
    if dossier.version is None:
        return None
    if dossier.state == State.RECEIVED:
        return "examine"
    step = step_at(steps_of(dossier.version.content), dossier.step)
    return step.kind if step else None


def lawful_moves(dossier: Dossier, actor: Actor) -> list[Move]:
    """What this person may do next, in the order of the buttons. No query."""
    if dossier.version is None:  # from an old register: it only tells what was
        return []
    roles = roles_on(dossier, actor)
    if is_owner(dossier, actor):
        roles |= {OWNER}
    if (consent := consent_of(dossier)) and consent.may_answer and helps(dossier, actor):
        roles |= {HELPER}
    moves = moves_for(dossier.state, step_kind(dossier), roles)
    return [move for move in moves if _possible(move, dossier, actor)]


def _possible(move: Move, dossier: Dossier, actor: Actor) -> bool:
    result = getattr(dossier, "result", None)
    if move.verb in ("record_fee", "request_payment"):
        return dossier.fee_is_open
    if move.verb == "propose":
        return not _is_held_by_another(dossier, actor)
    if move.verb == "number":
        return result is not None and not result.number
    if move.verb == "hand_over":
        return result is not None and bool(result.number) and not dossier.fee_is_open
    return True


def require_move(dossier: Dossier, verb: str, by: Actor) -> Move:
    """The move, if `by` may make it now. Otherwise Forbidden (kept in the journal) saying what the dossier's state is."""
    for move in lawful_moves(dossier, by):
        if move.verb == verb:
            return move
    trace = Trace(f"dossier.{verb}", dossier.subject, by)
    mine = MOVES[verb].who & roles_on(dossier, by)
    if mine and verb == "propose" and dossier.holder and _is_held_by_another(dossier, by):
        raise Forbidden(
            _("Hồ sơ đang ở bàn của %(who)s. Muốn làm thay, xin chuyển hồ sơ về mình trước.")
            % {"who": dossier.holder.person.full_name},
            "held_by_another",
            trace=trace,
        )
    if mine or (is_owner(dossier, by) and OWNER in MOVES[verb].who):
        raise Forbidden(
            _("Chưa làm được việc này: hồ sơ đang ở trạng thái “%(state)s”. Xin tải lại trang.")
            % {"state": dossier.get_state_display()},
            "wrong_state",
            trace=trace,
        )
    raise Forbidden(_("Ông/bà không có quyền làm việc này với hồ sơ."), "not_allowed", trace=trace)


def _is_held_by_another(dossier: Dossier, actor: Actor) -> bool:
    held = dossier.holder
    return held is not None and held.pk != actor.post and held.person_id != actor.person


def is_known_by(account: Account, number: str) -> bool:
    """Whether the account's owner, or anybody it filed for, has this 12-digit number. Raises Refused for what is none."""
    indices = blind_indices(CitizenId.parse(number).digits)
    person = account.person
    if person is not None and person.id_number_index in indices:
        return True
    return _filed_or_helped(account).filter(owner_id_index__in=indices).exists()


def is_of(account: Account, number: str) -> bool:
    """Whether the account is of whoever has this number: as its card said, or, while none was seen, as a dossier says that was
    filed from it. Having been helped by somebody makes their account nobody else's."""
    indices = blind_indices(CitizenId.parse(number).digits)
    if account.person is not None:
        return account.person.id_number_index in indices
    return Dossier.objects.filter(account=account, owner_id_index__in=indices).exists()


@as_machine("whether anything lies behind a phone, before anybody is let in by it")
def must_prove_phone(account: Account) -> bool:
    """Something lies in the account, and its number has rested so long that it may be somebody else's."""
    if not is_rested(account):
        return False
    return account.person_id is not None or _filed_or_helped(account).exists()


def _filed_or_helped(account: Account) -> DossierQuerySet:
    return Dossier.objects.filter(Q(account=account) | Q(assistance__helper=account))


def get_draft(actor: Actor, draft_id: UUID) -> Draft:
    """A draft of this very account, or one whose owner it is by invitation, with version, procedure and office. Raises
    NotFound. The dossier of one that was sent costs a query more when asked for: joining its forty columns costs every page
    of an unsent one."""
    mine = Draft.objects.filter(_mine(actor), id=draft_id).select_related("version__procedure", "office", "assistance")
    found = next(iter(mine), None) if actor.account else None
    if found is None:
        raise NotFound(_("Không thấy hồ sơ đang làm dở này. Có thể đã quá hạn lưu 30 ngày."), "draft_unknown")
    return found


def sent_dossier(draft: Draft, actor: Actor) -> Dossier:
    """What a draft became that was sent. Raises Forbidden for who helped and may no longer look, NotFound for an owner whose
    word is on paper: it lies in nobody's account. One query."""
    assert draft.dossier_id is not None
    found = Dossier.objects.filter(pk=draft.dossier_id).first()
    if found is not None:
        return found
    if draft.account_id == actor.account:
        raise _help_is_over(Trace("dossier.help", ("dossier", str(draft.dossier_id)), actor))
    raise NotFound(_("Hồ sơ này đã gửi rồi. Ông/bà tra cứu bằng số hồ sơ."), "dossier_unknown")


def drafts_for(actor: Actor) -> list[Draft]:
    """What the account has not sent yet, or was invited to confirm, newest first, at most 50."""
    if actor.account is None:
        return []
    own = Q(account=actor.account, assistance__isnull=True) | Q(assistance__owner=actor.account)
    unsent = Draft.objects.filter(own, dossier__isnull=True)
    return list(unsent.select_related("version__procedure", "assistance").order_by("-updated_at")[:50])


def drafts_i_prepare(actor: Actor) -> list[Draft]:
    """What the account prepares for others and nobody has sent yet, newest first, at most 50. One query."""
    if actor.account is None:
        return []
    unsent = Draft.objects.filter(account=actor.account, assistance__isnull=False, dossier__isnull=True)
    return list(unsent.select_related("version__procedure", "assistance").order_by("-updated_at")[:50])


def require_helper(draft: Draft, actor: Actor) -> Assistance:
    """Who prepares the draft for somebody else. Raises Forbidden for the owner, and where nobody helps."""
    if draft.assistance is None or actor.account is None or draft.assistance.helper_id != actor.account:
        trace = Trace("draft.help", draft.subject, actor)
        raise Forbidden(_("Hồ sơ này do tài khoản khác đang làm."), "not_yours", trace=trace)
    return draft.assistance


def _mine(actor: Actor) -> Q:
    return Q(account=actor.account) | Q(assistance__owner=actor.account)


def is_owner_helped(draft: Draft, actor: Actor) -> bool:
    """The owner, who came by the helper's invitation."""
    return draft.assistance is not None and actor.account is not None and draft.assistance.owner_id == actor.account


def may_fill_in(draft: Draft, actor: Actor) -> bool:
    """Whoever began it, and the owner they prepare it for."""
    return actor.account is not None and (draft.account_id == actor.account or is_owner_helped(draft, actor))


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
