"""The style of the sources: short functions and files, plain words, and docstrings that state instead of asking."""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from auction.config import ROOT

MAX_FUNCTION_LINES = 25
MAX_FILE_LINES = 250
# words that this project used in a sense of its own, and what to write instead
PRIVATE_WORDS = {
    "told": "name what is passed or returned: result, message, reported",
    "asked": "say requested, configured or needed, or name the parameter: params, options",
    "whoever": "name the role: the caller, the leader, the bidder",
    "noes": "say errors or refusals",
    "come along": "say join or follow",
    "comes along": "say joins or follows",
}
QUESTION = re.compile(r"\?(\s|$)")
WORD = re.compile(rf"(?<![a-z])({'|'.join(PRIVATE_WORDS)})(?![a-z])", re.IGNORECASE)


def sources(root: Path, *tops: str) -> list[Path]:
    """The Python and TOML files of these folders, and these files."""
    paths = [root / top for top in tops]
    found = [path for top in paths for path in (top.rglob("*") if top.is_dir() else [top])]
    return sorted(path for path in found if path.suffix in (".py", ".toml"))


def too_long(root: Path, files: Iterable[Path]) -> Iterator[str]:
    """One line for each file or function that is too long."""
    for path in files:
        text, name = path.read_text(encoding="utf-8"), path.relative_to(root)
        if (lines := text.count("\n")) > MAX_FILE_LINES:
            yield f"{name}: {lines} lines; move one subject to a file of its own, {MAX_FILE_LINES} lines are the most"
        for function in _nodes(path, ast.FunctionDef, ast.AsyncFunctionDef):
            length = function.end_lineno - function.lineno + 1
            if length > MAX_FUNCTION_LINES:
                yield (
                    f"{name}:{function.lineno}: {function.name} has {length} lines; extract a function, "
                    f"{MAX_FUNCTION_LINES} are the most"
                )


def _nodes(path: Path, *kinds: type[ast.AST]) -> list[Any]:
    tree = ast.parse(path.read_text(encoding="utf-8")) if path.suffix == ".py" else ast.Module([], [])
    return [node for node in ast.walk(tree) if isinstance(node, kinds)]


def private_words(root: Path, files: Iterable[Path]) -> Iterator[str]:
    """One line for each private word."""
    for path in files:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            for found in WORD.finditer(line):
                yield f"{path.relative_to(root)}:{number}: “{found[0]}”; {PRIVATE_WORDS[found[0].lower()]}"


def questions(root: Path, files: Iterable[Path]) -> Iterator[str]:
    """One line for each docstring that begins with a question."""
    for path in files:
        for node in _nodes(path, ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef):
            if QUESTION.search((ast.get_docstring(node) or "").split("\n")[0]):
                line = node.body[0].lineno
                yield f"{path.relative_to(root)}:{line}: a docstring that asks; write “Whether …” or what it returns"


def test_no_function_and_no_file_is_too_long() -> None:
    assert list(too_long(ROOT, sources(ROOT, "auction", "database.py"))) == []


def test_names_and_comments_use_plain_words() -> None:
    assert list(private_words(ROOT, sources(ROOT, "auction", "commands", "bench", "demo", "database.py"))) == []


def test_docstrings_state_what_a_function_does() -> None:
    assert list(questions(ROOT, sources(ROOT, "auction", "commands", "bench", "demo", "database.py"))) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("def f():\n" + "    x = 1\n" * 25, "auction/new.py:1: f has 26 lines; extract a function"),
        ("class C:\n    def f(self):\n" + "        x = 1\n" * 25, "auction/new.py:2: f has 26 lines"),
        ("x = 1\n" * 251, "auction/new.py: 251 lines; move one subject"),
        ("# whoever comes first\n", "auction/new.py:1: “whoever”; name the role"),
        ("x = 1\nis_asked = 2\n", "auction/new.py:2: “asked”; say requested"),
        ('def f():\n    """Is it open?"""\n', "auction/new.py:2: a docstring that asks; write “Whether"),
    ],
)
def test_a_broken_rule_is_named_with_file_line_and_what_to_do(tmp_path: Path, text: str, found: str) -> None:
    file = tmp_path / "auction" / "new.py"
    file.parent.mkdir()
    file.write_text(text, encoding="utf-8")
    files = sources(tmp_path, "auction")
    (line,) = [*too_long(tmp_path, files), *private_words(tmp_path, files), *questions(tmp_path, files)]
    assert line.startswith(found)


@pytest.mark.parametrize("text", ["def f():\n" + "    x = 1\n" * 24, "x = 1\n" * 250, "# masked ids, a stoldier\n"])
def test_what_is_within_the_rules_is_not_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "auction").mkdir()
    (tmp_path / "auction" / "new.py").write_text(text, encoding="utf-8")
    files = sources(tmp_path, "auction")
    assert [*too_long(tmp_path, files), *private_words(tmp_path, files), *questions(tmp_path, files)] == []
