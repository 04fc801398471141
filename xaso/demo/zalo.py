"""Zalo in the sample: two official accounts, a neighbour who joined himself and asked, an answer, and an article sent through the
commune's account. Made through actions, where missing; nothing leaves the machine."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.demo.cast import player
from xaso.demo.town import let_in
from xaso.messages.actions import (
    answer_follower,
    begin_joining,
    circulate_article,
    keep_event,
    link_account,
    take_event,
)
from xaso.messages.models import Article, Follower, OfficialAccount
from xaso.messages.ports import network
from xaso.signin.access import actor_of

BY = Actor.system("sample: zalo")
HOME, CITY, DUC = "9000000000000000001", "9000000000000000002", "8000000000000000001"


def open_zalo() -> None:
    """All of it or nothing; nothing when an account is linked, or when the sample speaks with a real Zalo."""
    if OfficialAccount.objects.exists() or not str(settings.XASO_NETWORK.get("with", "")).startswith("xaso.demo."):
        return
    hanh, bao, diep, duc = (
        actor_of(let_in(player(key)), address="127.0.0.1")
        for key in ("tiep-nhan", "quan-ly", "quan-ly-tinh", "lang-gieng")
    )
    with transaction.atomic():
        account = link_account(network_id=HOME, name="UBND xã Vị Thủy", renewal="mau", by=bao)
        link_account(network_id=CITY, name="UBND thành phố Cần Thơ", renewal="mau", by=diep)
        with clock.travel(clock.now() - timedelta(hours=3)):
            _writes(f"NOI {begin_joining(by=duc)}", "mau-1")
            _writes("Tôi làm mất giấy hẹn, mai tôi đến lấy kết quả có được không?", "mau-2")
        with clock.travel(clock.now() - timedelta(hours=2)):
            follower = Follower.objects.get(account=account)
            words = "Dạ được. Ông mang theo căn cước, đến một cửa trước 17 giờ."
            answer_follower(follower.pk, text=words, by=hanh)
        article = Article.objects.filter(unit=account.unit_id, picture__isnull=False, withdrawn_at=None).first()
        if article is not None:
            circulate_article(article, accounts=[account.pk], by=bao)


def _writes(text: str, name: str) -> None:
    """As Zalo tells it."""
    said: dict[str, Any] = {
        "event_name": "user_send_text",
        "sender": {"id": DUC},
        "recipient": {"id": HOME},
        "message": {"text": text, "msg_id": name},
        "timestamp": str(int(clock.now().timestamp() * 1000)),
    }
    body = json.dumps(said).encode()
    keep_event(body, by=BY)
    take_event(hashlib.sha256(body).hexdigest(), heard=network().read(body), problem="", by=BY)
