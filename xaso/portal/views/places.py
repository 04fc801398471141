"""Communes of a province, for the script that fills the list without a reload."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import cache_control

from xaso.portal.forms.places import communes_in


@login_not_required
@cache_control(public=True, max_age=86400)
def communes(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"communes": communes_in(request.GET.get("tinh", ""))})
