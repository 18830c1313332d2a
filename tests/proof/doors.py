"""Attacks from outside on a site with its limits on: guesses, floods, silent connections, crafted heads."""

import contextlib
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from PIL import Image

from tests.cast import Person, RunningServer, a_photo, an_item_form, sign_up
from tests.processes import gunicorn
from tests.proof.harness import Finding, Harness
from tests.scenes import at_once
from tests.security import doors, uploads
from tests.security.conftest import PRODUCTION

Play = Callable[[Harness], Finding]
# address of a client behind one proxy of ours
PROXIED = {"TRUSTED_PROXIES": "1"}
MOST_WORKER_MB, MOST_WAIT_S = 250, 1.0
NETWORKS = "2001:db8:0:1::{:x}", "2001:db8:0:2:{:x}::1", "2001:db8:0:3::1:{:x}"


@contextlib.contextmanager
def _site(harness: Harness, **changes: str) -> Iterator[RunningServer]:
    environ = {**harness.environ, "DATABASE_URL": harness.database_url, "RATE_LIMITS": "on", **changes}
    with gunicorn(harness.folder / "doors.log", **environ) as site:
        yield site


def _finding(played: int, what: str, succeeded: list[str], more: str = "") -> Finding:
    return Finding(f"played {played:,} times: {what}; {len(succeeded)} succeeded{more}", succeeded)


def guesses(harness: Harness, addresses: int) -> Finding:
    """Strangers guess a password from many addresses at once; then the owner signs in at home and elsewhere."""
    with _site(harness, **PROXIED) as site:
        owner = sign_up(site, "guessed")
        strangers = at_once(lambda n: [_login(owner, f"203.0.113.{n}", "a guess") for _ in range(20)], addresses)
        statuses = [status for row in strangers for status in row]
        looked_at, most = statuses.count(401), 10 + addresses
        faults = [f"{looked_at} guesses were looked at, more than {most}"] if looked_at > most else []
        at = {"at home": "127.0.0.1", "on a train": "198.51.100.7"}
        locked_out = [where for where in at if _login(owner, at[where], owner.password) != 200]
    faults += [f"the owner was locked out {where}" for where in locked_out]
    return _finding(len(statuses), f"guesses from {addresses} addresses, {looked_at} looked at", faults)


def _login(owner: Person, address: str, password: str) -> int:
    form, headers = {"id": owner.id, "password": password}, {"X-Forwarded-For": address}
    return int(owner.site.open("/api/login", method="POST", json=form, headers=headers).status_code)


def ipv6(harness: Harness, addresses: int) -> Finding:
    """One IPv6 customer signs up and guesses from a new address each time."""
    with _site(harness, **PROXIED) as site:
        signed_up, looked_at = 0, 0
        for number in range(addresses):
            headers = {"X-Forwarded-For": NETWORKS[number % 3].format(number)}
            form = {"id": f"six-{number}", "password": "a long enough one", "phone": "010-1234-5678", "nickname": "x"}
            signed_up += site.post("/api/users", json=form, headers=headers).status_code == 201
            guess = {"id": f"nobody-{number}", "password": "a guess"}
            looked_at += site.post("/api/login", json=guess, headers=headers).status_code == 401
    faults = [f"{signed_up} sign-ups, more than 90"] if signed_up > 90 else []
    faults += [f"{looked_at} guesses, more than 300"] if looked_at > 300 else []
    return _finding(2 * addresses, f"{signed_up} sign-ups and {looked_at} guesses from three IPv6 /64", faults)


def floods(harness: Harness, rounds: int) -> Finding:
    """Twelve uploads of 80 MB at once, again and again."""
    statuses: list[int] = []
    slowest = memory = 0.0
    with _site(harness) as site:
        people = [sign_up(site, f"floods-{number}") for number in range(12)]
        for _ in range(rounds):
            flood = uploads.at_once_from(site, people)
            statuses += flood.statuses
            slowest, memory = max(slowest, flood.slowest_s), max(memory, flood.largest_worker_mb)
    faults = [f"a worker took {memory:.0f} MB"] if memory >= MOST_WORKER_MB else []
    faults += [f"another request took {slowest:.1f} s"] if slowest > 5 else []
    faults += [f"an upload was answered {status}" for status in set(statuses) - {201, 503}]
    seen = f"uploads of 80 MB, {statuses.count(201)} listed, {statuses.count(503)} sent away"
    return _finding(len(statuses), seen, faults, f"; a worker {memory:.0f} MB, the slowest GET {slowest * 1000:.0f} ms")


def photos_of_phones(harness: Harness, rounds: int) -> Finding:
    """Photos as many phones write them: MPO, a JPEG that another follows. Each is to be listed, as one picture."""
    with _site(harness, RATE_LIMITS="off") as site:
        seller, second = sign_up(site, "phones"), Image.new("RGB", (160, 120))
        photos = [a_photo(640, 480, "MPO", n, save_all=True, append_images=[second]) for n in range(rounds)]
        forms = [an_item_form(images=[photo]) for photo in photos]
        answers = [seller.post("/api/items", data=form, content_type="multipart/form-data") for form in forms]
    faults = [answer.text for answer in answers if answer.status_code != 201 or _sizes(answer.json) != [(640, 480)]]
    return Finding(f"{rounds} photos in MPO, {rounds - len(faults)} listed", faults)


def _sizes(item: dict[str, Any]) -> list[tuple[int, int]]:
    return [(image["width"], image["height"]) for image in item["images"]]


def silent_connections(harness: Harness, how_many: int, **changes: str) -> Finding:
    """Connections that say nothing: half of them from one address, half from a hundred."""
    waits = []
    with _site(harness, **changes) as site:
        for sources in (["127.0.3.1"], [f"127.0.4.{number + 1}" for number in range(100)]):
            with doors.silent(site, how_many // 2, sources):
                waits.append(doors.longest_wait(site, seconds=5))
    faults = [f"another request waited {wait:.1f} s" for wait in waits if wait > MOST_WAIT_S]
    return _finding(how_many, "silent connections", faults, f"; others waited {max(waits) * 1000:.0f} ms at most")


def heads(harness: Harness, rounds: int) -> Finding:
    """Other spellings of /metrics, headers that rename a path, malformed chunks, other hosts."""
    known = {"METRICS_NETWORKS": "192.0.2.0/24", "TRUSTED_HOSTS": "x"}
    requests = [(f"{path} from outside", doors.get(path, "Host: x"), 404) for path in doors.SPELLINGS]
    requests += [("SCRIPT_NAME", doors.get("/x/metrics", "Host: x", "SCRIPT_NAME: /x"), 404)]
    requests += [(f"chunk {chunk!r}", doors.chunked(chunk), 400) for chunk in doors.CHUNKS]
    requests += [(f"host {host!r}", doors.get("/api/items", *host), 400) for host in ((), ("Host: evil.example",))]
    with _site(harness, **known) as site:
        seen = [(what, doors.status_of(site, request), wanted) for what, request, wanted in requests * rounds]
    faults = [f"{what}: {status}" for what, status, wanted in seen if status != wanted]
    return _finding(len(seen), "spellings of /metrics, SCRIPT_NAME, malformed chunks, other hosts", faults)


def cookies(harness: Harness, rounds: int) -> Finding:
    """Sign-ins behind CloudFront and a load balancer, which report one scheme between them."""
    headers = {"X-Refresh": "cookie", "X-Forwarded-For": "203.0.113.7, 64.252.64.1", "X-Forwarded-Proto": "http"}
    production: dict[str, Any] = {**PRODUCTION, "TRUSTED_PROXIES": "2"}
    with _site(harness, **production) as site:
        owner = sign_up(site, "cookies")
        form = {"id": owner.id, "password": owner.password}
        answers = [site.post("/api/login", json=form, headers=headers) for _ in range(rounds)]
    faults = [
        f"sign-in {number}: {answer.headers.get('Set-Cookie', 'no cookie').partition('=')[0]}"
        for number, answer in enumerate(answers)
        if not _is_safe(answer.headers.get("Set-Cookie", "")) or "Strict-Transport-Security" not in answer.headers
    ]
    return _finding(rounds, "sign-ins behind two proxies that report http", faults)


def _is_safe(cookie: str) -> bool:
    return cookie.startswith("__Host-refresh=") and {"Secure", "HttpOnly", "Path=/"} <= set(cookie.split("; "))


# what is tried, shortly and in full
ATTACKS: tuple[tuple[str, Play, Play], ...] = (
    (
        "남의 추측 · strangers guess a password from many addresses, then its owner signs in",
        partial(guesses, addresses=20),
        partial(guesses, addresses=200),
    ),
    (
        "IPv6 한 집 · one IPv6 customer signs up and guesses from ever new addresses",
        partial(ipv6, addresses=400),
        partial(ipv6, addresses=4_000),
    ),
    (
        "사진 홍수 · twelve uploads of 80 MB at once",
        partial(floods, rounds=1),
        partial(floods, rounds=20),
    ),
    (
        "휴대폰 사진 · photos in MPO, as many phones write them, are listed",
        partial(photos_of_phones, rounds=2),
        partial(photos_of_phones, rounds=30),
    ),
    (
        "말 없는 연결 · silent connections from one address, then from a hundred",
        partial(silent_connections, how_many=800, GUNICORN_CMD_ARGS="--worker-connections=120"),
        partial(silent_connections, how_many=18_000),
    ),
    (
        "다른 철자와 머리글 · other spellings of /metrics, SCRIPT_NAME, malformed chunks, other hosts",
        partial(heads, rounds=5),
        partial(heads, rounds=100),
    ),
    (
        "프록시 둘 뒤의 쿠키 · the refresh cookie behind two proxies that report one scheme",
        partial(cookies, rounds=5),
        partial(cookies, rounds=50),
    ),
)
