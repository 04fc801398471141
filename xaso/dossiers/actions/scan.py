"""Papers laid on the counter become pictures in the dossier."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from xaso.core.actor import Actor
from xaso.core.refused import Forbidden, Refused, Trace
from xaso.dossiers.access import require_move
from xaso.dossiers.actions.move import advance
from xaso.dossiers.models import Dossier, Paper
from xaso.files.models import StoredFile
from xaso.files.rules import owner_key
from xaso.journal.actions import atomic_action


@atomic_action
def scan_papers(dossier: Dossier, *, files: Sequence[tuple[str, StoredFile]], by: Actor) -> Dossier:
    """Each file under the key of the paper it shows. The first one of a paper that was written down as brought belongs to
    that line; a file that is there already is not kept twice. Raises Refused for a paper the procedure does not know."""
    require_move(dossier, "scan", by)
    names = {paper["key"]: paper["name"] for paper in dossier.version.papers} if dossier.version else {}
    if not files:
        raise Refused(_("Xin chọn ít nhất một tệp ảnh hoặc PDF."), "no_file")
    for key, file in files:
        if key not in names:
            raise Refused(_("Không có mục này trong thủ tục. Xin tải lại trang."), "item_unknown")
        if file.owner != owner_key(by):
            trace = Trace("dossier.scan", dossier.subject, by)
            raise Forbidden(_("Tệp này do tài khoản khác gửi."), "not_yours", trace=trace)
    now = advance(dossier, "scan", by=by, detail={"papers": [[key, file.sha256] for key, file in files]})
    for key, file in files:
        _keep(dossier, key, names[key], file, now)
    return dossier


def _keep(dossier: Dossier, key: str, name: str, file: StoredFile, now: datetime) -> None:
    if dossier.papers.filter(key=key, file=file).exists():
        return
    lying = dossier.papers.filter(key=key, file=None).first()
    if lying is None:
        Paper.objects.create(dossier=dossier, key=key, name=name, file=file, added_at=now)
    else:
        lying.file = file
        lying.save(update_fields=["file"])
