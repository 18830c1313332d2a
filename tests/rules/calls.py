"""What the tests of the rules do over HTTP."""

HOUR = 3600.0
SLIP = {"reason": "0을 하나 더 썼어요"}


def bid_of(person, item, **offer):
    """Place a bid; returns its id."""
    answer = person.bids(item, **offer)
    assert answer.status_code == 201, answer.text
    return answer.json["bid"]["id"]


def retract(person, item, bid_id, **more):
    return person.post(f"/api/items/{item['id']}/bids/{bid_id}/retract", json={**SLIP, **more})


def strike(person, item, bid_id, reason="장난 입찰이에요", **headers):
    body = {"bidId": bid_id, "reason": reason}
    return person.post(f"/api/items/{item['id']}/strike", json=body, headers=headers)


def code(answer):
    return answer.json.get("code", answer.status_code)


def log_of(person, item):
    return person.get(f"/api/items/{item['id']}/bids").json["bids"]
