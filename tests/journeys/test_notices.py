"""The worker of a resident's browser: put in by the page, woken by its push service, shows what the commune says."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from tests.journeys.resident import Resident

WHOLE_BROWSER = True
SHOWN = """() => navigator.serviceWorker.ready.then((one) => one.getNotifications())
  .then((all) => all.map((one) => [one.title, one.body, one.data, one.lang]))"""


def test_notice_is_shown_by_the_browser(resident: Callable[..., Resident]) -> None:
    """Chromium's own push service is out of reach here: the page says so, and the notice comes as that service would bring it."""
    duc = resident()
    duc.go("/mau/")
    duc.press("Vào với vai Trần Văn Đức")
    duc.context.grant_permissions(["notifications"])
    told: list[Any] = []
    browser = duc.context.new_cdp_session(duc.page)
    browser.on("ServiceWorker.workerVersionUpdated", lambda event: told.extend(event["versions"]))
    browser.send("ServiceWorker.enable")
    duc.go("/tai-khoan")
    duc.press("Báo trên máy này")
    expect(duc.page.locator("[data-wrong]")).to_be_visible()
    place = duc.page.evaluate("navigator.serviceWorker.ready.then((one) => one.active.scriptURL)")
    assert place.endswith("/thong-bao.js")
    worker = next(one["registrationId"] for one in told if one["scriptURL"] == place)
    notice = {"title": "Xã Vị Thủy", "body": "Hồ sơ đã có kết quả.", "url": "/ho-so/"}
    brought = {"origin": duc.page.url.split("/tai-khoan")[0], "registrationId": worker, "data": json.dumps(notice)}
    browser.send("ServiceWorker.deliverPushMessage", brought)
    duc.page.wait_for_function(f"({SHOWN})().then((all) => all.length === 1)")
    assert duc.page.evaluate(SHOWN) == [["Xã Vị Thủy", "Hồ sơ đã có kết quả.", "/ho-so/", "vi"]]
    duc.faults[:] = [one for one in duc.faults if "Push API in incognito mode" not in one]  # Chromium's own remark
