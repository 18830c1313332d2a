"""Plays a site and a model of it side by side by a state machine of hypothesis; its users stay signed in."""

import os
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, ClassVar, NamedTuple

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

import database
from tests.cast import Person, sign_up

# a shorter failure is worth waiting for where nobody waits for a fast answer
PHASES = [Phase.generate, *([Phase.shrink] if os.environ.get("TEST_ALL") else [])]
# how often a long play is repeated until everything has been met
MOST_ROUNDS = 6
Met = Counter[tuple[str, str]]


class Stage(NamedTuple):
    """Where a machine plays: the users, what empties the site but for them, and its database."""

    people: dict[str, Person]
    start: Callable[[], None]
    db: database.Db


class Machine(RuleBasedStateMachine):
    """Rules that send requests and compare the answers with the model's; `play` sets the stage."""

    stage: ClassVar[Stage]
    met: ClassVar[Met]

    def send(self, name: str, method: str, path: str, **request: Any) -> Any:
        """Send a request of a user, whose access token goes along with the headers given."""
        person = self.stage.people[name]
        headers = person.headers | request.get("headers", {})
        return person.site.open(path, method=method, **{**request, "headers": headers})

    def compare(self, answer: Any, expected: str | None, what: str, request: object) -> None:
        """Require the code that the model expects, None for success, and count it."""
        code = answer.json.get("code") if answer.status_code >= 400 else None
        self.met[(what, code or "done")] += 1
        assert code == expected, f"{request}: {answer.status_code} {answer.text}, expected {expected}"


def a_stage(client: Any, cleaner: Callable[[], None], db: database.Db, names: Iterable[str]) -> Stage:
    """Sign these users up; they stay as they are now."""
    people = {name: sign_up(client, name) for name in names}
    return Stage(people, signed_in_again(cleaner, db), db)


def play(machine: type[Machine], stage: Stage, met: Met, examples: int, steps: int) -> None:
    """Play examples of so many steps each on `stage`; what was answered is counted in `met` and printed."""
    machine.stage, machine.met = stage, met
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            phases=PHASES,
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )
    for (what, code), count in sorted(met.items(), key=str):
        print(f"{what} {code}: {count}")


def never_met(
    machine: type[Machine], stage: Stage, expected: Mapping[str, Collection[str]], steps: int
) -> list[tuple[str, str]]:
    """Play in rounds until everything expected has been answered; return what never was. PROOF_EXAMPLES a round."""
    met: Met = Counter()
    missing: list[tuple[str, str]] = []
    for _ in range(MOST_ROUNDS):
        play(machine, stage, met, examples=int(os.environ.get("PROOF_EXAMPLES", "150")), steps=steps)
        missing = [(what, code) for what, codes in expected.items() for code in codes if not met[(what, code)]]
        if not missing:
            break
    return missing


def signed_in_again(cleaner: Callable[[], None], db: database.Db) -> Callable[[], None]:
    """Return what empties the site but for its users, who are as they were at first."""
    kept = {table: db.all(f"SELECT {_written(db, table)} FROM `{table}`") for table in ("user", "sign_in")}

    def start() -> None:
        cleaner()
        for table, rows in kept.items():
            for row in rows:
                values = ", ".join(f"%({name})s" for name in row)
                db.run(f"INSERT INTO `{table}` ({', '.join(row)}) VALUES ({values})", **row)

    return start


def _written(db: database.Db, table: str) -> str:
    """Return the columns that are not made out of others."""
    rows = db.all(
        "SELECT COLUMN_NAME AS name FROM information_schema.COLUMNS "
        "WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = %(table)s AND COALESCE(GENERATION_EXPRESSION, '') = ''",
        table=table,
    )
    return ", ".join(row["name"] for row in rows)
