"""What the site shows of itself: policies, kinds of text, methods, files; and what its forms do with passwords."""

import re

import jwt
import pytest

from auction.config import ROOT
from tests.deploy.template import read
from tests.scenes import stock

PAGES = ("/", "/sell", "/api/docs", "/api/items", "/api/nothing", "/detail/0", "/resources/none.webp", "/healthz")
JSON = {"Accept": "application/json"}


@pytest.mark.parametrize("path", PAGES)
def test_every_policy_forbids_plugins_and_base_addresses(client, path):
    header = client.get(path, headers={"Accept": "text/html"}).headers["Content-Security-Policy"]
    policy = dict(part.split(" ", 1) for part in header.split("; "))
    assert policy.get("object-src", policy["default-src"]) == "'none'"
    assert policy["base-uri"] == "'none'"


@pytest.mark.parametrize("path", ["/", "/sell", "/metrics", "/api/docs", "/api/docs/start.js"])
def test_every_text_says_its_charset(client, path):
    answer = client.get(path, headers={"Accept": "text/html"})
    assert answer.headers["Content-Type"].startswith("text/")
    assert answer.headers["Content-Type"].lower().endswith("charset=utf-8")


@pytest.mark.parametrize(
    "path",
    [
        "/.git/config", "/.git/", "/.env", "/app.py", "/requirements.txt", "/schema/0005_user.sql", "/frontend/",
        "/docs/", "/assets/", "/resources/", "/api/", "/api/docs/", "/assets/../app.py", "/resources/..%2fapp.py",
    ],
)  # fmt: skip
def test_nothing_but_the_site_is_served(client, path):
    """Neither source control, nor sources, nor the list of a folder."""
    assert client.get(path, headers=JSON).status_code == 404


@pytest.mark.parametrize("path", ["/", "/api/items", "/api/login", "/healthz"])
def test_trace_is_refused(client, path):
    answer = client.open(path, method="TRACE", headers={"X-Secret": "canary"})
    assert answer.status_code == 405
    assert "canary" not in answer.get_data(as_text=True)


def test_a_parameter_that_comes_twice_is_read_once(client, db, seller):
    stock(db, seller.id, 3)
    assert len(client.get("/api/items?limit=1&limit=3").json["items"]) == 1
    assert client.get("/api/items?limit=zero&limit=1").status_code == 422


def test_a_sign_in_has_an_id_of_128_bits(client, seller):
    again = client.post("/api/login", json={"id": seller.id, "password": seller.password}).json
    ids = [
        jwt.decode(token, options={"verify_signature": False})["sid"]
        for token in (seller.access_token, again["accessToken"])
    ]
    assert all(re.fullmatch("[0-9a-f]{32}", sign_in) for sign_in in ids)
    assert ids[0] != ids[1]


def test_the_page_redirects_to_https_and_the_api_refuses_http():
    site = read()["Resources"]["Distribution"]["Properties"]["DistributionConfig"]
    assert site["DefaultCacheBehavior"]["ViewerProtocolPolicy"] == "redirect-to-https"
    behaviours = {each["PathPattern"]: each["ViewerProtocolPolicy"] for each in site["CacheBehaviors"]}
    assert behaviours.pop("/api/*") == "https-only"
    assert set(behaviours.values()) == {"redirect-to-https"}


def test_every_password_field_hides_and_may_be_filled_by_a_manager():
    """The page has one component for passwords, which hides them; nothing stands in the way of pasting."""
    sources = {path.name: path.read_text() for path in (ROOT / "frontend" / "src").rglob("*.tsx")}
    fields = [field for text in sources.values() for field in re.findall(r"<PasswordInput[^>]*", text)]
    assert len(fields) >= 4
    assert [field for field in fields if not re.search(r'autoComplete="(current|new)-password"', field)] == []
    inputs = [tag for text in sources.values() for tag in re.findall(r"<(?:TextInput|input)[^>]*", text)]
    assert [tag for tag in inputs if re.search(r"name=.password|user\.password", tag)] == []
    assert [name for name, text in sources.items() if "onPaste" in text] == []
