"""Gives a user a role in running the site, or takes it; the trail that the audit verifies has each change."""

import argparse
from typing import get_args

import database
from auction import config
from auction.operators import roles
from auction.operators.rows import Role
from auction.operators.rules import all_roles
from auction.users.rules import UserNotFound
from commands.console import Stuck, say

SUMMARY = "운영자 역할 · the roles of those who run the site: ./ssgbay role ID chief"
NO_ROLE = "none"


def main(argv: list[str]) -> int:
    """Set the role of one user; without arguments, list the roles."""
    chosen = _arguments(argv)
    with database.single_connection(config.database_url()) as run:
        if chosen.id is not None:
            role: Role | None = None if chosen.role == NO_ROLE else chosen.role
            _change(run, chosen.id, role, chosen.reason)
        for row in run(all_roles):
            say(f"{row['role']:<9}  {row['user_id']}  {row['changedAt']:%Y-%m-%d %H:%M} UTC")
    return 0


def _arguments(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("./ssgbay role", description=SUMMARY)
    parser.add_argument("id", nargs="?", help="회원 아이디 · the id of a user")
    parser.add_argument("role", nargs="?", choices=[*get_args(Role), NO_ROLE])
    parser.add_argument("--reason", default="./ssgbay role", help="기록에 남길 이유 · a reason for the trail")
    chosen = parser.parse_args(argv)
    if (chosen.id is None) != (chosen.role is None) or not 1 <= len(chosen.reason) <= 1000:
        parser.error("ID ROLE; --reason: 1–1000")
    return chosen


def _change(run: database.RunTransaction, user_id: str, role: Role | None, reason: str) -> None:
    try:
        run(lambda db: roles.change(db, user_id, role, reason))
    except UserNotFound:
        raise Stuck(f"회원 {user_id}이(가) 없습니다 · there is no user {user_id}") from None
