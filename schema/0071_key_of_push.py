"""Makes the key that signs push messages (VAPID). A subscription is bound to it, so it never changes."""

import secrets

from yoyo import step


def add_key(connection):
    """A key that is there stays."""
    key = secrets.token_bytes(32)
    connection.cursor().execute("INSERT IGNORE INTO secret (name, value) VALUES ('push', %s)", (key,))
    connection.commit()


steps = [step(add_key)]
