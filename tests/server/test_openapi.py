"""The contract as a document: valid, complete, true to the answers, and readable without the internet."""

import re

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from auction.errors import Refusal, code_of
from auction.history.rules import close_due
from auction.http.problems import STATUS
from tests.cast import an_item, an_item_form
from tests.routes import routes
from tests.scenes import move_end


@pytest.fixture
def document(client):
    answer = client.get("/api/openapi.json")
    assert (answer.status_code, answer.content_type) == (200, "application/json")
    return answer.json


def test_it_is_valid_openapi_3_1(document):
    assert document["openapi"].startswith("3.1")
    validate(document)


def test_every_route_under_api_is_in_it(app, document):
    missing = []
    found = {re.sub(r"{(\w+)}", lambda m: "{" + _snake(m[1]) + "}", known) for known in document["paths"]}
    for method, rule in routes(app):
        if not rule.rule.startswith("/api/") or rule.endpoint.startswith("documents."):
            continue
        # a converter, with its arguments, ends with a colon
        if re.sub(r"<(?:[^>]*:)?(\w+)>", r"{\1}", rule.rule) not in found:
            missing.append((method, rule.rule))
    assert missing == []


def _snake(name):
    return re.sub(r"[A-Z]", lambda letter: "_" + letter[0].lower(), name)


def test_the_2023_contract_is_not_in_it(document):
    """Its calls answer in another form; the page of 2023 knows them."""
    assert {path for path in document["paths"] if not path.startswith("/api/")} == {"/healthz", "/readyz", "/metrics"}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("post", "/api/users"), ("post", "/api/login"), ("post", "/api/token"), ("post", "/api/logout"),
        ("get", "/api/me"), ("patch", "/api/me"), ("delete", "/api/me"), ("get", "/api/users/{id}"),
        ("get", "/api/items"), ("post", "/api/items"), ("get", "/api/items/{itemId}"),
        ("patch", "/api/items/{itemId}"), ("delete", "/api/items/{itemId}"), ("post", "/api/items/{itemId}/bids"),
        ("get", "/api/items/{itemId}/bids"), ("get", "/api/me/bids"), ("get", "/api/history"), ("get", "/api/me/items"),
        ("get", "/api/items/{itemId}/events"),
    ],
)  # fmt: skip
def test_every_call_of_the_contract_is_in_it(document, method, path):
    operation = document["paths"][path][method]
    assert operation["operationId"]
    assert operation["summary"]
    assert operation["responses"]


def test_operations_have_names_of_their_own(document):
    names = [operation["operationId"] for path in document["paths"].values() for operation in path.values()]
    assert len(names) == len(set(names))


def test_every_refusal_it_names_has_the_right_status(document):
    statuses = {code_of(kind): _status(kind) for kind in _kinds(Refusal)}
    for path in document["paths"].values():
        for operation in path.values():
            for status, response in operation["responses"].items():
                if "application/problem+json" in response.get("content", {}):
                    for code in response["description"].split(", "):
                        assert statuses[code] == int(status)


def _kinds(kind):
    return [kind, *(below for child in kind.__subclasses__() for below in _kinds(child))]


def _status(kind):
    return next((STATUS[ancestor] for ancestor in kind.__mro__ if ancestor in STATUS), None)


@pytest.fixture
def fits(document):
    """Checks an answer against what the document promises of its call."""

    def check(answer, method, path):
        responses = document["paths"][path][method]["responses"]
        assert str(answer.status_code) in responses, (method, path, answer.status_code)
        content = responses[str(answer.status_code)].get("content")
        if not content:
            assert answer.data == b""
            return
        schema = content[answer.content_type.split(";")[0]]["schema"]
        Draft202012Validator({**document, **schema}).validate(answer.json)
        if answer.content_type == "application/problem+json":
            assert answer.json["code"] in responses[str(answer.status_code)]["description"].split(", ")

    return check


def test_answers_are_as_the_document_says(client, db, seller, bidder, rival, fits):
    item = an_item(seller)
    one, bids = "/api/items/{itemId}", "/api/items/{itemId}/bids"
    here = f"/api/items/{item['id']}"
    bidder.bids(item, max_amount=20000)
    fits(rival.bids(item, amount=15000), "post", bids)
    fits(rival.bids(item, amount=1), "post", bids)
    fits(rival.bids(item), "post", bids)
    fits(seller.bids(item, amount=50000), "post", bids)
    fits(client.post(f"{here}/bids", json={"amount": 1}), "post", bids)
    fits(rival.bids({"id": 0}, amount=50000), "post", bids)
    fits(client.get(f"{here}/bids"), "get", bids)
    fits(client.get(here), "get", one)
    fits(bidder.get(here), "get", one)
    fits(client.get("/api/items/0"), "get", one)
    fits(seller.patch(here, json={"name": "x"}), "patch", one)
    fits(bidder.patch(here, json={"name": "x"}), "patch", one)
    fits(seller.patch(here, json={"price": -1}), "patch", one)
    fits(seller.delete(here), "delete", one)
    for query in ("", "?limit=1", "?limit=0", "?cursor=x"):
        fits(client.get(f"/api/items{query}"), "get", "/api/items")
    fits(seller.post("/api/items", data=an_item_form(), content_type="multipart/form-data"), "post", "/api/items")
    fits(seller.post("/api/items", data={}, content_type="multipart/form-data"), "post", "/api/items")
    fits(seller.post("/api/items", json={}), "post", "/api/items")
    move_end(db, item, -1)
    close_due(db)
    for path in ("/api/me", "/api/me/bids", "/api/me/items", "/api/history"):
        for person in (seller, bidder, client):
            fits(person.get(path), "get", path)
    fits(seller.get("/api/history?role=seller"), "get", "/api/history")
    fits(client.get("/api/users/seller"), "get", "/api/users/{id}")
    fits(client.get("/api/users/nobody"), "get", "/api/users/{id}")


def test_answers_about_users_are_as_the_document_says(client, seller, fits):
    form = {"id": "newcomer", "password": "a long enough one", "phone": "010-1234-5678", "nickname": "x"}
    for _ in range(2):
        fits(client.post("/api/users", json=form), "post", "/api/users")
    fits(client.post("/api/users", json={}), "post", "/api/users")
    fits(client.post("/api/users", data="{", content_type="application/json"), "post", "/api/users")
    for password in (seller.password, "wrong"):
        fits(client.post("/api/login", json={"id": "seller", "password": password}), "post", "/api/login")
    fits(seller.patch("/api/me", json={"nickname": "y"}), "patch", "/api/me")
    fits(seller.patch("/api/me", json={"password": "a long new one", "currentPassword": "z"}), "patch", "/api/me")
    refresh = {"Authorization": f"Bearer {seller.refresh_token}"}
    fits(client.post("/api/token", headers=refresh), "post", "/api/token")
    fits(client.post("/api/token", headers=refresh), "post", "/api/token")
    fits(client.post("/api/logout", headers=refresh), "post", "/api/logout")


def test_the_docs_page_needs_nothing_from_outside(client):
    page = client.get("/api/docs")
    assert (page.status_code, page.content_type) == (200, "text/html; charset=utf-8")
    assert "default-src 'self'" in page.headers["Content-Security-Policy"]
    assert not re.search(r"""(?:src|href)\s*=\s*["']?(?:https?:)?//""", page.text)
    assets = [found for found in re.findall(r'(?:src|href)="([^"#]+)"', page.text) if not found.startswith("data:")]
    assert assets
    for asset in assets:
        answer = client.get(asset)
        assert answer.status_code == 200, asset
        assert "url(http" not in answer.text
    assert "/api/openapi.json" in "".join(client.get(asset).text for asset in assets if asset.endswith("start.js"))


@pytest.mark.parametrize("name", ["nothing.js", "../openapi.py", "..%2f..%2fapp.py", "index.html/"])
def test_the_docs_folder_gives_away_nothing_else(client, name):
    assert client.get(f"/api/docs/{name}").status_code == 404
