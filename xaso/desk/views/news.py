"""Tin tức: what the unit told and is about to tell; writing it, looking at it as residents will, publishing, correcting,
withdrawing."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Forbidden, NotFound, Refused
from xaso.core.text import whole_number
from xaso.desk.forms.news import AccountForm, ArticleForm, WithdrawForm
from xaso.desk.officials import draw, officials
from xaso.files.queries import preview
from xaso.messages import access
from xaso.messages.actions import discard_article, publish_article, use_template, withdraw_article
from xaso.messages.models import Article
from xaso.messages.queries import accounts_of, articles_page, places_of, reading_of
from xaso.messages.rules import Standing
from xaso.ui.errors import status_of
from xaso.ui.requests import Request

PILLS = {Standing.SHOWN: ("", "ok"), Standing.DRAFT: ("off", "pen"), Standing.AHEAD: ("wait", "clock")}


@dataclass(frozen=True, slots=True)
class Row:
    article: Article
    standing: str
    kind: str
    icon: str


def require_articles(actor: Actor) -> None:
    if not access.sees_articles(actor):
        raise NotFound(_("Không có trang này."), "page_unknown")


def row(article: Article) -> Row:
    standing = article.standing(clock.today())
    return Row(article, str(standing.label), *PILLS.get(standing, ("off", "x")))


@require_safe
@officials
def articles(request: Request) -> HttpResponse:
    require_articles(request.actor)
    page = articles_page(request.actor, after=request.GET.get("sau", ""))
    context = {
        "rows": [row(one) for one in page.rows],
        "next_key": page.next_key,
        "may_draft": access.may_draft(request.actor),
        "may_publish": access.may_speak(request.actor),
    }
    return draw(request, "desk/news/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@officials
def accounts(request: Request) -> HttpResponse:
    """The unit's accounts at Zalo, and linking another."""
    require_articles(request.actor)
    unit, _post = access.require_linker(request.actor, action="messages.link_account")
    form = AccountForm(request.POST if request.method == "POST" else None)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            form.act(request.actor)
            messages.success(request, _("Đã nối tài khoản."))
            return redirect("desk:accounts")
        except Forbidden:
            raise
        except Refused as refusal:
            form.refuse(refusal)
    context = {"accounts": accounts_of(unit), "form": form, "errors": form.error_list()}
    return draw(request, "desk/news/accounts.html", context, status=status)


@require_POST
@officials
def template(request: Request, account_id: int) -> HttpResponse:
    """By which template of Zalo an account tells whoever did not write lately."""
    require_articles(request.actor)
    found = access.get_account(request.actor, account_id, action="messages.use_template")
    try:
        use_template(found, template=request.POST.get("mau", ""), by=request.actor)
        messages.success(request, _("Đã ghi mẫu tin của tài khoản."))
    except Forbidden:
        raise
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("desk:accounts")


@require_http_methods(["GET", "HEAD", "POST"])
@officials
def write(request: Request) -> HttpResponse:
    require_articles(request.actor)
    access.require_drafter(request.actor, action="messages.write_article", subject=("unit", str(request.actor.unit)))
    return _form(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@officials
def edit(request: Request, article_id: int) -> HttpResponse:
    """A draft is revised, what is public is corrected."""
    found = access.get_article(request.actor, article_id)
    if found.withdrawn_at is not None:
        return redirect("desk:article", found.pk)
    if found.published_at is None:
        access.require_drafter(request.actor, action="messages.revise_article", subject=("article", str(found.pk)))
    else:
        access.require_publisher(request.actor, found, action="messages.correct_article")
    return _form(request, found)


def _form(request: Request, found: Article | None) -> HttpResponse:
    units = access.units_to_tell(request.actor, clock.today())
    posted = request.method == "POST"
    form = ArticleForm(units, found, request.POST if posted else None, request.FILES if posted else None)
    status = 422 if posted else 200
    if posted and form.is_valid():
        try:
            written = form.act(request.actor)
            messages.success(request, _("Đã đính chính.") if found and found.published_at else _("Đã lưu bản nháp."))
            return redirect("desk:article", written.pk)
        except Forbidden:
            raise
        except Refused as refusal:
            form.refuse(refusal)
            status = status_of(refusal)
    return draw(
        request, "desk/news/form.html", {"form": form, "errors": form.error_list(), "article": found}, status=status
    )


@require_safe
@officials
def article(request: Request, article_id: int) -> HttpResponse:
    return _shown(request, access.get_article(request.actor, article_id), None)


@require_POST
@officials
def publish(request: Request, article_id: int) -> HttpResponse:
    found = access.get_article(request.actor, article_id)
    try:
        publish_article(found, revision=whole_number(request.POST.get("revision", "")), by=request.actor)
    except Forbidden:
        raise
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Đã đăng."))
    return redirect("desk:article", found.pk)


@require_POST
@officials
def discard(request: Request, article_id: int) -> HttpResponse:
    """A draft goes; what was public is withdrawn instead."""
    found = access.get_article(request.actor, article_id)
    try:
        discard_article(found, revision=whole_number(request.POST.get("revision", "")), by=request.actor)
    except Forbidden:
        raise
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("desk:article", found.pk)
    messages.success(request, _("Đã bỏ bản nháp."))
    return redirect("desk:articles")


@require_POST
@officials
def withdraw(request: Request, article_id: int) -> HttpResponse:
    found = access.get_article(request.actor, article_id)
    access.require_publisher(request.actor, found, action="messages.withdraw_article")
    form = WithdrawForm(request.POST)
    if form.is_valid():
        try:
            said = form.cleaned_data
            withdraw_article(found, why=said["why"], revision=said["revision"] or 0, by=request.actor)
            messages.success(request, _("Đã rút tin."))
            return redirect("desk:article", found.pk)
        except Forbidden:
            raise
        except Refused as refusal:
            form.refuse(refusal)
    return _shown(request, found, form, status=422)


def _shown(request: Request, found: Article, form: WithdrawForm | None, status: int = 200) -> HttpResponse:
    today = clock.today()
    public = found.published_at is not None and found.withdrawn_at is None
    context = {
        "row": row(found),
        "article": found,
        "corrections": reading_of(found, today).corrections,
        "places": places_of(found, today),
        "may_edit": access.may_speak(request.actor) if public else access.may_draft(request.actor),
        "may_publish": access.may_speak(request.actor),
        "withdrawing": (form or WithdrawForm(initial={"revision": found.revision})) if public else None,
        "errors": form.error_list() if form else [],
        "address": reverse_public(found) if public else "",
    }
    return draw(request, "desk/news/show.html", context, status=status)


def reverse_public(found: Article) -> str:
    """The desk and the portal are strangers: their addresses are words."""
    return f"/tin-tuc/{found.pk}"


@require_safe
@officials
def preview_page(request: Request, article_id: int) -> HttpResponse:
    """As residents will see it, in their own frame."""
    found = access.get_article(request.actor, article_id)
    picture = reverse("desk:article-picture", args=[found.pk]) if found.picture_id else ""
    context = {"reading": reading_of(found, clock.today()), "picture": picture}
    return render(request, "desk/news/preview.html", context)


@require_safe
@officials
def picture(request: Request, article_id: int) -> HttpResponse:
    found = access.get_article(request.actor, article_id)
    return HttpResponse(preview(access.picture_of(found), 1, 960), content_type="image/jpeg")
