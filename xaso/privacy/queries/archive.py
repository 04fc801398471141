"""Everything about one person in one archive: a page anybody can open, the same as JSON, the papers and the letters. What is in
it and what is not, table by table, with the reason: tests/config/archive.txt."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable, Iterator
from typing import IO

from xaso.dossiers.models import Dossier
from xaso.privacy.access import DataSubject
from xaso.privacy.queries.filed import dossier_part, draft_part, helped_part
from xaso.privacy.queries.oneself import agreed, journal_part, messages_part, whose
from xaso.privacy.queries.part import page
from xaso.privacy.queries.talks import calls_part, petition_part, promises_part


def write_archive(subject: DataSubject, dossiers: Iterable[Dossier], target: IO[bytes]) -> Iterator[int]:
    """Writes into `target` and says after each dossier how many are done. Papers are read one at a time; beyond MAX_BYTES
    they are only named."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        parts = [whose(subject), agreed(subject)]
        for done, dossier in enumerate(dossiers, start=1):
            parts.append(dossier_part(dossier, archive))
            yield done
        drafts = subject.drafts.select_related("version__procedure", "assistance__post__office")
        parts += [draft_part(one, archive) for one in drafts.order_by("updated_at", "id")]
        parts += [petition_part(one, archive) for one in subject.petitions.order_by("sent_at", "id")]
        others = (helped_part, calls_part, promises_part, messages_part, journal_part)
        parts += [part for other in others if (part := other(subject))]
        archive.writestr("index.html", page(parts))
        data = json.dumps([{"title": one.title} | one.data for one in parts], ensure_ascii=False, indent=1, default=str)
        archive.writestr("du-lieu.json", data)
