"""The source tree as the architecture tests see it."""

from __future__ import annotations

import ast
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SURFACES = {"portal", "desk", "field", "api", "connectors", "ui", "demo"}


def tracked() -> list[Path]:
    """Files git knows, that are there."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def packages() -> list[str]:
    return sorted(path.parent.name for path in (ROOT / "xaso").glob("*/__init__.py"))


def domain_packages() -> list[str]:
    return [name for name in packages() if name not in SURFACES and name != "core"]


def rank() -> dict[str, int]:
    """How high each package stands in the stack of the import contract; 0 is the bottom."""
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"][0]
    layers = [[name.strip(" ()") for name in layer.split("|")] for layer in reversed(contract["layers"])]
    return {name: height for height, layer in enumerate(layers) for name in layer}


def modules(package: str) -> Iterator[tuple[Path, ast.Module]]:
    """Every module of a package but its migrations, parsed."""
    for path in sorted((ROOT / "xaso" / package).rglob("*.py")):
        if "migrations" not in path.parts:
            yield path, ast.parse(path.read_text())


def room(path: Path) -> str:
    """The file, or the folder of a split file, that a module stands in: actions, models, rules …"""
    inside = path.relative_to(ROOT / "xaso").parts[1:]
    return inside[0].removesuffix(".py")


def where(path: Path, line: int) -> str:
    return f"{path.relative_to(ROOT)}:{line}"
