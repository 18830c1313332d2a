"""Push messages at a local push service: what arrives is decrypted as a browser does."""

import json

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from auction.alerts.deliveries import sending
from auction.alerts.deliveries.sending import send_due
from auction.contacts import push
from auction.notifications.rules import New
from tests.alerts.deliveries.browsers import Browser, a_browser, from_base64url
from tests.alerts.deliveries.scenes import add_browser, keep_awake, notify, outbid, pass_time, states
from tests.scenes import move_end


@pytest.fixture
def browser(db, bidder, pushed):
    """The bidder's browser has subscribed; no hour is quiet."""
    keep_awake(db, "bidder")
    browser = a_browser()
    add_browser(db, "bidder", pushed.url("/push/1"), browser.keys)
    return browser


def test_the_decryption_of_these_tests_reads_the_example_of_the_standard():
    """RFC 8291, appendix A."""
    private = int.from_bytes(from_base64url("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"))
    reader = Browser(ec.derive_private_key(private, ec.SECP256R1()), from_base64url("BTBZMqHH6r4Tts7J_aSIgg"))
    body = from_base64url(
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_y"
        "l95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )
    assert reader.decrypted(body) == b"When I grow up, I want to be a watermelon"


def test_an_outbid_arrives_encrypted_signed_and_urgent(db, item, pushed, browser):
    (number,) = notify(db, outbid("bidder", item))
    assert send_due("push", 1) == 1
    (request,) = pushed.requests
    message = json.loads(browser.decrypted(request.body))
    assert message["title"] == "다른 분이 더 높게 입찰했어요"
    assert message["body"].startswith(f"{item['name']}\n현재가는 10,000원이에요.")
    assert (message["tag"], message["url"]) == (f"n{number}", f"/items/{item['id']}?bid=1")
    assert item["name"].encode() not in request.body
    headers = request.headers
    assert (headers["topic"], headers["urgency"], headers["content-encoding"]) == (f"n{number}", "high", "aes128gcm")
    assert 86_000 < int(headers["ttl"]) <= 86_400
    assert states(db) == [("sent", None)]


def test_the_signature_is_that_of_the_key_which_browsers_are_given(db, item, pushed, browser):
    notify(db, outbid("bidder", item))
    send_due("push", 1)
    scheme, _, fields = pushed.requests[0].headers["authorization"].partition(" ")
    values = dict(field.strip().split("=", 1) for field in fields.split(","))
    assert (scheme, values["k"]) == ("vapid", push.public_key())
    point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), from_base64url(values["k"]))
    claims = jwt.decode(values["t"], point, ["ES256"], audience="https://127.0.0.1")
    assert claims["sub"] == "mailto:no-reply@auction.example"


def test_a_message_about_a_running_auction_is_kept_no_longer_than_that(db, item, pushed, browser):
    move_end(db, item, 300)
    notify(db, outbid("bidder", item), New("bidder", "newSignIn", "event:1", data={"device": "Chrome"}))
    send_due("push", 1)
    assert sorted(int(request.headers["ttl"]) > 300 for request in pushed.requests) == [False, True]


@pytest.mark.parametrize("status", [404, 410])
def test_a_subscription_that_has_ended_is_stopped_at_once_and_its_user_notified(db, item, pushed, browser, status):
    pushed.answers = [(status, {})]
    notify(db, outbid("bidder", item))
    send_due("push", 1)
    assert states(db) == [("dead", str(status))]
    assert db.one("SELECT stoppedAt IS NOT NULL AS stopped FROM contact") == {"stopped": 1}
    (row,) = db.all("SELECT data FROM notification WHERE kind = 'contactChanged'")
    assert json.loads(row["data"]) == {"channel": "push", "why": "unreachable"}


def test_after_429_everything_for_that_browser_waits_as_long_as_it_says(db, item, pushed, browser):
    pushed.answers = [(429, {"Retry-After": "1000"})]
    notify(db, outbid("bidder", item, 1), outbid("bidder", item, 2))
    send_due("push", 1)
    pass_time(db, 990)
    assert send_due("push", 1) == 0
    pass_time(db, 20)
    assert send_due("push", 1) == 2
    assert len(pushed.requests) == 3
    assert [state for state, _ in states(db)] == ["sent", "sent"]


def test_an_endpoint_that_is_silent_is_tried_again_later(db, item, pushed, browser, monkeypatch):
    monkeypatch.setattr(push.outbound.post, "__defaults__", (0.3,))
    pushed.wait_s = 2
    notify(db, outbid("bidder", item))
    send_due("push", 1)
    ((state, reason),) = states(db)
    assert state == "waiting"
    assert reason.startswith("connection: ")


def test_a_subscription_inside_the_network_gets_nothing(db, bidder, item, mails, pushed, configure, monkeypatch):
    keep_awake(db, "bidder")
    add_browser(db, "bidder", pushed.url("/push/1"), a_browser().keys)
    push.outbound._private_targets.set(False)
    notify(db, outbid("bidder", item))
    send_due("push", 1)
    assert pushed.requests == []
    assert [state for state, _ in states(db)] == ["dead"]


def test_threads_send_to_several_browsers_at_once(db, bidder, item, pushed):
    keep_awake(db, "bidder")
    for number in range(4):
        add_browser(db, "bidder", pushed.url(f"/push/{number}"), a_browser().keys)
    pushed.wait_s = 0.5
    notify(db, outbid("bidder", item))
    senders = sending.Senders()
    assert senders.start("push") == 4
    senders.finish()
    assert sorted(request.path for request in pushed.requests) == [f"/push/{number}" for number in range(4)]
    assert [state for state, _ in states(db)] == ["sent"] * 4


def test_the_longest_words_fit_a_push_message(db, item, pushed, browser):
    db.run("UPDATE item SET name = %(name)s", name="👩‍👩‍👧‍👦" * 7)
    notify(db, New("bidder", "struckOut", "bid:1", item["id"], {"reason": "👩‍👩‍👧‍👦" * 40}))
    assert send_due("push", 1) == 1
    assert len(pushed.requests[0].body) <= 4_096
