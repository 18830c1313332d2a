"""Web Push from the button to the notification: a push service of this machine stands for the browser vendor's.

Chromium without a window neither subscribes nor shows a notification. The page is given a subscription with keys of
the test; the service worker is the site's own, and what it would show is noted.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Worker, expect

from tests.alerts.deliveries.browsers import Browser, a_browser
from tests.browser.test_notifications import never_quiet
from tests.browser.visitor import DESK, PHONE, Visitor
from tests.cast import Person, RunningServer
from tests.https_server import HttpsServer, Received, https_server
from tests.processes import a_worker, gunicorn, wait_for

PERMITTED = """
Object.defineProperty(Notification, 'permission', {get: () => 'granted'});
Notification.requestPermission = async () => { window.permissionRequested = true; return 'granted'; };
PushManager.prototype.subscribe = async (options) => {
  window.subscribedWith = options;
  return {toJSON: () => (%s)};
};
"""
NOTE = """
self.shown = [];
registration.showNotification = async (title, shown) => { self.shown.push({title, ...shown}); };
undefined
"""


@pytest.fixture
def pushed(tmp_path: Path) -> Iterator[HttpsServer]:
    """The push service."""
    with https_server(tmp_path, "127.0.0.1") as service:
        yield service


@pytest.fixture
def server(environment: Path, clean: None) -> Iterator[RunningServer]:
    """A server that takes subscriptions on this machine."""
    with gunicorn(environment / "push.log", PRIVATE_TARGETS="allowed") as server:
        yield server


@pytest.fixture
def worker(server: RunningServer, pushed: HttpsServer, tmp_path: Path) -> Iterator[None]:
    """A worker that trusts the push service."""
    changes = {"PRIVATE_TARGETS": "allowed", "SSL_CERT_FILE": str(tmp_path / "certificate.pem")}
    with a_worker(**changes):
        yield


def service_worker(visitor: Visitor) -> Worker:
    """The service worker of this browser, which notes what it would show."""
    wait_for(lambda: visitor.page.evaluate("navigator.serviceWorker.ready.then(() => true)"))
    (found,) = visitor.context.service_workers
    found.evaluate(NOTE)
    return found


def deliver(visitor: Visitor, message: bytes) -> None:
    """Hand a decrypted message to the service worker, as the browser does."""
    devtools = visitor.context.new_cdp_session(visitor.page)
    registrations: list[str] = []
    devtools.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: registrations.extend(one["registrationId"] for one in event["registrations"]),
    )
    devtools.send("ServiceWorker.enable")
    wait_for(lambda: visitor.page.title() and registrations)
    target = {"origin": visitor.server.url, "registrationId": registrations[0], "data": message.decode()}
    devtools.send("ServiceWorker.deliverPushMessage", target)


def test_who_is_outbid_gets_an_encrypted_push_message_that_leads_back_to_the_bid(
    visit: Callable[..., Visitor],
    item: dict[str, Any],
    bidder: Person,
    rival: Person,
    pushed: HttpsServer,
    worker: None,
) -> None:
    never_quiet(bidder)
    browser: Browser = a_browser()
    desk = visit(DESK, person=bidder)
    subscription = {"endpoint": pushed.url("/of-the-bidder"), "keys": browser.keys}
    desk.page.add_init_script(PERMITTED % json.dumps(subscription))
    desk.open("/settings")
    expect(desk.page.get_by_role("button", name="이 기기에서 푸시 받기")).to_be_visible()
    # no permission is requested on load
    assert desk.page.evaluate("window.permissionRequested") is None
    assert desk.context.service_workers == []
    desk.tap("이 기기에서 푸시 받기")
    wait_for(lambda: bidder.get("/api/me/contacts").json["contacts"])
    key = bidder.get("/api/push/key").json["publicKey"]
    assert desk.page.evaluate("window.subscribedWith") == {"userVisibleOnly": True, "applicationServerKey": key}

    bidder.bids(item, amount=10_000)
    rival.bids(item, amount=20_000)
    arrived: dict[bytes, Received] = {}

    def outbid_arrived() -> bool:
        arrived.update({browser.decrypted(request.body): request for request in pushed.requests})
        return any(item["name"].encode() in message for message in arrived)

    wait_for(outbid_arrived)
    message, request = next(each for each in arrived.items() if item["name"].encode() in each[0])
    assert (request.path, request.headers["content-encoding"]) == ("/of-the-bidder", "aes128gcm")
    assert item["name"].encode() not in request.body

    shows = service_worker(desk)
    deliver(desk, message)
    wait_for(lambda: shows.evaluate("self.shown.length"))
    # of two with one tag a browser shows one
    shown = {each["tag"]: each for each in shows.evaluate("self.shown")}
    assert list(shown) == [request.headers["topic"]]
    (notification,) = shown.values()
    assert notification["title"] == "다른 분이 더 높게 입찰했어요"
    phone = visit(PHONE, person=bidder).open(notification["data"])
    phone.tap("입찰 내용 확인")
    phone.tap("21,000원 입찰")
    expect(phone.page.get_by_text("지금 최고 입찰자예요").first).to_be_visible()
