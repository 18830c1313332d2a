"""Closes ended auctions, as cron does every minute."""

import historyUpdate

SUMMARY = "끝난 경매 마감 · close the auctions that have ended (cron runs it every minute)"


def main(argv: list[str]) -> int:
    """Run historyUpdate.py once."""
    return int(historyUpdate.main() or 0)
