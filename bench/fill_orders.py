"""Fills a database with the orders of a large site: every item is sold, and its order is in one of the states."""

import database
from bench.fill import add_users, loading, user_id, users_of

# of so many orders one is open, the others have ended
OPEN_EVERY = 20


def fill_orders(url: str, orders: int) -> None:
    """Add `orders` items, each with an order, its events, its payment and what became of the money; their users too.

    The users take turns (`sides_of`): the first half sell, the second half buy.
    """
    with loading(url) as db:
        there = db.single(database.Row, "SELECT COUNT(*) AS number FROM `user`")["number"]
        add_users(db, range(there, users_of(orders)))
        users, half = [user_id(number) for number in range(users_of(orders))], users_of(orders) // 2
        db.run("CREATE TEMPORARY TABLE person (n INT PRIMARY KEY, id VARCHAR(50) COLLATE utf8mb4_bin)")
        db.many("INSERT INTO person (n, id) VALUES (%s, %s)", list(enumerate(users)))
        _add_items(db, orders, half)
        for statement in (ORDERS, EVENTS, PAYMENTS, TRANSFERS, PAYOUTS):
            db.run(statement, every=OPEN_EVERY)
        db.run("DROP TEMPORARY TABLE person")
        db.all("ANALYZE TABLE item, orders, order_event, payment, transfer, payout, offer, refund")


def sides_of(number: int, orders: int) -> tuple[str, str]:
    """Return the buyer and the seller of the order of this number, from 0, of so many."""
    half = users_of(orders) // 2
    return user_id(half + number // 7 % half), user_id(number % half)


def _add_items(db: database.Db, orders: int, half: int) -> None:
    """Add sold items behind those that are there, a hundred thousand at a time."""
    first = db.single(database.Row, "SELECT COALESCE(MAX(id), 0) AS id FROM item")["id"]
    for begin in range(0, orders, 100_000):
        db.run(ITEMS, first=first, begin=begin, end=min(begin + 100_000, orders), half=half)


ITEMS = """
    INSERT INTO item (id, endTime, originalEnd, startTime, createdAt, name, content, price, startPrice, user_id, image,
                      bidCount, leader_id, maximum, state, closedAt)
    WITH RECURSIVE digit AS (SELECT 0 AS n UNION ALL SELECT n + 1 FROM digit WHERE n < 9),
         number AS (SELECT %(begin)s + a.n + 10 * b.n + 100 * c.n + 1000 * d.n + 10000 * e.n AS n
                      FROM digit AS a JOIN digit AS b JOIN digit AS c JOIN digit AS d JOIN digit AS e)
    SELECT %(first)s + 1 + number.n, UTC_TIMESTAMP(6) - INTERVAL 1 DAY, UTC_TIMESTAMP(6) - INTERVAL 1 DAY,
           UTC_TIMESTAMP(6) - INTERVAL 5 DAY, UTC_TIMESTAMP(6) - INTERVAL 5 DAY, '중고 아이폰', '', 20000, 10000,
           seller.id, '', 3, buyer.id, 30000, 'sold', UTC_TIMESTAMP(6)
      FROM number
      JOIN person AS seller ON seller.n = number.n %% %(half)s
      JOIN person AS buyer ON buyer.n = %(half)s + (number.n DIV 7) %% %(half)s
     WHERE number.n < %(end)s
"""
ORDERS = """
    INSERT INTO orders (id, item_id, history_id, buyer_id, seller_id, price, shippingKind, shippingFee, fee, state,
                        number, dueAt, remindAt, createdAt, paidAt, shippedAt, endedAt)
    SELECT item.id, item.id, NULL, item.leader_id, item.user_id, item.price, 'parcel', 3500, 0,
           IF(item.id %% %(every)s, 'completed',
              ELT(1 + item.id DIV %(every)s %% 5, 'awaiting', 'paid', 'shipped', 'disputed', 'returning')), 5,
           IF(item.id %% %(every)s, NULL, UTC_TIMESTAMP(6) + INTERVAL item.id %% 400000 SECOND), NULL,
           UTC_TIMESTAMP(6) - INTERVAL 4 DAY, UTC_TIMESTAMP(6) - INTERVAL 3 DAY, UTC_TIMESTAMP(6) - INTERVAL 2 DAY,
           IF(item.id %% %(every)s, UTC_TIMESTAMP(6) - INTERVAL 1 DAY, NULL)
      FROM item
     WHERE item.state = 'sold' AND item.maximum = 30000
"""
EVENTS = """
    INSERT INTO order_event (order_id, number, act, who, `before`, `after`, at, data)
    SELECT orders.id, step.number, step.act, step.who, step.old, step.new, orders.createdAt, step.data
      FROM orders
      JOIN (SELECT 1 AS number, 'open' AS act, 'system' AS who, NULL AS old, 'awaiting' AS new, '{}' AS data
            UNION ALL SELECT 2, 'choose', 'buyer', 'awaiting', 'awaiting', '{"kind": "parcel", "fee": 3500}'
            UNION ALL SELECT 3, 'pay', 'buyer', 'awaiting', 'paid', '{"payment": 1}'
            UNION ALL SELECT 4, 'ship', 'seller', 'paid', 'shipped', '{"carrier": "cj", "trackingNumber": "123456"}'
            UNION ALL SELECT 5, 'confirm', 'buyer', 'shipped', 'completed', '{}') AS step
     ORDER BY orders.id, step.number
"""
PAYMENTS = """
    INSERT INTO payment (order_id, number, ref, provider, amount, state, providerKey, method, captured, startedAt,
                         decidedAt)
    SELECT id, 1, CONCAT('ssgbay-', id), 'sandbox', price + shippingFee, 'confirmed', CONCAT('sandbox-', id),
           'sandbox', NULL, createdAt, paidAt
      FROM orders ORDER BY id
"""
TRANSFERS = """
    INSERT INTO transfer (ref, debit, credit, amount, order_id, createdAt)
    SELECT CONCAT('capture:', payment.id), 'provider:sandbox', CONCAT('escrow:', order_id), amount, order_id, decidedAt
      FROM payment ORDER BY id
"""
PAYOUTS = """
    INSERT INTO payout (order_id, seller_id, amount, state, createdAt)
    SELECT id, seller_id, price + shippingFee, 'paid', createdAt
      FROM orders WHERE state = 'completed' ORDER BY id
"""
