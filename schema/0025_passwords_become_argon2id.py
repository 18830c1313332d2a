"""Plain passwords of 2023 become Argon2id, a thousand at a time, so that a broken run continues where it stopped.

Nothing here may be imported from the application, which changes while this file does not.
"""

import os
import time
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.low_level import Type
from yoyo import step

FULL_HASH = 60  # the 2023 column held 50 characters; no Argon2id text is that short
CHUNK = 1_000
REPORT_EVERY = 5  # seconds
# number of passwords up to which a cost is chosen, memory (KiB), passes; about 34, 3 and 0.7 ms of one core each, so
# that all take about 10 s of it. The application hashes a cheaper one anew at the first sign-in.
COSTS = ((300, 19_456, 2), (3_000, 4_096, 1), (None, 1_024, 1))

# read by the primary key: id NULL is before the first
PLAIN = (
    "FROM `user` WHERE CHAR_LENGTH(password) < %(full)s AND leftAt IS NULL AND (%(after)s IS NULL OR id > %(after)s)"
)


def hash_plain_passwords(connection):
    cursor = connection.cursor()
    cursor.execute(f"SELECT COUNT(*) {PLAIN}", {"full": FULL_HASH, "after": None})
    total = cursor.fetchone()[0]
    hasher, done, began, after = hasher_for(total), 0, time.monotonic(), None
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        while people := next_people(cursor, after):
            # the hash runs without the interpreter's lock
            hashes = threads.map(hasher.hash, [password for _, _, password in people])
            rows = [(user_id, phone, text) for (user_id, phone, _), text in zip(people, hashes, strict=True)]
            replace(cursor, rows)
            connection.commit()
            after, done = people[-1][0], done + len(people)
            report(done, total, began)


def hasher_for(total):
    memory, passes = next((memory, passes) for most, memory, passes in COSTS if most is None or total <= most)
    return PasswordHasher(time_cost=passes, memory_cost=memory, parallelism=1, type=Type.ID)


def next_people(cursor, after):
    cursor.execute(
        f"SELECT id, phone, password {PLAIN} ORDER BY id LIMIT %(chunk)s",
        {"full": FULL_HASH, "after": after, "chunk": CHUNK},
    )
    return cursor.fetchall()


def replace(cursor, rows):
    """One statement for all: every id is there already."""
    cursor.executemany(
        "INSERT INTO `user` (id, phone, password) VALUES (%s, %s, %s)"
        " ON DUPLICATE KEY UPDATE password = VALUES(password)",
        rows,
    )


def report(done, total, began):
    seconds = time.monotonic() - began
    if seconds > REPORT_EVERY and done < total:
        left = seconds / done * (total - done)
        print(f"    비밀번호 {done:,} / {total:,} · passwords, about {left:.0f} s left", flush=True)


steps = [step(hash_plain_passwords)]
