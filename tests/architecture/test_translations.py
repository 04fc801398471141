"""English is complete beside Vietnamese, and nothing that people read gets round gettext."""

from __future__ import annotations

import ast

import pytest
from babel.messages.catalog import Catalog
from django.template import Context, Template
from django.utils import translation

from config import translations
from tests.architecture.source import modules, packages, where


def test_english_is_complete_and_compiled() -> None:
    assert translations.faults() == []


def test_screens_speak_through_gettext() -> None:
    assert list(translations.untold()) == []


def test_no_text_hides_in_an_f_string() -> None:
    """The extractor does not look inside: such a text would never be English."""
    hidden = [
        where(path, node.lineno)
        for package in packages()
        for path, tree in modules(package)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Call) and isinstance(inner.func, ast.Name) and inner.func.id in ("_", "ngettext")
    ]
    assert hidden == []


def test_text_that_counts_is_asked_for_with_its_number() -> None:
    """`_` would always answer with the form for one."""
    counting = {message.id[0] for message in translations.read() if isinstance(message.id, tuple)}
    wrong = [
        where(path, node.lineno)
        for package in packages()
        for path, tree in modules(package)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "gettext_lazy")
        if node.args and isinstance(node.args[0], ast.Constant) and node.args[0].value in counting
    ]
    assert wrong == []


def test_compiled_catalogue_has_the_same_bytes_each_time() -> None:
    assert translations.compiled(translations.read()) == translations.compiled(translations.read())


def test_page_speaks_the_chosen_language() -> None:
    template = Template('{% load i18n %}{% translate "Tiếp tục" %}')
    said = {}
    for language in ("vi", "en"):
        with translation.override(language):
            said[language] = template.render(Context())
    assert said == {"vi": "Tiếp tục", "en": "Continue"}


@pytest.mark.parametrize(
    ("msgid", "english", "wrong"),
    [
        ("Còn %(n)d ngày", "%(n)d days left", False),
        ("Còn %(n)d ngày", "%(days)d days left", True),
        ("Gửi {name}", "Sending {file}", True),
        (("%(n)d hồ sơ", "%(n)d hồ sơ"), ("one dossier", "%(n)d dossiers"), False),
        (("%(n)d hồ sơ", "%(n)d hồ sơ"), ("one dossier", "dossiers"), True),
    ],
)
def test_placeholders_are_compared(msgid: str | tuple[str, str], english: str | tuple[str, str], wrong: bool) -> None:
    catalogue = Catalog("en")
    catalogue.add(msgid, english)
    assert bool(translations.quarrels(catalogue)) == wrong
