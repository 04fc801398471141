"""How long dossiers stand where they stand."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection

from xaso.dossiers.rules.quiet import ENOUGH

_STAYS = """
select procedure_id, to_state, percentile_cont(0.8) within group (order by stay)
from (
    select dossier.procedure_id, move.to_state,
           lead(move.at) over (partition by move.dossier_id order by move.at, move.id) - move.at as stay
    from dossiers_move move join dossiers_dossier dossier on dossier.id = move.dossier_id
    where dossier.submitted_at >= %s
) as stays
where stay is not null
group by procedure_id, to_state having count(*) >= %s
"""


def usual_stays(since: datetime) -> dict[tuple[int, int], timedelta]:
    """By procedure and state: what four of five stays since then did not exceed, where enough are known. One statement over all
    moves of that time, for a job by night."""
    with connection.cursor() as cursor:
        cursor.execute(_STAYS, [since, ENOUGH])
        return {(procedure, state): stay for procedure, state, stay in cursor.fetchall()}
