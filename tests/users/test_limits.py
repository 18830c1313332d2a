"""How often: counted over all workers, by the connection's address, and nobody is locked out for good."""

import os
import time

import pytest

from app import create_app
from auction import config
from auction.limits import rules as limits
from auction.limits.networks import networks
from tests.cast import Person, an_item, an_item_form, sign_up
from tests.processes import gunicorn
from tests.scenes import at_once


@pytest.fixture(scope="module")
def limited_server(environment):
    with gunicorn(environment / "limited.log", RATE_LIMITS="on") as server:
        yield server


def use_up(db, name, window, hits):
    """So many tries in the window that runs now."""
    slot, expiry = "UNIX_TIMESTAMP() DIV %(window)s", "UTC_TIMESTAMP(6) + INTERVAL 2 HOUR"
    db.run(
        f"INSERT INTO rate (name, slot, hits, expiresAt) VALUES (%(name)s, {slot}, %(hits)s, {expiry})",
        name=name, window=window, hits=hits,
    )  # fmt: skip


def guess(site, user_id="seller", password="not this one", **headers):
    return site.post("/api/login", json={"id": user_id, "password": password}, headers=headers)


def test_the_tenth_wrong_password_of_an_account_is_the_last(limited, seller):
    statuses = [guess(limited).status_code for _ in range(12)]
    assert statuses == [401] * 10 + [429] * 2


def test_too_many_says_how_long_to_wait(limited, seller):
    for _ in range(10):
        guess(limited)
    answer = guess(limited)
    assert (answer.status_code, answer.json["code"]) == (429, "too_many_requests")
    assert 1 <= int(answer.headers["Retry-After"]) <= 2 * 900
    assert answer.content_type == "application/problem+json"


def test_an_unknown_account_is_counted_alike(limited, seller):
    assert [guess(limited, "nobody").status_code for _ in range(11)] == [401] * 10 + [429]


def test_right_passwords_are_not_counted(limited, seller):
    for _ in range(12):
        assert guess(limited, password=seller.password).status_code == 200
    assert [guess(limited).status_code for _ in range(11)] == [401] * 10 + [429]


def change_password(person, given):
    return person.patch("/api/me", json={"password": "a new long one", "currentPassword": given}).status_code


def test_the_wrong_current_password_has_a_count_of_its_own_in_each_sign_in(limited, seller):
    assert [change_password(seller, "not this one") for _ in range(12)] == [403] * 10 + [429] * 2
    again = guess(limited, password=seller.password)
    assert again.status_code == 200
    here = Person(limited, "seller", seller.password, again.json["accessToken"], again.json["refreshToken"])
    assert change_password(here, seller.password) == 200


def from_address(address):
    return {"REMOTE_ADDR": address}


def guesses(limited, addresses, user_id="seller", password="not this one"):
    """The statuses of one attempt from each of these addresses."""
    form = {"id": user_id, "password": password}
    return [
        limited.post("/api/login", json=form, environ_base=from_address(address)).status_code for address in addresses
    ]


def test_strangers_keep_the_owner_out_neither_at_home_nor_elsewhere_nor_from_a_change(limited, seller):
    """The owner signed up at 127.0.0.1, and then has another address, as on a train."""
    strangers = [f"203.0.113.{number % 50}" for number in range(300)]
    statuses = guesses(limited, strangers)
    # one attempt each, and ten more of all together
    assert statuses.count(401) == 60
    assert set(statuses) == {401, 429}
    assert guesses(limited, ["127.0.0.1"] * 9) == [401] * 9
    assert guesses(limited, ["127.0.0.1", "198.51.100.7"], password=seller.password) == [200, 200]
    assert guesses(limited, ["198.51.100.7"] * 2, password=seller.password) == [200, 200]
    assert change_password(seller, seller.password) == 200


def test_an_owner_who_was_here_has_ten_guesses_whatever_strangers_do(limited, seller):
    assert guesses(limited, ["198.51.100.7"], password=seller.password) == [200]
    guesses(limited, [f"203.0.113.{number % 5}" for number in range(60)])
    assert guesses(limited, ["198.51.100.7"] * 11) == [401] * 10 + [429]


def test_an_ipv6_customer_counts_as_one_address_and_a_site_as_ten(limited, db, seller):
    one_customer = [f"2001:db8:1:2:{number:x}::1" for number in range(12)]
    assert guesses(limited, one_customer) == [401] * 10 + [429] * 2
    use_up(db, "password_address:2001:db8:9::/48", 900, 998)
    site = [f"2001:db8:9:{number:x}::1" for number in range(4)]
    assert guesses(limited, site, "victim") == [401, 401, 429, 429]
    assert guesses(limited, ["2001:db8:8:1::1"], "victim") == [401]


@pytest.mark.parametrize(
    ("address", "names"),
    [
        ("192.0.2.7", ["192.0.2.7"]),
        ("::ffff:192.0.2.7", ["192.0.2.7"]),
        ("2001:db8:1:2:3:4:5:6", ["2001:db8:1:2::/64", "2001:db8:1::/48"]),
        ("2001:DB8:1:2::1", ["2001:db8:1:2::/64", "2001:db8:1::/48"]),
        ("fe80::1%eth0", ["fe80::/64", "fe80::/48"]),
        ("192.0.2.7:4711", ["192.0.2.7:4711"]),
        ("unknown", ["unknown"]),
    ],
)
def test_the_networks_of_an_address(address, names):
    assert [network.name for network in networks(address)] == names
    assert [network.share for network in networks(address)] == [1, 10][: len(names)]


def test_a_refusal_names_its_limit_as_the_draft_of_the_ietf_does(limited, seller):
    for _ in range(10):
        guess(limited)
    headers = guess(limited).headers
    assert headers["RateLimit-Policy"] == '"password_pair";q=10;w=900'
    assert headers["RateLimit"] == f'"password_pair";r=0;t={headers["Retry-After"]}'


def test_nobody_is_locked_out_for_good(limited, db, seller):
    for _ in range(11):
        guess(limited)
    db.run("UPDATE rate SET slot = slot - 2")
    assert guess(limited, password=seller.password).status_code == 200


def test_guesses_spread_over_accounts_are_counted_by_address(limited, db):
    use_up(db, "password_address:127.0.0.1", 900, 95)
    statuses = [guess(limited, f"victim{number}").status_code for number in range(8)]
    assert statuses == [401] * 5 + [429] * 3


def addresses_counted(db):
    return {
        row["name"].split(":", 1)[1] for row in db.all("SELECT name FROM rate WHERE name LIKE 'password\\_address:%%'")
    }


def test_only_a_trusted_proxy_names_the_address(app, db, environment, seller):
    settings = config.load(os.environ | {"TRUSTED_PROXIES": "1", "RATE_LIMITS": "on"})
    try:
        proxied = create_app(settings).test_client(use_cookies=False)
        guess(proxied, "victim", **{"X-Forwarded-For": "6.6.6.6, 8.8.8.8"})
        assert addresses_counted(db) == {"8.8.8.8"}
    finally:
        app.extensions["state"].activate()


def test_without_a_trusted_proxy_every_header_counts_for_the_same_address(limited, db, seller):
    for number in range(4):
        guess(limited, f"victim{number}", **{"X-Forwarded-For": f"1.2.3.{number}"})
    assert addresses_counted(db) == {"127.0.0.1"}


def test_sign_ups_are_counted_by_address(limited, db):
    use_up(db, "sign_up:127.0.0.1", 3600, 29)
    sign_up(limited, "last")
    form = {"id": "toomany", "password": "a long enough one", "phone": "010-1234-5678", "nickname": "x"}
    assert limited.post("/api/users", json=form).status_code == 429
    assert db.one("SELECT COUNT(*) AS n FROM `user`")["n"] == 1


def test_bids_are_counted_by_user(limited, db, seller, bidder, rival):
    use_up(db, "bids:bidder", 60, 600)
    item = an_item(seller)
    refused = bidder.bids(item, amount=10000)
    assert (refused.status_code, int(refused.headers["Retry-After"]) <= 120) == (429, True)
    assert rival.bids(item, amount=10000).status_code == 201


def test_listings_are_counted_by_user(limited, db, seller):
    use_up(db, "listings:seller", 3600, 30)
    answer = seller.post("/api/items", data=an_item_form(), content_type="multipart/form-data")
    assert answer.status_code == 429
    assert db.one("SELECT COUNT(*) AS n FROM item")["n"] == 0


def test_everything_else_is_counted_by_address(limited):
    """1,200 a minute, and a few more."""
    passed, began = 0, time.time() // 60
    while limited.get("/api/users/nobody").status_code == 404:
        passed += 1
    assert 1100 <= passed <= 1300 * (time.time() // 60 - began + 1)
    assert limited.get("/api/items").status_code == 429
    assert limited.get("/healthz").status_code == 200


def test_requests_over_the_limit_are_refused_while_they_go_on(limited, db):
    use_up(db, "everything:127.0.0.1", 60, 500)
    limited.get("/api/items")
    # other workers used up the rest meanwhile
    db.run("UPDATE rate SET hits = 5000 WHERE name LIKE 'everything%%'")
    statuses = [limited.get("/api/items?limit=1").status_code for _ in range(100)]
    first = statuses.index(429)
    assert first <= 60
    assert set(statuses[first:]) == {429}


def test_a_bundle_of_hits_over_a_fresh_limit_is_refused_properly(limited, db):
    limits.take(db, limits.EVERYTHING, "somebody", 1190)
    with pytest.raises(limits.TooManyRequests) as refused:
        limits.take(db, limits.EVERYTHING, "somebody", 20)
    assert 1 <= refused.value.retry_after <= 120


def test_old_counters_are_forgotten(db, limited):
    limits.take(db, limits.BIDS, "somebody")
    assert limits.forget_expired(db) == 0
    db.run("UPDATE rate SET expiresAt = UTC_TIMESTAMP(6) - INTERVAL 1 SECOND")
    assert limits.forget_expired(db) == 1


def test_two_workers_count_together(limited_server, clean):
    sign_up(limited_server, "seller")
    assert [guess(limited_server).status_code for _ in range(12)] == [401] * 10 + [429] * 2


def test_a_thousand_guesses_at_once_are_ten(limited_server, clean, db):
    sign_up(limited_server, "seller")
    answers = at_once(lambda _number: [guess(limited_server).status_code for _ in range(20)], 50)
    statuses = [status for row in answers for status in row]
    assert len(statuses) == 1000
    assert statuses.count(401) <= 10
    assert set(statuses) <= {401, 429, 503}
