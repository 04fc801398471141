"""Is it well? For load balancers and for whoever is woken at night."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

WORKER_SILENCE = "20 seconds"  # four of its heartbeats


@login_not_required
def healthz(request: HttpRequest) -> JsonResponse:
    """200 only when the database answers and a worker has shown itself within the last seconds."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "select exists (select from procrastinate_workers where last_heartbeat > now() - interval %s)",
                [WORKER_SILENCE],
            )
            worker = cursor.fetchone()[0]
    except DatabaseError:
        return _unwell("database")
    return JsonResponse({"status": "ok", "version": settings.XASO_VERSION}) if worker else _unwell("worker")


def _unwell(part: str) -> JsonResponse:
    return JsonResponse({"status": "unwell", "part": part, "version": settings.XASO_VERSION}, status=503)
