"""What I won, what I sold, what I list."""

import pytest

from auction.history.rules import close_due
from tests.cast import an_item, sign_up
from tests.scenes import move_end, move_start


@pytest.fixture
def three_sales(db, seller, bidder):
    """Three things that the bidder bought of the seller, oldest first."""
    items = []
    for amount in (10000, 20000, 30000):
        item = an_item(seller, name=f"물건 {amount}")
        bidder.bids(item, amount=amount)
        move_end(db, item, -1)
        close_due(db)
        items.append(item["id"])
    return items


def entries(person, **query):
    answer = person.get("/api/history", query_string=query)
    assert answer.status_code == 200
    assert set(answer.json) == {"entries", "nextCursor"}
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.json["entries"]


def test_the_buyer_sees_what_they_won_newest_first(bidder, three_sales):
    won = entries(bidder)
    assert [set(entry) for entry in won] == [{"item", "price", "closedAt"}] * 3
    assert [(entry["item"]["id"], entry["price"]) for entry in won] == list(
        zip(three_sales[::-1], (30000, 20000, 10000), strict=True)
    )
    assert won[0]["closedAt"].endswith("Z")
    assert won[0]["item"]["status"] == "sold"
    assert entries(bidder, role="seller") == []


def test_the_seller_sees_what_they_sold(seller, bidder, three_sales):
    sold = entries(seller, role="seller")
    assert [entry["item"]["id"] for entry in sold] == three_sales[::-1]
    assert entries(seller) == entries(seller, role="buyer") == []


def test_others_see_none_of_it(client, three_sales):
    other = sign_up(client, "other")
    assert entries(other) == entries(other, role="seller") == []
    assert client.get("/api/history").status_code == 401


def test_pages_follow_each_other(bidder, three_sales):
    seen, cursor = [], None
    while True:
        page = bidder.get("/api/history", query_string={"limit": 2, **({"cursor": cursor} if cursor else {})}).json
        seen += [entry["item"]["id"] for entry in page["entries"]]
        cursor = page["nextCursor"]
        if not cursor:
            break
    assert seen == three_sales[::-1]


@pytest.mark.parametrize("role", ["", "both", "admin", "buyer' OR 1=1"])
def test_an_unknown_role_is_refused(bidder, role):
    assert bidder.get("/api/history", query_string={"role": role}).status_code == 422


def test_the_profile_counts_sales(client, three_sales):
    counted = ("listingCount", "soldCount", "boughtCount")
    assert [client.get("/api/users/seller").json[name] for name in counted] == [3, 3, 0]
    assert [client.get("/api/users/bidder").json[name] for name in counted] == [0, 0, 3]


def test_my_listings_have_every_status(db, seller, bidder):
    live, scheduled, ended, unsold = (an_item(seller) for _ in range(4))
    an_item(bidder)
    move_start(db, scheduled, 600)
    move_end(db, unsold, -1)
    close_due(db)
    move_end(db, ended, -1)
    answer = seller.get("/api/me/items")
    assert set(answer.json) == {"items", "nextCursor"}
    assert [(item["id"], item["status"]) for item in answer.json["items"]] == [
        (unsold["id"], "unsold"), (ended["id"], "ended"), (scheduled["id"], "scheduled"), (live["id"], "live"),
    ]  # fmt: skip
    assert all(item["viewer"]["isSeller"] for item in answer.json["items"])


def test_my_listings_page(client, db, seller):
    listed = [an_item(seller)["id"] for _ in range(3)]
    first = seller.get("/api/me/items?limit=2").json
    second = seller.get(f"/api/me/items?limit=2&cursor={first['nextCursor']}").json
    assert [item["id"] for item in first["items"] + second["items"]] == listed[::-1]
    assert second["nextCursor"] is None
    assert client.get("/api/me/items").status_code == 401
