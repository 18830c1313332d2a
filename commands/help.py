"""Lists the commands, one line for each."""

import ast

from commands.__main__ import HERE, command_names
from commands.console import say

SUMMARY = "이 도움말 · this help"
# in the order in which a newcomer needs them; all others follow by name
ORDER = ["run", "test", "migrate", "settle", "audit", "bench", "backup", "restore"]


def main(argv: list[str]) -> int:
    """Print the commands."""
    say("쓱Bay\n\n사용법 · usage: ./ssgbay 명령\n")
    for name in sorted(command_names(), key=_place):
        say(f"  {name:<9} {summary(name)}")
    return 0


def summary(name: str) -> str:
    """Return a command's SUMMARY, read without importing its module."""
    for node in ast.parse((HERE / f"{name}.py").read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "SUMMARY":
            return str(ast.literal_eval(node.value))
    return ""


def _place(name: str) -> tuple[int, str]:
    if name == "help":
        return len(ORDER) + 1, name
    return (ORDER.index(name) if name in ORDER else len(ORDER)), name
