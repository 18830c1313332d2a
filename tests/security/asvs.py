"""The answers to OWASP ASVS 5.0 in docs/asvs.toml, and the table of them in docs/security.md.

`python -m tests.security.asvs` writes the table.
"""

import re
import tomllib
from pathlib import Path
from typing import Any

from auction.config import ROOT

DATA = ROOT / "docs" / "asvs.toml"
PAGE = ROOT / "docs" / "security.md"
BEGIN, END = "<!-- written by tests/security/asvs.py -->\n", "<!-- end -->\n"
CHAPTERS = (
    "Encoding and sanitization", "Validation and business logic", "Web frontend", "API and web service",
    "File handling", "Authentication", "Session management", "Authorization", "Self-contained tokens", "OAuth and OIDC",
    "Cryptography", "Secure communication", "Configuration", "Data protection", "Secure coding and architecture",
    "Logging and errors", "WebRTC",
)  # fmt: skip
HEAD = "| requirement | level | what it wants | answer |\n| --- | --- | --- | --- |"
Answer = dict[str, Any]


def read(path: Path = DATA) -> tuple[dict[str, Answer], dict[str, str]]:
    """The answers by requirement, and the reasons of the groups in which there is nothing to show."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return data["requirements"], data["nothing_to_show"]


def table(answers: dict[str, Answer], reasons: dict[str, str]) -> str:
    """The answers in Markdown: a table for each chapter, and one list of what has nothing to show."""
    lines = [_summary(answers)]
    for number, title in enumerate(CHAPTERS, 1):
        shown = {name: a for name, a in answers.items() if name.startswith(f"{number}.") and "group" not in a}
        if shown:
            lines += [f"\n### V{number} {title}\n", HEAD]
            lines += [f"| {name} | {a['level']} | {a['text']} | {_answer(a)} |" for name, a in shown.items()]
    lines += ["\n### Nothing to show\n", "| requirements | reason |", "| --- | --- |"]
    for group, reason in reasons.items():
        lines.append(f"| {', '.join(name for name, a in answers.items() if a.get('group') == group)} | {reason} |")
    return "\n".join(lines) + "\n"


def _summary(answers: dict[str, Answer]) -> str:
    counts = {kind: sum(kind in answer for answer in answers.values()) for kind in ("tests", "page", "unmet", "group")}
    return (
        f"{len(answers)} requirements: {counts['tests']} shown by tests, {counts['page']} by a document, "
        f"{counts['unmet']} not met, {counts['group']} with nothing to show."
    )


def _answer(answer: Answer) -> str:
    note = f" ({answer['note']})" if "note" in answer else ""
    if "unmet" in answer:
        return f"**not met**, because {answer['unmet']}{note}"
    if "page" in answer:
        page = answer["page"].removeprefix("docs/security.md").removeprefix("docs/")
        return f"[{answer['page'].removeprefix('docs/')}]({page}){note}"
    return ", ".join(_link(test) for test in answer["tests"]) + note


def _link(test: str) -> str:
    file, name = test.split("::")
    return f"[{name.removeprefix('test_')}](../{file})"


def written(page: str) -> str:
    """The page with today's table between its marks."""
    return re.sub(f"{BEGIN}.*{END}", lambda _: f"{BEGIN}\n{table(*read())}\n{END}", page, flags=re.S)


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
