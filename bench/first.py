"""The first visit of a cheap phone: bytes, requests, largest content painted; beside the same page as bare HTML with
nothing but its inline style. Chromium, 4× slower processor, slow 4G (562.5 ms, 1.44 Mbit/s down, 675 kbit/s up)."""

from __future__ import annotations

import http.server
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from gzip import compress
from statistics import median
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from bench import ground
from bench.report import Table
from config.commands import develop

PAGES = (
    "/",
    "/thu-tuc/",
    "/thu-tuc/1.001193",
    "/tra-cuu",
    "/dang-nhap",
    "/tin-tuc/",
    "/phan-anh/",
    "/phan-anh/gui",
    "/ho-tro",
)
ROUNDS = 3
SLOW_4G = {"offline": False, "latency": 562.5, "downloadThroughput": 180_000, "uploadThroughput": 84_375}
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")
LARGEST = """() => new Promise(done => { new PerformanceObserver(list => { const all = list.getEntries();
  done(all[all.length - 1].startTime); }).observe({type: 'largest-contentful-paint', buffered: true});
  setTimeout(() => done(0), 5000); })"""
BEFORE_PAINT = """() => { const paint = performance.getEntriesByName('first-contentful-paint')[0].startTime;
  return 1 + performance.getEntriesByType('resource').filter(one => one.startTime < paint
  && one.renderBlockingStatus === 'blocking').length; }"""


def first_visit() -> None:
    path = develop.browser()
    table = Table("First visit to a portal page (phone 360 px, nothing kept, 4× slower processor, slow 4G)")
    if path is None:
        table.row("needs Chromium", "not measured")
        table.show()
        return
    base = ground.prepare()
    with ground.serving(base) as port, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=list(QUIET))
        for page in PAGES:
            with _bare(ground.get(port, page)) as bare:
                ours, limit = [], []
                for _round in range(ROUNDS):
                    ours.append(_visit(browser, f"http://127.0.0.1:{port}{page}"))
                    limit.append(_visit(browser, f"http://127.0.0.1:{bare}/"))
            _report(table, page, ours, limit)
        browser.close()
    table.show()


def _report(table: Table, page: str, ours: list[dict[str, float]], limit: list[dict[str, float]]) -> None:
    kilobytes, requests = ours[0]["bytes"] / 1000, int(ours[0]["requests"])
    table.row(f"{page}  all of it", f"{kilobytes:.1f} kB, {requests} requests", "bar 50 kB, aim 20", ok=kilobytes <= 50)
    blocking = int(max(one["blocking"] for one in ours))
    table.row("    requests before the first paint", str(blocking), "bar 1", ok=blocking <= 1)
    painted, floor = (median(one["largest"] for one in visits) for visits in (ours, limit))
    figure = f"{painted:.0f} ÷ {floor:.0f} ms = {painted / floor:.2f}"
    table.row(
        "    largest content painted ÷ bare page", figure, "bar 1.3, 1500 ms", ok=painted <= min(1.3 * floor, 1500)
    )


def _visit(browser: Browser, url: str) -> dict[str, float]:
    context = browser.new_context(
        viewport={"width": 360, "height": 640}, device_scale_factor=2, is_mobile=True, has_touch=True
    )
    page = context.new_page()
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.setCacheDisabled", {"cacheDisabled": True})
    line.send("Network.emulateNetworkConditions", SLOW_4G)
    line.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    seen = {"bytes": 0.0, "requests": 0.0}

    def count(event: Any) -> None:
        seen["bytes"] += event["encodedDataLength"]
        seen["requests"] += 1

    line.on("Network.loadingFinished", count)
    page.goto(url, wait_until="networkidle")
    seen |= {"largest": float(page.evaluate(LARGEST)), "blocking": float(page.evaluate(BEFORE_PAINT))}
    context.close()
    return seen


@contextmanager
def _bare(html: bytes) -> Iterator[int]:
    """The same page without scripts, links to files and pictures, from a server that only hands it out."""
    text = html.decode()
    for useless in (r"<script\b.*?</script>", r"<link\b[^>]*>", r"<img\b[^>]*>"):
        text = re.sub(useless, "", text, flags=re.DOTALL)
    body = compress(text.encode())

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            content = body if self.path == "/" else b""
            self.send_response(200 if content else 404)
            headers = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(content))}
            for name, value in (headers | ({"Content-Encoding": "gzip"} if content else {})).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()
