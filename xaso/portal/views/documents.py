"""Is this paper real? What anybody who holds one may learn."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from xaso.core.dates import show_date
from xaso.core.refused import NotFound
from xaso.documents.access import document_by_token
from xaso.documents.queries import verification
from xaso.portal.guessing import missed
from xaso.ui.requests import Request


@login_not_required
def check(request: Request, token: str) -> HttpResponse:
    try:
        found = verification(document_by_token(token))
    except NotFound:
        missed(request)
        raise
    rows = [
        (_("Loại giấy"), found.title),
        (_("Số"), found.number or _("chưa vào sổ")),
        (_("Cơ quan"), found.agency),
        (_("Ngày"), show_date(found.signed_on)),
        (_("Căn cứ"), found.legal_basis),
    ]
    return render(request, "portal/documents/check.html", {"rows": rows, "signed": found.signed})
