"""Makes the key of the numbers and names that the public sees in place of ids, so that no request has to make it."""

import secrets

from yoyo import step


def add_key(connection):
    """A key that an earlier release has made stays."""
    key = secrets.token_bytes(32)
    connection.cursor().execute("INSERT IGNORE INTO secret (name, value) VALUES ('pseudonyms', %s)", (key,))
    connection.commit()


steps = [step(add_key)]
