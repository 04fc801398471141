"""Who may rate: whoever brings the link (whose a subject is, the packages above know). Who reads what came of it:
those who answer for a unit, and those who check it."""

from __future__ import annotations

from hashlib import sha256

from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Forbidden, NotFound, Trace
from xaso.core.scope import as_machine, hold, holding
from xaso.core.secrets import blind_indices
from xaso.messages.models import whom
from xaso.messages.queries import messages_about
from xaso.messages.rules import Purpose
from xaso.offices.rules import LEADERS, Role
from xaso.signin.access import account_by_phone
from xaso.surveys.models import Questionnaire, QuestionnaireQuerySet, Rating

READERS = (Role.MANAGER, Role.AUDITOR)


def hash_of(token: str) -> str:
    """What is kept of a link."""
    return sha256(token.encode()).hexdigest()


def rating_by_token(token: str) -> Rating:
    """For whoever holds the link, to the end of the request. Raises NotFound, also when its time is over."""
    known = hash_of(token)
    with holding(known):
        found = Rating.objects.filter(token_hash=known, expires_at__gt=clock.now()).first()
    if found is None:
        raise NotFound(
            _("Đường dẫn này không còn dùng được. Muốn nói điều gì với xã, ông/bà gọi hoặc gửi phản ánh."), "link_over"
        )
    hold(known)
    return found


def reads_results(actor: Actor) -> bool:
    """Managers and auditors: of a commune its own results, of a province those of its communes. Nobody reads a single rating."""
    return actor.is_official and actor.unit is not None and actor.has(*READERS)


def require_reader(actor: Actor) -> int:
    """The unit whose results they read. Raises NotFound."""
    if not reads_results(actor) or actor.unit is None:
        raise NotFound(_("Trang này của người quản lý và người kiểm tra."), "readers_only")
    return actor.unit


def may_ask(actor: Actor) -> bool:
    """Whoever leads the unit asks in its name."""
    return actor.is_official and actor.unit is not None and actor.has(*LEADERS)


def require_asker(actor: Actor, action: str) -> tuple[int, int]:
    """The unit in whose name they ask, and their post. Refuses with a trace."""
    if not may_ask(actor) or actor.unit is None or actor.post is None:
        trace = Trace(action, ("unit", str(actor.unit or "")), actor)
        raise Forbidden(_("Phiếu hỏi do lãnh đạo đơn vị viết và mở."), "not_allowed", trace=trace)
    return actor.unit, actor.post


def questionnaires_for(actor: Actor) -> QuestionnaireQuerySet:
    """Those of the unit, drafts too, for whoever leads or checks it."""
    reads = may_ask(actor) or reads_results(actor)
    return Questionnaire.objects.filter(unit=actor.unit) if reads else Questionnaire.objects.none()


def get_questionnaire(actor: Actor, questionnaire_id: int) -> Questionnaire:
    """One of the actor's unit. Raises NotFound."""
    found = questionnaires_for(actor).select_related("written_by", "opened_by").filter(pk=questionnaire_id).first()
    if found is None:
        raise NotFound(_("Không thấy phiếu hỏi này."), "questionnaire_unknown")
    return found


def open_questionnaire_of(questionnaire_id: int) -> Questionnaire:
    """For anybody, while it is open. Raises NotFound."""
    found = Questionnaire.objects.open_on(clock.today()).select_related("unit").filter(pk=questionnaire_id).first()
    if found is None:
        raise NotFound(_("Phiếu hỏi này không còn mở."), "questionnaire_over")
    return found


def keys_of_reply(questionnaire: Questionnaire, rating: Rating | None, actor: Actor) -> list[str]:
    """What lets one person answer once: made of who was asked by the link they hold, or of their account; nothing can be read
    out of it. One for each key still in use, the newest first. Two statements for a link. Raises Forbidden for whoever has
    neither."""
    who = who_was_asked(rating) if rating is not None and rating.unit_id == questionnaire.unit_id else ""
    if not who and actor.account is not None and not actor.is_official and not actor.is_administrator:
        who = whom(account=actor.account, to="")
    if not who:
        raise Forbidden(_("Xin đăng nhập để trả lời: mỗi người trả lời một lần."), "who_answers")
    return blind_indices(f"questionnaire:{questionnaire.pk}:{who}")


def who_was_asked(rating: Rating) -> str:
    """Whoever has several links, or the account that the telephone opens, is one person. Empty for a link that was handed over
    and not sent: that says nothing of who holds it; and once the message is forgotten. Two statements at most."""
    with as_machine("who was asked is told by the message alone, which its reader may not see here"):
        asked = messages_about(rating.subject).filter(purpose=Purpose.SURVEY).first()
    if asked is None or not asked.who_index:
        return ""
    opened = None if asked.account else account_by_phone(asked.to)
    account = opened.pk if opened else asked.account
    return whom(account=account, to="" if account else asked.to)
