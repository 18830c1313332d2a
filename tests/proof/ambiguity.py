"""COMMIT's answer is lost again and again, on a server of its own whose way to the database leads through our proxy."""

from collections import Counter

import database
from tests.cast import Person
from tests.processes import gunicorn
from tests.proof.harness import Finding, Harness, auctions, audit_faults
from tests.proof.proxy import Fault, Proxy, cut_after, cut_before, cut_midway, refuse

KINDS: dict[str, Fault] = {
    "cut before": cut_before,
    "cut half-way": cut_midway,
    "cut after": cut_after,
    "1213 at COMMIT": refuse(1213, "40001", "Deadlock found when trying to get lock"),
}


def lost_commits(harness: Harness, rounds: int) -> Finding:
    """Every kind of loss, with and without a key, `rounds` times each; the next bid must work after every one."""
    seller, bidder, rival = harness.people(["lister", "caller", "next-one"])
    outcomes: Counter[str] = Counter()
    faults: list[str] = []
    changes = harness.environ | {"WEB_CONCURRENCY": "1"}
    with Proxy(harness.database_url) as proxy, gunicorn(
        harness.folder / "proxied.log", **changes | {"DATABASE_URL": proxy.url}
    ) as behind, harness.look() as db:  # fmt: skip
        for person in (bidder, rival):
            person.site = behind
        items = iter(_items(db, seller.id, rounds * len(KINDS) * 2))
        for number in range(rounds):
            harness.progress(f"{number} of {rounds} rounds")
            for kind, fault in KINDS.items():
                for key in ("", f"key-{harness.seed}-{number}-{kind}".replace(" ", "-")):
                    item = next(items)
                    proxy.fault("^COMMIT", fault)
                    said = _bid(bidder, item, key)
                    logged = len(db.all("SELECT id FROM bid WHERE item_id = %(id)s", id=item))
                    outcomes[f"{said} with{'' if key else 'out'} a key"] += 1
                    faults += _faults(kind, key, said, logged)
                    if rival.bids({"id": item}, max_amount=90_000).status_code != 201:
                        faults.append(f"the next bid after '{kind}' did not work")
    figure = ", ".join(f"{count} × {what}" for what, count in sorted(outcomes.items()))
    cuts, refusals = rounds * (len(KINDS) - 1) * 2, rounds * 2
    return Finding(
        f"{cuts:,} COMMITs cut, {refusals:,} refused with 1213: {figure}; {len(faults)} not in the log as answered",
        faults + audit_faults(harness),
    )


def _items(db: database.Db, seller: str, how_many: int) -> list[int]:
    """Auctions that start at 10,000 won and live for a day."""
    return auctions(db, seller, how_many, end="UTC_TIMESTAMP(6) + INTERVAL 1 DAY", price="10000")


def _bid(bidder: Person, item: int, key: str) -> str:
    """What the answers were: of a retry too, when there is a key."""
    answers = [bidder.bids({"id": item}, amount=20_000, key=key)]
    if key:
        answers.append(bidder.bids({"id": item}, amount=20_000, key=key))
    if answers[0].json != answers[-1].json:
        return f"two answers ({answers[0].text} and {answers[1].text})"
    return "accepted" if answers[0].status_code == 201 else str(answers[0].json["code"])


def _faults(kind: str, key: str, said: str, logged: int) -> list[str]:
    """With a key it is done, once. Without, it is unknown and either; where the server said no, it is run again."""
    if said == "accepted":
        return [] if logged == 1 else [f"{kind}: accepted, and {logged} in the log"]
    if said == "outcome_unknown" and not key and kind != "1213 at COMMIT" and logged == (kind == "cut after"):
        return []
    return [f"{kind}, key {key!r}: {said}, and {logged} in the log"]
