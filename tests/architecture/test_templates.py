"""What a notice says is declared once, used, and given just the values it names."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, modules, packages, room, where
from xaso.core.refused import Refused
from xaso.dossiers.actions.templates import SUBMITTED
from xaso.messages.rules import Template, declared, parts
from xaso.petitions.actions.notices import RECEIVED, REFUSED
from xaso.privacy.actions.exporting import READY

MOST_PARTS = 4
WHOLE = {"hotline.answered", "hotline.kept"}  # the answer itself: there is nothing behind a link


@pytest.fixture(autouse=True)
def _all_are_declared() -> None:
    for package in packages():
        for path, _tree in modules(package):
            if room(path) == "actions":
                import_module(_dotted(path))


def _dotted(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def _fillings() -> Iterator[tuple[Path, ast.Call, str]]:
    """Every NAME.with_values(…) of the source: where, the call, and the name."""
    for package in packages():
        for path, tree in modules(package):
            for node in ast.walk(tree):
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Attribute)
                    and node.func.attr == "with_values"
                ):
                    yield path, node, ast.unparse(node.func.value)


def _ours() -> list[Template]:
    return [one for one in declared() if not one.key.startswith("tests.")]


def _template(path: Path, name: str) -> Template:
    found = getattr(import_module(_dotted(path)), name)
    assert isinstance(found, Template)
    return found


def test_template_is_given_its_variables_where_it_is_used() -> None:
    wrong = [
        where(path, call.lineno)
        for path, call, name in _fillings()
        if {word.arg for word in call.keywords} != set(_template(path, name).typical)
    ]
    assert wrong == []


def test_template_is_used() -> None:
    used = {_template(path, name).key for path, _call, name in _fillings()}
    assert [one.key for one in _ours() if one.key not in used] == []


def test_template_fits_its_parts_in_each_language_however_much_was_written() -> None:
    sizes = {
        (one.key, language): parts(one.longest.text(language)).count for one in _ours() for language in ("vi", "en")
    }
    assert {key for (key, _language), count in sizes.items() if not 1 <= count <= MOST_PARTS} == WHOLE


def test_value_is_cut_where_the_template_says() -> None:
    long = REFUSED.with_values(
        number="PA-26-00001", answer="Đoạn đường này do tỉnh quản lý. " * 9, link="https://xa.vn"
    )
    assert len(long.text()) <= len(REFUSED.longest.text())
    assert "… Xem: https://xa.vn" in long.text()


def test_day_is_said_in_the_language_of_the_text() -> None:
    assert "thứ Năm 26/11/2026" in RECEIVED.usual.text()
    assert "Thursday 26/11/2026" in RECEIVED.usual.text("en")


def test_template_brings_its_title() -> None:
    told = SUBMITTED.usual
    assert (told.title(), told.title("en")) == ("Hồ sơ H01.02.03-261126-0001", "Dossier H01.02.03-261126-0001")


@pytest.mark.parametrize("values", [{}, {"link": "1", "day": "2"}])
def test_filling_is_refused_with_a_variable_missing_or_unknown(values: dict[str, str]) -> None:
    with pytest.raises(Refused) as refused:
        READY.with_values(**values)
    assert refused.value.code == "template_values"


def test_template_is_not_declared_with_a_variable_nobody_gives() -> None:
    with pytest.raises(ValueError, match="different variables"):
        Template("tests.wrong", "Số %(number)s", {})


def test_template_is_not_declared_twice_with_other_words() -> None:
    with pytest.raises(ValueError, match="declared twice"):
        Template(READY.key, READY.text + ".", READY.typical)
