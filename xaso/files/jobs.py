"""Once a night: what was begun and never finished, and bytes nobody speaks of."""

from __future__ import annotations

from xaso.core.actor import Actor
from xaso.core.queue import every
from xaso.files import actions, ports


@every("20 18 * * *", "files.sweep")
def sweep_files(timestamp: int) -> None:
    """18:20 UTC is 01:20 in Vietnam. Costs one look at every stored path."""
    by = Actor.system("files.sweep")
    actions.sweep_uploads(by=by)
    actions.sweep_quarantine(by=by)
    for path in list(ports.paths_under()):
        actions.sweep_path(path, by=by)
