"""The floor: a bare Django view that writes the same rows as a submission through the ORM, durable, in one transaction. No
session, no account, no CSRF check, no validation, no permission, no journal, no encryption."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path
from django.utils import timezone

from xaso.core.identifiers import random_token, uuid7
from xaso.documents.actions import take_number
from xaso.dossiers.models import Dossier, Draft, Move, Paper
from xaso.messages.models import Message


@transaction.atomic
def send(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Nine statements: the draft read, eight written or taken."""
    now = timezone.now()
    revision = int(request.POST["revision"])
    draft = Draft.objects.select_related("version", "office").get(pk=draft_id, revision=revision)
    dossier = Dossier(
        id=uuid7(),
        token=random_token(),
        procedure_id=draft.version.procedure_id,
        version=draft.version,
        title="Bản sao trích lục",
        office=draft.office,
        receiving_unit_id=draft.office.unit_id,
        competent_unit_id=draft.office.unit_id,
        channel="portal",
        filed_how="self_filed",
        account_id=draft.account_id,
        owner_name="Nguyễn Thị Lan",
        owner_search="nguyen thi lan",
        contact_phone="+84912000001",
        by_right="self",
        state=1,
        submitted_at=now,
        act_by=now + timedelta(days=1),
        answers=draft.answers,
    )
    Draft.objects.filter(pk=draft.pk).update(dossier=dossier.id, answers={})
    Paper.objects.filter(draft=draft.pk).update(dossier=dossier.id, draft=None)
    Move.objects.create(dossier=dossier, verb="submit", at=now, to_state=1)
    seq = take_number(office_id=draft.office_id, series="dossier", period=f"{now:%Y-%m-%d}")
    dossier.number = f"F-{draft.office_id}-{now:%y%m%d}-{seq:04d}"
    dossier.save(force_insert=True)
    message = Message.objects.create(
        to_sealed="x" * 60,
        to_last4="0001",
        body="x" * 200,
        about_kind="dossier",
        about_id=str(dossier.id),
        created_at=now,
        due_at=now,
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into procrastinate_jobs (queue_name, task_name, args) values ('floor', 'bench.floor', %s)",
            [f'{{"message_id": "{message.pk}"}}'],
        )
    return HttpResponseRedirect(f"/ho-so/{dossier.number}/giay-hen")


urlpatterns = [path("nhap/<uuid:draft_id>/xem-lai", send)]
