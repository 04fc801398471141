"""By which right somebody files for somebody else, and what shows it."""

from __future__ import annotations

import pytest

from tests.dossiers.walks import extract_as, fill
from tests.factories.files import photo
from xaso.core.actor import Actor
from xaso.core.refused import Invalid
from xaso.dossiers import access, actions, queries
from xaso.dossiers.rules import Right
from xaso.dossiers.rules.behalf import HOUSEHOLD_BUSINESS, claim_of, hindrance, right_of
from xaso.files.actions import store_file
from xaso.files.rules import owner_key
from xaso.offices.models import Office
from xaso.procedures.models import ProcedureVersion
from xaso.procedures.rules import papers_asked

pytestmark = pytest.mark.django_db
BASIS_SAID = {
    Right.MANDATE: "TT 04/2020/TT-BTP, Điều 2",
    Right.WARD: "Bộ luật Dân sự 91/2015/QH13, Điều 136 khoản 2",
}


@pytest.mark.parametrize(
    ("relation", "right"),
    [
        ("self", Right.SELF),
        ("parent", Right.CHILD),
        ("guardian", Right.WARD),
        ("spouse", Right.KIN),
        ("other", Right.MANDATE),
        ("", Right.SELF),
    ],
)
def test_answers_tell_the_right(relation: str, right: Right) -> None:
    assert right_of({}, {"relation": relation}) == right


@pytest.mark.parametrize(
    ("field", "right", "papers"),
    [
        ("Hộ tịch", Right.KIN, []),
        ("Hộ tịch", Right.MANDATE, ["Giấy ủy quyền có chứng thực"]),
        ("Hộ tịch", Right.WARD, ["Giấy tờ về việc giám hộ"]),
        ("Đất đai", Right.MANDATE, ["Giấy ủy quyền"]),
        (HOUSEHOLD_BUSINESS, Right.MANDATE, ["Giấy ủy quyền"]),
        (
            HOUSEHOLD_BUSINESS,
            Right.AGENT,
            ["Hợp đồng dịch vụ với tổ chức", "Giấy giới thiệu của tổ chức cho người đến nộp"],
        ),
    ],
)
def test_right_is_shown_by_its_papers(field: str, right: Right, papers: list[str]) -> None:
    """domain.md §3.4: only in civil status is a mandate certified."""
    assert [str(proof.name) for proof in claim_of({"field": field}, right).proofs] == papers


@pytest.mark.parametrize(
    ("field", "admitted"),
    [("Hộ tịch", set(Right) - {Right.AGENT}), (HOUSEHOLD_BUSINESS, {Right.SELF, Right.MANDATE, Right.AGENT})],
)
def test_near_kin_need_a_mandate_for_a_business_and_organisations_do_nothing_else(
    field: str, admitted: set[Right]
) -> None:
    assert {right for right in Right if not hindrance({"field": field}, right)} == admitted


def test_every_right_that_a_form_offers_asks_for_its_papers() -> None:
    """What the action would refuse, the page of papers asks for first."""
    asked = {
        (version.procedure.code, said, proof.key): proof.lies_in(
            [one["key"] for one in papers_asked(version.content, {"relation": said}) if one["required"]]
        )
        for version in ProcedureVersion.objects.filter(valid_to=None).exclude(content__form=None)
        for said in _offered(version)
        for proof in claim_of(version.content, right_of(version.content, {"relation": said})).proofs
    }
    assert [case for case, there in asked.items() if not there] == []
    assert len(asked) == 5  # a mandate in three forms, a guardian in two


def _offered(version: ProcedureVersion) -> list[str]:
    fields = [field for page in version.content["form"]["pages"] for field in page["fields"]]
    return [option["value"] for field in fields if field["key"] == "relation" for option in field["options"]]


@pytest.mark.parametrize(
    ("relation", "paper", "right"),
    [("other", "authorisation", Right.MANDATE), ("guardian", "guardianship", Right.WARD)],
)
def test_nobody_files_for_another_without_the_paper(
    relation: str, paper: str, right: Right, citizen: Actor, one_stop: Office
) -> None:
    draft = fill(citizen, one_stop, pages=extract_as(relation))
    with pytest.raises(Invalid) as refused:
        actions.submit_draft(draft, revision=draft.revision, by=citizen)
    assert list(refused.value.errors) == [f"paper-{paper}"]
    file = store_file(owner=owner_key(citizen), name="a.jpg", content=photo(), by=citizen)
    actions.attach_file(draft, paper=paper, file=file, by=citizen)
    draft = access.get_draft(citizen, draft.id)
    dossier = actions.submit_draft(draft, revision=draft.revision, by=citizen)
    assert (dossier.by_right, [one.key for one in dossier.papers.all()]) == (right, [paper])
    assert queries.right_words(dossier) == f"{right.label} ({BASIS_SAID[right]})"
