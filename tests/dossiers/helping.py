"""Mr Đức, a neighbour, fills in for Mrs Lan. All people are invented."""

from __future__ import annotations

import re

from tests.dossiers.walks import EXTRACT
from xaso.core.actor import Actor
from xaso.dossiers import actions
from xaso.dossiers.access import get_draft
from xaso.dossiers.models import Draft
from xaso.messages.models import Message
from xaso.offices.models import Office

LAN, DUC = "+84900000001", "+84900000002"


def prepared(helper: Actor, office: Office, *, phone: str = LAN, owner: str = "Nguyễn Thị Lan") -> Draft:
    """All pages filled in, nobody asked yet."""
    kind = "officer" if helper.is_official else "relative"
    draft = actions.start_helping(
        code="2.000635",
        office=office,
        kind=kind,
        helper_name="Trần Văn Đức",
        owner_name=owner,
        owner_phone=phone,
        by=helper,
    )
    for page, raw in EXTRACT.items():
        actions.save_page(draft, page=page, raw=raw, revision=draft.revision, by=helper)
    return get_draft(helper, draft.id)


def invited(helper: Actor, office: Office, **more: str) -> tuple[Draft, str]:
    """The draft and the token of the link that was sent."""
    draft = prepared(helper, office, **more)
    assistance = actions.invite_owner(draft, revision=draft.revision, by=helper)
    assert assistance.token
    return draft, assistance.token


def opened(helper: Actor, owner: Actor, office: Office) -> Draft:
    _draft, token = invited(helper, office)
    return actions.open_invitation(token, by=owner)


def told(phone: str) -> list[str]:
    """What was sent to this phone, oldest first."""
    return [one.body for one in Message.objects.order_by("id") if one.to == phone]


def code_sent_to(phone: str) -> str:
    found = re.search(r"mã (\d{6})", told(phone)[-1])
    assert found
    return found.group(1)
