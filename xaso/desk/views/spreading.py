"""An article through many official accounts: chosen, sent with one press, and what became of it in each."""

from __future__ import annotations

from collections import Counter

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
from xaso.messages.models import Publication
from xaso.messages.queries import accounts_left, publications_of
from xaso.messages.rules import Spread, Standing
from xaso.ui.requests import Request

PILLS = {
    Spread.QUEUED: ("wait", "clock"),
    Spread.SENDING: ("wait", "clock"),
    Spread.ACCEPTED: ("", "ok"),
    Spread.REFUSED: ("late", "warn"),
}


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
    rows = publications_of(article)
    counted = Counter(one.state for one in rows)
    context = {
        "article": article,
        "rows": [(one, *PILLS[Spread(one.state)], one.revision not in (0, article.revision)) for one in rows],
        "accepted": counted[Spread.ACCEPTED],
        "refused": counted[Spread.REFUSED],
        "waiting": counted[Spread.QUEUED] + counted[Spread.SENDING],
        "readers": sum(one.readers or 0 for one in rows),
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
