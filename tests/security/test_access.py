"""Every route by every kind of caller: as the matrix says, and not one field that is somebody else's."""

import inspect
import os

import pytest

from auction.config import ROOT
from tests.cast import sign_up
from tests.faults import assert_none, place
from tests.routes import routes
from tests.scenes import stock
from tests.security.forgeries import bad_access_tokens
from tests.security.matrix import MATRIX, MAXIMUM, PASSWORD, PHONE, RESERVE, SECRETS, Scene

LISTINGS = ("GET /api/items", "GET /api/items/<int:item_id>", "GET /api/me/items")


@pytest.fixture
def scene(client, db):
    """Everybody has the same phone number and password, one item has a secret reserve and another a secret maximum."""
    same = {"phone": PHONE, "password": PASSWORD}
    owner, bidder, other = (sign_up(client, name, **same) for name in ("owner", "bidder", "other"))
    reserved, secretly_led = stock(db, "owner", 1, reserve=str(RESERVE))[0], stock(db, "owner", 1)[0]
    assert bidder.post(f"/api/items/{reserved}/bids", json={"amount": 500_000}).status_code == 201
    assert bidder.post(f"/api/items/{secretly_led}/bids", json={"maxAmount": MAXIMUM}).status_code == 201
    return Scene(db, owner, bidder, other, reserved, secretly_led)


def ask(client, route, scene, headers=None):
    request = MATRIX[route].request(scene)
    headers = {**request.pop("headers", {}), **(headers or {})}
    answer = client.open(method=route.split()[0], headers=headers, buffered=False, **request)
    try:
        endless = answer.mimetype == "text/event-stream"
        return answer.status_code, next(answer.response).decode() if endless else answer.get_data(as_text=True)
    finally:
        answer.close()


def let_in(client, route, scene, tokens):
    """Names of the tokens that this door did not refuse. Forms are left out: nobody should have read them."""
    request = {"method": route.split()[0], **MATRIX[route].request(scene)}
    sent = {name: request[name] for name in ("method", "path", "json") if name in request}
    statuses = {
        name: client.open(**sent, headers={"Authorization": f"Bearer {token}"}).status_code for name, token in tokens
    }
    return [name for name, status in statuses.items() if status != 401]


def signed(person, row):
    token = person.refresh_token if row.opens == "refresh" else person.access_token
    return {"Authorization": f"Bearer {token}"}


def test_every_route_stands_in_the_matrix_and_nothing_else_does(app):
    found = {
        f"{method} {rule.rule}": inspect.unwrap(app.view_functions[rule.endpoint]).__code__
        for method, rule in routes(app)
    }
    assert_none(
        [
            f"{os.path.relpath(code.co_filename, ROOT)}:{code.co_firstlineno}: {route} has no row; say in MATRIX of "
            "tests/security/matrix.py who may call it"
            for route, code in found.items()
            if route not in MATRIX
        ]
    )
    unused = {row: place("tests/security/matrix.py", f'"{row}"') for row in MATRIX if row not in found}
    assert_none([f"{where}: no route answers {row}; delete it" for row, where in unused.items()])


def test_the_matrix_names_the_token_that_each_route_declares(app):
    kinds = {"commit": "access"}
    for method, rule in routes(app):
        declared = getattr(getattr(app.view_functions[rule.endpoint], "contract", None), "signed_in", "")
        row = MATRIX.get(f"{method} {rule.rule}")
        assert row is None or row.opens == kinds.get(declared, declared), rule.rule


@pytest.mark.parametrize("route", MATRIX)
def test_a_route_is_open_to_whom_it_says(app, client, db, scene, route):
    row = MATRIX[route]
    found = {
        "nobody": ask(client, route, scene),
        "other": ask(client, route, scene, signed(scene.other, row)),
        "owner": ask(client, route, scene, signed(scene.owner, row)),
    }
    statuses = {who: status for who, (status, _text) in found.items()}
    assert statuses == {"nobody": row.nobody, "other": row.other, "owner": row.owner}
    for who, (_status, text) in found.items():
        own = {SECRETS[0]} if route in ("GET /api/me", "PATCH /api/me") and who != "nobody" else set()
        # a seller sees their own reserve
        own |= {str(RESERVE)} if route in LISTINGS and who == "owner" else set()
        assert {secret for secret in SECRETS if secret in text} == own, who


def test_a_secret_maximum_is_shown_to_its_bidder_alone(client, scene):
    item = f"/api/items/{scene.secretly_led}"
    for path in (item, f"{item}/bids", f"{item}/events", f"/detail/{scene.secretly_led}", "/api/items?limit=100", "/"):
        for person in (scene.owner, scene.other, None):
            headers = (person.headers if person else {}) | {"Accept": "application/json"}
            answer = client.get(path, headers=headers, buffered=False)
            text = next(answer.response).decode() if path.endswith("/events") else answer.get_data(as_text=True)
            answer.close()
            assert str(MAXIMUM) not in text, path
    assert scene.bidder.get(item).json["viewer"]["maxAmount"] == MAXIMUM


@pytest.mark.parametrize("opens", ["access", "optional"])
def test_no_route_accepts_a_bad_token(app, client, scene, opens):
    tokens = list(bad_access_tokens(app, scene.owner))
    doors = [route for route, row in MATRIX.items() if row.opens == opens]
    assert len(doors) >= 3
    opened = [(route, name) for route in doors for name in let_in(client, route, scene, tokens)]
    assert opened == []


def test_no_access_token_is_accepted_in_place_of_a_refresh_token(app, client, scene):
    doors = [route for route, row in MATRIX.items() if row.opens == "refresh"]
    bad = [(name, token) for name, token in bad_access_tokens(app, scene.owner) if name != "refresh token"]
    tokens = [("access token", scene.owner.access_token), *bad]
    assert [(route, name) for route in doors for name in let_in(client, route, scene, tokens)] == []


def test_a_token_where_none_is_needed_changes_nothing(client, scene):
    for route, row in MATRIX.items():
        if not row.opens:
            assert ask(client, route, scene, {"Authorization": "Bearer rubbish"})[0] == row.nobody, route


def test_reading_changes_no_row(client, db, scene):
    scene.kept_sale = scene.sale_of_owner()
    tables = ", ".join(f"`{next(iter(row.values()))}`" for row in db.all("SHOW TABLES"))
    before = db.all(f"CHECKSUM TABLE {tables}")
    for route in (route for route in MATRIX if route.startswith("GET ")):
        ask(client, route, scene, signed(scene.owner, MATRIX[route]))
    assert db.all(f"CHECKSUM TABLE {tables}") == before
