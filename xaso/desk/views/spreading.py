"""An article through many official accounts: chosen, sent with one press, and what became of it in each."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from xaso.core import clock
from xaso.core.refused import Forbidden, NotFound, Refused
from xaso.desk.forms.news import SpreadForm
from xaso.desk.officials import draw, officials
from xaso.messages import access
from xaso.messages.actions import replay_publication
from xaso.messages.models import Article, Publication
from xaso.messages.queries import accounts_left, publications_of
from xaso.messages.rules import MENDING, Spread, Stage, Standing
from xaso.ui.requests import Request

PILLS = {
    Spread.QUEUED: ("wait", "clock"),
    Spread.SENDING: ("wait", "clock"),
    Spread.ACCEPTED: ("", "ok"),
    Spread.REFUSED: ("late", "warn"),
    Spread.REMOVED: ("off", "x"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """An article in one account. `behind`: what stands there is not what the article says; `again`: a press does something."""

    publication: Publication
    standing: str
    kind: str
    icon: str
    behind: bool
    again: bool


def row(one: Publication, article: Article) -> Row:
    state, withdrawn = Spread(one.state), article.withdrawn_at is not None
    there = one.network_article != "" and state != Spread.REMOVED
    on_its_way = one.stage in MENDING and state != Spread.ACCEPTED
    behind = there and (withdrawn or on_its_way or one.revision != article.revision)
    again = state == Spread.REFUSED or (state == Spread.ACCEPTED and behind)
    kind, icon = PILLS[Spread.REFUSED if again else state]
    return Row(one, _standing(one, state, behind=behind, withdrawn=withdrawn), kind, icon, behind, again)


def _standing(one: Publication, state: Spread, *, behind: bool, withdrawn: bool) -> str:
    if state == Spread.REMOVED:
        return _("Đã rút khỏi Zalo") if withdrawn else str(state.label)
    if state == Spread.ACCEPTED:
        if behind:
            return _("Zalo còn bản trước")
        return _("Zalo đã nhận bản đính chính") if one.amended_at else str(state.label)
    if one.stage == Stage.REMOVE:
        return _("Chưa rút được") if state == Spread.REFUSED else _("Đang rút")
    if one.stage in (Stage.UPDATE, Stage.CHECK):
        return _("Chưa đính chính được") if state == Spread.REFUSED else _("Đang đính chính")
    return str(state.label)


@require_http_methods(["GET", "HEAD", "POST"])
@officials
def spread(request: Request, article_id: int) -> HttpResponse:
    article = access.get_article(request.actor, article_id)
    access.require_publisher(request.actor, article, action="messages.circulate_article")
    left = accounts_left(article, request.actor, clock.today())
    form = SpreadForm(left, request.POST if request.method == "POST" else None)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            count = form.act(article, request.actor)
            told = ngettext("Máy đang gửi qua %(n)d tài khoản.", "Máy đang gửi qua %(n)d tài khoản.", count)
            messages.success(request, told % {"n": count})
            return redirect("desk:article-spread", article.pk)
        except Forbidden:
            raise
        except Refused as refusal:
            form.refuse(refusal)
    rows = [row(one, article) for one in publications_of(article)]
    stand = [one for one in rows if one.publication.accepted_at]
    context = {
        "article": article,
        "rows": rows,
        "accepted": len(stand),
        "refused": sum(one.publication.state == Spread.REFUSED for one in rows if one not in stand),
        "waiting": sum(one.publication.state in (Spread.QUEUED, Spread.SENDING) for one in rows if one not in stand),
        "readers": sum(one.publication.readers or 0 for one in rows),
        "is_mended": article.withdrawn_at is not None or any(one.behind or one.publication.amended_at for one in stand),
        "mended": sum(not one.behind for one in stand),
        "behind": sum(one.behind for one in stand),
        "is_shown": article.standing(clock.today()) == Standing.SHOWN,
        "left": left,
        "form": form,
        "errors": form.error_list(),
    }
    return draw(request, "desk/news/spread.html", context, status=status)


@require_POST
@officials
def replay(request: Request, article_id: int, publication_id: int) -> HttpResponse:
    found: Publication = access.get_publication(request.actor, publication_id)
    if found.article_id != article_id:
        raise NotFound(_("Không thấy lần đăng này."), "publication_unknown")
    try:
        replay_publication(found, by=request.actor)
        messages.success(request, _("Máy đang gửi lại qua %(name)s.") % {"name": found.account.name})
    except Forbidden:
        raise
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("desk:article-spread", article_id)
