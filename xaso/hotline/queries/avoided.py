"""Calls about dossiers that stood still, of owners who were told so and of owners who were not."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from xaso.core.actor import Actor
from xaso.core.scope import as_machine
from xaso.dossiers.rules import QUIET
from xaso.hotline.access import sees_hotline
from xaso.hotline.rules import Compared, compared

LOOKED_BACK = timedelta(days=365)
AFTER = timedelta(days=3)

# A silence lasts from one move to the next. Not told of it: whose message failed, and, from before the first such message of the
# unit, whoever's dossier stood as long as those did of which owners are told (half of them; of the same procedure and state), at
# the hour when they are told. A call counts that is tied to the dossier, or came from its telephone while the silence lasted and
# is tied to none. Nothing counts from before the first call that was noted. (`about`: behind the wall an index is used for what
# is compared as it lies there, not for a key that is turned into text on the way.)
_COMPARED = """
with silences as (
    select * from (
        select move.dossier_id, move.dossier_id::text as about, dossier.procedure_id as procedure, move.to_state as state,
               dossier.contact_phone as phone, move.at as since,
               lead(move.at) over (partition by move.dossier_id order by move.at, move.id) as until
        from dossiers_move move join dossiers_dossier dossier on dossier.id = move.dossier_id
        where dossier.competent_unit_id = %(unit)s and dossier.contact_phone <> '' and dossier.version_id is not null
          and dossier.restricted_at is null and move.at >= %(since)s
    ) as stays where state = any(%(quiet)s)
), said as (
    select distinct on (silence.dossier_id, silence.since)
           silence.*, message.state as went, message.created_at as written,
           coalesce(message.sent_at, message.created_at) as moment
    from silences silence
    join messages_message message
      on message.unit_id = %(unit)s and message.about_kind = 'dossier' and message.about_id = silence.about
     and starts_with(message.template, 'dossier.stands')
     and message.created_at >= silence.since and message.created_at < coalesce(silence.until, 'infinity')
    order by silence.dossier_id, silence.since, message.created_at
), lengths as (
    select procedure, state, percentile_cont(0.5) within group (order by written - since) as length
    from said where went in ('sent', 'delivered') group by procedure, state
), earlier as (
    select silence.*, ((silence.since + length) at time zone 'Asia/Ho_Chi_Minh' - interval '9:20' + interval '1 day'
                       - interval '1 microsecond')::date as day
    from silences silence join lengths using (procedure, state)
), one as (
    select distinct on (dossier_id) * from (
        select dossier_id, procedure, state, phone, until, moment, went in ('sent', 'delivered') as told
        from said where went in ('sent', 'delivered', 'failed')
        union all
        select dossier_id, procedure, state, phone, until, moment, false from (
            select *, (day + case extract(isodow from day) when 6 then 2 when 7 then 1 else 0 end + time '9:20')
                      at time zone 'Asia/Ho_Chi_Minh' as moment from earlier
        ) as stood
        where moment < (select min(created_at) from messages_message
                        where unit_id = %(unit)s and starts_with(template, 'dossier.stands'))
    ) as both_sides
    where moment < coalesce(until, 'infinity') and moment <= %(now)s - %(after)s
      and moment >= (select min(began_at) from hotline_call where unit_id = %(unit)s)
    order by dossier_id, moment
)
select told, procedure, state, (
    select count(*) from hotline_call call
    where call.unit_id = %(unit)s and call.began_at >= moment and call.began_at < moment + %(after)s
      and call.dossier_id = one.dossier_id
) + (
    select count(*) from hotline_call call
    where call.unit_id = %(unit)s and call.began_at >= moment and call.began_at < least(moment + %(after)s, until)
      and call.dossier_id is null and call.caller = one.phone and call.caller <> ''
)
from one
"""


def calls_about_silence(actor: Actor, now: datetime) -> Compared:
    """Of the actor's own unit, of the last year, of those of whom the three days are over. One statement."""
    if not sees_hotline(actor):
        return compared([], [])
    asked: dict[str, Any] = {
        "unit": actor.unit,
        "quiet": [int(state) for state in QUIET],
        "since": now - LOOKED_BACK,
        "now": now,
        "after": AFTER,
    }
    with as_machine("two numbers leave it"), connection.cursor() as cursor:
        cursor.execute(_COMPARED, asked)
        rows = cursor.fetchall()
    sides: dict[bool, list[tuple[tuple[int, int], int]]] = {True: [], False: []}
    for told, procedure, state, calls in rows:
        sides[told].append(((procedure, state), calls))
    return compared(sides[True], sides[False])
