"""Versions are inserted, never altered."""

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.db import DatabaseError, transaction

from tests.factories.procedures import a_procedure
from xaso.core.actor import Actor
from xaso.core.refused import NotFound, Refused
from xaso.journal.queries import entries_of
from xaso.procedures.access import get_procedure
from xaso.procedures.actions import publish_versions
from xaso.procedures.models import ProcedureVersion
from xaso.procedures.queries import current_version, search

pytestmark = pytest.mark.django_db
BY = Actor.system("test")
TODAY = date(2026, 11, 22)


def test_loading_the_catalogue_again_changes_nothing(django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(4):
        published = publish_versions(settings.XASO_CATALOGUE / "procedures", by=BY)
    assert published.added == ()
    assert published.unchanged == 110


def test_new_version_counts_from_its_day() -> None:
    publish_versions([a_procedure()], by=BY)
    publish_versions([a_procedure(), a_procedure(version=2, valid_from="2026-12-01", plain_name="Thử mới")], by=BY)
    before, after = current_version("9.000001", TODAY), current_version("9.000001", date(2026, 12, 1))
    assert before is not None
    assert after is not None
    assert (before.number, after.number) == (1, 2)
    assert [hit.plain_name for hit in search("9.000001", day=TODAY)] == ["Thử"]
    assert [hit.plain_name for hit in search("9.000001", day=date(2026, 12, 1))] == ["Thử mới"]


def test_changed_text_of_a_published_version_is_refused_whole() -> None:
    publish_versions([a_procedure()], by=BY)
    with pytest.raises(Refused) as refused:
        publish_versions([a_procedure(code="9.000002"), a_procedure(fee_text="1.000đ")], by=BY)
    assert refused.value.message == (
        "Thủ tục 9.000001 bản 1 đã công bố, không sửa được (tệp 9.000001). "
        "Xin ghi thay đổi thành bản 2, có ngày hiệu lực mới."
    )
    with pytest.raises(NotFound):
        get_procedure("9.000002")


def test_database_itself_refuses_to_alter_a_published_version() -> None:
    with pytest.raises(DatabaseError, match="never altered"), transaction.atomic():
        ProcedureVersion.objects.filter(procedure__code="1.001193").update(review="none")
    with pytest.raises(DatabaseError, match="never altered"), transaction.atomic():
        ProcedureVersion.objects.filter(procedure__code="1.001193").delete()


def test_publishing_leaves_one_entry_in_the_journal() -> None:
    count = len(list(entries_of(("catalogue", "procedures"))))
    publish_versions([a_procedure(), a_procedure(code="9.000002")], by=BY)
    entries = list(entries_of(("catalogue", "procedures")))
    assert len(entries) == count + 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"form": {"pages": []}}, "Tệp 9.000001 chưa đúng: form: needs a list of pages"),
        ({"valid_from": "2026-13-01"}, "Tệp 9.000001 chưa đúng: month must be in 1..12"),
    ],
)
def test_wrong_file_is_named(changes: dict, said: str) -> None:
    with pytest.raises(Refused) as refused:
        publish_versions([a_procedure(**changes)], by=BY)
    assert refused.value.message == said


def test_unreadable_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text("a: [", encoding="utf-8")
    with pytest.raises(Refused, match=r"x\.yaml"):
        publish_versions(tmp_path, by=BY)


@pytest.mark.parametrize(
    ("code", "page", "asked"),
    [
        ("1.004873", "requester", "requester_born"),
        ("2.000635", "requester", "requester_residence_kind"),
        ("2.000635", "person_origin", "person_residence_kind"),
        ("2.000635", "person_id", "person_paper"),
        ("1.001193", "mother_id", "mother_paper"),
        ("1.001193", "father_origin", "father_paper"),
    ],
)
def test_form_of_the_second_version_asks_what_the_paper_asks(code: str, page: str, asked: str) -> None:
    versions = [current_version(code, day) for day in (date(2026, 11, 24), date(2026, 11, 26))]
    assert [asked in _keys(version, page) for version in versions] == [False, True]


def _keys(version: ProcedureVersion | None, page: str) -> list[str]:
    assert version is not None
    assert version.schema is not None
    return [field.key for one in version.schema.pages if one.key == page for field in one.fields]


def test_version_in_force_has_its_form_and_limit() -> None:
    version = current_version("1.004873", TODAY)
    assert version is not None
    assert (version.limit_amount, version.limit_unit) == (3, "working_day")
    assert version.can_be_filed_here
    assert version.schema is not None
    assert version.schema is current_version("1.004873", TODAY).schema  # type: ignore[union-attr]
    counter = current_version("2.000815", TODAY)
    assert counter is not None
    assert counter.schema is None
    assert not counter.can_be_filed_here


def test_unknown_code_is_said_plainly() -> None:
    with pytest.raises(NotFound, match=r"Không có thủ tục mã số “0\.0”"):
        get_procedure("0.0")
