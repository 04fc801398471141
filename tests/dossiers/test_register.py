from __future__ import annotations

import unicodedata
from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.clock import VN
from xaso.core.refused import Forbidden
from xaso.dossiers.access import dossiers_for, get_dossier
from xaso.dossiers.actions import Report, import_register
from xaso.dossiers.models import Dossier
from xaso.dossiers.queries import story
from xaso.dossiers.rules import RawRow, State
from xaso.journal.models import Entry
from xaso.journal.queries import entries_of, verify
from xaso.offices.models import Office

pytestmark = pytest.mark.django_db

BY = Actor.system("tests")
LINE = {
    "number": "000.00.31450.H30-240115-0001",
    "code": "1.001193",
    "procedure": "Đăng ký khai sinh",
    "applicant": "Lê Thị Bé",
    "received": "15/01/2024",
    "due": "17/01/2024",
    "returned": "16/01/2024",
    "outcome": "Đã trả kết quả",
    "channel": "Trực tuyến",
}


def rows(*changes: dict[str, str]) -> list[RawRow]:
    """The good line with these changes, each with a number of its own unless it says otherwise."""
    return [
        RawRow(place, LINE | {"number": f"000.00.31450.H30-240115-{place:04d}"} | change)
        for place, change in enumerate(changes, start=2)
    ]


def said(report: Report) -> list[tuple[int, str, str]]:
    return [(refusal.line, refusal.column, refusal.sentence) for refusal in report.refusals]


def test_line_becomes_an_ended_dossier_with_its_own_words_and_trace(one_stop: Office, reception: Actor) -> None:
    report = import_register(rows({"code": "1.001193.000.00.00.H30", "phone": "0900 000 321"}), office=one_stop, by=BY)
    assert (report.read, report.imported, report.refusals) == (1, 1, ())
    dossier = get_dossier(reception, "000.00.31450.H30-240115-0002")
    assert (dossier.procedure.code, dossier.version, dossier.title) == ("1.001193", None, "Đăng ký khai sinh")
    assert (dossier.state, dossier.outcome, dossier.channel, dossier.filed_how) == (10, "granted", "portal", "unknown")
    assert dossier.received_at == datetime(2024, 1, 15, 7, tzinfo=VN)
    assert (dossier.due_at, dossier.ended_at) == (
        datetime(2024, 1, 17, 17, tzinfo=VN),
        datetime(2024, 1, 16, 17, tzinfo=VN),
    )
    assert (dossier.contact_phone, dossier.owner_search) == ("+84900000321", "le thi be")
    assert dossier.answers == {"register_code": "1.001193.000.00.00.H30"}
    assert [line.title for line in story(dossier, for_owner=False)] == ["Ghi từ sổ cũ"]
    assert [entry.detail for entry in entries_of(dossier.subject)] == [{"source": report.source}]
    assert list(verify()) == []


@pytest.mark.parametrize(
    ("change", "column", "sentence"),
    [
        ({"number": ""}, "number", "Thiếu số hồ sơ."),
        ({"number": "số một"}, "number", "Số hồ sơ chỉ gồm chữ không dấu, số, chấm, gạch; từ 3 đến 60 ký tự."),
        ({"number": "A" * 2000}, "number", "Phần này dài 2000 chữ, chỉ ghi được 1000. Xin viết ngắn lại."),
        ({"code": "", "procedure": ""}, "code", "Thiếu mã hoặc tên thủ tục."),
        ({"applicant": "\x00\u200b "}, "applicant", "Thiếu tên người nộp hoặc chủ hồ sơ."),
        ({"applicant": "=A1&B1"}, "applicant", "Ô này là công thức, không phải giá trị. Xin dán lại thành giá trị."),
        ({"received": "45306"}, "received", "Xin ghi ngày như 15/01/2024, hoặc 15/01/2024 08:30."),
        ({"received": "31/02/2024"}, "received", "Không có ngày giờ này trong lịch. Xin xem lại."),
        ({"received": "15/01/0204"}, "received", "Năm 0204 sớm quá. Xin xem lại năm."),
        ({"received": ""}, "received", "Thiếu ngày nộp hoặc ngày tiếp nhận."),
        ({"returned": ""}, "returned", "Thiếu ngày trả kết quả (hoặc ngày kết thúc)."),
        ({"returned": "14/01/2024"}, "returned", "Ngày trả trước ngày tiếp nhận 15/01/2024."),
        ({"due": "12/01/2024"}, "due", "Ngày hẹn trả trước ngày tiếp nhận 15/01/2024."),
        ({"submitted": "20/01/2024"}, "received", "Ngày tiếp nhận trước ngày nộp 20/01/2024."),
        ({"returned": "01/01/2199"}, "returned", "Ngày này chưa đến. Xin xem lại."),
        (
            {"phone": "12"},
            "phone",
            "Số điện thoại này chưa đúng: ông/bà nhập 2 chữ số. Số di động có 10 chữ số, bắt đầu bằng 0.",
        ),
        (
            {"outcome": "đang giải quyết"},
            "outcome",
            "Hồ sơ chưa xong thì không nhập từ sổ cũ. Xin ghi nhận tại quầy như hồ sơ mới.",
        ),
        (
            {"outcome": "ổn"},
            "outcome",
            "Chưa hiểu kết quả này. Xin ghi: đã trả, không giải quyết, không tiếp nhận, đã rút, hoặc dừng.",
        ),
        (
            {"code": "9.999999", "procedure": "Không có"},
            "code",
            "Danh mục không có thủ tục mang mã hoặc tên này. Xin xem lại, hoặc công bố thủ tục trước.",
        ),
    ],
)
def test_bad_cell_is_named_and_nothing_comes_in(
    one_stop: Office, change: dict[str, str], column: str, sentence: str
) -> None:
    report = import_register(rows({}, change), office=one_stop, by=BY)
    assert said(report) == [(3, column, sentence)]
    assert (report.imported, report.good_lines, Dossier.objects.count()) == (0, 1, 0)
    assert not Entry.objects.filter(action="dossiers.import_register").exists()


@pytest.mark.parametrize(
    ("channel", "typist", "how"),
    [
        ("Trực tuyến", "", "unknown"),
        ("Trực tuyến", "Người dân tự khai", "self_filed"),
        ("Trực tuyến", "Cán bộ khai", "clerk_typed"),
        ("Cổng quốc gia", "", "unknown"),
        ("Trực tiếp", "", "clerk_typed"),
        ("Bưu chính", "", "clerk_typed"),
        ("Giúp nộp", "", "assisted"),
        ("", "", "unknown"),
        ("", "Có người giúp", "assisted"),
    ],
)
def test_how_it_was_filed_is_what_the_register_says_or_unknown(
    channel: str, typist: str, how: str, one_stop: Office
) -> None:
    import_register(rows({"channel": channel, "filed_how": typist}), office=one_stop, by=BY)
    assert Dossier.objects.get().filed_how == how


def test_unknown_channel_names_the_known_ones(one_stop: Office) -> None:
    (refusal,) = import_register(rows({"channel": "bồ câu"}), office=one_stop, by=BY).refusals
    assert refusal.sentence.startswith("Chưa hiểu từ này. Xin ghi một trong: Trên mạng, Tại quầy")
    assert (refusal.label, refusal.value) == ("Kênh", "bồ câu")


@pytest.mark.parametrize(
    ("written", "state", "outcome"),
    [
        ("", State.RETURNED, "granted"),
        ("Đồng ý", State.RETURNED, "granted"),
        ("KHÔNG GIẢI QUYẾT", State.RETURNED, "rejected"),
        ("không tiếp nhận", State.REFUSED, ""),
        ("đã rút", State.WITHDRAWN, ""),
        ("Dừng xử lý", State.STOPPED, ""),
    ],
)
def test_outcome_as_written_becomes_a_state(one_stop: Office, written: str, state: State, outcome: str) -> None:
    import_register(rows({"outcome": written}), office=one_stop, by=BY)
    dossier = Dossier.objects.get()
    assert (dossier.state, dossier.outcome, dossier.is_open) == (state, outcome, False)


def test_number_twice_in_the_file_or_already_here_is_refused(one_stop: Office) -> None:
    import_register(rows({"number": "a-240101-0001"}), office=one_stop, by=BY)
    again = rows({"number": "A-240101-0001"}, {"number": "B-1"}, {"number": "b-1"})
    assert said(import_register(again, office=one_stop, by=BY)) == [
        (2, "number", "Số hồ sơ này đã có trong hệ thống."),
        (4, "number", "Số hồ sơ này đã ghi ở dòng 3."),
    ]


def test_number_the_office_will_give_itself_is_refused(one_stop: Office) -> None:
    with clock.travel(datetime(2026, 11, 22, 9, tzinfo=VN)):
        future = rows({"number": "H13.31441-261122-0001"}, {"number": "H13.31441-261121-0001"})
        report = import_register(future, office=one_stop, by=BY)
    assert said(report) == [(2, "number", "Số này thuộc ngày 22/11/2026, chưa qua. Xin xem lại.")]


def test_good_lines_come_in_alone_when_asked(one_stop: Office) -> None:
    report = import_register(rows({}, {"applicant": ""}, {}), office=one_stop, by=BY, skip_refused=True)
    assert (report.imported, report.refused_lines, Dossier.objects.count()) == (2, 1, 2)
    (entry,) = Entry.objects.filter(action="dossiers.import_register")
    assert entry.detail == {"source": report.source, "lines": 2, "refused": 1}


def test_dry_run_writes_nothing_and_says_the_same(one_stop: Office) -> None:
    lines = rows({}, {"applicant": ""})
    before = Entry.objects.count()
    dry = import_register(lines, office=one_stop, by=BY, dry_run=True)
    assert (Dossier.objects.count(), Entry.objects.count()) == (0, before)
    assert dry.refusals == import_register(lines, office=one_stop, by=BY).refusals


def test_procedure_is_found_by_name_and_by_a_code_a_spreadsheet_spoilt(one_stop: Office) -> None:
    decomposed = unicodedata.normalize("NFD", "ĐĂNG KÝ KHAI SINH")
    lines = rows({"code": "", "procedure": decomposed}, {"code": "9.9", "procedure": "Đăng ký khai sinh"})
    assert import_register(lines, office=one_stop, by=BY).imported == 2
    assert set(Dossier.objects.values_list("procedure__code", flat=True)) == {"1.001193"}
    assert not Dossier.objects.exclude(title__in=["ĐĂNG KÝ KHAI SINH", "Đăng ký khai sinh"]).exists()


def test_day_without_hour_bends_to_the_one_that_has_it(one_stop: Office) -> None:
    line = {"submitted": "2024-01-15 16:40", "received": "15/01/2024", "due": "15/01/2024", "returned": "15/01/2024"}
    import_register(rows(line), office=one_stop, by=BY)
    dossier = Dossier.objects.get()
    assert dossier.submitted_at == dossier.received_at == datetime(2024, 1, 15, 16, 40, tzinfo=VN)
    assert dossier.ended_at == datetime(2024, 1, 15, 17, tzinfo=VN)


def test_only_the_office_itself_brings_its_register_in(
    one_stop: Office, reception: Actor, other_commune: Actor, case_officer: Actor
) -> None:
    assert import_register(rows({}), office=one_stop, by=reception).imported == 1
    for stranger in (other_commune, case_officer):
        with pytest.raises(Forbidden):
            import_register(rows({}), office=one_stop, by=stranger)
    assert Entry.objects.filter(action="dossiers.import_register", denied=True).count() == 2
    assert dossiers_for(other_commune).count() == 0


def test_statements_grow_with_batches_not_with_lines(one_stop: Office) -> None:
    with CaptureQueriesContext(connection) as few:
        import_register(rows(*[{}] * 3), office=one_stop, by=BY)
    lines = [RawRow(n, LINE | {"number": f"X-{n:05d}"}) for n in range(900)]
    with CaptureQueriesContext(connection) as many:
        assert import_register(lines, office=one_stop, by=BY).imported == 900
    assert len(many) == len(few)


def test_more_lines_than_the_server_has_locks_for(one_stop: Office) -> None:
    lines = [RawRow(n, LINE | {"number": f"X-{n:05d}", "received": "15/01/2024"}) for n in range(9000)]
    assert import_register(lines, office=one_stop, by=BY, invented=True).imported == 9000
    assert Dossier.objects.filter(invented=True, submitted_at__date=date(2024, 1, 15)).count() == 9000
