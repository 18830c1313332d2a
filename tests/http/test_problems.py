"""Refusals as RFC 9457: in the reader's language, never HTML, never a stack trace."""

import os

import pytest

import database
from auction.items import lists
from tests.cast import an_item

FIELDS = {"type", "title", "status", "detail", "code", "requestId"}


def check(answer, status, code):
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")
    assert set(answer.json) >= FIELDS
    assert (answer.json["status"], answer.json["code"]) == (status, code)
    assert answer.json["type"] == f"urn:ssgbay:problem:{code}"
    assert answer.json["requestId"] == answer.headers["X-Request-Id"]
    assert "Accept-Language" in answer.headers["Vary"]


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/api", 404, "not_found"),
        ("GET", "/api/", 404, "not_found"),
        ("GET", "/api/nothing", 404, "not_found"),
        ("POST", "/api/nothing", 404, "not_found"),
        ("GET", "/api/items/", 404, "not_found"),
        ("GET", "/api/items/x", 404, "not_found"),
        ("GET", "/api/items/1/nothing", 404, "not_found"),
        ("DELETE", "/api/items", 405, "method_not_allowed"),
        ("PUT", "/api/items/1", 405, "method_not_allowed"),
        ("GET", "/api/login", 405, "method_not_allowed"),
        ("TRACE", "/api/me", 405, "method_not_allowed"),
        ("BREW", "/api/me", 405, "method_not_allowed"),
        ("GET", "/api/me", 401, "not_signed_in"),
        ("POST", "/api/login", 415, "not_json"),
        ("GET", "/nothing", 404, "not_found"),
    ],
)
@pytest.mark.parametrize("accept", ["*/*", "application/json"])
def test_every_error_is_a_problem(client, method, path, status, code, accept):
    check(client.open(path, method=method, headers={"Accept": accept}), status, code)


@pytest.mark.parametrize("path", ["/api/nothing", "/api/items/0", "/api/me"])
def test_under_api_a_browser_gets_no_html_either(client, path):
    answer = client.get(path, headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert answer.content_type == "application/problem+json"


def test_a_refused_method_names_the_allowed_ones(client):
    assert set(client.delete("/api/items").headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}


@pytest.mark.parametrize(
    ("wanted", "language", "title"),
    [
        (None, "ko", "로그인이 필요해요"),
        ("ko", "ko", "로그인이 필요해요"),
        ("ko-KR,ko;q=0.9,en;q=0.8", "ko", "로그인이 필요해요"),
        ("en", "en", "Please sign in"),
        ("en-US,en;q=0.9,ko;q=0.8", "en", "Please sign in"),
        ("fr", "ko", "로그인이 필요해요"),
        ("fr, en;q=0.5", "en", "Please sign in"),
        ("*", "ko", "로그인이 필요해요"),
        ("x" * 3000, "ko", "로그인이 필요해요"),
        (";;q=,,", "ko", "로그인이 필요해요"),
    ],
)
def test_title_and_detail_are_in_the_readers_language(client, wanted, language, title):
    answer = client.get("/api/me", headers={"Accept-Language": wanted} if wanted else {})
    assert (answer.json["title"], answer.headers["Content-Language"]) == (title, language)


def test_amounts_are_named_in_the_detail(seller, bidder):
    item = an_item(seller)
    path, english = f"/api/items/{item['id']}/bids", {"Accept-Language": "en"}
    assert "10,000원" in bidder.post(path, json={"amount": 1}).json["detail"]
    answer = bidder.post(path, json={"amount": 1}, headers=english)
    assert "10,000" in answer.json["detail"]
    assert answer.json["minimumBid"] == 10000


def test_field_messages_are_in_the_readers_language(client):
    def messages(language):
        form = {"id": "X", "password": "1", "phone": "1", "nickname": ""}
        answer = client.post("/api/users", json=form, headers={"Accept-Language": language})
        return [fault["message"] for fault in answer.json["errors"]]

    assert all(message.isascii() or "–" in message for message in messages("en"))
    assert not any(message.isascii() for message in messages("ko"))


def test_a_bug_gives_nothing_away(client, monkeypatch):
    def broken(*_args, **_kwargs):
        raise RuntimeError("a secret detail")

    monkeypatch.setattr(lists, "page", broken)
    answer = client.get("/api/items")
    check(answer, 500, "internal")
    for word in ("secret", "Traceback", "RuntimeError", ".py"):
        assert word not in answer.text
    assert answer.json["requestId"] in answer.json["detail"] or "requestId" in answer.json["detail"]


def test_an_unreachable_database_is_503_with_retry_after(client):
    url = os.environ["DATABASE_URL"]
    database.configure("mysql://nobody:nothing@127.0.0.1:9/x", 2)
    try:
        for answer in (client.get("/api/items"), client.post("/api/login", json={"id": "abcd", "password": "x"})):
            check(answer, 503, "try_again")
            assert int(answer.headers["Retry-After"]) >= 1
        assert client.get("/healthz").status_code == 200
    finally:
        database.configure(url)


def test_every_answer_of_the_api_has_the_security_headers(client, seller):
    for answer in (client.get("/api/items"), client.get("/api/nothing"), seller.get("/api/me"), client.get("/healthz")):
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Referrer-Policy"]


@pytest.mark.parametrize("path", ["/api//items", "//api/items/", "/api/./items", "/api/items;x", "/API/items"])
def test_another_spelling_of_an_address_leads_nowhere(client, path):
    answer = client.get(f"http://localhost{path}")
    check(answer, 404, "not_found")
