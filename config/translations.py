"""English beside Vietnamese, without the gettext tools: Babel finds the texts and compiles the catalogue. A msgid is the
Vietnamese sentence. What is written depends on the texts alone: no date, no path, no line number, always the same bytes."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.template.base import Lexer, TokenType
from django.utils.translation.template import templatize

BASE = Path(__file__).resolve().parent.parent
PO = BASE / "locale" / "en" / "LC_MESSAGES" / "django.po"
MO = PO.with_suffix(".mo")
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
PLACEHOLDER = re.compile(r"%\(\w+\)\d*[sd]|%[sd]|\{[^}]*\}|%%")
UNTRANSLATED = {"Tiếng Việt", "Xã Số"}  # names that are the same in every language
FOR_DEVELOPERS = {"ui/gallery.html", "ui/gallery.py"}  # Vietnamese only
SCREENS = {("xaso", "ui"), ("xaso", "portal"), ("xaso", "desk")}
OPENING = {"blocktranslate", "blocktrans", "comment"}
CLOSING = {f"end{name}" for name in OPENING}
Key = tuple[str | None, str]  # context, msgid
Texts = dict[Key, str | tuple[str, str]]


class _Steady(Catalog):
    """A catalogue whose header never changes."""

    def _steady_headers(self) -> list[tuple[str, str]]:
        return [
            ("Project-Id-Version", "xaso"),
            ("Language", "en"),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
            ("Plural-Forms", "nplurals=2; plural=(n != 1);"),
        ]

    mime_headers = property(_steady_headers)


def _empty() -> _Steady:
    comment = "# English for xaso. Made by `make translations`: fill what is empty, then run it again."
    return _Steady("en", header_comment=comment, fuzzy=False)


def sources(suffix: str) -> list[Path]:
    found = [*(BASE / "xaso").rglob(f"*{suffix}"), *(BASE / "config").rglob(f"*{suffix}")]
    return sorted(path for path in found if "migrations" not in path.parts)


def texts() -> Texts:
    """Every text of the sources that passes through gettext: (context, msgid) -> msgid, or singular and plural."""
    found: Texts = {}
    for path in [*sources(".py"), *sources(".html")]:
        source = path.read_text()
        python = source if path.suffix == ".py" else templatize(source, origin=path.name)
        for _line, text, _comments, context in extract("python", BytesIO(python.encode()), keywords=KEYWORDS):
            key = (context, text if isinstance(text, str) else text[0])
            if text and (key not in found or not isinstance(text, str)):
                found[key] = text if isinstance(text, str) else (text[0], text[1])
    return found


def read() -> Catalog:
    """The catalogue as it lies in the repository; empty when there is none."""
    if not PO.exists():
        return _empty()
    with PO.open("rb") as file:
        return read_po(file, locale="en")


def update() -> Catalog:
    """Brings the catalogue in line with the sources: new texts empty, texts nobody uses gone, translations kept."""
    old, new = read(), _empty()
    found = texts()
    for context, msgid in in_order(found):
        text = found[context, msgid]
        known = old.get(msgid, context)
        plural = not isinstance(text, str)
        kept = (
            known.string if known and isinstance(known.string, tuple | list) == plural else ("", "") if plural else ""
        )
        new.add(text, kept, flags=["python-format"] if "%(" in msgid else [], context=context)
    PO.parent.mkdir(parents=True, exist_ok=True)
    content = BytesIO()
    write_po(content, new, width=120, no_location=True, ignore_obsolete=True)
    PO.write_bytes(content.getvalue())
    MO.write_bytes(compiled(new))
    return new


def compiled(catalogue: Catalog) -> bytes:
    """The .mo of a catalogue; the same bytes for the same texts."""
    steady, content = _empty(), BytesIO()
    for message in catalogue:
        if message.id:
            steady[message.id] = Message(message.id, message.string, context=message.context)
    write_mo(content, steady)
    return content.getvalue()


def strings(message: Message) -> list[str]:
    """Its translation; two for a plural."""
    return [message.string] if isinstance(message.string, str) else list(message.string or ())


def untranslated(catalogue: Catalog) -> list[str]:
    """Msgids whose English is empty, whole or in part."""
    return [str(message.id) for message in catalogue if message.id and not all(strings(message))]


def quarrels(catalogue: Catalog) -> list[str]:
    """Msgids whose English names other placeholders than the Vietnamese; a singular may leave its number out."""
    found = []
    for message in catalogue:
        if not message.id or not all(strings(message)):
            continue
        ids = [message.id] if isinstance(message.id, str) else list(message.id)
        wanted = set(PLACEHOLDER.findall(ids[-1]))
        given = [set(PLACEHOLDER.findall(text)) for text in strings(message)]
        if given[-1] != wanted or not all(one <= wanted for one in given):
            found.append(str(message.id))
    return found


def faults() -> list[str]:
    """What is wrong with the English, each in one line that says what to do."""
    catalogue, known = read(), texts()
    told = {(message.context, message.id if isinstance(message.id, str) else message.id[0]) for message in catalogue}
    told -= {(None, "")}
    return [
        *(f"not in {PO.name}: {msgid!r}; run make translations" for _context, msgid in in_order(known.keys() - told)),
        *(f"used nowhere: {msgid!r}; run make translations" for _context, msgid in in_order(told - known.keys())),
        *(f"no English yet: {msgid!r}" for msgid in untranslated(catalogue)),
        *(f"fuzzy: {message.id!r}" for message in catalogue if message.id and message.fuzzy),
        *(f"English and Vietnamese name different placeholders: {msgid!r}" for msgid in quarrels(catalogue)),
        *(
            []
            if MO.exists() and MO.read_bytes() == compiled(catalogue)
            else ["django.mo is old; run make translations"]
        ),
    ]


def in_order(keys: Iterable[Key]) -> list[Key]:
    return sorted(keys, key=lambda key: (key[1], key[0] or ""))


def untold() -> Iterator[str]:
    """Vietnamese on a screen that no gettext sees: "file:line: text". Templates, and the modules that draw screens."""
    for path in sources(".html"):
        if not any(path.match(name) for name in FOR_DEVELOPERS):
            for line, text in _untold_in_template(path.read_text()):
                yield f"{path.relative_to(BASE)}:{line}: {text}"
    for path in sources(".py"):
        if path.relative_to(BASE).parts[:2] in SCREENS and not any(path.match(name) for name in FOR_DEVELOPERS):
            for line, text in _untold_in_module(path.read_text()):
                yield f"{path.relative_to(BASE)}:{line}: {text}"


def _untold_in_template(source: str) -> Iterator[tuple[int, str]]:
    inside = False
    for token in Lexer(source).tokenize():
        word = (token.contents.split() or [""])[0] if token.token_type == TokenType.BLOCK else ""
        if word in OPENING or word in CLOSING:
            inside = word in OPENING
        elif not inside and token.token_type != TokenType.COMMENT and word not in ("translate", "trans", "plural"):
            for text in _vietnamese(token.contents, code=token.token_type != TokenType.TEXT):
                yield token.lineno or 0, text


def _vietnamese(text: str, *, code: bool) -> list[str]:
    told = r"""_\(("[^"]*"|'[^']*')\)""" if code else "<!--.*?-->"
    text = re.sub(told, "", text, flags=re.DOTALL)
    return [line.strip() for line in text.splitlines() if _is_vietnamese(line)]


def _untold_in_module(source: str) -> Iterator[tuple[int, str]]:
    told: set[ast.AST] = set()
    for node in ast.walk(tree := ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KEYWORDS:
            told.update(ast.walk(node))
        if isinstance(node, ast.Expr):  # a docstring
            told.add(node.value)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and node not in told and _is_vietnamese(str(node.value)):
            yield node.lineno, str(node.value).strip()


def _is_vietnamese(text: str) -> bool:
    for name in UNTRANSLATED:
        text = text.replace(name, "")
    return any(letter.isalpha() and ord(letter) > 127 for letter in text)
