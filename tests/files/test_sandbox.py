"""The process that decodes what strangers send may do nothing else, and its death harms nobody."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.factories.files import pdf, photo
from xaso.core.refused import Refused
from xaso.files import ports
from xaso.files.ports import decoder, decoding

FOLDER = Path(decoder.__file__).parent


def inside(code: str) -> str:
    """What `code` prints in a process that has given up its rights."""
    program = f"import sys; sys.path.insert(0, {str(FOLDER)!r}); import decoder; decoder.load_codecs()\n"
    program += f"import socket, os; decoder.give_up_rights()\ntry:\n    {code}\n"
    program += "except BaseException as e: print(type(e).__name__)"
    done = subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, text=True, timeout=60)
    return done.stdout.strip() or f"died {done.returncode}"


def test_decoder_may_write_no_file(tmp_path: Path) -> None:
    assert inside(f"open({str(tmp_path / 'x')!r}, 'w').write('x' * 100_000); print('written')") != "written"
    assert not (tmp_path / "x").exists() or (tmp_path / "x").stat().st_size == 0


def test_decoder_may_take_no_more_memory_than_its_share() -> None:
    assert inside("bytearray(3 * 1024**3); print('taken')") == "MemoryError"


def test_decoder_that_never_ends_is_ended() -> None:
    assert inside("import resource; print(resource.getrlimit(resource.RLIMIT_CPU))") == "(20, 20)"


def test_decoder_reaches_no_network() -> None:
    with __import__("socket").create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert inside(f"socket.create_connection(('127.0.0.1', {port}), 2); print('reached')") == "OSError"


def test_decoder_inherits_no_secret(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XASO_KEYS", "one=secret")
    spy = tmp_path / "spy.py"
    spy.write_text(
        "import os, sys; sys.stdout.write('{\"pages\": %d}\\n' % len([n for n in os.environ if 'XASO' in n]))"
    )
    monkeypatch.setattr(decoding, "_DECODER", spy)
    assert "XASO_KEYS" in os.environ
    assert decoding.prepare(pdf(1)).pages == 0


@pytest.mark.parametrize(
    "death",
    ["import os; os.abort()", "import sys; sys.exit(3)", "print('no json')", "import os; os.kill(os.getpid(), 9)"],
)
def test_death_of_the_decoder_refuses_the_file_and_nothing_else(
    death: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.py"
    broken.write_text(death)
    monkeypatch.setattr(decoding, "_DECODER", broken)
    for content, code in ((pdf(1), "pdf_unreadable"), (photo(50, 50), "photo_unreadable")):
        with pytest.raises(Refused) as refused:
            ports.prepare(content)
        assert refused.value.code == code


def test_decoder_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    slow = tmp_path / "slow.py"
    slow.write_text("import time; time.sleep(60)")
    monkeypatch.setattr(decoding, "_DECODER", slow)
    monkeypatch.setattr(decoding, "PATIENCE_SECONDS", 1)
    with pytest.raises(Refused):
        ports.prepare(pdf(1))
