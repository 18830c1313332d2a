"""What happens to the demo site's sales: their orders are paid in the sandbox, shipped, confirmed, by their own rules.

Everything is done on the connection of the story, whose clock is that of the story.
"""

import database
from auction.contacts import encryption
from auction.orders import acts, money, opening, rules
from auction.orders.addresses.rules import Address
from auction.orders.messages import rules as messages
from auction.orders.process import Act, Role, Side
from auction.orders.rows import OrderRow
from auction.orders.sides import party
from auction.payments import rules as payments
from auction.payments.sandbox import store as sandbox
from auction.payments.sandbox.provider import METHOD
from auction.secrets import rules as secrets

ADDRESS = Address(
    name="데모 구매자", phone="01000000000", postcode="04524", line1="서울 중구 세종대로 110", line2="3층"
)  # fmt: skip
SHIPMENT: dict[str, object] = {"carrier": "cj", "trackingNumber": "612345678901"}
PROBLEM: dict[str, object] = {
    "reason": "notAsDescribed", "text": "사진에 없던 긁힌 자국이 있어요.", "wants": "return", "amount": None,
}  # fmt: skip
# the acts that a story may name beside `pay`: who does them, and what they say
ACTS: dict[str, tuple[Act, Role, dict[str, object]]] = {
    "ship": ("ship", "seller", SHIPMENT),
    "confirm": ("confirm", "buyer", {}),
    "dispute": ("dispute", "buyer", PROBLEM),
    "accept": ("accept", "seller", {}),
    "give-back": ("give-back", "seller", {}),
    "lapse": ("lapse", "system", {}),
}

# what a story may let a side write to the other
WORDS: dict[str, tuple[Side, str]] = {
    "ask": ("buyer", "안녕하세요! 언제쯤 보내 주실 수 있나요?"),
    "answer": ("seller", "결제 확인했어요. 내일 오전에 보내 드릴게요."),
    "complain": ("buyer", "잘 받았는데, 왼쪽에 사진에 없던 긁힌 자국이 있어요."),
}


def open_order(db: database.Db, item_id: int, seller_id: str) -> None:
    """Open the order of an auction that was sold."""
    opening.open_of_item(db, item_id, seller_id)


def take_step(db: database.Db, item_id: int, seller_id: str, step: str) -> None:
    """Let the order of an auction go on by one step; nothing happens where it was not sold."""
    for order in rules.of_item(db, item_id, seller_id):
        if step == "pay":
            _pay(db, order)
        elif step in WORDS:
            side, text = WORDS[step]
            messages.send(db, order["id"], party(order, side), text, None)
        else:
            act, who, data = ACTS[step]
            acts.move(db, acts.hold(db, order["id"]), act, who, data)


def _pay(db: database.Db, order: OrderRow) -> None:
    """Choose a parcel and pay for it, as the buyer, the sandbox and the shop do in turn."""
    secrets.learn(db, encryption.NAME)
    order = rules.choose(db, order["id"], order["buyer_id"], "parcel", ADDRESS)
    payment_id = payments.start(db, order["id"], money.total(order), "sandbox")
    payment = payments.find(db, payment_id)
    key = f"sandbox-{payment['ref']}"
    sandbox.add(db, key, payment["ref"], payment["amount"], "demo", f"/orders/{order['id']}")
    taken = sandbox.find_by_ref(db, payment["ref"])
    payments.begin(db, payment_id, key, f"/sandbox/{key}")
    payments.confirm(db, payment)
    sandbox.move(db, taken["id"], "confirm", payment["amount"])
    sandbox.change(db, taken["id"], "done", "none")
    acts.move(db, acts.hold(db, order["id"]), "pay", "buyer", {"payment": payment_id})
    money.capture(db, order, payments.find(db, payment_id), METHOD)
