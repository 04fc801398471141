"""What the program says when a secret or a right is missing or wrong: one line that names it, and it does not start."""

from __future__ import annotations

import os
import subprocess
import sys
from base64 import b64encode
from pathlib import Path

import pytest

from config.household import BASE
from config.postgres import APPLICATION, OWNER, SUPERUSER
from tests.conftest import CLUSTER
from tests.journeys.commune import free_port

GOOD = {
    "DATABASE_URL": "postgresql://xaso_app@127.0.0.1:1/xaso",
    "XASO_SECRET_KEY": "b2Fz-dGhpcyBpcyBhIHRlc3Q-c2VjcmV0IG9mIHRoZSB0ZXN0cyBvbmx5",
    "XASO_KEYS": f"one={b64encode(bytes(range(32))).decode()}",
    "XASO_HOSTS": "mocua.example.vn",
    "XASO_ADDRESS": "https://mocua.example.vn",
    "XASO_CARRIERS": '[{"name": "a", "channel": "sms", "with": "xaso.demo.outbox.OutboxCarrier"}]',
}
SAME = b64encode(bytes(range(32))).decode()
SHORT = b64encode(bytes(16)).decode()


def start(tmp_path: Path, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: text for name, text in os.environ.items() if not name.startswith(("DATABASE_", "XASO_", "PORT"))}
    own = {"XASO_VAR": str(tmp_path), "PORT": str(free_port())}
    return subprocess.run(
        [sys.executable, "-m", "config.command", *command],
        cwd=BASE,
        env={name: text for name, text in (clean | own | environment).items() if text != "-"},
        capture_output=True,
        text=True,
        timeout=100,
    )


def refusal(tmp_path: Path, *, command: str = "worker", **changed: str) -> str:
    done = start(tmp_path, command, **(GOOD | changed))
    assert done.returncode == 1
    [line] = done.stderr.strip().splitlines()
    assert done.stdout == ""
    return line


@pytest.mark.parametrize("command", ["web", "worker"])
@pytest.mark.parametrize("name", ["XASO_SECRET_KEY", "XASO_KEYS"])
def test_missing_secret_is_named(tmp_path: Path, command: str, name: str) -> None:
    line = refusal(tmp_path, command=command, **{name: "-"})
    assert line == f"xaso: set {name} in the environment, or {name}_FILE to a file that holds it."


@pytest.mark.parametrize(
    ("changed", "line"),
    [
        ({"XASO_HOSTS": "-"}, "set XASO_HOSTS in the environment."),
        (
            {"XASO_ADDRESS": "http://mocua.example.vn"},
            "XASO_ADDRESS must begin with https:// unless it is this very machine.",
        ),
        ({"XASO_SECRET_KEY": "x" * 80}, "XASO_SECRET_KEY is too short or too plain: it takes 50 random characters."),
        (
            {"XASO_SECRET_KEY": "abcdefghijk"},
            "XASO_SECRET_KEY is too short or too plain: it takes 50 random characters.",
        ),
        ({"XASO_KEYS": "no-key"}, "XASO_KEYS: key 1 must look like name=<base64>; names are a-z, 0-9, - and _."),
        ({"XASO_KEYS": f"one={SHORT}"}, "XASO_KEYS: key one has 16 bytes; it takes 32 random ones."),
        ({"XASO_KEYS": "one=~~~"}, "XASO_KEYS: key one is no base64."),
        ({"XASO_KEYS": f"one={SAME} one={SAME}"}, "XASO_KEYS: two keys are named one."),
        ({"XASO_KEYS": f"new={SAME} one={SAME}"}, "XASO_KEYS: two names carry the same key."),
    ],
)
def test_bad_setting_is_named_and_never_printed(tmp_path: Path, changed: dict[str, str], line: str) -> None:
    assert refusal(tmp_path, **changed) == f"xaso: {line}"


def test_secret_from_a_file_is_read_and_one_that_is_not_there_is_named(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text(f"one={SHORT}\n")
    given = {"XASO_KEYS": "-", "XASO_KEYS_FILE": str(tmp_path / "keys")}
    assert refusal(tmp_path, **given) == "xaso: XASO_KEYS: key one has 16 bytes; it takes 32 random ones."
    given["XASO_KEYS_FILE"] = "/khong/co"
    line = "xaso: the file of XASO_KEYS_FILE cannot be read (No such file or directory): /khong/co"
    assert refusal(tmp_path, **given) == line


def test_secret_set_twice_is_refused(tmp_path: Path) -> None:
    line = refusal(tmp_path, XASO_KEYS_FILE=str(tmp_path / "keys"))
    assert line == "xaso: XASO_KEYS and XASO_KEYS_FILE are both set; keep one of them."


@pytest.mark.parametrize(
    ("role", "powers"), [(SUPERUSER, "superuser, passes row security, makes roles"), (OWNER, "owns the tables")]
)
def test_role_that_may_too_much_is_refused(tmp_path: Path, template_database: str, role: str, powers: str) -> None:
    line = refusal(tmp_path, DATABASE_URL=CLUSTER.url(role, template_database))
    assert line == (f"xaso: the role {role} of DATABASE_URL is too powerful ({powers}); see docs/operating.md, step 1.")


def test_owner_is_asked_for_when_the_database_is_somebody_elses(tmp_path: Path, template_database: str) -> None:
    line = refusal(tmp_path, command="run", DATABASE_URL=CLUSTER.url(APPLICATION, template_database))
    assert line.startswith("xaso: set DATABASE_OWNER_URL in the environment")
