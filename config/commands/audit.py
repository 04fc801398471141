"""`xaso audit`: what xaso is made of (a CycloneDX bill of materials), under which licences, with which known vulnerabilities."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from config import environment

BASE = Path(__file__).resolve().parent.parent.parent
LOCKS = ("uv.txt", "base.txt", "dev.txt")
BILL = Path(environment.text("XASO_VAR", str(BASE / "var"))) / "sbom.cdx.json"

# Licences that go with the EUPL-1.2 of xaso: permissive ones; MPL of single files; LGPL of a library that anybody may replace.
ALLOWED = frozenset(
    {
        *(
            "0BSD",
            "Apache-2.0",
            "BSD-2-Clause",
            "BSD-3-Clause",
            "ISC",
            "MIT",
            "MIT-0",
            "MIT-CMU",
            "PSF-2.0",
            "Python-2.0",
        ),
        *("MPL-2.0", "LGPL-3.0-only", "Unlicense", "Zlib", "EUPL-1.2"),
        *(
            f"License :: OSI Approved :: {name}"
            for name in (
                *("Apache Software License", "BSD License", "MIT License", "ISC License (ISCL)"),
                *("Mozilla Public License 2.0 (MPL 2.0)", "Python Software Foundation License"),
            )
        ),
    }
)
# Packages that do not say it in a form a program reads; looked up by hand.
KNOWN = {
    "pypdfium2": "Apache-2.0 OR BSD-3-Clause, with PDFium under BSD-3-Clause and Apache-2.0",
    "axe-playwright-python": "MIT, with axe-core under MPL-2.0",
    "aiosmtpd": "Apache-2.0; one more classifier says only that it is approved",
    "qrcode": "BSD-3-Clause; the other classifier only says whose trademark the word is",
}
INCOMPLETE = 3  # the exit code: neither good nor bad, since nobody has looked
UNREACHED = "NOT RUN: the advisory service cannot be reached from here"


def audit(_arguments: list[str]) -> int:
    """Exit code 1 for a licence that is unknown or does not go with ours, and for a known vulnerability; 3 where vulnerabilities
    could not be looked up, which with XASO_AUDIT_STRICT is an error like the others."""
    made_of = bill_of_materials()
    strange = list(strange_licences(made_of))
    print(f"audit: {len(made_of)} packages in {BILL}")
    print(*(f"audit: licence of {name}: {said}" for name, said in strange), sep="\n", end="\n" if strange else "")
    if not strange:
        print("audit: every licence is known and allowed")
    found, unread = vulnerabilities(_ask_pip_audit())
    print(*(f"audit: {line}" for line in found), sep="\n", end="\n" if found else "")
    print(f"audit: vulnerabilities {unread or (f'{len(found)} found' if found else 'none known')}")
    strict = environment.flag("XASO_AUDIT_STRICT", default=False)
    word, code = verdict(strange=bool(strange), found=bool(found), unread=unread, strict=strict)
    print(f"audit: {word}")
    return code


def verdict(*, strange: bool, found: bool, unread: str, strict: bool) -> tuple[str, int]:
    """The last line, what somebody who reads nothing else must not get wrong; and the exit code."""
    if strange or found:
        return "FAILED", 1
    if not unread:
        return "PASSED", 0
    if strict:
        return "FAILED: XASO_AUDIT_STRICT wants the vulnerabilities looked up", 1
    word = "no vulnerability was looked up for some packages or all; XASO_AUDIT_STRICT=yes makes this an error"
    return f"INCOMPLETE: {word}", INCOMPLETE


def bill_of_materials() -> list[dict[str, Any]]:
    """What is installed, as it says of itself; with the hashes it was installed by, and licences that were looked up by hand."""
    BILL.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        [_tool("cyclonedx-py"), "environment", sys.executable, "--of", "JSON", "-o", str(BILL)],
        check=True,
        stderr=subprocess.DEVNULL,
    )
    bill = json.loads(BILL.read_text("utf-8"))
    components: list[dict[str, Any]] = bill["components"]
    hashes = _locked_hashes()
    for one in components:
        if one["name"] in KNOWN and not one.get("licenses"):
            one["licenses"] = [{"license": {"name": KNOWN[one["name"]]}}]
        if found := hashes.get(_plain(one["name"])):
            one.setdefault("externalReferences", []).append(
                {
                    "type": "distribution",
                    "url": one["purl"],
                    "comment": "locked in requirements/: one of these was installed",
                    "hashes": [{"alg": "SHA-256", "content": digest} for digest in found],
                }
            )
    BILL.write_text(json.dumps(bill, indent=1, ensure_ascii=False), "utf-8")
    return components


def _locked_hashes() -> dict[str, list[str]]:
    """By name, of every file that `requirements/` lets in."""
    found: dict[str, list[str]] = {}
    for lock in LOCKS:
        for line in (BASE / "requirements" / lock).read_text("utf-8").replace("\\\n", " ").splitlines():
            name, pinned, rest = line.partition("==")
            if pinned:
                found[_plain(name)] = re.findall(r"--hash=sha256:(\w+)", rest)
    return found


def _plain(name: str) -> str:
    """As package indices compare names."""
    return re.sub(r"[-_.]+", "-", name.strip().split("[")[0]).lower()


def strange_licences(components: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """Name and what it says of itself, of each package whose licence is not known to go with ours."""
    for one in components:
        said = [_said(entry) for entry in one.get("licenses", [])]
        if one["name"] not in KNOWN and not (said and all(_goes(text) for text in said)):
            yield one["name"], ", ".join(said) or "says none"


def _said(entry: dict[str, Any]) -> str:
    licence = entry.get("license", {})
    return str(entry.get("expression") or licence.get("id") or licence.get("name") or "")


def _goes(text: str) -> bool:
    """An SPDX expression goes when each part joined by AND does; of parts joined by OR one is enough."""
    parts = re.split(r"\s+AND\s+", text.replace("(", "").replace(")", "")) if " :: " not in text else [text]
    return all(any(choice.strip() in ALLOWED for choice in re.split(r"\s+OR\s+", part)) for part in parts)


def vulnerabilities(answer: dict[str, Any] | None) -> tuple[list[str], str]:
    """What is known against the packages of the lock, and why that may not be all (empty when it is)."""
    packages = (answer or {}).get("dependencies", [])
    skipped = [one["name"] for one in packages if "skip_reason" in one]
    found = [
        f"{one['name']} {one['version']}: {flaw['id']}, mended in {', '.join(flaw['fix_versions']) or 'no version yet'}"
        for one in packages
        for flaw in one.get("vulns", [])
    ]
    if len(skipped) == len(packages):
        return found, UNREACHED
    return found, f"NOT RUN for {', '.join(skipped)}" if skipped else ""


def _ask_pip_audit() -> dict[str, Any] | None:
    lock = str(BASE / "requirements" / "base.txt")
    command = [
        _tool("pip-audit"),
        "--require-hashes",
        "--disable-pip",
        "--format",
        "json",
        "--timeout",
        "10",
        "-r",
        lock,
    ]
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=300)
        answer: dict[str, Any] = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError):
        return None
    return answer


def _tool(name: str) -> str:
    return str(Path(sys.executable).with_name(name))
