"""Random acts that cause notifications: bids, falls of bids, early ends and closings."""

from collections.abc import Callable, Sequence
from random import Random
from typing import Any

from database import Db, Row
from tests.cast import Person
from tests.rules.calls import retract, strike
from tests.scenes import move_end, stock

Item = dict[str, Any]


def a_few_auctions(db: Db, people: Sequence[Person], how_many: int) -> list[Item]:
    """Auctions of the first of these people by both versions of the rules, some with a reserve; the others watch."""
    reserve = "IF(MOD(n, 3) = 0, 8000 * n, NULL)"
    ids = stock(db, people[0].id, how_many, reserve=reserve, rulesVersion="1 + MOD(n, 2)")
    for number, item_id in enumerate(ids):
        assert people[1 + number % (len(people) - 1)].put(f"/api/items/{item_id}/watch").status_code == 204
    return [{"id": item_id} for item_id in ids]


def act(
    chance: Random, db: Db, people: Sequence[Person], items: Sequence[Item], close_due: Callable[[], object]
) -> None:
    """One act; most are bids, and some are refused."""
    seller, *bidders = people
    item, person = chance.choice(items), chance.choice(bidders)
    now = db.single(Row, "SELECT price FROM item WHERE id = %(id)s", id=item["id"])["price"]
    how = chance.random()
    if how < 0.75:
        offer = {chance.choice(("amount", "max_amount")): now + chance.randrange(20) * 1000 + 1000}
        answer = person.bids(item, **offer)
        if answer.status_code == 201:
            item.setdefault("bids", []).append((person, answer.json["bid"]["id"]))
    elif how < 0.88 and item.get("bids"):
        who, bid_id = chance.choice(item["bids"])
        retract(who, item, bid_id, **chance.choice(({}, {}, {"amount": now}, {"maxAmount": now + 1000})))
    elif how < 0.93 and item.get("bids"):
        strike(seller, item, chance.choice(item["bids"])[1])
    elif how < 0.98:
        move_end(db, item, -0.001)
        close_due()
    else:
        seller.post(f"/api/items/{item['id']}/end", json=chance.choice(({"sell": True}, {"reason": "깨짐"})))
