"""Somebody who looks at the page in a real Chromium; whatever their console complains of fails the test."""

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Request

from auction.config import ROOT
from tests.cast import Person, RunningServer

AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
FAILED_REQUEST = "Failed to load resource"
PHONE, DESK = 390, 1280
# two frames without a transition; what turns for ever, as a spinner, does not count
STANDS = """() => new Promise((done) => {
  const ends = (each) => each.playState === "running" && each.effect.getComputedTiming().endTime !== Infinity;
  const look = (still) => {
    const now = document.getAnimations().some(ends) ? 0 : still + 1;
    if (now > 2) done(true); else requestAnimationFrame(() => look(now));
  };
  look(0);
})"""


@dataclass
class Visitor:
    """One browser with its own cookies, and the page it looks at."""

    server: RunningServer
    context: BrowserContext
    page: Page
    troubles: list[str] = field(default_factory=list)
    # what a test provokes: a refusal of the server, which Chromium notes on the console, or no answer at all
    refusals_expected: bool = False

    def listen(self, page: Page) -> Page:
        """Note everything that must not happen on this page."""
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.troubles.append(f"error: {error}"))
        page.on("request", self._request)
        return page

    def _console(self, message: ConsoleMessage) -> None:
        provoked = self.refusals_expected and message.text.startswith((FAILED_REQUEST, "EventSource"))
        if message.type in ("error", "warning") and not provoked:
            self.troubles.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.server.url, "blob:", "data:")):
            self.troubles.append(f"a request to somebody else: {request.url}")

    def open(self, path: str) -> "Visitor":
        """Go to a page of the site."""
        self.page.goto(self.server.url + path)
        return self

    def sign_in(self, person: Person) -> "Visitor":
        """As the sign-in page does it, without waiting for that page."""
        answer = self.context.request.post(
            f"{self.server.url}/api/login",
            data={"id": person.id, "password": person.password},
            headers={"X-Refresh": "cookie"},
        )
        assert answer.ok, answer.text()
        self.context.add_init_script("localStorage.setItem('ssgbay.signedIn', '1')")
        return self

    def price(self) -> Locator:
        """The price on an item's page."""
        return self.page.get_by_test_id("price")

    def tap(self, name: str, exact: bool = False) -> None:
        """Press the button of this name."""
        self.page.get_by_role("button", name=name, exact=exact).click()

    def agree(self) -> None:
        """Tick every box of the sign-up form."""
        for box in self.page.get_by_role("checkbox").all():
            box.check()

    def offer(self, amount: int | str, kind: str = "바로 입찰") -> None:
        """Fill the bid form (it is open, or a button on a phone opens it) and go on to the question."""
        if self.page.viewport_size and self.page.viewport_size["width"] < 800:
            self.tap("입찰하기", exact=True)
        self.page.locator("label").get_by_text(kind, exact=True).click()
        label = "입찰 금액" if kind == "바로 입찰" else "자동 입찰 한도"
        self.page.get_by_label(label, exact=True).fill(str(amount))
        self.tap("입찰 내용 확인")

    def bid(self, amount: int, kind: str = "바로 입찰") -> None:
        """Bid as one does: amount, question, answer."""
        self.offer(amount, kind)
        self.tap(f"{amount:,}원 입찰")

    def axe(self) -> list[str]:
        """What axe finds wrong with the page once nothing fades or moves on it: letters that fade are pale."""
        self.page.wait_for_function(STANDS)
        self.page.evaluate(AXE.read_text(encoding="utf-8") + "; undefined")
        found: dict[str, Any] = self.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        return [
            f"{violation['id']} ({violation['impact']}): {[node['html'][:160] for node in violation['nodes']][:3]}"
            for violation in found["violations"]
        ]
