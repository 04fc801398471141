"""Who is to be let in: the second pair of eyes, of another administrator or of whoever leads the office."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from xaso.core.refused import NotFound
from xaso.desk.officials import draw, staff
from xaso.signin.access import may_agree, proposal_for, proposals_for
from xaso.signin.actions import confirm_entry, decline_entry
from xaso.signin.queries import asked_entries
from xaso.ui.requests import Request

ANSWERS: Final = {
    "dong-y": (confirm_entry, gettext_lazy("Đã đồng ý. Người quản trị nay cấp được mật khẩu dùng một lần.")),
    "khong": (decline_entry, gettext_lazy("Đã ghi là không đồng ý. Không ai vào được bằng đề nghị ấy.")),
}


@require_safe
@staff
def entries(request: Request) -> HttpResponse:
    _require_eyes(request)
    return draw(request, "desk/people/entries.html", {"asked": asked_entries(proposals_for(request.actor))})


@require_POST
@staff
def answer(request: Request, proposal: UUID, word: str) -> HttpResponse:
    _require_eyes(request)
    if word not in ANSWERS:
        raise NotFound(_("Không có việc này."), "deed_unknown")
    does, said = ANSWERS[word]
    does(proposal_for(request.actor, proposal), by=request.actor)
    messages.success(request, said)
    return redirect("desk:entries")


def _require_eyes(request: Request) -> None:
    if not may_agree(request.actor):
        raise NotFound(_("Trang này của người quản trị và lãnh đạo cơ quan."), "leaders_only")
