"""Attacks on an auction that worked once, each played over HTTP with throw-away accounts, and what they gain now.

Each figure says how often it was played and how often it succeeded.
"""

import itertools
from collections.abc import Callable
from typing import Any

from database import Db
from tests.cast import Person, an_item, utc
from tests.proof.clock import pass_time_to_end
from tests.proof.harness import Finding, Harness, audit_faults

HOUR = 3600.0
HUGE = 10**12
START = 10_000
_names = itertools.count()
# an attack returns what it has gained in words, or nothing
Attack = Callable[[Harness, Db, int], str]


def played(harness: Harness, attack: Attack, times: int) -> Finding:
    """Play an attack so many times; each success is a fault."""
    with harness.look() as db:
        gains = [gain for number in range(times) if (gain := attack(harness, db, number))]
    return Finding(f"played {times} times, {len(gains)} succeeded", gains[:5] + audit_faults(harness))


def _people(harness: Harness, *roles: str) -> list[Person]:
    number = next(_names)
    return harness.people([f"{role}-{harness.seed}-{number}" for role in roles])


def _retract(person: Person, item: dict[str, Any], bid_id: int, **more: Any) -> Any:
    return person.post(f"/api/items/{item['id']}/bids/{bid_id}/retract", json={"reason": "a slip", **more})


def _leader(db: Db, item: dict[str, Any]) -> str | None:
    row = db.one("SELECT leader_id FROM item WHERE id = %(id)s", id=item["id"]) or {}
    leader: str | None = row["leader_id"]
    return leader


def shielding(harness: Harness, db: Db, number: int) -> str:
    """A second account bids more than anybody until the end is near, then takes it back: who bid the start wins."""
    seller, first, shield, honest = _people(harness, "seller", "first", "shield", "honest")
    item = an_item(seller)
    assert first.bids(item, amount=START).status_code == 201
    pass_time_to_end(db, item["id"], -(0.4, 0.9 * HOUR, 1.9 * HOUR)[number % 3])
    slip = shield.bids(item, amount=HUGE).json["bid"]["id"]
    if number % 3 == 2:
        pass_time_to_end(db, item["id"], -0.9 * HOUR)
    worth = START * 9
    honest.bids(item, max_amount=worth)
    answer = _retract(shield, item, slip)
    pass_time_to_end(db, item["id"], -0.2)
    won = _leader(db, item) in (first.id, shield.id) and answer.status_code == 200
    return f"{answer.text} {_leader(db, item)} wins, {worth:,} was offered" if won else ""


def reading_maxima(harness: Harness, db: Db, number: int) -> str:
    """Bid over a secret maximum or reserve, read it in the price and take it back, again and again."""
    seller, rival, spy = _people(harness, "seller", "rival", "spy")
    item = an_item(seller, **({"reservePrice": "70000"} if number % 2 else {}))
    rival.bids(item, max_amount=START * 5 + number)
    more = {"maxAmount": START * 5 + number - 1} if number % 3 == 0 else {}
    read = 0
    for _ in range(3):
        answer = spy.bids(item, max_amount=HUGE)
        if answer.status_code != 201:
            break
        read += _retract(spy, item, answer.json["bid"]["id"], **more).status_code == 200
    return f"read {read} times for nothing" if read > 1 else ""


def cancelling(harness: Harness, _db: Db, number: int) -> str:
    """The seller ends the auction one way or another and reads in its log what the leader would have paid."""
    seller, rival, accomplice = _people(harness, "seller", "rival", "accomplice")
    secret = 987_654 + number
    item = an_item(seller, buyNowPrice="5000000", buyNowUntil="price")
    assert rival.bids(item, max_amount=secret).status_code == 201
    assert accomplice.bids(item, amount=START * 2).status_code == 201
    end = f"/api/items/{item['id']}/end"
    acts: list[Callable[[], Any]] = [
        lambda: seller.post(end, json={"reason": "broken"}),
        lambda: seller.post(end, json={"sell": True}),
        lambda: accomplice.post(f"/api/items/{item['id']}/buy", json={}),
    ]
    assert acts[number % 3]().status_code in (200, 201)
    shown = seller.get(f"/api/items/{item['id']}/bids").text + seller.get(f"/api/items/{item['id']}").text
    return f"{secret} is shown" if str(secret) in shown else ""


def relisting(harness: Harness, _db: Db, number: int) -> str:
    """The seller cancels, lists again and looks everywhere for what the leader would have paid."""
    seller, rival = _people(harness, "seller", "rival")
    secret = 87_654 + number
    item = an_item(seller, **({"reservePrice": "50000"} if number % 2 else {}))
    assert rival.bids(item, max_amount=secret).status_code == 201
    assert seller.post(f"/api/items/{item['id']}/end", json={"reason": "broken"}).status_code == 200
    again = seller.post(f"/api/items/{item['id']}/relist", json={"endTime": utc(days=1)})
    assert again.status_code == 201, again.text
    pages = [f"/api/items/{each}" for each in (item["id"], again.json["id"])]
    ways = [*pages, *(f"{page}/bids" for page in pages), "/api/me/items", "/api/history?role=seller"]
    shown = again.text + "".join(seller.get(way).text for way in ways)
    return f"{secret} is shown" if str(secret) in shown else ""


def counting_numbers(harness: Harness, db: Db, number: int) -> str:
    """Look for a silent raise in the numbers of the log, of the answers and of the cursors."""
    seller, rival, spy = _people(harness, "seller", "rival", "spy")
    item = an_item(seller)
    rival.bids(item, max_amount=START * 50)
    before = spy.bids(item, amount=START * 2).json["bid"]["id"]
    raises = number % 2
    for step in range(raises):
        assert rival.bids(item, max_amount=START * (51 + step)).status_code == 201
    after = spy.bids(item, amount=START * 3).json["bid"]["id"]
    rows = db.all("SELECT id FROM bid WHERE item_id = %(id)s ORDER BY id", id=item["id"])
    # in the table it is there to be seen
    assert len(rows) == 3 + raises
    return f"{after} follows {before} by {after - before}" if 0 < after - before <= 1_000 else ""


def leading_departed(harness: Harness, db: Db, _number: int) -> str:
    """Leave the site, then let an accomplice take back the bid above."""
    seller, departed, accomplice, honest = _people(harness, "seller", "departed", "accomplice", "honest")
    item = an_item(seller)
    honest.bids(item, max_amount=START * 2)
    departed.bids(item, max_amount=START * 5)
    slip = accomplice.bids(item, max_amount=START * 9).json["bid"]["id"]
    assert departed.leave().status_code == 204
    assert _retract(accomplice, item, slip).status_code == 200
    leader = _leader(db, item)
    return "" if leader == honest.id else f"{leader} leads"


def coalition(harness: Harness, db: Db, number: int) -> str:
    """Four accounts bid, raise, retract, correct, leave and are struck out by chance; then an honest bidder bids."""
    chance = harness.chance(f"coalition {number}")
    seller, honest, *accounts = _people(harness, "seller", "honest", "a", "b", "c", "d")
    item, worth = an_item(seller), START + chance.randrange(200_000)
    for hours in sorted((chance.uniform(1.1, 23.5) for _ in range(12)), reverse=True):
        pass_time_to_end(db, item["id"], -hours * HOUR)
        _mischief(chance, db, item, seller, chance.choice(accounts))
        minimum = honest.get(f"/api/items/{item['id']}").json["minimumBid"]
        leads = _leader(db, item) == honest.id
        if not leads and minimum <= worth and honest.bids(item, max_amount=worth).status_code != 201:
            return f"an honest bid of {worth:,} over the minimum of {minimum:,} was refused"
    pass_time_to_end(db, item["id"], -0.99 * HOUR)
    honest.bids(item, max_amount=worth)
    for account in accounts:
        _mischief(chance, db, item, seller, account)
    shown = honest.get(f"/api/items/{item['id']}").json
    gained = _leader(db, item) != honest.id and (shown["minimumBid"] or HUGE) <= worth
    return f"sold at {shown['price']:,} to {_leader(db, item)}, {worth:,} was offered" if gained else ""


def _mischief(chance: Any, db: Db, item: dict[str, Any], seller: Person, account: Person) -> None:
    own = db.all("SELECT id FROM bid WHERE item_id = %(id)s AND user_id = %(who)s", id=item["id"], who=account.id)
    # an account that has left reads nothing
    newest = account.get(f"/api/items/{item['id']}/bids").json.get("bids", []) if own else []
    mine = [entry["id"] for entry in newest if entry["mine"] and entry["kind"] in ("open", "automatic")]
    act = chance.choice(["bid", "bid", "huge", "retract", "correct", "leave", "strike"])
    minimum = seller.get(f"/api/items/{item['id']}").json["minimumBid"] or HUGE
    if act in ("bid", "huge"):
        amount = minimum + chance.choice([0, 0, 50_000]) if act == "bid" else HUGE
        account.post(f"/api/items/{item['id']}/bids", json={chance.choice(["amount", "maxAmount"]): amount})
    elif act == "leave":
        if chance.random() < 0.2:
            account.leave()
    elif mine and act == "strike":
        body = {"bidId": mine[0], "reason": "no answer"}
        seller.post(f"/api/items/{item['id']}/strike", json=body)
    elif mine:
        _retract(account, item, mine[0], **({"maxAmount": minimum} if act == "correct" else {}))
