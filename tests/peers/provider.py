"""npm's oidc-provider, a real and certified OpenID provider, as a process of its own."""

from __future__ import annotations

import json
import platform
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
import requests

HOME = Path(__file__).parent / "provider"
INSTALL = "the OpenID provider of the tests is missing: apt-get install nodejs npm, then make test"
ARCHITECTURES = {"x86_64": "x64", "aarch64": "arm64"}
FORM = re.compile(r'<form[^>]* action="([^"]+)"')


@dataclass
class Provider:
    address: str
    process: subprocess.Popen[str]
    browser: requests.Session = field(default_factory=requests.Session)  # that of whoever signed in last

    def entry(self, **more: Any) -> dict[str, Any]:
        """As XASO_ISSUERS names it."""
        names = {"national_id": "SoDinhDanh", "full_name": "HoVaTen", "birth_date": "NgaySinh", "phone": "SoDienThoai"}
        known = {"key": "thu", "name": "Định danh thử", "issuer": self.address, "client_id": "xaso"}
        return known | {"client_secret": "only-for-tests", "claims": names} | more

    def sign_in(self, address: str, login: str) -> str:
        """Walks through the provider's own pages from `address` and answers with where it sends the browser back to."""
        browser = self.browser = requests.Session()
        page = browser.get(address)
        for typed in ({"prompt": "login", "login": login, "password": "any"}, {"prompt": "consent"}):
            form = FORM.search(page.text)
            assert form, page.text
            page = browser.post(urljoin(page.url, unescape(form[1])), data=typed, allow_redirects=False)
            while page.is_redirect and (there := urljoin(page.url, page.headers["Location"])).startswith(self.address):
                page = browser.get(there, allow_redirects=False)
        return str(page.headers["Location"])

    def still_in(self, address: str) -> bool:
        """Whether that browser, sent to `address` again, is sent back without being asked who it is."""
        page = self.browser.get(address, allow_redirects=False)
        while page.is_redirect and (there := urljoin(page.url, page.headers["Location"])).startswith(self.address):
            page = self.browser.get(there, allow_redirects=False)
        return page.is_redirect

    def sign_out(self, address: str) -> str:
        """Says yes on the provider's own page at `address`, and answers with where it sends that browser back to."""
        page = self.browser.get(address)
        form, secret = FORM.search(page.text), re.search(r'name="xsrf" value="(\w+)"', page.text)
        assert form, page.text
        assert secret, page.text
        typed = {"xsrf": secret[1], "logout": "yes"}
        page = self.browser.post(urljoin(page.url, unescape(form[1])), data=typed, allow_redirects=False)
        return str(page.headers["Location"])

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(10)


def node_program() -> str | None:
    """The one that the provider asks for comes as a package beside it; elsewhere than on Linux, the machine's own."""
    own = HOME / "node_modules" / f"node-linux-{ARCHITECTURES.get(platform.machine(), '')}" / "bin" / "node"
    return str(own) if own.exists() else shutil.which("node")


@contextmanager
def running_provider(*, back: list[str], people: dict[str, dict[str, Any]], log: Path) -> Iterator[Provider]:
    """Fails, and says what to install, where Node or the package is missing."""
    node = node_program()
    if node is None or not (HOME / "node_modules" / "oidc-provider").is_dir():
        pytest.fail(INSTALL)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    wanted = json.dumps({"port": port, "back": back, "people": people})
    with log.open("w") as said:
        process = subprocess.Popen(
            [node, "provider.mjs", wanted], cwd=HOME, text=True, stdout=subprocess.PIPE, stderr=said
        )
    assert process.stdout is not None
    provider = Provider(f"http://127.0.0.1:{port}", process)
    try:
        lines = iter(process.stdout.readline, "")
        assert any(line.strip() == "ready" for line in lines), log.read_text()
        yield provider
    finally:
        if process.poll() is None:
            provider.stop()
        process.stdout.close()
