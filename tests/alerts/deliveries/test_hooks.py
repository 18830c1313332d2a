"""Signed hooks at a local listener, verified by the library of Standard Webhooks."""

import base64
import json

import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from auction.alerts.deliveries.sending import send_due
from auction.notifications.rules import save_preferences
from tests.alerts.deliveries.scenes import HOOK_KEY, add_contact, keep_awake, notify, outbid, pass_time, states


@pytest.fixture
def hook(db, bidder, pushed):
    """The bidder's hook; no hour is quiet."""
    keep_awake(db, "bidder")
    add_contact(db, "bidder", "hook", pushed.url("/hook?a=1"), HOOK_KEY)
    return pushed


def verified(request, key=HOOK_KEY):
    return Webhook(f"whsec_{base64.b64encode(key).decode()}").verify(request.body, request.headers)


def test_a_hook_gets_the_kind_its_data_and_a_signature(db, item, hook):
    (number,) = notify(db, outbid("bidder", item))
    assert send_due("hook", 1) == 1
    (request,) = hook.requests
    body = verified(request)
    assert request.path == "/hook?a=1"
    assert request.headers["webhook-id"].startswith(f"msg_{number}_")
    assert body["type"] == "outbid"
    assert body["data"]["id"] == number
    assert body["data"]["item"]["id"] == item["id"]
    assert body["data"]["url"] == f"https://auction.example/items/{item['id']}?bid=1"
    assert body["data"]["data"]["price"] == 10_000
    with pytest.raises(WebhookVerificationError):
        verified(request, b"x" * 32)


def test_a_digest_is_one_message_with_all_of_them(db, item, hook):
    save_preferences(db, "bidder", {"bidding": {"hook": "digest"}})
    notify(db, outbid("bidder", item, 1), outbid("bidder", item, 2))
    pass_time(db, 25 * 3_600)
    assert send_due("hook", 1) == 2
    (request,) = hook.requests
    body = verified(request)
    assert body["type"] == "digest"
    assert len(body["data"]["notifications"]) == 2


@pytest.mark.parametrize("status", [301, 400, 404, 500])
def test_every_answer_but_a_good_one_is_tried_again_under_the_same_id(db, item, hook, status):
    hook.answers = [(status, {"Location": hook.url("/elsewhere")})]
    notify(db, outbid("bidder", item))
    send_due("hook", 1)
    assert states(db) == [("waiting", str(status))]
    pass_time(db, 60)
    send_due("hook", 1)
    assert [request.path for request in hook.requests] == ["/hook?a=1"] * 2
    assert len({request.headers["webhook-id"] for request in hook.requests}) == 1
    assert [state for state, _ in states(db)] == ["sent"]


def test_a_hook_that_is_gone_is_stopped(db, item, hook):
    hook.answers = [(410, {})]
    notify(db, outbid("bidder", item))
    send_due("hook", 1)
    assert states(db) == [("dead", "410")]
    (row,) = db.all("SELECT data FROM notification WHERE kind = 'contactChanged'")
    assert json.loads(row["data"]) == {"channel": "hook", "why": "unreachable"}


def test_a_hook_that_never_answers_three_notifications_is_stopped(db, item, hook):
    notify(db, *(outbid("bidder", item, number) for number in range(3)))
    db.run("UPDATE delivery SET attempts = 6")
    hook.answers = [(500, {})] * 3
    for _ in range(3):
        send_due("hook", 1)
        pass_time(db, 100)
    assert states(db) == [("dead", "500")] * 3
    assert db.one("SELECT stoppedAt IS NOT NULL AS stopped FROM contact") == {"stopped": 1}
