"""The bare transaction of a bid: PyMySQL in two processes of eight threads, one round trip for each statement."""

import random
import threading
import time
from collections.abc import Callable
from contextlib import closing
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any

import pymysql

import database
from bench.fill import user_id
from bench.load import STEP

PROCESSES = 2
THREADS = 8

Connect = Callable[[str], Any]

HOLD = """
    SELECT id, price, startPrice, bidCount, leader_id, maximum, reserve, buyNowPrice, buyNowUntil,
           startTime, endTime, originalEnd, extends, state, user_id
      FROM item
     WHERE id = %s
       FOR UPDATE
"""
ADD = """
    INSERT INTO bid (item_id, user_id, kind, offer, amount, price, leader_id, number, endTime, createdAt)
    VALUES (%s, %s, 'open', %s, %s, %s, %s, %s, %s, %s)
"""
STAND = "UPDATE item SET price = %s, leader_id = %s, maximum = %s, bidCount = %s, endTime = %s WHERE id = %s"
REMEMBER = """
    INSERT INTO prehistory (user_id, item_id, endTime) VALUES (%s, %s, %s)
    ON DUPLICATE KEY UPDATE user_id = VALUES(user_id), endTime = VALUES(endTime)
"""


def plain(url: str) -> Any:
    """Open a connection of PyMySQL's own class, with the session settings of auction/mysql."""
    connection: Any = database.connect(url)
    connection.__class__ = pymysql.connections.Connection
    return connection


def rate(url: str, items: list[int], bidders: range, seconds: float, connect: Connect = plain) -> float:
    """Return the committed bids per second on these items, each higher than the one before."""
    context = get_context("fork")
    pipes = []
    for _ in range(PROCESSES):
        ours, theirs = context.Pipe()
        context.Process(target=_bid, args=(theirs, url, items, bidders, seconds, connect)).start()
        pipes.append(ours)
    return float(sum(pipe.recv() for pipe in pipes))


def _bid(pipe: Connection, url: str, items: list[int], bidders: range, seconds: float, connect: Connect) -> None:
    counts = [0] * THREADS
    ready = threading.Barrier(THREADS + 1)
    threads = [
        threading.Thread(target=_bid_alone, args=(connect(url), items, bidders, seconds, ready, counts, number))
        for number in range(THREADS)
    ]
    for thread in threads:
        thread.start()
    ready.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    pipe.send(sum(counts) / (time.perf_counter() - began))


def _bid_alone(
    line: Any,
    items: list[int],
    bidders: range,
    seconds: float,
    ready: threading.Barrier,
    counts: list[int],
    number: int,
) -> None:
    chance = random.Random()
    with closing(line) as connection, connection.cursor() as cursor:
        ready.wait()
        until = time.perf_counter() + seconds
        while time.perf_counter() < until:
            _one_bid(cursor, chance.choice(items), user_id(chance.choice(bidders)))
            connection.commit()
            counts[number] += 1


def _one_bid(cursor: Any, item_id: int, bidder: str) -> None:
    cursor.execute(HOLD, (item_id,))
    item = cursor.fetchone()
    cursor.execute("SELECT UTC_TIMESTAMP(6) AS now")
    now = cursor.fetchone()["now"]
    price, count, end = item["price"] + STEP, item["bidCount"] + 1, item["endTime"]
    cursor.execute(ADD, (item_id, bidder, price, price, price, bidder, count, end, now))
    cursor.execute(STAND, (price, bidder, price, count, end, item_id))
    cursor.execute(REMEMBER, (bidder, item_id, end))
