"""Measures the first load of the page in a throttled Chromium: `python -m bench.first_load URL PATH…`.

Beside the benchmarks of `./ssgbay bench`, since its figures are those of a whole page on a running site with photos.
"""

import gzip
import json
import statistics
import sys
from contextlib import closing
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from playwright.sync_api import Browser, Page, Response, sync_playwright

from commands import system

ROUNDS = 3
# what is still drawn after the load event counts too
SETTLES_MS = 2_500
OBSERVER = """
window.vitals = {lcp: 0, cls: 0, element: ''};
new PerformanceObserver(list => { for (const entry of list.getEntries()) {
  vitals.lcp = entry.startTime; vitals.element = entry.element?.outerHTML.slice(0, 80) ?? '';
} }).observe({type: 'largest-contentful-paint', buffered: true});
new PerformanceObserver(list => { for (const entry of list.getEntries()) {
  if (!entry.hadRecentInput) vitals.cls += entry.value;
} }).observe({type: 'layout-shift', buffered: true});
"""


@dataclass(frozen=True)
class Line:
    """A connection and a device: round trip (ms), megabits a second down and up, and how much slower its CPU is."""

    name: str
    latency: int
    down: float
    up: float
    slower: int


# the presets of Chromium's developer tools
LINES = (Line("slow 4G", 562, 1.44, 0.675, 1), Line("4G, CPU 4 times slower", 165, 8.1, 1.35, 4))


def main(argv: list[str]) -> int:
    """Print the medians for each address and line."""
    root, *paths = argv
    program = next(filter(None, map(system.find, system.BROWSERS)))
    with sync_playwright() as playwright, closing(playwright.chromium.launch(executable_path=program)) as browser:
        for path in paths or ["/"]:
            for line in LINES:
                print(measured(browser, urljoin(root, path), line), flush=True)
    return 0


def measured(browser: Browser, url: str, line: Line) -> str:
    """Return the medians of some visits, each with an empty cache."""
    visits = [_visit(browser, url, line) for _ in range(ROUNDS)]
    lcp, cls = (statistics.median(visit[name] for visit in visits) for name in ("lcp", "cls"))
    last = visits[-1]
    weights = f"JS {last['script']:,} B, CSS {last['stylesheet']:,} B, gzipped; pictures {last['image']:,} B"
    return f"{url} · {line.name}: LCP {lcp / 1000:.2f} s, CLS {cls:.3f} · {weights} · largest: {last['element']}"


def _visit(browser: Browser, url: str, line: Line) -> dict[str, Any]:
    context = browser.new_context(viewport={"width": 390, "height": 844}, is_mobile=True, device_scale_factor=2)
    with closing(context):
        context.add_init_script(OBSERVER)
        page = context.new_page()
        _throttle(page, line)
        weights = {"script": 0, "stylesheet": 0, "image": 0}
        answers: list[Response] = []
        page.on("response", lambda answer: answers.append(answer))
        page.goto(url, wait_until="load", timeout=120_000)
        page.wait_for_timeout(SETTLES_MS)
        vitals: dict[str, Any] = json.loads(page.evaluate("JSON.stringify(vitals)"))
        for answer in answers:
            kind = answer.request.resource_type
            if kind in weights:
                body = answer.body()
                weights[kind] += len(body if kind == "image" else gzip.compress(body, 9))
        return vitals | weights


def _throttle(page: Page, line: Line) -> None:
    tools = page.context.new_cdp_session(page)
    tools.send("Network.enable")
    bytes_a_second = 1_000_000 / 8
    tools.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": line.latency, "downloadThroughput": line.down * bytes_a_second,
         "uploadThroughput": line.up * bytes_a_second},
    )  # fmt: skip
    tools.send("Emulation.setCPUThrottlingRate", {"rate": line.slower})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
