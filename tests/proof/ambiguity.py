"""COMMIT's answer is lost again and again, on a server of its own whose way to the database leads through our proxy."""

from collections import Counter

from tests.cast import Person, an_item
from tests.processes import gunicorn
from tests.proof.house import Finding, House, audit_faults
from tests.proof.proxy import Fault, Proxy, cut_after, cut_before, cut_midway, refuse

KINDS: dict[str, Fault] = {
    "cut before": cut_before,
    "cut half-way": cut_midway,
    "cut after": cut_after,
    "1213 at COMMIT": refuse(1213, "40001", "Deadlock found when trying to get lock"),
}


def lost_commits(house: House, rounds: int) -> Finding:
    """Every kind of loss, with and without a key, `rounds` times each; then the next bid is timed by its answer."""
    seller, bidder, rival = house.people(["lister", "caller", "next-one"])
    told: Counter[str] = Counter()
    faults: list[str] = []
    changes = house.environ | {"WEB_CONCURRENCY": "1"}
    with Proxy(house.database_url) as proxy, gunicorn(
        house.folder / "proxied.log", **changes | {"DATABASE_URL": proxy.url}
    ) as behind, house.look() as db:  # fmt: skip
        for person in (seller, bidder, rival):
            person.site = behind
        for number in range(rounds):
            for kind, fault in KINDS.items():
                for key in ("", f"key-{house.seed}-{number}-{kind}".replace(" ", "-")):
                    item = an_item(seller)["id"]
                    proxy.fault("^COMMIT", fault)
                    said = _bid(bidder, item, key)
                    logged = len(db.all("SELECT id FROM bid WHERE item_id = %(id)s", id=item))
                    told[f"{said} with{'' if key else 'out'} a key"] += 1
                    faults += _faults(kind, key, said, logged)
                    if rival.bids({"id": item}, max_amount=90_000).status_code != 201:
                        faults.append(f"the next bid after '{kind}' did not work")
    figure = ", ".join(f"{count} × {what}" for what, count in sorted(told.items()))
    return Finding(f"{figure}; every bid in the log once or not at all", faults + audit_faults(house))


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
