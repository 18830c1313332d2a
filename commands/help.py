"""Shows every verb, one line each."""

import ast

from commands.__main__ import HERE, verbs
from commands.console import say

SUMMARY = "이 도움말 · this help"
# in the order in which a newcomer meets them; later verbs follow by name
ORDER = ["run", "test", "migrate", "settle", "audit", "bench", "backup", "restore"]


def main(argv: list[str]) -> int:
    """Print the verbs."""
    say("쓱Bay\n\n사용법 · usage: ./ssgbay 명령\n")
    for verb in sorted(verbs(), key=_place):
        say(f"  {verb:<9} {summary(verb)}")
    return 0


def summary(verb: str) -> str:
    """A verb's line, read without running its module."""
    for node in ast.parse((HERE / f"{verb}.py").read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "SUMMARY":
            return str(ast.literal_eval(node.value))
    return ""


def _place(verb: str) -> tuple[int, str]:
    if verb == "help":
        return len(ORDER) + 1, verb
    return (ORDER.index(verb) if verb in ORDER else len(ORDER)), verb
