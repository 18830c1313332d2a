"""A database of the first release becomes today's while it is in use, and loses nothing.

Nothing of 2023 can be run any more, so joining a 2023 database is a stop (tests/test_schema.py looks at its content);
from the first release on, code serves before, during and after every step.
"""

import contextlib
import os
import shutil
import subprocess
import sys
import threading
import time

import pytest

import database
from auction.bids.audit import Stored, audit_after, audit_item
from auction.config import ROOT
from auction.users.passwords import hashed
from commands import migrate
from commands.differences import parts
from tests.cast import Person, RunningServer, an_item, sign_up
from tests.databases import looking
from tests.processes import at_most, gunicorn, wait_for
from tests.proof.harness import auctions
from tests.scenes import in_background, move_end
from tests.schema_rules import FIRST_RELEASE
from tests.security.crowd import START, Crowd
from tests.security.shared_socket import shared_socket

LATER = sorted(name for name in migrate.names(migrate.SCHEMA) if name > FIRST_RELEASE)
TABLES_2023 = "0001_tables_of_2023"


def up_to(name, folder):
    """A schema folder that ends with this migration."""
    place = folder / name
    place.mkdir()
    for path in migrate.SCHEMA.iterdir():
        if path.suffix in (".sql", ".py") and path.stem <= name:
            shutil.copy(path, place)
    return place


def steps(folder):
    """One schema folder for each later migration, in order."""
    return [up_to(name, folder) for name in LATER]


def columns(db):
    """The columns of every table of ours that hold something of their own."""
    rows = db.all(
        "SELECT TABLE_NAME AS t, COLUMN_NAME AS c FROM information_schema.columns WHERE TABLE_SCHEMA = DATABASE() "
        "AND TABLE_NAME NOT LIKE '%%yoyo%%' ORDER BY t, ORDINAL_POSITION"
    )
    return {table: [row["c"] for row in rows if row["t"] == table] for table in {row["t"] for row in rows}}


def content(db, of):
    """Every row of these columns of each table."""
    return {
        table: sorted(db.all(f"SELECT {', '.join(f'`{name}`' for name in names)} FROM `{table}`"), key=repr)
        for table, names in of.items()
    }


def differences(url):
    """Whatever ./ssgbay audit would report."""
    with database.snapshots(url) as look:
        return [difference for _, _, found in parts(look, audit_after) for difference in found]


def differences_of_older_tables(db):
    """The same of tables that may lack columns which the audit reads: all auctions before versions are of version 1."""
    leaders, sales = (
        {row["item_id"]: row for row in db.all(f"SELECT * FROM {name}")} for name in ("prehistory", "history")
    )
    log = db.all("SELECT * FROM bid ORDER BY id")
    return [
        difference
        for item in db.all("SELECT * FROM item")
        for difference in audit_item(
            {"rulesVersion": 1} | item,
            [entry for entry in log if entry["item_id"] == item["id"]],
            Stored(leaders, sales, removed={}, left={}),
        )
    ]


def fill(db):
    """Something in every table that there is, by the statements of the first release."""
    people = [(f"user{number}", hashed("a long enough one"), "01012345678", f"사람 {number}") for number in range(20)]
    db.many("INSERT INTO `user` (id, password, phone, nickname) VALUES (%s, %s, %s, %s)", people)
    live = auctions(db, "user0", 300, "UTC_TIMESTAMP(6) + INTERVAL n HOUR", "CONCAT('user', 1 + MOD(n, 19))")
    auctions(db, "user1", 100, "UTC_TIMESTAMP(6) + INTERVAL n HOUR", name="CONCAT('중고 아이폰 ', n)")
    sold = auctions(db, "user2", 50, "UTC_TIMESTAMP(6) - INTERVAL n HOUR", "CONCAT('user', 3 + MOD(n, 17))")
    for statement in (
        "INSERT INTO history (user_id, item_id, seller_id, price, closedAt) "
        "SELECT leader_id, id, user_id, price, endTime FROM item WHERE id >= %(sold)s",
        "UPDATE item SET state = 'sold', closedAt = endTime WHERE id >= %(sold)s",
        "DELETE FROM prehistory WHERE item_id >= %(sold)s",
        "INSERT INTO image SELECT id, 0, CONCAT(id, '.webp'), CONCAT(id, '-small.webp'), 800, 600 FROM item",
        "INSERT INTO sign_in SELECT LEFT(SHA2(id, 256), 32), id, LEFT(SHA2(phone, 256), 32), UTC_TIMESTAMP(6), "
        "UTC_TIMESTAMP(6) + INTERVAL 9 DAY, NULL FROM `user`",
        "INSERT INTO idempotency SELECT id, 'key', UNHEX(SHA2(id, 256)), 201, '{}', UTC_TIMESTAMP(6) FROM `user`",
        "INSERT INTO rate SELECT CONCAT('bids:', id), 1, 1, UTC_TIMESTAMP(6) + INTERVAL 9 DAY FROM `user`",
    ):
        db.run(statement, sold=sold[0])
    return live


def test_a_database_of_the_first_release_loses_nothing_at_any_step(fresh_database, tmp_path):
    with fresh_database("first") as url, looking(url) as db:
        migrate.apply(url, up_to(FIRST_RELEASE, tmp_path))
        fill(db)
        of, before = columns(db), content(db, columns(db))
        assert all(before.values()), "a table is empty"
        assert differences_of_older_tables(db) == []
        for schema in steps(tmp_path):
            assert migrate.apply(url, schema) == [schema.name]
            assert content(db, of) == before
            assert differences_of_older_tables(db) == []
        assert migrate.current(url)
        assert differences(url) == []


REQUESTS = [
    ("GET", "/api/items", {}),
    ("GET", "/api/items?keyword=phone&sort=mostBids", {}),
    ("GET", "/api/items/1", {}),
    ("GET", "/", {"headers": {"Accept": "application/json"}}),
    ("POST", "/api/login", {"json": {"id": "user0", "password": "a long enough one"}}),
    ("POST", "/login", {"json": {"id": "user0", "password": "a long enough one"}}),
    ("POST", "/api/items/1/bids", {"json": {"amount": 10_000}}),
]


@pytest.mark.parametrize("start", [TABLES_2023, pytest.param(FIRST_RELEASE, marks=pytest.mark.slow)])
def test_todays_app_waits_for_its_tables_and_then_serves(start, fresh_database, environment, tmp_path):
    """With limits on, which count in a table too."""
    with fresh_database("waits") as url:
        migrate.apply(url, up_to(start, tmp_path))
        with gunicorn(tmp_path / "waits.log", DATABASE_URL=url, RATE_LIMITS="on") as server:
            seen, over = [], threading.Event()
            thread = threading.Thread(target=lambda: [ask_all(server, seen) for _ in iter(over.is_set, True)])
            thread.start()
            try:
                wait_for(lambda: len(seen) > 14)
                migrate.apply(url)
                wait_for(lambda: any(status == 200 for status, _, _ in seen))
                so_far = len(seen)
                wait_for(lambda: len(seen) > so_far + 7)
            finally:
                over.set()
                thread.join()
        refused = {answer for answer in seen if answer[0] >= 500}
        # the contract of 2023 has no codes
        assert {(status, code) for status, code, _ in refused} <= {(503, "not_ready"), (503, "try_again"), (503, None)}
        assert all(int(retry) >= 1 for _, _, retry in refused)
        assert seen[0][:2] == (503, "not_ready")
        assert {status for status, _, _ in seen[-7:]} == {200, 401, 404}


def ask_all(server, seen):
    for method, path, request in REQUESTS:
        answer = server.open(path, method=method, **request)
        said = answer.json if answer.status_code >= 500 else {}
        seen.append((answer.status_code, said.get("code"), answer.headers.get("Retry-After")))
    assert server.get("/healthz").status_code == 200


@pytest.fixture(scope="module")
def first_app(tmp_path_factory):
    """The code that came with the first release's last migration, out of the repository's history."""
    place = tmp_path_factory.mktemp("first") / "app"
    added = ["git", "log", "--diff-filter=A", "--format=%H", "--", f"schema/{FIRST_RELEASE}.py"]
    history = subprocess.run(added, cwd=ROOT, capture_output=True, text=True)
    commits = history.stdout.split()
    if not commits:
        pytest.skip("NOT TESTED: the first release's own code, because this checkout has no history")
    place.mkdir()
    archive = subprocess.run(["git", "archive", commits[-1]], cwd=ROOT, check=True, capture_output=True).stdout
    subprocess.run(["tar", "x", "-C", str(place)], input=archive, check=True)
    if (place / "schema" / f"{LATER[0]}.sql").exists():
        pytest.skip("NOT TESTED: the first release's own code, because the history of this checkout begins later")
    return place


def run_first(first_app, url, *command):
    env = {**os.environ, "DATABASE_URL": url}
    subprocess.run([sys.executable, *command], cwd=first_app, env=env, check=True, capture_output=True, timeout=60)


def serves(site, seller, number):
    """The app that is there signs up, in, lists, bids and shows."""
    item = an_item(seller, name=f"새 상품 {number}")
    visitor = sign_up(site, f"visitor{number}")
    assert visitor.bids(item, amount=10_000).status_code == 201
    assert site.post("/api/login", json={"id": visitor.id, "password": visitor.password}).status_code == 200
    assert site.get(f"/api/items/{item['id']}").json["price"] == 10_000
    return item["id"]


def test_the_first_releases_app_serves_while_its_tables_become_todays(first_app, fresh_database, environment, tmp_path):
    with fresh_database("upgrade") as url, shared_socket(tmp_path) as shared, looking(url) as db:
        run_first(first_app, url, "-m", "commands", "migrate")
        first = shared.start("first", first_app, DATABASE_URL=url)
        seller = sign_up(shared.site, "seller")
        people = [sign_up(shared.site, f"bidder{number}") for number in range(6)]
        items = [an_item(seller, name=f"오래된 자전거 {number}", price=str(START))["id"] for number in range(4)]
        sold = an_item(seller, name="팔린 자전거")
        db.run("UPDATE item SET extends = 0 WHERE id = %(id)s", id=sold["id"])
        move_end(db, sold, at_most(2))
        assert people[0].bids(sold, amount=10_000).status_code == 201
        wait_for(lambda: shared.site.get(f"/api/items/{sold['id']}").json["status"] == "ended")
        run_first(first_app, url, "historyUpdate.py")
        of, before = columns(db), content(db, columns(db))

        crowd = Crowd(shared.site, people, items)
        # for as long as all steps take, some 30 bids a second: without a pause they alone would keep a core busy
        with crowd.at_work(watchers=0, least_pause=0.15):
            for number, schema in enumerate(steps(tmp_path)):
                assert migrate.apply(url, schema) == [schema.name]
                serves(shared.site, seller, number)
            today = shared.start("today", DATABASE_URL=url)
            first.terminate()
            wait_for(lambda: first.poll() is not None, 40)
            serves(shared.site, seller, len(LATER))
        print(f"\n  {crowd.figure()}")

        assert today.poll() is None
        assert crowd.faults(db) == []
        assert sum(note.get("status") == 201 for note in crowd.journal) > 20
        assert differences(url) == []
        assert_nothing_is_lost(before, content(db, of), moved={"item": items})
        assert_today_knows_all(shared.site, [seller, *people], sold)


def assert_nothing_is_lost(before, after, moved):
    """Rows were added, and those that were there are as they were, but for auctions that went on."""
    for table, rows in before.items():
        if table in ("rate", "prehistory", "item_gram"):
            continue
        kept = [row for row in rows if row.get("id") not in moved.get(table, [])]
        missing = [row for row in kept if row not in after[table]]
        assert missing == [], table
        assert len(after[table]) >= len(rows)


def assert_today_knows_all(site: RunningServer, people: list[Person], sold):
    for person in people:
        assert site.post("/api/login", json={"id": person.id, "password": person.password}).status_code == 200
        assert person.get("/api/me").status_code == 200
    assert [entry["item"]["id"] for entry in people[1].get("/api/history").json["entries"]] == [sold["id"]]
    assert len(site.get("/api/items", query_string={"keyword": "오래된", "status": "all"}).json["items"]) == 4
    photo = site.get(f"/api/items/{sold['id']}").json["images"][0]
    assert site.get(photo["url"]).status_code == 200


def test_a_step_that_must_wait_for_a_table_holds_nobody_up_for_long(fresh_database, tmp_path):
    """A backup under way holds every table that it has read until its end."""
    with fresh_database("held") as url, looking(url) as holder:
        migrate.apply(url, up_to(FIRST_RELEASE, tmp_path))
        enlarge(holder, 100)
        holder.run("START TRANSACTION WITH CONSISTENT SNAPSHOT")
        assert len(holder.all("SELECT id FROM item UNION SELECT item_id FROM image UNION SELECT 1 FROM `user`")) == 100
        with writing(url) as waits, in_background(lambda: migrate.apply(url)) as applied:
            time.sleep(6)
            assert not applied
            wait_for(lambda: len(waits) > 2)
            holder.run("COMMIT")
    assert applied == [LATER]
    # a bid waits 5 s for its answer; the step waited for 2 s at a time
    assert max(waits) < at_most(4.5)


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_how_long_each_step_holds_up_a_large_table(fresh_database, tmp_path):
    """UPGRADE_ROWS items (and as many bids and users): how long each step takes, and the longest that a write waits."""
    most = int(os.environ.get("UPGRADE_ROWS", "100000"))
    with fresh_database("large") as url, looking(url) as db:
        migrate.apply(url, up_to(FIRST_RELEASE, tmp_path))
        enlarge(db, most)
        print()
        for schema in steps(tmp_path):
            with writing(url) as waits:
                began = time.monotonic()
                migrate.apply(url, schema)
                took = time.monotonic() - began
            print(f"  {schema.name}: {took:.1f} s; the longest write took {max(waits):.2f} s, {len(waits)} were made")
        assert db.one("SELECT COUNT(*) AS n FROM item")["n"] == most
        # each place is two bytes; every name has this letter
        listed = db.one("SELECT SUM(LENGTH(items)) AS bytes FROM gram WHERE gram = %(gram)s", gram="폰".encode())
        assert listed["bytes"] == 2 * most


def enlarge(db, most):
    digits = f"({' UNION ALL '.join(f'SELECT {digit} AS d' for digit in range(10))})"
    n = " + ".join(f"{10**place} * digit{place}.d" for place in range(6))
    crossed = " CROSS JOIN ".join(f"{digits} AS digit{place}" for place in range(6))
    numbers = f"(SELECT 1 + {n} AS n FROM {crossed} HAVING n <= {most}) AS numbers"
    for statement in (
        "INSERT INTO `user` (id, password, phone, nickname) SELECT CONCAT('user', n), '!', '', 'x' FROM " + numbers,
        "INSERT INTO item (id, endTime, startTime, name, content, price, user_id, image) "
        "SELECT n, UTC_TIMESTAMP(6) + INTERVAL n SECOND, UTC_TIMESTAMP(6), CONCAT('중고 아이폰 ', n), '', 1000, "
        "CONCAT('user', n), '' FROM " + numbers,
        "INSERT INTO image SELECT id, 0, CONCAT(id, '.webp'), CONCAT(id, '-s.webp'), 8, 6 FROM item",
    ):
        db.run(statement)


@contextlib.contextmanager
def writing(url):
    """One small write after another on the tables that migrations change, beside the block: seconds that each took."""
    waits, over = [], threading.Event()

    def write():
        with looking(url) as db:
            while not over.is_set():
                began = time.monotonic()
                db.run("UPDATE item SET bidCount = bidCount + 1 WHERE id = 1")
                db.run("UPDATE `user` SET retractions = retractions + 1 WHERE id = 'user1'")
                db.run("UPDATE image SET width = width + 1 WHERE item_id = 1")
                waits.append(time.monotonic() - began)

    with in_background(write):
        try:
            yield waits
        finally:
            over.set()
