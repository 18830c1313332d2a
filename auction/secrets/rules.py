"""Keys that all hosts of a site share; migrations make them, and none of them is the one that signs tokens."""

import database
from auction.appstate import PerApp
from auction.secrets import store

_known: PerApp[dict[str, bytes]] = PerApp(dict)


def learn(db: database.Db, name: str) -> None:
    """Read a secret on this connection, where nothing else can connect to the database."""
    _known.get().setdefault(name, store.find(db, name))


def shared(name: str) -> bytes:
    """Return the 32 bytes of a secret; they are read once by each application."""
    known = _known.get()
    if name not in known:
        with database.reading() as db:
            known[name] = store.find(db, name)
    return known[name]
