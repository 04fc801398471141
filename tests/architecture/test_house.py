"""The house tests its own conventions."""

from __future__ import annotations

import ast
import re

import pytest
from django.apps import apps
from django.db.models import ForeignKey

from tests.architecture.source import ROOT, domain_packages, modules, packages, rank, room, tracked, where
from xaso.dossiers.rules import MOVES, State

ROOMS = {"__init__", "apps", "rules", "models", "access", "queries", "actions", "jobs", "signals", "receivers", "ports"}
FOLDERS_OF_DATA = {"migrations", "fonts", "letters"}
WRITES = {"create", "save", "update", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
LONGEST = 400  # lines; a longer file becomes a folder of the same name


@pytest.mark.parametrize("package", domain_packages())
def test_domain_package_has_only_the_rooms_of_the_house(package: str) -> None:
    found = {path.name.removesuffix(".py") for path in (ROOT / "xaso" / package).iterdir()}
    assert found - ROOMS - FOLDERS_OF_DATA - {"__pycache__"} == set()


@pytest.mark.parametrize("package", packages())
def test_package_says_what_it_owns(package: str) -> None:
    tree = ast.parse((ROOT / "xaso" / package / "__init__.py").read_text())
    assert ast.get_docstring(tree)


def test_architecture_draws_every_package_where_it_stands() -> None:
    drawn = (ROOT / "ARCHITECTURE.md").read_text("utf-8").split("```")[1].splitlines()
    lines = [re.split(r"\s{2,}", line)[0].split(" | ") for line in drawn if line]
    assert sorted(name for line in lines for name in line) == packages()
    heights = [{rank()[name] for name in line} for line in lines]
    assert [len(one) for one in heights] == [1] * len(lines)
    assert heights == sorted(heights, key=max, reverse=True)


def test_no_file_is_longer_than_a_reader_holds() -> None:
    code = [
        path for path in tracked() if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in {"xaso", "config"}
    ]
    long = [path for path in code if "migrations" not in path.parts and len(path.read_text().splitlines()) > LONGEST]
    assert [str(path.relative_to(ROOT)) for path in long] == []


@pytest.mark.parametrize("package", ["portal", "desk", "api", "ui"])
def test_surfaces_ask_packages_and_not_tables(package: str) -> None:
    asked = [
        where(path, node.lineno)
        for path, tree in modules(package)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "objects"
    ]
    assert asked == []


@pytest.mark.parametrize("package", domain_packages())
def test_only_actions_write(package: str) -> None:
    writes = [
        where(path, call.lineno)
        for path, tree in modules(package)
        if room(path) not in {"actions"}
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)
        if _writes(call.func, by_place=bool(call.args))
    ]
    assert writes == []


def _writes(method: ast.Attribute, *, by_place: bool) -> bool:
    """A queryset's or a row's writing method. dict.update and the like are told apart by `objects`; a picture and a
    store take where to save, a row takes nothing by place."""
    of_a_row = method.attr in {"save", "delete"} and not by_place
    of_any_rows = method.attr in WRITES and ".objects" in ast.unparse(method)
    return of_a_row or of_any_rows or method.attr in {"bulk_create", "bulk_update", "get_or_create"}


@pytest.mark.parametrize("package", domain_packages())
def test_every_action_is_framed_and_says_who(package: str) -> None:
    """Public functions that take `by` run in the frame, and take nothing but the object by place."""
    unframed = []
    for path, tree in modules(package):
        if room(path) != "actions" or package == "journal":
            continue
        for function in tree.body:
            if not isinstance(function, ast.FunctionDef) or function.name.startswith("_"):
                continue
            named = {argument.arg for argument in function.args.kwonlyargs}
            framed = any(ast.unparse(decorator) == "atomic_action" for decorator in function.decorator_list)
            if framed and not ("by" in named and len(function.args.args) <= 1 and ast.get_docstring(function)):
                unframed.append(where(path, function.lineno))
    assert unframed == []


@pytest.mark.parametrize("package", domain_packages())
def test_only_access_asks_for_a_role(package: str) -> None:
    asked = [
        where(path, node.lineno)
        for path, tree in modules(package)
        if room(path) == "actions"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
        if node.value.id in {"by", "actor"} and node.attr in {"has", "is_administrator"}
    ]
    assert asked == []


@pytest.mark.parametrize("package", packages())
def test_no_page_nor_action_looks_for_a_role_among_somebodys(package: str) -> None:
    """`Role.X in roles` by hand; a page may still ask `has` for the words it leads with."""
    asked = [
        where(path, node.lineno)
        for path, tree in modules(package)
        if room(path) in {"actions", "views", "v1", "forms"}
        for node in ast.walk(tree)
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.In | ast.NotIn)
        if ast.unparse(node.left).startswith("Role.")
    ]
    assert asked == []


@pytest.mark.parametrize("package", domain_packages())
def test_rules_and_rows_take_time_as_an_argument(package: str) -> None:
    read = [
        where(path, node.lineno)
        for path, tree in modules(package)
        if room(path) in {"rules", "models"}
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and ast.unparse(node) in {"clock.now", "clock.today"}
    ]
    assert read == []


def test_picture_of_the_states_shows_every_move_and_no_other() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text()
    arrows = re.findall(r"^ +s(\d+) --> s(\d+): (.+)$", text, re.M)
    drawn = {(int(one), int(other), verb) for one, other, verbs in arrows for verb in verbs.split(", ")}
    lawful = {
        (int(source), int(move.target), move.verb) for move in MOVES.values() if move.target for source in move.sources
    }
    assert drawn ^ lawful == {
        (State.SUPPLEMENT, State.REGISTERED, "answer_supplements"),  # not yet received when it was asked for
        (State.PAYMENT, State.PROCESSING, "record_fee"),  # at the counter with the result it moves nothing
    }


def test_foreign_keys_point_down() -> None:
    height = rank()
    upward = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model.__module__.startswith("xaso.")
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey) and field.related_model._meta.app_label in height
        if height[field.related_model._meta.app_label] > height[model._meta.app_label]
    ]
    assert upward == []


def test_every_foreign_key_is_indexed() -> None:
    bare = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model.__module__.startswith("xaso.")
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey) and not (field.db_index or field.unique)
        if not any(index.fields and index.fields[0] == field.name for index in model._meta.indexes)
        if not any(getattr(rule, "fields", ()) and rule.fields[0] == field.name for rule in model._meta.constraints)
    ]
    assert bare == []


HOSTS = re.compile(r"pypi\.org|pythonhosted|registry\.npmjs|deb\.debian|files\.python|index-url", re.IGNORECASE)
PLACES = re.compile(r"(?<![\w.])/(?:work/(?:main|shared)|root/\.|home/\w+/)")
EXEMPT = {"tests/architecture/test_house.py"}
TEXT = {".py", ".md", ".txt", ".in", ".toml", ".yaml", ".html", ".css", ".js", ".sh", ".typ", "", ".json", ".csv"}


def test_no_registry_and_no_path_of_a_machine_is_committed() -> None:
    found = []
    for path in tracked():
        name = str(path.relative_to(ROOT))
        if path.suffix not in TEXT or name in EXEMPT:
            continue
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), start=1):
            if (HOSTS.search(line) and "--no-emit-index-url" not in line) or PLACES.search(line):
                found.append(f"{name}:{number}")
    assert found == []


def test_no_unfinished_marks() -> None:
    marks = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|raise NotImplementedError|[Ll]orem ipsum")
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in tracked()
        if path.suffix in {".py", ".html", ".js", ".css"} and "tests/architecture" not in str(path)
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if marks.search(line)
    ]
    assert found == []


def test_every_table_says_whether_it_is_behind_the_second_wall() -> None:
    lines = (ROOT / "tests" / "config" / "rows.txt").read_text().splitlines()
    told = {line.split()[0] for line in lines if line and not line.startswith("#")}
    untold = {
        model._meta.db_table for model in apps.get_models(include_auto_created=True) if model._meta.managed
    } - told
    assert untold == set(), "tests/config/rows.txt needs a line for each; see xaso/core/walls.py"
