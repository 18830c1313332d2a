"""sqlmap's own checks on whatever of a request could reach a statement: it finds nothing to inject into."""

import re
import subprocess
import sys

import pytest

from tests.cast import an_item, sign_up

VERSION = "1.10.10"
JSON = "Content-Type: application/json"
# address and body; a star marks where sqlmap injects, else it takes every parameter
TARGETS = {
    "list": ("/api/items?keyword=phone&sort=newest&status=live&seller=seller&minPrice=1&maxPrice=5000000&limit=5", ""),
    "cursor": ("/api/items?cursor=WyJuZXdlc3QiLDAsMTAsMTBd&limit=5", ""),
    "cursor of a log": ("/api/items/{item}/bids?cursor=WzEwXQ&limit=5", ""),
    "item": ("/api/items/{item}*", ""),
    "user": ("/api/users/seller*", ""),
    # only what is not there: a stream that opens would not end
    "events": ("/api/events?items=999998,999999*", ""),
    "login": ("/api/login", '{"id":"seller","password":"not this one"}'),
    "2023's list": ("/?sort=date&keyword=phone", ""),
    "2023's login": ("/login", '{"id":"seller","password":"not this one"}'),
}


@pytest.fixture(scope="module")
def sqlmap(tmp_path_factory):
    """sqlmap in a place of this test's own."""
    place = tmp_path_factory.mktemp("sqlmap")
    command = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", str(place), f"sqlmap=={VERSION}"]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return place


def answers(server):
    """How many answers of each class the server has given so far."""
    text = server.get("/metrics").text
    counts = re.findall(r'^ssgbay_requests_total\{status="(\w+)"\} (\S+)', text, re.M)
    return {status: int(float(number)) for status, number in counts}


@pytest.mark.slow
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("target", TARGETS)
def test_sqlmap_finds_nothing_to_inject_into(server, sqlmap, tmp_path, target):
    seller = sign_up(server, "seller")
    item = an_item(seller, name="phone")
    path, body = TARGETS[target]
    url = server.url + path.replace("{item}", str(item["id"]))
    command = [
        sys.executable, str(sqlmap / "sqlmap" / "sqlmap.py"), "-u", url, "--batch", "--level=3", "--risk=2",
        "--technique=BEUST", "--time-sec=2", "--threads=1", "--flush-session", "--disable-coloring", "--dbms=mysql",
        "--ignore-code=401,404,422,400", "--output-dir", str(tmp_path), "--timeout=15", "--retries=1",
        *(["--data", body, "-H", JSON] if body else ["-H", "Accept: application/json"]),
        # the id of its request alone made one answer "not found" look unlike another
        *(["--code=200"] if path.endswith("*") else []),
    ]  # fmt: skip
    before = answers(server)
    done = subprocess.run(command, capture_output=True, text=True, timeout=1100, cwd=tmp_path)
    page = done.stdout
    sent = {status: number - before.get(status, 0) for status, number in answers(server).items()}
    print(f"\n  {target}: {sent}")
    assert sum(sent.values()) > 200, "too few requests to have tried anything"
    assert not sent.get("5xx")
    assert re.search(r"all tested parameters do not appear to be injectable", page), page[-3000:]
    assert "is vulnerable" not in page
    assert not re.search(r"\b5\d\d \([^)]*\) - \d+ times", page), page[-3000:]
    assert not re.search(r"parameter '[^']+' (?:is|appears to be) '", page), page
