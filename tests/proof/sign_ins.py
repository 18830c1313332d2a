"""Races for a sign-in: guesses, refreshes and second owners beside a changed password, a sign-out and a leaving."""

import random
import time
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from argon2 import PasswordHasher

from tests.cast import Person
from tests.proof.harness import Finding, Harness
from tests.scenes import at_once

RIVALS = 3
# within one of these times of the start of a round everybody sends; a hash takes 30 ms at full cost, 0.03 ms in tests
SPREADS_S = (0.005, 0.02, 0.08)


def old_password(harness: Harness, rounds: int) -> Finding:
    """Sign-ins with the old password while it is being changed: none may live on."""
    (owner,) = harness.people(["changes"])
    begun, faults = 0, []
    for number in range(rounds):
        old, owner.password = owner.password, f"a new long one, number {number}"
        answers = _race(partial(_change, owner, old), [partial(_log_in, owner, old)] * RIVALS)
        begun += sum(answer.status_code == 200 for answer in answers[1:])
        faults += _unless(answers[0], 200, number) + [
            f"round {number}: signed in with the old password" for _ in _survivors(harness, answers[1:])
        ]
    return _finding("sign-ins with the old password while it was changed", rounds * RIVALS, begun, faults)


def outdated_hash(harness: Harness, rounds: int) -> Finding:
    """Sign-ins that renew an outdated hash while the password is being changed: the new password stays."""
    (owner,) = harness.people(["renews"])
    weak, begun, faults = PasswordHasher(time_cost=1, memory_cost=16, parallelism=1), 0, []
    for number in range(rounds):
        old, owner.password = owner.password, f"a new long one, number {number}"
        with harness.look() as db:
            db.run("UPDATE `user` SET password = %(hash)s WHERE id = %(id)s", hash=weak.hash(old), id=owner.id)
        answers = _race(partial(_change, owner, old), [partial(_log_in, owner, old)] * RIVALS)
        begun += sum(answer.status_code == 200 for answer in answers[1:])
        faults += _unless(answers[0], 200, number)
        if _log_in(owner, owner.password).status_code != 200 or _log_in(owner, old).status_code != 401:
            faults.append(f"round {number}: the old password is back")
            break
    return _finding("sign-ins that renew the old password's hash while it was changed", rounds * RIVALS, begun, faults)


def leaving(harness: Harness, rounds: int) -> Finding:
    """Sign-ins while their user leaves: none may live on."""
    begun, faults = 0, []
    for number, owner in enumerate(harness.people([f"leaves-{number}" for number in range(rounds)])):
        answers = _race(owner.leave, [partial(_log_in, owner, owner.password)] * RIVALS)
        begun += sum(answer.status_code == 200 for answer in answers[1:])
        faults += _unless(answers[0], 204, number)
        faults += [f"round {number}: signed in after leaving" for _ in _survivors(harness, answers[1:])]
    return _finding("sign-ins while their user left", rounds * RIVALS, begun, faults)


def everywhere(harness: Harness, rounds: int) -> Finding:
    """Refreshes on other devices while all of them are signed out: none may live on."""
    (owner,) = harness.people(["everywhere"])
    begun, faults = 0, []
    for number in range(rounds):
        tokens = [_log_in(owner, owner.password).json["refreshToken"] for _ in range(RIVALS)]
        refreshes = [partial(_refresh, owner, token) for token in tokens]
        answers = _race(partial(owner.delete, "/api/me/sign-ins"), refreshes)
        begun += sum(answer.status_code == 200 for answer in answers[1:])
        faults += _unless(answers[0], 204, number)
        faults += [f"round {number}: still signed in" for _ in _survivors(harness, answers[1:])]
    return _finding("refreshes while all other sign-ins were ended", rounds * RIVALS, begun, faults)


def two_owners(harness: Harness, rounds: int) -> Finding:
    """A thief who knows the password changes it while its owner does: one of them, who alone stays signed in."""
    (owner,) = harness.people(["two-owners"])
    begun, faults = 0, []
    for number in range(rounds):
        thief = _signed_in(owner)
        old, names = owner.password, [f"{who} chose this one, {number}" for who in ("the owner", "the thief")]
        changes = [partial(_change, who, old, new)
                   for who, new in zip((owner, thief), names, strict=True)]  # fmt: skip
        answers = _race(changes[0], changes[1:])
        won = [answer.status_code == 200 for answer in answers]
        begun += won[1]
        signed_in = [person.get("/api/me").status_code == 200 for person in (owner, thief)]
        if sum(won) != 1 or signed_in != won:
            faults.append(f"round {number}: changed {won}, signed in {signed_in}")
            break
        owner.password = names[won.index(True)]
        owner = _signed_in(owner)
    return _finding("changes of a password by two at once, each with a sign-in of their own", rounds, begun, faults)


def _race(act: Callable[[], Any], others: Iterable[Callable[[], Any]]) -> list[Any]:
    """Send all of these within one of SPREADS_S of each other; their answers in this order."""
    spread = random.choice(SPREADS_S)
    planned = [(random.uniform(0, spread), work) for work in [act, *others]]

    def run(number: int) -> Any:
        time.sleep(planned[number][0])
        return planned[number][1]()

    return at_once(run, len(planned))


def _change(person: Person, old: str, new: str = "") -> Any:
    return person.patch("/api/me", json={"password": new or person.password, "currentPassword": old})


def _log_in(person: Person, password: str) -> Any:
    return person.site.open("/api/login", method="POST", json={"id": person.id, "password": password})


def _refresh(person: Person, token: str) -> Any:
    return person.site.open("/api/token", method="POST", headers={"Authorization": f"Bearer {token}"})


def _signed_in(person: Person) -> Person:
    answer = _log_in(person, person.password)
    assert answer.status_code == 200, answer.text
    return Person(person.site, person.id, person.password, answer.json["accessToken"], answer.json["refreshToken"])


def _survivors(harness: Harness, answers: list[Any]) -> list[str]:
    """Tokens of these answers that still work, once the race is over."""
    given = [answer.json for answer in answers if answer.status_code == 200]
    calls = [("GET", "/api/me", tokens["accessToken"]) for tokens in given]
    calls += [("POST", "/api/token", tokens["refreshToken"]) for tokens in given]
    return [
        token
        for method, path, token in calls
        if harness.site.open(path, method=method, headers={"Authorization": f"Bearer {token}"}).status_code != 401
    ]


def _unless(answer: Any, status: int, number: int) -> list[str]:
    return [] if answer.status_code == status else [f"round {number}: {answer.status_code} {answer.text}"]


def _finding(what: str, played: int, begun: int, faults: list[str]) -> Finding:
    return Finding(f"{what}: played {played} times, {begun} answered first, {len(faults)} succeeded", faults)
