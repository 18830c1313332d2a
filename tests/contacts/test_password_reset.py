"""Forgotten passwords: a link by mail, once, within half an hour; nobody learns who has which address."""

import statistics
import threading
import time

import pytest

from auction.limits import rules as limits
from tests.contacts.conftest import verified
from tests.processes import at_most

ADDRESS = "bidder@mail.example"
NEW = "quite another long one"


def forgotten(client, address=ADDRESS, **request):
    return client.post("/api/password/forgotten", json={"address": address}, **request)


def reset(client, token, password=NEW, **request):
    return client.post("/api/password/reset", json={"token": token, "password": password}, **request)


@pytest.fixture
def token(client, bidder, post):
    """The token of a link that was sent."""
    verified(bidder, post, ADDRESS)
    assert forgotten(client).status_code == 202
    assert post.deliver() == 1
    return post.token_to(ADDRESS)


def test_a_forgotten_password_is_set_anew_by_a_link_and_every_sign_in_ends(db, client, bidder, token):
    answer = reset(client, token)
    assert answer.status_code == 200
    assert answer.json["user"]["id"] == "bidder"
    # as a sign-in, and the only one
    fresh = {"Authorization": f"Bearer {answer.json['accessToken']}"}
    assert client.get("/api/me", headers=fresh).status_code == 200
    assert bidder.get("/api/me").status_code == 401
    assert client.post("/api/login", json={"id": "bidder", "password": bidder.password}).status_code == 401
    assert client.post("/api/login", json={"id": "bidder", "password": NEW}).status_code == 200
    kinds = [row["kind"] for row in db.all("SELECT kind FROM security_event ORDER BY id")]
    assert kinds[:2] == ["mailChanged", "passwordChanged"]


def test_the_page_can_keep_the_refresh_token_in_its_cookie(client, token):
    answer = reset(client, token, headers={"X-Refresh": "cookie"})
    assert answer.json["refreshToken"] is None
    assert "HttpOnly" in answer.headers["Set-Cookie"]


def test_only_a_digest_of_the_token_is_stored(db, token):
    (row,) = db.all("SELECT * FROM mail_code")
    assert token not in str(row)
    assert token.encode() not in row["digest"]


def test_a_link_works_once(client, token):
    assert reset(client, token).status_code == 200
    answer = reset(client, token)
    assert (answer.status_code, answer.json["code"]) == (409, "reset_link_ended")


def test_of_many_uses_at_once_one_wins(app, token):
    answers = []

    def use():
        answers.append(reset(app.test_client(), token).status_code)

    threads = [threading.Thread(target=use) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200] + [409] * 7


def test_a_link_expires(db, client, token):
    db.run("UPDATE mail_code SET expiresAt = UTC_TIMESTAMP(6) - INTERVAL 1 SECOND")
    assert reset(client, token).json["code"] == "reset_link_ended"


def test_a_link_is_valid_for_half_an_hour(db, token):
    row = db.one("SELECT TIMESTAMPDIFF(SECOND, UTC_TIMESTAMP(6), expiresAt) AS seconds FROM mail_code")
    assert 29 * 60 < row["seconds"] <= 30 * 60


def test_a_weak_password_is_refused_and_the_link_stays(client, token):
    answer = reset(client, token, "bidderbidder")
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "password")
    assert reset(client, token).status_code == 200


def test_opening_the_link_changes_nothing(client, token):
    # as the scanner of a mail server does
    for method in ("get", "head"):
        assert (
            getattr(client, method)(f"/reset-password?token={token}", headers={"Accept": "text/html"}).status_code
            == 200
        )
    assert reset(client, token).status_code == 200


def test_a_link_of_a_removed_address_is_not_sent(client, bidder, post):
    contact_id = verified(bidder, post, ADDRESS)
    forgotten(client)
    bidder.delete(f"/api/me/contacts/{contact_id}")
    # only the notice that it was removed
    assert post.deliver() == 1
    assert "reset-password" not in post.text_to(ADDRESS)


def test_a_user_who_left_cannot_come_back_by_a_link(client, bidder, token):
    assert bidder.leave().status_code == 204
    assert reset(client, token).status_code == 409


def test_an_unverified_address_gets_no_link(client, bidder, post):
    bidder.post("/api/me/contacts", json={"channel": "mail", "address": ADDRESS})
    post.deliver()
    forgotten(client)
    assert post.deliver() == 0


@pytest.mark.parametrize(
    "address",
    ["nobody@mail.example", "BIDDER@mail.example", "nonsense", "a\r\nBcc: b@c.example", "비더@한국", "x" * 1000],
)
def test_the_answer_is_the_same_for_every_address(client, bidder, post, address):
    verified(bidder, post, ADDRESS)
    known, other = forgotten(client), forgotten(client, address)
    assert (known.status_code, known.data) == (other.status_code, other.data) == (202, b"")
    assert {name for name, _ in known.headers} == {name for name, _ in other.headers}


def test_the_answer_comes_in_the_same_time_for_every_address(client, bidder, post):
    verified(bidder, post, ADDRESS)
    times = {ADDRESS: [], "nobody@mail.example": []}
    for number in range(60):
        for address, taken in times.items():
            began = time.perf_counter()
            forgotten(client, address, headers={"X-Request-Id": f"request{number}"})
            taken.append(time.perf_counter() - began)
    known, unknown = (statistics.median(taken) for taken in times.values())
    assert abs(known - unknown) < at_most(0.005)


def test_an_address_gets_one_mail_in_ten_minutes_however_often_it_is_asked_for(db, client, bidder, post):
    verified(bidder, post, ADDRESS)
    for _ in range(50):
        assert forgotten(client).status_code == 202
    assert len(db.all("SELECT id FROM mail_code")) <= 2
    assert post.deliver() <= 2


def test_one_network_leaves_no_more_than_a_few_rows(db, client, post):
    limits.configure(True)
    try:
        answers = {forgotten(client, f"user{number}@mail.example").status_code for number in range(60)}
    finally:
        limits.configure(False)
    assert answers == {202}
    assert len(db.all("SELECT id FROM mail_code")) == 30
    # for addresses of nobody nothing is sent, and nothing stays
    assert post.deliver() == 0
    assert db.all("SELECT id FROM mail_code") == []


@pytest.mark.slow
def test_ten_thousand_calls_cost_little_and_send_nothing(db, client, post):
    limits.configure(True)
    try:
        began = time.monotonic()
        answers = {forgotten(client, f"user{number}@mail.example").status_code for number in range(10_000)}
        seconds = time.monotonic() - began
    finally:
        limits.configure(False)
    # 429: the limit of all requests of an address
    assert answers <= {202, 429}
    assert len(db.all("SELECT id FROM mail_code")) <= 30
    assert seconds < at_most(120)
    assert post.deliver() == 0


def test_without_a_mail_server_the_answer_says_so(client, post):
    post.switch_off()
    answer = forgotten(client)
    assert (answer.status_code, answer.json["code"]) == (409, "mail_is_off")
