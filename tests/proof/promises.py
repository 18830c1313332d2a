"""What SSGBay promises, and what shows it. One line here is one row of ./ssgbay prove and of docs/proof.md."""

from collections.abc import Callable
from typing import NamedTuple

from tests.proof import ambiguity, attacks, choices, doors, races, rule, sign_ins, speed
from tests.proof.faults import clients, clock, closers, commits, deliveries, derivers, disk, kills, orders, stalls
from tests.proof.harness import Finding, Harness
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
    12: "아무도 남의 한도를 거저 읽거나, 입찰을 막거나, 더 낼 사람이 있는데 싸게 사지 못합니다 · nobody reads a "
    "rival's maximum for nothing, keeps bidders out, or wins below the runner-up's will",
    13: "비밀번호 변경, 모두 로그아웃, 탈퇴 뒤에는 그 전의 로그인이 없습니다 · after a changed password, a sign-out "
    "everywhere or a leaving no sign-in of before works, however requests race",
    14: "밖에서 온 요청은 몇 개든 서버의 메모리도 귀도 빼앗지 못합니다 · no request from outside, in any number, "
    "takes a server's memory over its bound or keeps others from being served for longer than 5 s",
    15: "알림은 빠짐없이 보내고 한 번만 보입니다 · every notification is derived once, is delivered at least once and "
    "is shown once, whatever is killed or refuses",
    16: "주문은 한 번만 결제되고, 주문의 것이 아닌 돈은 돌아가며, 장부는 결제사의 목록과 같습니다 · an order is paid "
    "at most once, money that is not an order's goes back, and the books are the provider's, whatever is killed",
}


class Proof(NamedTuple):
    """Promises by their numbers, what is done to break them, and how: shortly, and in full."""

    promises: str
    what: str
    quick: Callable[[Harness], Finding]
    full: Callable[[Harness], Finding]


GOES_ON, TOO_LATE, DIES = closers.FATES

PROOFS = (
    Proof(
        "1",
        "순수 규칙 = 느린 모형 · the pure rule against a slow model that sorts every offer",
        lambda harness: rule.against_the_slow_model(harness, auctions=2_000),
        lambda harness: rule.against_the_slow_model(harness, auctions=50_000),
    ),
    Proof(
        "1, 3, 4, 6",
        "입찰 경쟁 · 64 clients on one hot item and 50 others; their journal against the log",
        lambda harness: races.bidding(harness, bids=2_000, seconds=20),
        lambda harness: races.bidding(harness, bids=100_000, seconds=600),
    ),
    Proof(
        "2, 6",
        "마감 죽이기 · overlapping closers killed at random",
        lambda harness: races.closing(harness, sales=2_000, kills=8),
        lambda harness: races.closing(harness, sales=40_000, kills=100),
    ),
    Proof(
        "2, 6, 10",
        "마감 멈추기 · eight closers at once, one stopped between its work and its COMMIT",
        lambda harness: closers.one_stopped(harness, 2_000, [GOES_ON, DIES]),
        lambda harness: closers.one_stopped(harness, 4_000, [GOES_ON, DIES, TOO_LATE] * 4),
    ),
    Proof(
        "5",
        "끝나는 순간 · bids within 50 ms of the end behind a held lock",
        lambda harness: races.at_the_end(harness, how_many=40),
        lambda harness: races.at_the_end(harness, how_many=600),
    ),
    Proof(
        "2, 5",
        "틀린 시계 · the application's clock an hour fast, then an hour slow",
        lambda harness: clock.skewed(harness, ends=20),
        lambda harness: clock.skewed(harness, ends=200),
    ),
    Proof(
        "4, 9, 10",
        "사라진 COMMIT · COMMIT cut before, half-way and after, with and without a key",
        lambda harness: ambiguity.lost_commits(harness, rounds=4),
        lambda harness: ambiguity.lost_commits(harness, rounds=167),
    ),
    Proof(
        "4, 9",
        "늦은 COMMIT · COMMIT lands, or is answered, after the read time-out",
        lambda harness: commits.late_commits(harness, at_a_time=6, kinds=["arriving late"]),
        lambda harness: commits.late_commits(harness, at_a_time=12),
    ),
    Proof(
        "2, 3, 4, 6, 10",
        "작업자 죽이기 · kill -9 a gunicorn worker under load",
        lambda harness: kills.kills(harness, "worker", times=2),
        lambda harness: kills.kills(harness, "worker", times=150),
    ),
    Proof(
        "2, 3, 4, 6, 10",
        "주 프로세스 죽이기 · kill -9 the gunicorn master under load, started again as by systemd",
        lambda harness: kills.kills(harness, "master", times=2),
        lambda harness: kills.kills(harness, "master", times=50),
    ),
    Proof(
        "2, 3, 4, 6, 10",
        "데이터베이스 죽이기 · kill -9 the database server under load, started again",
        lambda harness: kills.kills(harness, "database", times=2),
        lambda harness: kills.kills(harness, "database", times=100),
    ),
    Proof(
        "3, 4, 9, 10",
        "멈춘 데이터베이스 · SIGSTOP the database server under load",
        lambda harness: stalls.stopped_databases(harness, [5]),
        lambda harness: stalls.stopped_databases(harness, [5, 30]),
    ),
    Proof(
        "4, 10",
        "남의 잠금 · the hot item's row held by somebody else",
        lambda harness: stalls.held_lock(harness, seconds=4),
        lambda harness: stalls.held_lock(harness, seconds=20),
    ),
    Proof(
        "3, 4, 9, 10",
        "연결 하나 · the database has one connection left for the site",
        lambda harness: stalls.few_connections(harness, seconds=3),
        lambda harness: stalls.few_connections(harness, seconds=20),
    ),
    Proof(
        "6, 10",
        "말을 멈춘 손님 · half-open clients, each silent after another part of a bid",
        lambda harness: clients.silent(harness, 60, wait_for_the_end=False),
        lambda harness: clients.silent(harness, 400, wait_for_the_end=True),
    ),
    Proof(
        "4, 6",
        "사라진 손님 · clients gone between their bid and its answer",
        lambda harness: clients.vanishing(harness, 200),
        lambda harness: clients.vanishing(harness, 4_000),
    ),
    Proof(
        "3, 4, 6, 10",
        "데이터베이스의 꽉 찬 디스크 · the database's disk is full under load (64 MB tmpfs)",
        lambda harness: disk.full_database(harness, seconds=3),
        lambda harness: disk.full_database(harness, seconds=20),
    ),
    Proof(
        "6, 10",
        "사진의 꽉 찬 디스크 · the disk of the photos is full (64 MB tmpfs)",
        lambda harness: disk.full_photos(harness, listings=3),
        lambda harness: disk.full_photos(harness, listings=40),
    ),
    Proof(
        "1, 2",
        "감사 · audit a long log, and one with a single wrong price",
        lambda harness: speed.audit(harness, entries=10_000),
        lambda harness: speed.audit(harness, entries=100_000),
    ),
    Proof(
        "3, 4, 6",
        "여러 호스트 · three hosts behind HAProxy on one database; one killed, one terminated, under load",
        lambda harness: many.hosts(harness, bids=30_000, seconds=12),
        lambda harness: many.hosts(harness, bids=100_000, seconds=60),
    ),
    Proof(
        "13",
        "옛 비밀번호로 로그인 · sign-ins with the old password while it is changed",
        lambda harness: sign_ins.old_password(harness, rounds=20),
        lambda harness: sign_ins.old_password(harness, rounds=200),
    ),
    Proof(
        "13",
        "되살아난 옛 비밀번호 · sign-ins that renew an outdated hash while the password is changed",
        lambda harness: sign_ins.outdated_hash(harness, rounds=20),
        lambda harness: sign_ins.outdated_hash(harness, rounds=200),
    ),
    Proof(
        "13",
        "떠나는 사람의 로그인 · sign-ins while their user leaves",
        lambda harness: sign_ins.leaving(harness, rounds=20),
        lambda harness: sign_ins.leaving(harness, rounds=200),
    ),
    Proof(
        "13",
        "모두 로그아웃 · refreshes on other devices while all of them are signed out",
        lambda harness: sign_ins.everywhere(harness, rounds=20),
        lambda harness: sign_ins.everywhere(harness, rounds=200),
    ),
    Proof(
        "13",
        "비밀번호를 아는 도둑 · a thief and the owner change the password at once",
        lambda harness: sign_ins.two_owners(harness, rounds=20),
        lambda harness: sign_ins.two_owners(harness, rounds=200),
    ),
    Proof(
        "8",
        "쉬운 비밀번호 · sign-ups with weak passwords",
        lambda harness: choices.weak_passwords(harness, tries=200),
        lambda harness: choices.weak_passwords(harness, tries=2_000),
    ),
    Proof(
        "8",
        "속이는 이름 · sign-ups with invisible letters and words that pass for the operator's",
        lambda harness: choices.deceptive_names(harness, tries=200),
        lambda harness: choices.deceptive_names(harness, tries=2_000),
    ),
    Proof(
        "12",
        "남의 최고가로 가린 입찰 · shielding: a bid of 10¹² from a second account, taken back near the end",
        lambda harness: attacks.played(harness, attacks.shielding, 6),
        lambda harness: attacks.played(harness, attacks.shielding, 60),
    ),
    Proof(
        "12",
        "한도 읽기 · reading maxima: bid over a secret maximum or reserve and take it back, again and again",
        lambda harness: attacks.played(harness, attacks.reading_maxima, 6),
        lambda harness: attacks.played(harness, attacks.reading_maxima, 60),
    ),
    Proof(
        "12",
        "취소로 읽기 · cancelling: cancel, end early or buy, then read the leader's maximum in the log",
        lambda harness: attacks.played(harness, attacks.cancelling, 6),
        lambda harness: attacks.played(harness, attacks.cancelling, 60),
    ),
    Proof(
        "12",
        "다시 올려 읽기 · relisting: cancel, list again, and look everywhere for the leader's maximum",
        lambda harness: attacks.played(harness, attacks.relisting, 4),
        lambda harness: attacks.played(harness, attacks.relisting, 60),
    ),
    Proof(
        "12",
        "번호 세기 · counting numbers: look for a silent raise in the ids of the log",
        lambda harness: attacks.played(harness, attacks.counting_numbers, 6),
        lambda harness: attacks.played(harness, attacks.counting_numbers, 60),
    ),
    Proof(
        "12",
        "떠난 사람의 낙찰 · the departed: leave, and let an accomplice take back the bid above",
        lambda harness: attacks.played(harness, attacks.leading_departed, 3),
        lambda harness: attacks.played(harness, attacks.leading_departed, 30),
    ),
    Proof(
        "12",
        "한패 · a coalition of four accounts by chance against an honest bidder",
        lambda harness: attacks.played(harness, attacks.coalition, 6),
        lambda harness: attacks.played(harness, attacks.coalition, 200),
    ),
    Proof(
        "15",
        "알림 빠짐없이 · kill -9 the worker at one of its statements after the other, while the logs grow",
        lambda harness: derivers.killed(harness, times=6),
        lambda harness: derivers.killed(harness, times=100),
    ),
    Proof(
        "15",
        "알림 죽이기 · kill -9 the worker while mail and push servers refuse, are slow or silent, and cut",
        lambda harness: deliveries.killed(harness, times=6),
        lambda harness: deliveries.killed(harness, times=100),
    ),
    Proof(
        "16",
        "주문 죽이기 · orders through the sandbox with each of its faults; kill -9 worker, server and database",
        lambda harness: orders.carried_apart(harness, orders=40, kills=6),
        lambda harness: orders.carried_apart(harness, orders=10_000, kills=200),
    ),
    *(Proof("14", *attack) for attack in doors.ATTACKS),
)
