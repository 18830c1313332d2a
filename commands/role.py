"""Gives users roles in running the site, and takes roles and lost second factors; each change is in the trail."""

import argparse
from typing import get_args

import database
from auction import config
from auction.factors import rules as factors
from auction.operators import roles, trail
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
            _change(run, chosen.id, role, chosen)
        for row in run(all_roles):
            say(f"{row['role']:<9}  {row['user_id']}  {row['changedAt']:%Y-%m-%d %H:%M} UTC")
    return 0


def _arguments(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("./ssgbay role", description=SUMMARY)
    parser.add_argument("id", nargs="?", help="회원 아이디 · the id of a user")
    parser.add_argument("role", nargs="?", choices=[*get_args(Role), NO_ROLE])
    parser.add_argument("--reason", default="./ssgbay role", help="기록에 남길 이유 · a reason for the trail")
    parser.add_argument(
        "--without-factors", action="store_true", help="잃어버린 2단계 인증도 지움 · remove lost second factors as well"
    )
    chosen = parser.parse_args(argv)
    if (chosen.id is None) != (chosen.role is None) or not 1 <= len(chosen.reason) <= 1000:
        parser.error("ID ROLE; --reason: 1–1000")
    return chosen


def _change(run: database.RunTransaction, user_id: str, role: Role | None, chosen: argparse.Namespace) -> None:
    def work(db: database.Db) -> None:
        roles.change(db, user_id, role, chosen.reason)
        if chosen.without_factors:
            trail.record(db, None, "factorsRemoved", f"user:{user_id}", chosen.reason, {})
            factors.reset(db, user_id)

    try:
        run(work)
    except UserNotFound:
        raise Stuck(f"회원 {user_id}이(가) 없습니다 · there is no user {user_id}") from None
