"""Dossiers by the million: copies of one that was really sent, spread over time, names, phones, states. 70 % are of the
home commune, 4 % are open. Kept in the database between runs."""

from __future__ import annotations

from bench import ground

HOME_SHARE = 7  # of ten
OPEN_EVERY = 25
ONE_SENT = """
import django
django.setup()
from datetime import date
from uuid import UUID
from bench.drafts import prepare, session_of
from xaso.core.actor import Actor
from xaso.demo.cast import player
from xaso.demo.town import let_in
from xaso.dossiers.access import get_draft
from xaso.dossiers.actions import submit_draft
from xaso.dossiers.models import Dossier, Draft
one = next(prepare(1, 1))
draft = Draft.objects.get(pk=one.draft)
by = Actor(account=draft.account_id)
submit_draft(get_draft(by, draft.pk), revision=one.revision, by=by)
names = [f.column for f in Dossier._meta.concrete_fields if not f.generated]
print(session_of(let_in(player("tiep-nhan"))), ",".join(names))
"""
SURNAMES = "{Nguyễn,Trần,Lê,Phạm,Huỳnh,Phan,Vũ,Võ,Đặng,Bùi,Đỗ,Hồ,Ngô,Dương,Lý}"
SAME_EVERYWHERE = "Triệu Vỹ Khuê"  # sixty, however many rows: the same answer from a larger archive
MIDDLES = "{Thị,Văn,Minh,Thanh,Ngọc,Hoàng,Kim,Quốc,Hữu,Mỹ,Xuân,Đức}"
GIVEN = "{An,Bình,Cúc,Dung,Em,Giang,Hạnh,Khang,Lan,Mai,Nam,Oanh,Phúc,Quân,Sơn,Tâm,Út,Vân,Yến,Chi,Đạt,Hoa,Linh}"
QUICKLY = "set synchronous_commit = off; set maintenance_work_mem = '1GB'; set statement_timeout = 0;"
PLAIN = (
    "translate(lower({}),'àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ',"
    "'aaaaaaaaaaaaaaaaadeeeeeeeeeeeiiiiiooooooooooooooooouuuuuuuuuuuyyyyy')"
)


def with_rows(base: str, count: int) -> tuple[str, str]:
    """The database with that many dossiers, and the session of an official of the home commune."""
    name = f"rows_{count}_{base[5:]}"
    if known := ground.sql("postgres", f"select 1 from pg_database where datname = '{name}'"):
        return name, str(ground.sql(name, "select session from bench_session")[0][0])
    del known
    print(f"bench: writing {count:,} dossiers …", flush=True)
    making = ground.fresh(f"making_{name}", base)
    session, columns = ground.run(making, "-c", ONE_SENT).split()
    ground.sql(making, f"create table bench_session as select '{session}'::text as session")
    ground.sql(making, QUICKLY + copies(columns.split(","), count))
    ground.sql(
        making,
        "insert into dossiers_move (dossier_id, verb, at, to_state, step, by_system, words, legal_basis)"
        " select id, 'submit', submitted_at, 1, '', false, '', '' from dossiers_dossier where number like 'H13.BENCH-%'",
    )
    ground.sql(making, "vacuum analyze")
    ground.sql("postgres", f"alter database {making} rename to {name}")
    return name, session


def copies(columns: list[str], count: int) -> str:
    """SQL that copies the one dossier there is."""
    is_open = f"g % {OPEN_EVERY} = 0"
    at = "timestamptz '2024-01-01 00:00+00' + g * interval '55 seconds'"
    name = (
        f"case when g <= 60 then '{SAME_EVERYWHERE}' else ('{SURNAMES}'::text[])[1 + g % 15] || ' ' ||"
        f" ('{MIDDLES}'::text[])[1 + (g / 15) % 12] || ' ' || ('{GIVEN}'::text[])[1 + (g / 180) % 23] end"
    )
    values = {
        "id": "lpad(to_hex(g), 32, '0')::uuid",
        "number": "'H13.BENCH-' || lpad(g::text, 9, '0')",
        "token": "md5(g::text)",
        "owner_name": name,
        "owner_search": PLAIN.format(name),
        "contact_phone": "'+849' || lpad((g::bigint * 7919 % 100000000)::text, 8, '0')",
        "competent_unit_id": f"case when g % 10 < {HOME_SHARE} then t.competent_unit_id else other.id end",
        "receiving_unit_id": f"case when g % 10 < {HOME_SHARE} then t.receiving_unit_id else other.id end",
        "account_id": "null",
        "owner_id_sealed": "''",
        "owner_id_index": "''",
        "state": f"case when {is_open} then 1 else 10 end",
        "submitted_at": at,
        "act_by": f"{at} + interval '5 days'",
        "received_at": f"case when not {is_open} then {at} + interval '1 hour' end",
        "decided_at": f"case when not {is_open} then {at} + interval '2 days' end",
        "ended_at": f"case when not {is_open} then {at} + interval '3 days' end",
        "outcome": f"case when {is_open} then '' else 'granted' end",
    }
    chosen = ", ".join(values.get(column, f"t.{column}") for column in columns)
    return (
        f"insert into dossiers_dossier ({', '.join(columns)}) select {chosen}"
        f" from generate_series(1, {count}) g, dossiers_dossier t,"
        " (select unit_id as id from offices_office where kind = 'one_stop' order by id desc limit 1) other"
    )
