"""What notifications add to a bid and to a closing: nothing, however many are notified."""

import re
from contextlib import closing

import pytest

import database
from auction.history.rules import close_due
from tests.alerts.deliveries.scenes import add_contact
from tests.alerts.deriving import derive, notified
from tests.cast import an_item, sign_up
from tests.proof.proxy import in_between
from tests.rules.calls import bid_of
from tests.scenes import move_end

OF_NOTIFICATIONS = re.compile(
    r"\b(notification|preference|alert_position|contact|mail_code|delivery|delivery_count|watch|watch_count"
    r"|saved_search|search_term|search_match)\b"
)


@pytest.fixture
def crowd(newest):
    return [sign_up(newest, f"watcher{number}") for number in range(5)]


def statements(proxy, work):
    """What the database was sent meanwhile, each by its first words."""
    before = len(proxy.seen)
    work()
    texts = [" ".join(text.split()) for _, text in proxy.seen[before:]]
    assert [text for text in texts if OF_NOTIFICATIONS.search(text)] == []
    return [re.sub(r"[\d']+", "…", text)[:60] for text in texts]


def close(proxy, db, item):
    move_end(db, item, -0.01)
    with closing(database.connect(proxy.url, autocommit=True)) as connection:
        close_due(database.Db(connection))


def test_a_bid_and_a_closing_send_the_same_statements_whoever_will_be_notified(
    db, database_url, seller, bidder, rival, crowd
):
    alone, watched = an_item(seller, name="의자"), an_item(seller, name="의자")
    for person in crowd:
        assert person.put(f"/api/items/{watched['id']}/watch").status_code == 204
        bid_of(person, watched, amount=10_000 + 1_000 * crowd.index(person))
        add_contact(db, person.id, "mail", f"{person.id}@mail.example")
    bid_of(crowd[0], alone, amount=14_000)
    with in_between(database_url) as proxy:
        # the first request reads what each process keeps
        bid_of(bidder, alone, amount=20_000)
        bids = [statements(proxy, lambda item=item: bid_of(rival, item, amount=30_000)) for item in (alone, watched)]
        closings = [statements(proxy, lambda item=item: close(proxy, db, item)) for item in (alone, watched)]
    assert bids[0] == bids[1] != []
    assert closings[0] == closings[1] != []
    # and all of them are notified
    derive()
    assert {user for user, _ in notified(db)} == {"seller", "bidder", "rival", *(person.id for person in crowd)}
