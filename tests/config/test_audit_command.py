"""`xaso audit` as people run it, the bill of materials it writes, and what the build makes of its answer."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from config.household import BASE

Audited = tuple[subprocess.CompletedProcess[str], dict[str, Any]]


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> Audited:
    """The command on a machine that reaches no advisory service, and its bill."""
    var = tmp_path_factory.mktemp("var")
    nowhere = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9")
    clean = {name: text for name, text in os.environ.items() if not name.lower().startswith(("xaso_", "no_proxy"))}
    done = subprocess.run(
        [sys.executable, "-m", "config.command", "audit"],
        cwd=BASE,
        env=clean | nowhere | {"XASO_VAR": str(var)},
        capture_output=True,
        text=True,
        timeout=300,
    )
    bill: dict[str, Any] = json.loads((var / "sbom.cdx.json").read_text("utf-8"))
    return done, bill


def test_audit_without_the_service_ends_with_a_code_of_its_own(audited: Audited) -> None:
    done, _bill = audited
    assert done.returncode == 3
    assert done.stdout.splitlines()[-1].startswith("audit: INCOMPLETE: ")


def test_bill_of_materials_is_what_the_standard_says(audited: Audited) -> None:
    _done, bill = audited
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(json.dumps(bill)) is None


def test_bill_of_materials_has_each_locked_package_with_its_hashes_and_licence(audited: Audited) -> None:
    _done, bill = audited
    listed = {canonicalize_name(one["name"]): one for one in bill["components"]}
    for line in locked():
        wanted = Requirement(line.split(" --hash=")[0].rstrip())
        if wanted.marker and not wanted.marker.evaluate():
            continue
        one = listed[canonicalize_name(wanted.name)]
        said = [(it["alg"], it["content"]) for ref in one["externalReferences"] for it in ref.get("hashes", [])]
        hashes = re.findall(r"--hash=sha256:(\w+)", line)
        assert hashes
        assert (one["version"], sorted(said)) == (str(wanted.specifier)[2:], sorted(("SHA-256", it) for it in hashes))
        assert one["licenses"], wanted.name


def locked() -> list[str]:
    """One line for each package of `requirements/`."""
    text = "\n".join((BASE / "requirements" / name).read_text("utf-8") for name in ("uv.txt", "base.txt", "dev.txt"))
    lines = [line for line in text.replace("\\\n", " ").splitlines() if "==" in line]
    assert len(lines) > 100
    return lines


@pytest.mark.parametrize(("code", "ends"), [(0, 0), (3, 0), (1, 1), (2, 2)])
def test_build_goes_on_without_the_service_and_says_so_last(code: int, ends: int, tmp_path: Path) -> None:
    """`.ci/run` among programs that do nothing, and an audit that ends with this code."""
    bare, tree = tmp_path / "bin", tmp_path / "tree"
    for name in ("chromium", "make", "clamd", "npm", "python3"):
        _program(bare / name, f'echo "{name} $*"')
    _program(tree / ".venv" / "bin" / "xaso", f'echo "$1: at length"; echo "$1: in a word"; exit {code}')
    (tree / ".ci").mkdir()
    script = shutil.copy(BASE / ".ci" / "run", tree / ".ci" / "run")
    path = f"{bare}:{os.environ['PATH']}"
    done = subprocess.run(["bash", script], env={"PATH": path}, capture_output=True, text=True, timeout=60)
    lines = done.stdout.splitlines()
    tail = ["make test", "audit: in a word"] if ends == 0 else []
    assert lines[lines.index("make check") :] == ["make check", "audit: at length", "audit: in a word", *tail]
    assert done.returncode == ends


def _program(path: Path, does: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{does}\n")
    path.chmod(0o755)
