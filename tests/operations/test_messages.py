"""What the two sides of an order wrote is read by those who decide their dispute, and while it is open alone."""

import io

import pytest
from PIL import Image

from tests.cast import a_photo
from tests.operators.acting import an_operator, proven, with_role
from tests.orders.messages.chats import send
from tests.orders.sales import a_disputed_order, a_paid_order


@pytest.fixture
def disputed(db, seller, bidder):
    """A disputed order with a message of each side, the buyer's with a photo."""
    order = a_disputed_order(db, seller, bidder)
    send(bidder, order, "이렇게 왔어요.", a_photo(320, 240))
    send(seller, order, "보낼 때는 멀쩡했어요.")
    return order


def read(operator, order):
    return operator.get(f"/api/admin/orders/{order['id']}").json["messages"]


@pytest.mark.parametrize("role", ["moderator", "treasurer", "chief"])
def test_who_decides_reads_the_messages_and_sees_the_photos(client, disputed, role):
    operator = an_operator(client, role)
    first, second = read(operator, disputed)
    assert (first["by"], first["text"], first["mine"]) == ("buyer", "이렇게 왔어요.", False)
    assert (second["by"], second["photo"]) == ("seller", None)
    for url in (first["photo"]["url"], first["photo"]["thumbnailUrl"]):
        answer = operator.get(url)
        assert (answer.status_code, answer.mimetype) == (200, "image/webp")
        assert Image.open(io.BytesIO(answer.data)).size == (320, 240)
    assert operator.get("/api/admin/orders?view=disputed").json["orders"][0]["messages"] is None


def test_support_reads_no_messages_and_sees_no_photo(client, chief, disputed):
    path = read(chief, disputed)[0]["photo"]["url"]
    support = an_operator(client, "support")
    assert read(support, disputed) is None
    assert support.get(path).json["code"] == "not_your_role"


def test_messages_are_closed_again_once_it_is_decided_and_before_there_is_a_dispute(
    db, seller, bidder, chief, disputed
):
    path = read(chief, disputed)[0]["photo"]["url"]
    decided = chief.post(
        f"/api/admin/orders/{disputed['id']}/decide", json={"outcome": "refund", "reason": "깨졌어요."}
    )
    assert (decided.status_code, decided.json["messages"]) == (200, None)
    assert read(chief, disputed) is None
    assert chief.get(path).json["code"] == "image_not_found"
    paid = a_paid_order(db, seller, bidder)
    photo = send(bidder, paid, "여기로 보내 주세요.", a_photo())["photo"]["url"]
    assert read(chief, paid) is None
    assert chief.get(photo.replace("/api/", "/api/admin/")).status_code == 404
    assert chief.get(photo).json["code"] == "order_not_found"


def test_a_photo_is_for_operators_with_a_second_factor_and_of_this_order_alone(
    db, seller, bidder, rival, chief, disputed
):
    path = read(chief, disputed)[0]["photo"]["url"]
    assert rival.get(path).json["code"] == "not_an_operator"
    assert with_role(rival, "chief").get(path).json["code"] == "second_factor_needed"
    other = a_disputed_order(db, seller, bidder)
    elsewhere = path.replace(f"/orders/{disputed['id']}/", f"/orders/{other['id']}/")
    assert proven(rival).get(elsewhere).json["code"] == "image_not_found"
