"""docs/asvs.toml answers each requirement of OWASP ASVS 5.0, levels 1 and 2, and names tests and pages that exist."""

import ast
import re
from functools import cache

import pytest

from auction.config import ROOT
from tests.security.asvs import PAGE, read, written

# the numbers of each section, as in the standard; level 3 is left out
LEVELS = {
    1: """1.2.1-5 1.3.1-2 1.5.1 2.1.1 2.2.1-2 2.3.1 3.2.1-2 3.3.1 3.4.1-2 3.5.1-3 4.1.1 4.4.1 5.2.1-2 5.3.1-2 6.1.1
        6.2.1-8 6.3.1-2 6.4.1-2 7.2.1-4 7.4.1-2 8.1.1 8.2.1-2 8.3.1 9.1.1-3 9.2.1 10.4.1-5 11.3.1-2 11.4.1 12.1.1
        12.2.1-2 13.4.1 14.2.1 14.3.1 15.1.1 15.2.1 15.3.1""",
    2: """1.1.1-2 1.2.6-9 1.3.3-11 1.4.1-3 1.5.2 2.1.2-3 2.2.3 2.3.2-4 2.4.1 3.3.2-4 3.4.3-6 3.5.4-5 3.7.1-2 4.1.2-3
        4.2.1 4.3.1-2 4.4.2-4 5.1.1 5.2.3 5.4.1-3 6.1.2-3 6.2.9-12 6.3.3-4 6.4.3-4 6.5.1-5 6.6.1-3 6.8.1-4 7.1.1-3
        7.3.1-2 7.4.3-5 7.5.1-2 7.6.1-2 8.1.2 8.2.3 8.4.1 9.2.2-4 10.1.1-2 10.2.1-2 10.3.1-4 10.4.6-11 10.5.1-5
        10.6.1-2 10.7.1-3 11.1.1-2 11.2.1-3 11.3.3 11.4.2-4 11.5.1 11.6.1 12.1.2-3 12.3.1-4 13.1.1 13.2.1-5 13.3.1-2
        13.4.2-5 14.1.1-2 14.2.2-4 14.3.2-3 15.1.2-3 15.2.2-3 15.3.2-7 16.1.1 16.2.1-5 16.3.1-4 16.4.1-3 16.5.1-3
        17.1.1 17.2.1-4 17.3.1-2""",
}
KINDS = {"tests", "page", "unmet", "group"}


def requirements(level):
    """The numbers of a level: 1.2.1-3 is 1.2.1, 1.2.2 and 1.2.3."""
    for entry in LEVELS[level].split():
        section, _, numbers = entry.rpartition(".")
        first, _, last = numbers.partition("-")
        yield from (f"{section}.{number}" for number in range(int(first), int(last or first) + 1))


@cache
def named_in(file):
    tree = ast.parse((ROOT / file).read_text())
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


@cache
def headings(page):
    """The anchors of a page's headings, as GitHub makes them."""
    found = re.findall(r"^#+ (.*)$", (ROOT / page).read_text(), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in found}


@pytest.mark.parametrize("level", LEVELS)
def test_each_requirement_of_the_level_is_answered(level):
    answers, _ = read()
    assert {name for name, answer in answers.items() if answer["level"] == level} == set(requirements(level))


def test_each_answer_is_of_one_kind_and_each_group_is_used():
    answers, reasons = read()
    assert {name: found for name, a in answers.items() if len(found := KINDS & a.keys()) != 1} == {}
    assert [name for name, a in answers.items() if not a["text"] or not a[(KINDS & a.keys()).pop()]] == []
    assert {a["group"] for a in answers.values() if "group" in a} == reasons.keys()


def test_each_test_that_is_named_exists():
    answers, _ = read()
    named = {(name, test) for name, answer in answers.items() for test in answer.get("tests", ())}
    assert len(named) > 100
    lost = {(name, test) for name, test in named if test.split("::")[1] not in named_in(test.split("::")[0])}
    assert lost == set(), "docs/asvs.toml: name the test by which it is shown now, or say why it is not met"


def test_each_page_that_is_named_has_that_heading():
    answers, _ = read()
    for page, _, anchor in (answer["page"].partition("#") for answer in answers.values() if "page" in answer):
        assert not anchor or anchor in headings(page), f"{page} has no heading #{anchor}"


def test_the_page_has_the_table_of_today():
    page = PAGE.read_text(encoding="utf-8")
    assert written(page) == page, "write it: .venv/bin/python -m tests.security.asvs"
