"""One press signs in as any of the cast."""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_login
from allauth.account.internal.stagekit import clear_login
from allauth.account.models import Login
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from xaso.core import clock
from xaso.core.refused import NotFound
from xaso.core.scope import as_machine, hold
from xaso.demo.cast import CAST, PASSWORD, SECOND_FACTOR, Player
from xaso.signin.actions import totp_code
from xaso.signin.models import Account

EVERYBODYS = "the sample's accounts are everybody's to enter"


@login_not_required
@never_cache
@require_GET
def cast(request: HttpRequest) -> HttpResponse:
    """Everybody who can be played. One query: who of them has an account yet (the loader may still be at work)."""
    sample = Account.objects.filter(sample=True)
    with as_machine(EVERYBODYS):
        known = {name for row in sample.values_list("username", "phone") for name in row if name}
    people = [(player, (player.username or player.phone) in known) for player in CAST]
    groups = [
        (_("Người dân"), [person for person in people if not person[0].is_official]),
        (_("Cán bộ"), [person for person in people if person[0].is_official]),
    ]
    return render(
        request,
        "demo/cast.html",
        {"groups": groups, "password": PASSWORD, "code": totp_code(SECOND_FACTOR, clock.now())},
    )


@login_not_required
@require_POST
def enter(request: HttpRequest, key: str) -> HttpResponse:
    """Leaves whoever is signed in, and signs in as the player. Only accounts marked as sample can be entered so."""
    player = next((player for player in CAST if player.key == key), None)
    account = _account(player) if player else None
    if player is None or account is None:
        raise NotFound(_("Người này chưa có trong bản mẫu. Xin đợi bản mẫu tạo xong rồi bấm lại."), "player_unknown")
    clear_login(request)
    logout(request)
    response: HttpResponse = perform_login(request, Login(user=account, redirect_url=player.lands))
    return response


def _account(player: Player) -> Account | None:
    """From here on the request is about it."""
    name = {"username": player.username} if player.is_official else {"phone": player.phone}
    with as_machine(EVERYBODYS):
        account = Account.objects.filter(sample=True, **name).first()
    if account is not None:
        hold(account.pk)
    return account
