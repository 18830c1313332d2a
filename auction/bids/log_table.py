"""An auction's log as a text table: masked bidder, action, time, price afterwards, and reason."""

from auction.bids.replay import Step, replay_log
from auction.bids.rows import BidRow
from auction.engine.bidding import Standing
from auction.items.rows import AuditedItem
from auction.users.masking import masked

HEAD = ("입찰 bid", "언제 when (UTC)", "누가 who", "무엇을 what", "금액 amount", "가격 price", "선두 leader", "왜 why")


def table(item: AuditedItem, log: list[BidRow]) -> list[tuple[str, ...]]:
    """Rows of text under HEAD, oldest first."""
    before, rows = Standing(item["startPrice"]), []
    for step in replay_log(item, log):
        rows.append(_row(before, step))
        before = step.after.standing
    return rows


def _row(before: Standing, step: Step) -> tuple[str, ...]:
    entry, after = step.entry, step.after.standing
    return (
        str(entry["id"]),
        entry["createdAt"].isoformat(sep=" ", timespec="milliseconds"),
        masked(entry["user_id"]),
        entry["kind"],
        f"{entry['amount']:,}",
        f"{after.price:,}",
        masked(after.leader) if after.leader else "-",
        _why(before, step),
    )


def _why(before: Standing, step: Step) -> str:
    entry, after = step.entry, step.after.standing
    acts = {
        "raise": "선두가 한도를 조용히 올림 · the leader raised their own maximum, unseen",
        "buy": "즉시 구매로 끝남 · bought at once, which ended it",
        "cancel": f"판매자 취소 · cancelled by the seller: {entry['reason'] or ''}",
        "end": "판매자가 선두에게 일찍 팖 · sold early to the leader",
        "strike": f"판매자가 제외 · struck out by the seller: {entry['reason'] or ''}",
        "leave": "탈퇴한 회원의 입찰은 빠짐 · the bids of a user who has left fall",
        "retract": f"입찰 {entry['retracts']} 철회 · took back bid {entry['retracts']}: {entry['reason'] or ''}",
    }
    return acts.get(entry["kind"]) or _why_bid(before, entry["user_id"], entry["offer"], after)


def _why_bid(before: Standing, bidder: str, offer: int, after: Standing) -> str:
    if before.leader is None:
        return "첫 입찰 · the first bid"
    if before.leader == bidder:
        return "최저 낙찰가까지 오름 · the leader's raise met the reserve"
    if after.leader == bidder:
        return f"앞선 한도 {before.maximum:,} 초과 · over the earlier maximum {before.maximum:,}"
    if offer == before.maximum:
        return "같은 금액은 먼저 낸 쪽 · of two equal maxima the earlier leads"
    return "선두의 자동 입찰이 응수 · the leader's automatic bid answered"
