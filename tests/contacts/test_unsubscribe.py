"""The unsubscribe link of a mail (RFC 8058): a POST stops the mails of one group, without a sign-in."""

import re

import pytest

from auction.notifications import rules as notifications
from auction.notifications.unsubscribing import token_for

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def token(app, bidder):
    app.extensions["state"].activate()
    return token_for("bidder", "bidding")


def choices(db, group="bidding"):
    return notifications.preferences_of(db, ["bidder"])["bidder"][group]


def test_one_click_stops_the_mails_of_its_group_alone(db, client, token):
    before = choices(db)
    answer = client.post(f"/api/unsubscribe?token={token}", data=ONE_CLICK)
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert choices(db) == before | {"mail": "never"}
    assert choices(db, "selling")["mail"] != "never"
    # mail servers may send it twice
    assert client.post(f"/api/unsubscribe?token={token}", data=ONE_CLICK).status_code == 200


def test_opening_the_link_shows_a_button_and_changes_nothing(db, client, token):
    before = choices(db)
    for _ in range(3):
        answer = client.get(f"/api/unsubscribe?token={token}")
    assert answer.status_code == 200
    assert 'name="List-Unsubscribe" value="One-Click"' in answer.text
    assert choices(db) == before


@pytest.mark.parametrize(("language", "words"), [("ko", "그만 받기"), ("en", "Unsubscribe")])
def test_the_page_is_in_the_readers_language_and_runs_nothing(client, token, language, words):
    answer = client.get(f"/api/unsubscribe?token={token}", headers={"Accept-Language": language})
    assert words in answer.text
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "<script" not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_pages_style_is_the_one_that_its_policy_allows(client, token):
    from auction.notifications.unsubscribe_routes import STYLE, STYLE_DIGEST

    answer = client.get(f"/api/unsubscribe?token={token}")
    assert re.findall("<style>(.*)</style>", answer.text, re.S) == [STYLE]
    assert STYLE_DIGEST in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("pattern", ["{shorter}", "x{token}", "none", "."])
def test_an_altered_token_is_refused(db, client, token, pattern):
    altered = pattern.format(token=token, shorter=token[:-1])
    before = choices(db)
    for method in ("get", "post"):
        answer = getattr(client, method)(f"/api/unsubscribe?token={altered}")
        assert (answer.status_code, answer.json["code"]) == (404, "unsubscribe_link_invalid")
    assert choices(db) == before


def test_a_link_of_a_user_who_left_is_refused(client, bidder, token):
    assert bidder.leave().status_code == 204
    assert client.post(f"/api/unsubscribe?token={token}", data=ONE_CLICK).status_code == 404
