"""Slow and greedy clients: bids go on."""

import contextlib
import socket
import time
from urllib.parse import urlsplit

from tests.cast import an_item, sign_up
from tests.scenes import at_once


def test_bids_go_on_while_two_hundred_slow_clients_hang(server, db):
    """Half-sent heads and half-sent bodies, all at once, from people who never finish."""
    seller, bidder = sign_up(server, "seller"), sign_up(server, "bidder")
    item = an_item(seller)
    place = urlsplit(server.url).hostname, urlsplit(server.url).port
    head = b"POST /api/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n"
    with contextlib.ExitStack() as slow:
        for number in range(200):
            line = slow.enter_context(socket.create_connection(place, timeout=5))
            line.sendall(head + (b"\r\n{" if number % 2 else b""))
        began = time.perf_counter()
        assert bidder.bids(item, amount=10000).status_code == 201
        assert time.perf_counter() - began < 2


def test_bids_go_on_while_passwords_are_hashed(server, db):
    """Sixteen people sign in at once; their hashes run beside the loop that answers bids."""
    seller, bidder = sign_up(server, "seller"), sign_up(server, "bidder")
    item = an_item(seller)

    def act(number):
        if number:
            return server.post("/api/login", json={"id": "seller", "password": seller.password}).status_code
        time.sleep(0.05)
        return bidder.bids(item, amount=10000).status_code

    assert at_once(act, 17) == [201] + [200] * 16
