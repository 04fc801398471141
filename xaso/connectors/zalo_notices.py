"""Notices by Zalo: a consultation message while whoever joined wrote within seven days (free within 48 hours), a ZBS template
otherwise, to the follower or to the phone, where the account has one."""

from __future__ import annotations

from typing import ClassVar, Final
from uuid import UUID

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.scope import acting
from xaso.core.text import normalise
from xaso.messages.actions import alert_account, ask_network, lose_template, note_sent_by
from xaso.messages.models import Follower, OfficialAccount
from xaso.messages.ports import Free, NetworkRefused, Parcel
from xaso.messages.rules import ANSWER_LENGTH, FOR_PEOPLE, Reason, Trouble, is_free, without_pointers

BY: Final = Actor.system("messages.zalo")


class ZaloNotices:
    """Options: field, the name of the one field of the template; most, how many characters it takes."""

    knows_keys: ClassVar[bool] = False

    def __init__(self, *, field: str = "noi_dung", most: int = 300) -> None:
        self.field, self.most = field, most

    def send(self, parcel: Parcel) -> str:
        """`parcel.to` is what messages.queries.zalo_places says. What only people can mend at Zalo is told to them, and the
        notice goes by the next channel."""
        kind, _colon, rest = parcel.to.partition(":")
        if kind == "follower":
            with acting(BY):
                follower = Follower.objects.select_related("account").filter(pk=UUID(rest)).first()
            if follower is None:
                raise NetworkRefused("nobody follows under this name", Trouble.DEAD, Reason.LEFT)
            account, phone = follower.account, ""
        else:
            number, _colon, phone = rest.partition(":")
            follower = None
            with acting(BY):
                account = OfficialAccount.objects.get(pk=int(number))
        try:
            named = self._tell(parcel, follower) if follower else self._by_template(parcel, account, phone=phone)
        except NetworkRefused as problem:
            if problem.why in FOR_PEOPLE:
                alert_account(account.pk, reason=problem.why, said=problem.reason, by=BY)
            elif problem.why == Reason.TEMPLATE:
                lose_template(account.pk, template=account.template, said=problem.reason, by=BY)
            elif problem.why != Reason.NIGHT:
                raise
            raise NetworkRefused(problem.reason, Trouble.REFUSED, problem.why) from problem
        note_sent_by(account.pk, free=isinstance(named, Free), by=BY)
        return named

    def _tell(self, parcel: Parcel, follower: Follower) -> str:
        text, user, now = normalise(parcel.body), follower.user, clock.now()
        if follower.may_be_answered(now) and len(text) <= ANSWER_LENGTH:
            try:
                named = ask_network(follower.account_id, lambda zalo, access: zalo.tell(access, user, text), by=BY)
                return Free(named) if is_free(follower.last_word_at, now) else named
            except NetworkRefused as problem:
                if problem.why != Reason.WINDOW:
                    raise
        return self._by_template(parcel, follower.account, user=user)

    def _by_template(self, parcel: Parcel, account: OfficialAccount, *, user: str = "", phone: str = "") -> str:
        if not account.usable_template:
            raise NetworkRefused("silent for seven days, and no template", Trouble.REFUSED, Reason.WINDOW)
        if parcel.by_link:
            raise NetworkRefused("a template takes no link", Trouble.REFUSED, Reason.CONTENT)
        text = " ".join(without_pointers(normalise(parcel.body)).split())
        if len(text) > self.most:
            raise NetworkRefused(
                f"longer than the {self.most} characters of the template", Trouble.REFUSED, Reason.CONTENT
            )
        data, template, key = {self.field: text}, account.template, parcel.key
        return ask_network(
            account.pk,
            lambda zalo, access: zalo.tell_by_template(access, template, data, user=user, phone=phone, key=key),
            by=BY,
        )
