"""Makes the key that encrypts the secrets of contacts, so that no request has to make it."""

import secrets

from yoyo import step


def add_key(connection):
    """A key that is there stays."""
    key = secrets.token_bytes(32)
    connection.cursor().execute("INSERT IGNORE INTO secret (name, value) VALUES ('contacts', %s)", (key,))
    connection.commit()


steps = [step(add_key)]
