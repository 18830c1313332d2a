"""Headers that every answer wears, whatever it is."""

import pytest

from tests.cast import an_item

EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), microphone=(), payment=()",
}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200), ("/api/items", 200), ("/api/me", 401), ("/api/nothing", 404), ("/api/items?limit=0", 422),
        ("/healthz", 200), ("/metrics", 200), ("/api/docs", 200), ("/api/docs/start.js", 200), ("/detail/0", 404),
        ("/resources/none.webp", 404), ("/assets/none.js", 404), ("/sell", 200),
    ],
)  # fmt: skip
def test_every_answer_has_the_security_headers(client, path, status):
    answer = client.get(path, headers={"Accept": "text/html"})
    assert answer.status_code == status
    assert {name: answer.headers.get(name) for name in EVERYWHERE} == EVERYWHERE
    policy = answer.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in policy
    scripts = [part for part in policy.split("; ") if part.startswith(("script-src", "default-src"))]
    assert not [part for part in scripts if "unsafe" in part or "*" in part or "data:" in part]


def test_a_picture_is_only_ever_a_picture(client, seller):
    answer = client.get(an_item(seller)["images"][0]["url"])
    assert answer.headers["Content-Type"] == "image/webp"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_no_answer_to_a_signed_in_user_is_cached(seller):
    for path in ("/api/me", "/api/me/bids", "/api/me/items", "/api/history", "/api/items", "/mypage/myitem"):
        assert seller.get(path).headers["Cache-Control"] == "no-store"


def test_the_server_does_not_say_what_it_runs(server):
    sent = " ".join(f"{name}: {value}" for name, value in server.get("/api/items").headers.items())
    assert not [name for name in ("Werkzeug", "Python", "Flask", "MariaDB", "gunicorn/") if name in sent]


def test_the_refresh_cookie_is_out_of_reach_for_scripts_and_other_sites(client, seller):
    answer = client.post(
        "/api/login", json={"id": "seller", "password": seller.password}, headers={"X-Refresh": "cookie"}
    )
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "Path=/api" in cookie
    assert answer.json["refreshToken"] is None
