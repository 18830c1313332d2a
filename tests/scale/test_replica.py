"""A site that reads from a replica: a real MariaDB that follows another, lags behind it, falls silent and dies."""

import os
import time

import pytest

import database
from auction.errors import TryAgain
from auction.mysql import reads
from auction.mysql.clock import current_time
from commands import migrate
from tests.cast import an_item, sign_up
from tests.metrics import metrics
from tests.processes import gunicorn, wait_for
from tests.scale import replication

NAME = "ssgbay"
LEFT = 'ssgbay_database_events_total{event="replica_left"}'


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """A primary and its replica."""
    with replication.pair(tmp_path_factory.mktemp("pair")) as ours:
        yield ours


@pytest.fixture
def pair(both):
    """The two, the replica not behind."""
    both.follow()
    yield both
    both.follow()


@pytest.fixture(scope="module")
def site(environment, both):
    """A worker that writes to the primary and reads from the replica."""
    primary, replica = both.urls(NAME)
    migrate.apply(primary)
    both.follow()
    urls = {"DATABASE_URL": primary, "DATABASE_READ_URL": replica}
    with gunicorn(environment / "replica.log", WEB_CONCURRENCY="1", **urls) as server:
        yield server


@pytest.fixture(scope="module")
def cast(site):
    return sign_up(site, "seller"), sign_up(site, "bidder"), sign_up(site, "rival")


@pytest.fixture
def here(pair):
    """This process uses the two, and rests for less than a second after a failure."""
    primary, replica = pair.urls(NAME)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reads, "LAG_REST_S", 0.2)
        patch.setattr(reads, "BROKEN_REST_S", 0.2)
        database.configure(primary, 3, read_url=replica)
        yield pair
    database.configure(os.environ["DATABASE_URL"])


def server_id(db):
    return db.all("SELECT @@server_id AS id")[0]["id"]


def is_used(site, pair):
    """Whether the site reads from the replica now, after a rest."""
    before = pair.selects()
    site.get("/api/items/count")
    return pair.selects() > before + 1


def prices(site, item):
    """What a stranger reads on the item's page, in the list, and in the log."""
    shown = site.get(f"/api/items/{item['id']}").get_json()["price"]
    listed = {each["id"]: each["price"] for each in site.get("/api/items").get_json()["items"]}[item["id"]]
    return shown, listed, max([bid["amount"] for bid in site.get(f"/api/items/{item['id']}/bids").get_json()["bids"]])


@pytest.mark.slow
def test_strangers_read_from_the_replica(site, cast, pair):
    seller, bidder, _ = cast
    item = an_item(seller)
    bidder.bids(item, amount=20_000)
    before = pair.selects()
    assert prices(site, item) == (20_000, 20_000, 20_000)
    assert pair.selects() >= before + 6


@pytest.mark.slow
def test_a_bid_is_read_at_once_however_far_the_replica_lags(site, cast, pair):
    seller, bidder, rival = cast
    item = an_item(seller)
    pair.lag(seconds=2)
    for who, amount in ((bidder, 20_000), (rival, 30_000), (bidder, 40_000)):
        who.bids(item, amount=amount)
        assert prices(site, item) == (amount, amount, amount)
    assert bidder.get(f"/api/items/{item['id']}").get_json()["viewer"]["isLeading"]


@pytest.mark.slow
def test_a_silent_replica_is_left_and_nobody_is_refused(site, cast, pair):
    seller, bidder, _ = cast
    item = an_item(seller)
    wait_for(lambda: is_used(site, pair))
    before = metrics(site)[LEFT]
    pair.silence()
    bidder.bids(item, amount=20_000)
    assert prices(site, item) == (20_000, 20_000, 20_000)
    assert metrics(site)[LEFT] == before + 1


def test_a_replica_that_has_caught_up_is_used_again(here):
    assert database.read_anywhere(server_id) == 2
    here.lag(seconds=5)
    with database.single_connection(here.urls(NAME)[0]) as run:
        run(lambda db: db.run("CREATE TABLE late (id INT)"))
    assert database.read_anywhere(server_id) == 1
    here.follow()
    wait_for(lambda: database.read_anywhere(server_id) == 2)


def test_a_read_on_the_replica_has_the_primarys_time(here):
    def read(db):
        first = current_time(db)
        time.sleep(0.01)
        return server_id(db), current_time(db) - first

    server, passed = database.read_anywhere(read)
    assert (server, passed.total_seconds()) == (2, 0)


def test_errors_of_the_work_itself_do_not_send_the_replica_to_rest(here):
    with pytest.raises(LookupError):
        database.read_anywhere(lambda db: {}["nothing"])
    assert database.read_anywhere(server_id) == 2


@pytest.mark.parametrize("read_url", ["mysql://nobody:nothing@127.0.0.1:9/x", None], ids=["nobody", "no binary log"])
def test_without_a_replica_that_serves_the_primary_answers(database_url, read_url):
    # the tests' own server keeps no log, from which a replica could be known to be behind
    database.configure(database_url, 3, read_url=read_url or database_url)
    assert database.read_anywhere(lambda db: db.all("SELECT 1 AS one")) == [{"one": 1}]
    database.configure(database_url)


def test_a_dead_primary_is_not_hidden_by_its_replica(here):
    """What the replica has might be older than what somebody has seen."""
    database.configure("mysql://nobody:nothing@127.0.0.1:9/x", 3, read_url=here.urls(NAME)[1])
    with pytest.raises(TryAgain):
        database.read_anywhere(server_id)
