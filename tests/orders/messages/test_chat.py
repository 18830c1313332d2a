"""The chat of an order: who writes and reads, until when, what is new, and what is refused."""

import pytest

from auction.orders.messages import rules
from tests.cast import a_photo, sign_up
from tests.orders.messages.chats import chat, read, send, send_photo, unread
from tests.orders.sales import SHIPMENT, a_paid_order, a_sale, a_shipped_order, act, an_order, kinds_of, let_pass
from tests.scenes import at_once

CANARY = "canary-1f6a text of a chat"
HOSTILE = "<script>alert(1)</script> <img src=x onerror=alert(2)> https://bad.example 010-1234-5678"


def test_both_sides_write_and_read(db, seller, bidder):
    order = an_order(db, seller, bidder)
    first = send(bidder, order, "안녕하세요.\n언제 보내 주시나요?")
    assert (first["by"], first["mine"], first["photo"]) == ("buyer", True, None)
    send(seller, order, "내일이요.")
    assert [(row["by"], row["mine"], row["text"]) for row in chat(seller, order)] == [
        ("buyer", False, "안녕하세요.\n언제 보내 주시나요?"), ("seller", True, "내일이요."),
    ]  # fmt: skip


def test_an_order_of_others_has_no_chat(db, client, seller, bidder, rival):
    order = an_order(db, seller, bidder)
    send(seller, order, CANARY)
    path = f"/api/orders/{order['id']}/messages"
    for person in (rival, client):
        answers = [
            person.get(path),
            person.post(path, json={"text": "?"}),
            person.post(f"{path}/read", json={"upTo": 1}),
        ]
        assert {answer.status_code for answer in answers} == {404 if person is rival else 401}
        assert CANARY not in "".join(answer.text for answer in answers)
    assert rival.get("/api/orders/999999/messages").status_code == 404


def test_what_is_written_is_in_no_public_answer(db, client, seller, bidder, rival):
    order = an_order(db, seller, bidder)
    send(seller, order, CANARY)
    paths = [
        "/", "/api/items", f"/orders/{order['id']}", "/api/history", "/api/users/seller",
        *(f"{prefix}/{order['item_id']}" for prefix in ("/api/items", "/items", "/detail")),
    ]  # fmt: skip
    answers = [person.get(path) for path in paths for person in (client, rival)]
    assert {answer.status_code for answer in answers} <= {200, 401, 404}
    assert [answer.request.path for answer in answers if CANARY in answer.text] == []


def test_neither_a_notification_nor_the_log_has_the_text(db, seller, bidder, caplog):
    caplog.set_level("DEBUG")
    order = an_order(db, seller, bidder)
    send(seller, order, CANARY)
    assert CANARY not in bidder.get("/api/me/notifications").text
    assert CANARY not in caplog.text


def test_text_stays_text_and_hides_no_direction(db, seller, bidder):
    order = an_order(db, seller, bidder)
    sent = send(bidder, order, f"{HOSTILE}\u202e\u0007\u2066 end")
    assert sent["text"] == f"{HOSTILE} end"
    assert chat(seller, order)[0]["text"] == sent["text"]


@pytest.mark.parametrize("text", ["", "   ", "\u202e", "가" * 2_001])
def test_an_empty_or_long_message_is_refused(db, seller, bidder, text):
    order = an_order(db, seller, bidder)
    assert send(bidder, order, text, status=422)["errors"][0]["field"] == "text"
    assert chat(bidder, order) == []


def test_older_messages_are_reached_by_the_cursor(db, seller, bidder):
    order = an_order(db, seller, bidder)
    for number in range(5):
        send(bidder, order, f"{number}")
    page = seller.get(f"/api/orders/{order['id']}/messages?limit=2").json
    assert [row["text"] for row in page["messages"]] == ["3", "4"]
    older = seller.get(f"/api/orders/{order['id']}/messages?limit=3&cursor={page['nextCursor']}").json
    assert ([row["text"] for row in older["messages"]], older["nextCursor"]) == (["0", "1", "2"], None)


def test_each_side_has_its_own_number_of_unread_messages(db, seller, bidder):
    order = an_order(db, seller, bidder)
    first = send(bidder, order, "하나")
    send(bidder, order, "둘")
    assert (unread(seller, order), unread(bidder, order)) == (2, 0)
    assert seller.get("/api/orders?role=seller").json["orders"][0]["unreadMessages"] == 2
    read(seller, order, first)
    assert unread(seller, order) == 1
    read(seller, order, {"id": 10**17})
    assert (unread(seller, order), unread(bidder, order)) == (0, 0)
    send(bidder, order, "셋")
    assert unread(seller, order) == 1
    read(seller, order, first)
    assert unread(seller, order) == 1


def test_one_unseen_notification_at_most_until_the_chat_is_read(db, seller, bidder):
    order = an_order(db, seller, bidder)
    for text in ("하나", "둘", "셋"):
        last = send(bidder, order, text)
    assert kinds_of(db, "seller").count("orderMessage") == 1
    assert "orderMessage" not in kinds_of(db, "bidder")
    read(seller, order, last)
    newest = seller.get("/api/me/notifications").json["notifications"][0]
    assert (newest["kind"], newest["data"]) == ("orderMessage", {"order": order["id"]})
    assert newest["seenAt"] is not None
    send(bidder, order, "넷")
    assert kinds_of(db, "seller").count("orderMessage") == 2


def test_what_arrives_while_one_reads_is_notified(db, seller, bidder):
    order = an_order(db, seller, bidder)
    first = send(bidder, order, "하나")
    send(bidder, order, "둘")
    read(seller, order, first)
    unseen = seller.get("/api/me/notifications?unseen=true").json["notifications"]
    assert [row["kind"] for row in unseen].count("orderMessage") == 1


def test_the_chat_is_open_until_14_days_after_the_end(db, seller, bidder):
    order = a_shipped_order(db, seller, bidder)
    act(bidder, order, "confirm")
    let_pass(db, order, days=13, hours=23)
    send(bidder, order, "고마워요.")
    let_pass(db, order, hours=1)
    assert send(bidder, order, "아직 계세요?", status=409)["code"] == "not_now"
    assert [row["text"] for row in chat(seller, order)] == ["고마워요."]


def test_a_repeated_message_is_sent_once(db, seller, bidder):
    order = an_order(db, seller, bidder)
    first, again = (send(bidder, order, "한 번만", key="k1") for _ in range(2))
    assert first == again
    assert send(bidder, order, "다른 말", key="k1", status=422)["code"] == "idempotency_key_reused"
    assert [row["text"] for row in chat(seller, order)] == ["한 번만"]


def test_six_tabs_send_one_message_at_once(db, server):
    seller, bidder = (sign_up(server, name) for name in ("seller", "bidder"))
    order = an_order(db, seller, bidder)
    found = at_once(lambda _: send(bidder, order, "한 번만", key="tabs")["id"], 6)
    assert len(set(found)) == 1
    assert len(chat(seller, order)) == 1


def test_messages_of_both_sides_at_once_are_all_there_with_one_notification_each(db, server):
    seller, bidder = (sign_up(server, name) for name in ("seller", "bidder"))
    order = an_order(db, seller, bidder)
    at_once(lambda number: send((seller, bidder)[number % 2], order, f"{number}"), 8)
    assert sorted(row["text"] for row in chat(seller, order)) == [f"{number}" for number in range(8)]
    assert [kinds_of(db, name).count("orderMessage") for name in ("seller", "bidder")] == [1, 1]


def test_thirty_messages_a_minute(db, seller, bidder, limited):
    order = an_order(db, seller, bidder)
    for number in range(30):
        send(bidder, order, f"{number}")
    answer = send(bidder, order, "하나 더", status=429)
    assert answer["code"] == "too_many_requests"
    send(seller, order, "저는 괜찮아요.")


def test_neither_side_can_fill_the_chat_of_the_other(db, seller, bidder, monkeypatch):
    monkeypatch.setattr(rules, "MOST_MESSAGES", 3)
    monkeypatch.setattr(rules, "MOST_PHOTOS", 1)
    order = an_order(db, seller, bidder)
    send_photo(bidder, order)
    send(bidder, order, "하나")
    assert send(bidder, order, "둘", a_photo(), 409)["code"] == "chat_photos_full"
    send(bidder, order, "둘")
    assert send(bidder, order, "셋", status=409)["code"] == "chat_full"
    assert send_photo(seller, order)["by"] == "seller"
    assert len(chat(bidder, order)) == 4


def test_messages_go_three_years_after_the_end_of_their_order(db, seller, bidder):
    order = a_paid_order(db, seller, bidder)
    send_photo(bidder, order)
    act(seller, order, "ship", **SHIPMENT)
    act(bidder, order, "confirm")
    db.run("UPDATE message SET createdAt = createdAt - INTERVAL 1100 DAY")
    assert rules.forget_old() == 0
    let_pass(db, order, days=1_000)
    assert rules.forget_old() == 0
    let_pass(db, order, days=100)
    assert rules.forget_old() == 1
    assert chat(bidder, order) == []


def test_an_order_that_is_not_opened_yet_is_opened_by_its_side(db, seller, bidder):
    item = a_sale(seller, bidder)
    order = bidder.get(f"/api/orders?item={item['id']}").json["orders"][0]
    assert send(bidder, order, "안녕하세요.")["by"] == "buyer"
