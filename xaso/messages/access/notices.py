"""Who may see what could not be sent, and who may send it again; whose address book is whose."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from xaso.core.actor import Actor
from xaso.core.refused import Forbidden, NotFound, Trace
from xaso.core.scope import holding
from xaso.messages.models import Address, Message, MessageQuerySet
from xaso.offices.rules import LEADERS, Role

WATCHERS = (Role.RECEPTION, *LEADERS)
READERS = (*WATCHERS, Role.AUDITOR)


def may_read(actor: Actor) -> bool:
    return actor.is_official and actor.has(*READERS)


def may_watch(actor: Actor) -> bool:
    """Sends again and tells by hand, besides reading."""
    return actor.is_official and actor.has(*WATCHERS)


def require_reader(actor: Actor) -> int:
    """The unit whose messages this official looks after. Raises NotFound."""
    if not may_read(actor) or actor.unit is None:
        raise NotFound(_("Không có trang này."), "page_unknown")
    return actor.unit


def require_watcher(actor: Actor, action: str) -> tuple[int, int]:
    """The unit and the post of who sends again or tells by hand. Raises NotFound, or Forbidden for an auditor."""
    unit = require_reader(actor)
    if actor.post is None or not may_watch(actor):
        trace = Trace(action, ("unit", str(unit)), actor)
        raise Forbidden(_("Người kiểm tra chỉ xem, không gửi lại tin."), "not_allowed", trace=trace)
    return unit, actor.post


def messages_for(actor: Actor) -> MessageQuerySet:
    """Of the actor's unit. What tells somebody who complained of an officer is looked after by the roles it names, never by who
    was complained of: as the complaint itself."""
    if not may_read(actor) or actor.unit is None:
        return Message.objects.none()
    theirs = Q(seen_by__overlap=[*actor.roles]) & ~Q(kept_from__contains=[actor.person])
    return Message.objects.filter(Q(seen_by=[]) | theirs, unit=actor.unit)


def get_message(actor: Actor, message_id: UUID) -> Message:
    """Of the actor's own unit, but no code: that opens somebody else's account; nor what goes along with another. Raises
    NotFound."""
    require_reader(actor)
    found = messages_for(actor).filter(pk=message_id, joined_to=None).exclude(purpose="code").first()
    if found is None:
        raise NotFound(_("Không thấy tin này."), "message_unknown")
    return found


def own_account(actor: Actor) -> UUID:
    """Of a resident, whose address book it is. Raises Forbidden."""
    if actor.account is None or actor.is_official or actor.is_administrator:
        raise Forbidden(_("Xin đăng nhập bằng số điện thoại của ông/bà."), "sign_in_first")
    return actor.account


def own_book(actor: Actor) -> UUID:
    """Whose address book it is: a resident's account, an official's person, who may have several accounts and is told once.
    Raises Forbidden."""
    whose = actor.person if actor.is_official or actor.is_administrator else actor.account
    if whose is None:
        raise Forbidden(_("Xin đăng nhập trước."), "sign_in_first")
    return whose


def address_by_token(token: str) -> Address:
    """Raises NotFound."""
    with holding(token):
        found = Address.objects.standing().filter(token=token).first()
    if found is None:
        raise NotFound(_("Đường dẫn này không còn dùng được. Xin vào Tài khoản của tôi, ghi lại địa chỉ."), "link_over")
    return found


def message_by_token(token: str) -> Message:
    """Raises NotFound."""
    with holding(token):
        found = Message.objects.filter(token=token).first()
    if found is None:
        raise NotFound(_("Đường dẫn này không còn dùng được."), "link_over")
    return found
