"""Somebody in front of a browser, who looks at every page as strictly as anybody could."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Request, Response, Route

SMALLEST_TARGET = 44
PATIENCE_MS = 10_000
MACHINE_DATE = re.compile(r"\b(?:19|20)\d\d-\d\d-\d\d\b")
RULES = {
    "resultTypes": ["violations"],
    "preload": False,  # of style sheets and films, for two rules of no use here: films there are none, turning is experimental
    "selectors": False,
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}

# Whatever is pressed to get on: buttons, and links and labels made to look like them. A hidden one is nobody's target.
SMALL_TARGETS = """(least) => [...document.querySelectorAll('button, .btn, .rowlink, label.opt, summary, select, input.in')]
  .filter((e) => !e.closest('.vh, [aria-hidden=true], [hidden], template') && !e.classList.contains('vh') && e.offsetParent)
  .map((e) => [e.textContent.trim().slice(0, 40) || e.name, e.getBoundingClientRect()])
  .filter(([, box]) => box.height > 0 && Math.round(box.height) < least)
  .map(([name, box]) => `${name}: ${Math.round(box.width)}x${Math.round(box.height)}`)"""
AXE = Axe().axe_script
# Only what is wrong is brought over: what is right is most of it, and half of the time.
VIOLATIONS = """(options) => axe.run(document, options).then((found) => found.violations.map((one) =>
  [one.id, one.help, one.nodes.slice(0, 3).map((node) => node.html.slice(0, 160))]))"""
TOO_WIDE = """() => document.documentElement.scrollWidth - document.documentElement.clientWidth"""

# Where one is without the numbers, what it says it is, and whether it complains: what differs in these is another page.
KIND_OF_PAGE = """() => [document.querySelector('main h1')?.textContent.trim() ?? '', document.querySelectorAll('.errs').length,
  location.pathname.split('/').filter((part) => !/[0-9]/.test(part)).join('/')]"""
GLANCED: set[tuple[object, ...]] = set()

SHOWN = frozenset({
    "khai-sinh/trang-chu", "khai-sinh/thu-tuc", "khai-sinh/so-dinh-danh", "khai-sinh/chup-giay-to", "khai-sinh/xem-lai",
    "khai-sinh/giay-hen", "khai-sinh/xa-xin-them", "khai-sinh/da-bo-sung", "khai-sinh/da-xong", "khai-sinh-ban/hom-nay",
    "khai-sinh-ban/ho-so", "khai-sinh-ban/xin-them-giay", "khai-sinh-chu-tich/ho-so",
})  # fmt: skip


@dataclass(frozen=True)
class Album:
    """Where pictures go: every one into a folder of somebody's, or the shown few into the documentation."""

    folder: Path
    documentation: bool

    def keep(self, page: Page, chapter: str, number: int, name: str, *, whole: bool) -> None:
        if self.documentation and f"{chapter}/{name}" not in SHOWN:
            return
        path = self.folder / (f"{chapter}-{name}.png" if self.documentation else f"{chapter}/{number:02}-{name}.png")
        path.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=path, full_page=whole)
        if self.documentation:
            with Image.open(path) as picture:
                small = picture.convert("RGB").quantize(96)
            small.save(path, optimize=True)


class Walker:
    """`faults` is what nobody may ever meet: errors of scripts, pages that failed, requests to strangers."""

    touches = True

    def __init__(self, context: BrowserContext, album: Album | None, chapter: str, *, script: bool) -> None:
        self.context = context
        self.script = script
        self.album = album if chapter else None
        self.chapter = chapter
        self.pictures = 0
        self.faults: list[str] = []
        self.sent: list[Request] = []
        context.set_default_timeout(PATIENCE_MS)
        context.on("page", self._watch)
        self.page: Page = context.new_page()

    def _watch(self, page: Page) -> None:
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        page.on("request", self._request)
        page.on("response", self._response)

    def _hear(self, message: ConsoleMessage) -> None:
        # The browser remarks on every answer of 400 and more; those are judged in _response.
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            self.faults.append(f"console of {self.page.url}: {message.text}")

    def _request(self, request: Request) -> None:
        self.sent.append(request)
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https") and parts.hostname not in ("127.0.0.1", "localhost"):
            self.faults.append(f"request to a stranger: {request.url}")

    def _response(self, response: Response) -> None:
        document = response.request.resource_type == "document"
        if response.status >= 500 or (response.status == 404 and not document):
            self.faults.append(f"{response.status} from {response.request.method} {response.url}")

    def leave(self) -> None:
        self.context.close()

    # ---- moving about ----------------------------------------------------------------------------------------------

    def go(self, path: str) -> None:
        self.glance()
        self.page.goto(path)

    def press(self, name: str, *, exact: bool = True) -> None:
        self.leave_by(self.page.get_by_role("button", name=name, exact=exact).first)

    def follow(self, name: str, *, exact: bool = False) -> None:
        self.leave_by(self.page.get_by_role("link", name=name, exact=exact).first)

    def leave_by(self, way: Locator) -> None:
        """Whatever leads to another page is pressed by this, so that none is left unseen."""
        way.wait_for()
        self.glance()
        way.click()

    def reads(self, words: str | re.Pattern[str]) -> None:
        """These words are to be seen on the page, somewhere; waits for them."""
        self.page.get_by_text(words).locator("visible=true").first.wait_for()

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    # ---- looking ---------------------------------------------------------------------------------------------------

    def look(self, name: str) -> None:
        """Accessible, no wider than the screen, nothing too small to hit; what is not so is a fault, told at the end, and the
        journey goes on. `name` names the picture."""
        self.page.wait_for_load_state()
        self._take(name)
        self._inspect(name)

    def _inspect(self, name: str) -> None:
        page = self.page
        where = f"{name} ({self.path})"
        if page.evaluate(TOO_WIDE) > 0:
            self.faults.append(f"{where} is wider than the screen: {self._widest()}")
        if self.touches and (small := page.evaluate(SMALL_TARGETS, SMALLEST_TARGET)):
            self.faults.append(f"{where} has targets under {SMALLEST_TARGET} px: {small}")
        if found := MACHINE_DATE.findall(page.locator("main").inner_text()):
            self.faults.append(f"{where} shows dates as machines write them: {found[:3]}")
        kind = self._kind()
        if not self.script and kind in GLANCED:
            return  # axe has seen it, with a script
        GLANCED.add(kind)
        with self._page_for_axe() as shown:
            shown.evaluate(AXE)
            for rule, words, nodes in shown.evaluate(VIOLATIONS, RULES):
                self.faults.append(f"axe on {where}: {rule}, {words}: {nodes}")

    @contextmanager
    def _page_for_axe(self) -> Iterator[Page]:
        """axe is a script itself. What somebody without one sees is shown to it in a browser that runs no other."""
        if self.script:
            yield self.page
            return
        seen = self.page.content().replace("<noscript>", "<div>").replace("</noscript>", "</div>")

        def answer(route: Route) -> None:
            kind = route.request.resource_type
            if kind == "document":
                route.fulfill(body=seen, content_type="text/html; charset=utf-8")
            elif kind == "script":
                route.abort()
            else:
                route.continue_()

        assert self.context.browser is not None
        assert self.page.viewport_size is not None
        twin = self.context.browser.new_context(viewport=self.page.viewport_size)
        twin.route("**/*", answer)
        try:
            shown = twin.new_page()
            shown.goto(self.page.url)
            yield shown
        finally:
            twin.close()

    def glance(self) -> None:
        """No page is left before somebody of this kind has looked at it once, be it named or not."""
        kind = self._kind()
        if kind not in GLANCED and kind[1]:
            self.page.wait_for_load_state()  # before its stylesheets are there it is wider than any screen
            self._inspect("on the way")

    def _kind(self) -> tuple[object, ...]:
        return (type(self).__name__, *self.page.evaluate(KIND_OF_PAGE))

    def _widest(self) -> object:
        return self.page.evaluate(
            """() => [...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right >
            document.documentElement.clientWidth + 0.5).slice(0, 4).map((e) => e.outerHTML.slice(0, 120))"""
        )

    def _take(self, name: str) -> None:
        self.pictures += 1
        if self.album is not None:
            self.album.keep(self.page, self.chapter, self.pictures, name, whole=self.touches)
