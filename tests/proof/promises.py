"""What SSGBay promises, and what shows it. One line here is one row of ./ssgbay prove and of docs/proof.md."""

from collections.abc import Callable
from typing import NamedTuple

from tests.proof import ambiguity, races, rule, speed
from tests.proof.faults import clients, clock, closers, commits, disk, kills, stalls
from tests.proof.house import Finding, House
from tests.scale import many

PROMISES = {
    1: "값은 공개된 철회·취소 없이는 내려가지 않습니다 · the price never falls, but by what the public log shows",
    2: "끝난 경매의 이력은 한 줄, 선두의 것 · an ended auction with a valid bid has one history row, its leader's",
    3: "2xx 입찰은 어떤 프로세스가 죽어도 남습니다 · a bid answered 2xx survives the death of any process",
    4: "같은 키는 두 번 입찰하지 않습니다 · the same Idempotency-Key never bids twice",
    5: "데이터베이스 시계로 끝난 뒤에는 입찰이 없습니다 · no bid at or after the end by the database's clock",
    6: "반쪽 효과는 없습니다 · no partial effect, ever",
    7: "이력은 지워지지 않습니다 · history is permanent (tests/users/test_leaving.py)",
    8: "신원은 토큰만으로 · identity comes from the token alone (tests/security/test_access.py)",
    9: "모르는 결과는 모른다고 · an unknown outcome is reported as unknown, never as failed",
    10: "장애가 끝나면 5초 안에 다음 입찰 · after a fault ends, the next bid on any item works within 5 s",
    11: "확정되지 않았거나 더 낮은 값은 알리지 않습니다 · live events show no uncommitted or older price (tests/live)",
}


class Proof(NamedTuple):
    """Promises by their numbers, what is done to break them, and how: shortly, and in full."""

    promises: str
    what: str
    quick: Callable[[House], Finding]
    full: Callable[[House], Finding]


GOES_ON, TOO_LATE, DIES = closers.FATES

PROOFS = (
    Proof(
        "1",
        "순수 규칙 = 느린 모형 · the pure rule against a slow model that sorts every offer",
        lambda house: rule.against_the_slow_model(house, auctions=2_000),
        lambda house: rule.against_the_slow_model(house, auctions=50_000),
    ),
    Proof(
        "1, 3, 4, 6",
        "입찰 경쟁 · 64 clients on one hot item and 50 others; their journal against the log",
        lambda house: races.bidding(house, bids=2_000, seconds=20),
        lambda house: races.bidding(house, bids=100_000, seconds=600),
    ),
    Proof(
        "2, 6",
        "마감 죽이기 · overlapping closers killed at random",
        lambda house: races.closing(house, sales=2_000, kills=8),
        lambda house: races.closing(house, sales=40_000, kills=100),
    ),
    Proof(
        "2, 6, 10",
        "마감 멈추기 · eight closers at once, one stopped between its work and its COMMIT",
        lambda house: closers.one_stopped(house, 2_000, [GOES_ON, DIES]),
        lambda house: closers.one_stopped(house, 4_000, [GOES_ON, DIES, TOO_LATE] * 4),
    ),
    Proof(
        "5",
        "끝나는 순간 · bids within 50 ms of the end behind a held lock",
        lambda house: races.at_the_end(house, how_many=40),
        lambda house: races.at_the_end(house, how_many=600),
    ),
    Proof(
        "2, 5",
        "틀린 시계 · the application's clock an hour fast, then an hour slow",
        lambda house: clock.skewed(house, ends=20),
        lambda house: clock.skewed(house, ends=200),
    ),
    Proof(
        "4, 9, 10",
        "사라진 COMMIT · COMMIT cut before, half-way and after, with and without a key",
        lambda house: ambiguity.lost_commits(house, rounds=4),
        lambda house: ambiguity.lost_commits(house, rounds=167),
    ),
    Proof(
        "4, 9",
        "늦은 COMMIT · COMMIT lands, or is answered, after the read time-out",
        lambda house: commits.late_commits(house, at_a_time=6, kinds=["arriving late"]),
        lambda house: commits.late_commits(house, at_a_time=12),
    ),
    Proof(
        "2, 3, 4, 6, 10",
        "작업자 죽이기 · kill -9 a gunicorn worker under load",
        lambda house: kills.kills(house, "worker", times=2),
        lambda house: kills.kills(house, "worker", times=150),
    ),
    Proof(
        "2, 3, 4, 6, 10",
        "주 프로세스 죽이기 · kill -9 the gunicorn master under load, started again as by systemd",
        lambda house: kills.kills(house, "master", times=2),
        lambda house: kills.kills(house, "master", times=50),
    ),
    Proof(
        "2, 3, 4, 6, 10",
        "데이터베이스 죽이기 · kill -9 the database server under load, started again",
        lambda house: kills.kills(house, "database", times=2),
        lambda house: kills.kills(house, "database", times=100),
    ),
    Proof(
        "3, 4, 9, 10",
        "멈춘 데이터베이스 · SIGSTOP the database server under load",
        lambda house: stalls.stopped_databases(house, [5]),
        lambda house: stalls.stopped_databases(house, [5, 30]),
    ),
    Proof(
        "4, 10",
        "남의 잠금 · the hot item's row held by somebody else",
        lambda house: stalls.held_lock(house, seconds=4),
        lambda house: stalls.held_lock(house, seconds=20),
    ),
    Proof(
        "3, 4, 9, 10",
        "연결 하나 · the database has one connection left for the site",
        lambda house: stalls.few_connections(house, seconds=3),
        lambda house: stalls.few_connections(house, seconds=20),
    ),
    Proof(
        "6, 10",
        "말을 멈춘 손님 · half-open clients, each silent after another part of a bid",
        lambda house: clients.silent(house, 60, wait_for_the_end=False),
        lambda house: clients.silent(house, 400, wait_for_the_end=True),
    ),
    Proof(
        "4, 6",
        "사라진 손님 · clients gone between their bid and its answer",
        lambda house: clients.vanishing(house, 200),
        lambda house: clients.vanishing(house, 4_000),
    ),
    Proof(
        "3, 4, 6, 10",
        "데이터베이스의 꽉 찬 디스크 · the database's disk is full under load (64 MB tmpfs)",
        lambda house: disk.full_database(house, seconds=3),
        lambda house: disk.full_database(house, seconds=20),
    ),
    Proof(
        "6, 10",
        "사진의 꽉 찬 디스크 · the disk of the photos is full (64 MB tmpfs)",
        lambda house: disk.full_photos(house, listings=3),
        lambda house: disk.full_photos(house, listings=40),
    ),
    Proof(
        "1, 2",
        "감사 · audit a long log, and one with a single wrong price",
        lambda house: speed.audit(house, entries=10_000),
        lambda house: speed.audit(house, entries=100_000),
    ),
    Proof(
        "3, 4, 6",
        "여러 호스트 · three hosts behind HAProxy on one database; one killed, one terminated, under load",
        lambda house: many.hosts(house, bids=30_000, seconds=12),
        lambda house: many.hosts(house, bids=100_000, seconds=60),
    ),
)
