"""What the tests of the rules do over HTTP."""

from typing import Any

from tests.cast import Person

Item = dict[str, Any]
HOUR = 3600.0
SLIP = {"reason": "0을 하나 더 썼어요"}


def bid_of(person: Person, item: Item, **offer: Any) -> int:
    """Place a bid; returns its id."""
    answer = person.bids(item, **offer)
    assert answer.status_code == 201, answer.text
    return int(answer.json["bid"]["id"])


def retract(person: Person, item: Item, bid_id: int, **more: Any) -> Any:
    return person.post(f"/api/items/{item['id']}/bids/{bid_id}/retract", json={**SLIP, **more})


def strike(person: Person, item: Item, bid_id: int, reason: str = "장난 입찰이에요", **headers: Any) -> Any:
    body = {"bidId": bid_id, "reason": reason}
    return person.post(f"/api/items/{item['id']}/strike", json=body, headers=headers)


def code(answer: Any) -> Any:
    return answer.json.get("code", answer.status_code)


def log_of(person: Person, item: Item) -> Any:
    return person.get(f"/api/items/{item['id']}/bids").json["bids"]
