"""How often somebody may ask: counted in the database's cache, in one statement, so that no two requests are both the last.

Count people by their account or their browser where these are known. An address may stand for a whole commune behind one
carrier's gate: there count what went wrong, generously, and leave a way in that is not counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address, ip_network
from typing import Any

from django.core.cache import cache
from django.core.cache.backends.db import DatabaseCache
from django.db import connections, router
from django.utils.translation import ngettext

from xaso.core import clock
from xaso.core.queue import every
from xaso.core.refused import TooMany

# A window that would end later than one window from now was begun before the clock went back: it is cut to that.
_COUNT = """
insert into {table} as known (cache_key, value, expires) values (%(key)s, greatest(%(step)s, 0)::text, %(until)s)
on conflict (cache_key) do update set
    value = case when known.expires <= %(now)s then excluded.value
                 else greatest(known.value::bigint + %(step)s, 0)::text end,
    expires = case when known.expires <= %(now)s then excluded.expires else least(known.expires, excluded.expires) end
returning value::bigint, expires
"""


class CountingCache(DatabaseCache):
    """Django's cache in the database, and a counter that several processes share. `step` 0 only looks, a negative one
    gives back, never more than was counted."""

    def count(self, key: str, *, within: timedelta, step: int = 1) -> tuple[int, timedelta]:
        """How often since the window began, this time included, and how long until it ends. One statement."""
        now = clock.now()
        connection = connections[router.db_for_write(self.cache_model_class)]
        asked: dict[str, Any] = {
            "key": self.make_and_validate_key(key),
            "step": step,
            "now": now,
            "until": now + within,
        }
        with connection.cursor() as cursor:
            cursor.execute(_COUNT.format(table=self._quoted(connection)), asked)
            count, until = cursor.fetchone()
        return count, until - now

    def _quoted(self, connection: Any) -> str:
        return str(connection.ops.quote_name(self.cache_model_class._meta.db_table))

    def sweep(self) -> None:
        """Removes what is over."""
        connection = connections[router.db_for_write(self.cache_model_class)]
        with connection.cursor() as cursor:
            cursor.execute(f"delete from {self._quoted(connection)} where expires < now()")  # noqa: S608


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `times` within `within`, for whoever is counted."""

    name: str
    times: int
    within: timedelta

    def spend(self, who: str) -> None:
        """Counts one. Raises TooMany, saying when to try again."""
        self._require(*cache.count(self._key(who), within=self.within))  # type: ignore[attr-defined]

    def give_back(self, who: str, times: int = 1) -> None:
        """What was counted turned out to be meant well."""
        cache.count(self._key(who), within=self.within, step=-times)  # type: ignore[attr-defined]

    def require(self, who: str) -> None:
        """Raises TooMany when the next one would be one too many; counts nothing."""
        count, wait = cache.count(self._key(who), within=self.within, step=0)  # type: ignore[attr-defined]
        self._require(count + 1, wait)

    def _key(self, who: str) -> str:
        return f"limit:{self.name}:{who}"

    def _require(self, count: int, wait: timedelta) -> None:
        if count <= self.times:
            return
        minutes = max(1, -(-int(wait.total_seconds()) // 60))
        words = ngettext(
            "Ông/bà đã làm việc này nhiều lần liền nhau. Xin đợi %(minutes)d phút rồi thử lại.",
            "Ông/bà đã làm việc này nhiều lần liền nhau. Xin đợi %(minutes)d phút rồi thử lại.",
            minutes,
        )
        raise TooMany(words % {"minutes": minutes}, f"{self.name}_too_often", retry_after=minutes * 60)


def network_of(address: str) -> str:
    """Whoever rents an IPv6 line has 2⁶⁴ addresses: they count as one."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return "unknown"
    if parsed.version == 6 and parsed.ipv4_mapped is None:
        return str(ip_network((parsed, 64), strict=False))
    return str(getattr(parsed, "ipv4_mapped", None) or parsed)


@every("40 18 * * *", "limits.sweep")
def sweep_limits(timestamp: int) -> None:
    """18:40 UTC is 01:40 in Vietnam."""
    cache.sweep()  # type: ignore[attr-defined]
