"""The files under catalogue/ against their published schema, the form language and each other."""

import json
from collections import Counter
from functools import cache
from typing import Any

import pytest
import yaml
from django.conf import settings
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from xaso.documents.rules import load_letter
from xaso.forms.rules import Schema
from xaso.procedures.rules.content import checksum_of

FILES = sorted((settings.XASO_CATALOGUE / "procedures").glob("*.yaml"))


@cache
def versions(path: Any) -> list[dict[str, Any]]:
    return list(yaml.load_all(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))


def loaded(path: Any) -> dict[str, Any]:
    """The newest version in the file."""
    return versions(path)[-1]


@cache
def validator() -> Draft202012Validator:
    folder = settings.XASO_CATALOGUE / "schema"
    form = json.loads((folder / "form.schema.json").read_text(encoding="utf-8"))
    procedure = json.loads((folder / "procedure.schema.json").read_text(encoding="utf-8"))
    return Draft202012Validator(
        procedure, registry=Registry().with_resource("form.schema.json", Resource.from_contents(form))
    )


def test_every_file_follows_the_published_schema() -> None:
    wrong = [
        f"{path.name}: {list(error.absolute_path)} {error.message}"
        for path in FILES
        for version in versions(path)
        for error in validator().iter_errors(json.loads(json.dumps(version, default=str)))
    ]
    assert wrong == []


def test_nobody_marries_in_anothers_place() -> None:
    alone = [path.stem for path in FILES if (loaded(path).get("behalf") or {}).get("admits") == ["self"]]
    assert alone == ["1.000593", "1.000894", "1.001022", "1.004746"]
    assert [[one["version"] for one in versions(path)] for path in FILES if path.stem in alone] == [[1, 2]] * 4


def test_a_hundred_procedures_three_reviewed_and_three_rights() -> None:
    assert Counter(loaded(path)["review"] for path in FILES) == {"none": 97, "reviewed": 6}
    assert all(loaded(path)["code"] == path.stem for path in FILES)


def test_nothing_unreviewed_can_be_filed_on_a_phone() -> None:
    here = [path.stem for path in FILES if "portal" in loaded(path)["channels"]]
    assert here == ["1.001193", "1.004873", "2.000635", "XS.000001", "XS.000002", "XS.000003"]


def test_forms_name_fields_that_exist() -> None:
    for path in FILES:
        data = loaded(path)
        if not data["form"]:
            continue
        known = Schema.load(data["form"]).fields
        named = [owner[word] for owner in data["owner"] for word in ("name", "id_number", "address")]
        named += [source for source in data["result"]["fields"].values() if isinstance(source, str)]
        named += [paper["show_if"]["field"] for paper in data["papers"] if "show_if" in paper]
        named += [fee["per"] for fee in data["fees"] if "per" in fee]
        assert [name for name in named if name not in known] == []


def test_keys_are_used_once_and_exemptions_name_fees() -> None:
    for path in FILES:
        data = loaded(path)
        for rows in (data["papers"], data["fees"], data["steps"]):
            assert len({row["key"] for row in rows}) == len(rows), path.name
        assert {key for one in data["exemptions"] for key in one["fees"]} <= {fee["key"] for fee in data["fees"]}


def test_results_fill_the_letters_that_exist() -> None:
    for path in FILES:
        result = loaded(path)["result"]
        if result["template"]:
            assert set(result["fields"]) <= {field.name for field in load_letter(result["template"]).fields}


def test_checksum_ignores_order_and_comments_only() -> None:
    data = loaded(FILES[0])
    assert checksum_of(dict(reversed(data.items()))) == checksum_of(data)
    assert checksum_of(data | {"name": data["name"] + "."}) != checksum_of(data)


@pytest.mark.parametrize("broken", [{"limit": 3}, {"channels": ["portal"]}, {"review": "perhaps"}, {"extra": 1}])
def test_schema_refuses_what_is_not_a_procedure(broken: dict[str, Any]) -> None:
    plain = next(path for path in FILES if loaded(path)["review"] == "none")
    data = json.loads(json.dumps(loaded(plain), default=str)) | broken
    assert not validator().is_valid(data)
