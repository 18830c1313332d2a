"""Second factors set up through the API."""

import time
from typing import Any

import pyotp

from database import Db
from tests.cast import Person
from tests.factors.authenticator import Authenticator


def code_of(app: pyotp.TOTP, steps: int = 0) -> str:
    """The code of an authenticator app now, or so many steps later."""
    return app.at(int(time.time()) + 30 * steps)


def set_up_totp(person: Person) -> pyotp.TOTP:
    """Set up an authenticator app; return it."""
    begun = person.post("/api/me/totp", json={"currentPassword": person.password})
    assert begun.status_code == 201, begun.text
    app = pyotp.TOTP(begun.json["secret"])
    confirmed = person.post("/api/me/totp/confirm", json={"code": code_of(app)})
    assert confirmed.status_code == 200, confirmed.text
    return app


def creation_options(person: Person) -> Any:
    """The whole answer with the options of a new passkey."""
    return person.post("/api/me/passkeys/options", json={"currentPassword": person.password})


def add_passkey(person: Person, key: Authenticator | None = None) -> Authenticator:
    """Add a passkey; return it."""
    key = key or Authenticator()
    options = creation_options(person)
    assert options.status_code == 200, options.text
    added = person.post("/api/me/passkeys", json={"label": "내 휴대폰", "credential": key.create(options.json)})
    assert added.status_code == 201, added.text
    return key


def show(person: Person, **factor: Any) -> Any:
    """Show a second factor (`code`, `recoveryCode` or `credential`); returns the whole answer."""
    return person.post("/api/me/second-factor", json=factor)


def show_passkey(person: Person, key: Authenticator, **changes: Any) -> Any:
    """Show a passkey with the options that the site gives now."""
    options = person.post("/api/me/second-factor/options")
    assert options.status_code == 200, options.text
    return show(person, credential=key.show(options.json, **changes))


def forget_proof(db: Db) -> None:
    """Let every second factor that was shown expire."""
    db.run("UPDATE sign_in SET provenAt = provenAt - INTERVAL 15 MINUTE")
    # its first code was used when it was set up
    db.run("UPDATE totp SET lastStep = lastStep - 10")


def events(person: Person) -> list[str]:
    """The kinds of a person's security events, the oldest first."""
    found = person.get("/api/me/security-events").json["events"]
    return [event["kind"] for event in reversed(found)]
