"""Three application hosts on one database, behind the balancer that deploy/haproxy.cfg makes."""

import pytest

from tests.cast import an_item, sign_up
from tests.live.watching import events_of, watching
from tests.processes import wait_for
from tests.proof.harness import Harness
from tests.scale import many
from tests.scenes import at_once, counts
from tests.security import doors


def guess(site, number, **headers):
    """A wrong password, by whom the headers say."""
    form = {"id": "seller", "password": f"not this one {number}"}
    return site.post("/api/login", json=form, headers=headers).status_code


def test_everybody_sees_a_bid_whichever_host_they_watch(hosts):
    seller, bidder = (sign_up(hosts.front, name) for name in ("seller", "bidder"))
    item = an_item(seller)
    with (
        watching(hosts.host(0), events_of(item)) as (first,),
        watching(hosts.host(1), events_of(item)) as (second,),
        watching(hosts.front, events_of(item)) as (through,),
    ):
        assert bidder.bids(item, amount=25_000).status_code == 201
        for stream in (first, second, through):
            assert stream.until(price=25_000)["bidCount"] == 1


def test_a_photo_is_shown_by_hosts_that_did_not_take_it(hosts):
    item = an_item(sign_up(hosts.front, "seller"))
    pictures = [hosts.host(number).get(item["images"][0]["url"]) for number in range(3)]
    assert [picture.status_code for picture in pictures] == [200] * 3
    assert len({picture.data for picture in pictures}) == 1


def test_guesses_are_counted_over_all_hosts(hosts):
    sign_up(hosts.front, "seller")
    answers = at_once(lambda number: guess(hosts.host(number), number), 24)
    assert sorted(answers) == [401] * 10 + [429] * 14


def test_a_client_that_claims_another_address_each_time_is_still_one_client(hosts):
    def sign_up_from(number):
        form = {"id": f"somebody{number}", "password": "long enough, it is", "phone": f"010-4100-{number:04d}"}
        named = {"X-Forwarded-For": f"203.0.113.{number}", "Forwarded": f"for=203.0.113.{number}"}
        return hosts.front.post("/api/users", json=form | {"nickname": "x"}, headers=named).status_code

    answers = [sign_up_from(number) for number in range(31)]
    assert answers == [201] * 30 + [429]


def test_a_key_sent_to_all_hosts_at_once_bids_once(hosts, db):
    seller, bidder = (sign_up(hosts.front, name) for name in ("seller", "bidder"))
    item = an_item(seller)

    def bid(number):
        return hosts.host(number).post(
            f"/api/items/{item['id']}/bids",
            json={"maxAmount": 50_000},
            headers=bidder.headers | {"Idempotency-Key": "the-same"},
        )

    answers = [answer.json for answer in at_once(bid, 9)]
    assert all(answer == answers[0] for answer in answers)
    assert answers[0]["bid"]["amount"] == 10_000
    assert counts(db)["bid"] == 1


def test_a_sign_in_at_one_host_is_valid_at_the_others(hosts):
    seller = sign_up(hosts.host(0), "seller")
    for number in range(3):
        assert hosts.host(number).get("/api/me", headers=seller.headers).status_code == 200


def test_a_drained_host_ends_what_it_has_begun_and_gets_nothing_new(hosts):
    seller, bidder = (sign_up(hosts.front, name) for name in ("seller", "bidder"))
    item = an_item(seller)
    with watching(hosts.front, *[events_of(item)] * 3) as streams:
        for stream in streams:
            stream.price()
        for backend in ("app", "by_item"):
            hosts.tell(f"set server {backend}/app1 state drain")
        before = hosts.served(0)
        assert bidder.bids(item, amount=25_000).status_code == 201
        assert [stream.until(price=25_000)["price"] for stream in streams] == [25_000] * 3
        for _ in range(6):
            assert hosts.front.get(f"/api/items/{item['id']}").json["price"] == 25_000
        assert hosts.served(0) == before
    for backend in ("app", "by_item"):
        hosts.tell(f"set server {backend}/app1 state ready")
    wait_for(lambda: hosts.state(0) == "UP")


def test_what_is_for_the_operator_is_not_for_people(hosts):
    assert hosts.front.get("/metrics").status_code == hosts.front.get("/readyz").status_code == 404
    spelled = {path: doors.status_of(hosts.front, doors.get(path, "Host: x")) for path in doors.SPELLINGS}
    assert spelled == dict.fromkeys(doors.SPELLINGS, 404)
    assert hosts.host(0).get("/metrics").status_code == hosts.host(0).get("/readyz").status_code == 200


@pytest.fixture
def harness(environment, database_url, db, bucket, seed, tmp_path):
    return Harness(None, database_url, tmp_path, seed, {"RATE_LIMITS": "off", **bucket})


@pytest.mark.slow
def test_a_host_that_dies_takes_no_bid_with_it(harness):
    finding = many.hosts(harness, bids=4_000, seconds=10)
    print(finding.figure)
    assert finding.faults == []
