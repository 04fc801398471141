"""An official account, and what Zalo tells of one who follows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tests.factories.news import published, with_picture
from tests.peers.zalo import Zalo
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.secrets import blind_index, seal
from xaso.messages.actions import circulate_article, link_account
from xaso.messages.jobs import publish
from xaso.messages.models import Article, Follower, OfficialAccount, Publication, Remark

OA = "1646843870823903717"
SAID = "Hồ sơ của tôi đến đâu rồi"


def linked(zalo: Zalo, by: Actor, number: str = OA) -> OfficialAccount:
    zalo.good.add(number)
    return link_account(network_id=number, name=f"UBND xã {number}", renewal=number, by=by)


def circulated(by: Actor, *accounts: OfficialAccount) -> Article:
    """An article of this leader's, sent through these accounts as soon as somebody works."""
    article = published(by, with_picture(by))
    circulate_article(article, accounts=[one.pk for one in accounts], by=by)
    return article


def work() -> list[str]:
    """One round of the jobs; what became of each."""
    for key in Publication.objects.order_by("pk").values_list("pk", flat=True):
        publish(key)
    return list(Publication.objects.order_by("pk").values_list("state", flat=True))


@dataclass(frozen=True, slots=True)
class Events:
    user: str
    account: str = OA

    def stamp(self, seconds: int = 0) -> str:
        return str(int((clock.now() - timedelta(seconds=seconds)).timestamp() * 1000))

    def said(self, text: str, name: str, seconds: int = 0) -> dict[str, Any]:
        whom = {"sender": {"id": self.user}, "recipient": {"id": self.account}}
        message = {"text": text, "msg_id": name}
        return {"event_name": "user_send_text", "message": message, "timestamp": self.stamp(seconds), **whom}

    def answered(self, text: str, name: str, seconds: int = 0) -> dict[str, Any]:
        whom = {"sender": {"id": self.account}, "recipient": {"id": self.user}}
        message = {"text": text, "msg_id": name}
        return {"event_name": "oa_send_text", "message": message, "timestamp": self.stamp(seconds), **whom}

    def typed(self, **info: Any) -> dict[str, Any]:
        whom = {"sender": {"id": self.user}, "recipient": {"id": self.account}}
        return {"event_name": "user_submit_info", "info": info, "timestamp": self.stamp(), **whom}

    def withdrew(self, seconds: int = 0) -> dict[str, Any]:
        who = {"oa_id": self.account, "user_id": self.user, "user_id_by_app": "36113719"}
        return {"event_name": "user_withdraw", "timestamp": self.stamp(seconds), **who}

    def anonymous(self, text: str, name: str) -> dict[str, Any]:
        whom = {"sender": {"id": self.user}, "recipient": {"id": self.account}}
        message = {"text": text, "msg_id": name, "conversation_id": "c-1"}
        return {"event_name": "anonymous_send_text", "message": message, "timestamp": self.stamp(), **whom}

    def template(self, number: str, status: str, reason: str = "", seconds: int = 0) -> dict[str, Any]:
        told = {"oa_id": self.account, "template_id": number, "reason": reason}
        moved = {"prev_status": "ENABLE", "new_status": status}
        return {"event_name": "change_template_status", "status": moved, "timestamp": self.stamp(seconds), **told}

    def quality(self, number: str, quality: str) -> dict[str, Any]:
        told = {"oa_id": self.account, "template_id": number, "quality": quality}
        return {"event_name": "change_template_quality", "timestamp": self.stamp(), **told}

    def quota(self, number: Any, seconds: int = 0) -> dict[str, Any]:
        told = {"oaId": self.account, "quota": {"prev_value": 500, "new_value": number}}
        return {"event_name": "change_oa_daily_quota", "timestamp": self.stamp(seconds), **told}

    def arrived(self, name: str, key: str) -> dict[str, Any]:
        """The receipt of a message by template to a phone."""
        whom = {"sender": {"id": self.account}, "recipient": {"id": self.user}}
        message = {"msg_id": name, "tracking_id": key, "delivery_time": self.stamp()}
        return {"event_name": "user_received_message", "message": message, "timestamp": self.stamp(), **whom}

    def seen(self, *names: str) -> dict[str, Any]:
        whom = {"sender": {"id": self.user}, "recipient": {"id": self.account}}
        said = {"event_name": "user_seen_message", "message": {"msg_ids": list(names)}}
        return {**said, "timestamp": self.stamp(), **whom}

    def received(self, name: str) -> dict[str, Any]:
        whom = {"sender": {"id": self.user}, "recipient": {"id": self.account}}
        return {"event_name": "user_received_message", "message": {"msg_id": name}, "timestamp": self.stamp(), **whom}

    def came(self, seconds: int = 0) -> dict[str, Any]:
        return self._moved("follow", seconds)

    def left(self, seconds: int = 0) -> dict[str, Any]:
        return self._moved("unfollow", seconds)

    def _moved(self, name: str, seconds: int) -> dict[str, Any]:
        who = {"oa_id": self.account, "follower": {"id": self.user}}
        return {"event_name": name, "timestamp": self.stamp(seconds), **who}


def events(user: str) -> Events:
    return Events(user)


def conversing(account: OfficialAccount, resident: Actor, text: str = SAID) -> Follower:
    """A resident who joined and wrote just now."""
    now = clock.now()
    follower = Follower.objects.create(
        account=account,
        unit_id=account.unit_id,
        sealed=seal("77001"),
        index=blind_index("77001"),
        last_word_at=now,
        resident=resident.account,
        joined_at=now,
    )
    Remark.objects.create(follower=follower, text=text, said_at=now, network_id="m-0")
    return follower
