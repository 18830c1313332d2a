"""Every no has words in both languages, and every name that is used has words at all."""

import ast
import inspect
import pkgutil
import string
import tomllib
from importlib import import_module

import pytest

import auction
from auction.config import ROOT
from auction.errors import Refusal, code_of
from auction.http import problems
from auction.http.texts import LANGUAGES, codes
from tests.faults import assert_none, place

TEXTS = "auction/http/texts.toml"
PROBLEMS, FIELDS = f"[problems] of {TEXTS}", f"[fields] of {TEXTS}"
WORDS = tomllib.loads((ROOT / TEXTS).read_text(encoding="utf-8"))
KOREAN = set(map(chr, range(ord("가"), ord("힣") + 1)))


def kinds(kind=Refusal):
    """Every kind of refusal there is, once all of our modules are loaded."""
    return [below for child in kind.__subclasses__() for below in (child, *kinds(child))]


@pytest.fixture(scope="module", autouse=True)
def everything_is_loaded(app):
    for module in pkgutil.walk_packages(auction.__path__, "auction."):
        import_module(module.name)


def place_of(kind):
    """The file and line of a class."""
    return f"{kind.__module__.replace('.', '/')}.py:{inspect.getsourcelines(kind)[1]}"


def ours(kind):
    return kind.__module__.startswith("auction.") and kind.__module__ != "auction.errors"


def test_every_kind_of_refusal_has_words():
    without = [kind for kind in kinds() if ours(kind) and code_of(kind) not in WORDS["problems"]]
    assert_none([f"{place_of(k)}: {k.__name__} has no text; add {code_of(k)} to {PROBLEMS}" for k in without])


def test_every_kind_of_refusal_has_a_status():
    assert all(400 <= problems.status_of(kind) < 600 for kind in kinds())


def test_no_two_kinds_share_a_code():
    names = [code_of(kind) for kind in kinds()]
    assert sorted(names) == sorted(set(names))


def test_what_the_framework_refuses_has_words_too():
    assert {*problems.CODES.values(), "internal", "refused"} <= set(codes())


def test_no_words_are_left_over():
    used = {code_of(kind) for kind in kinds()} | {*problems.CODES.values(), "internal", "refused"}
    unused = {code: place(TEXTS, f"{code} = ") for code in codes() if code not in used}
    assert_none([f"{where}: nothing refuses with {code}; delete it" for code, where in unused.items()])


@pytest.mark.parametrize("code", sorted(WORDS["problems"]))
def test_both_languages_have_title_and_detail_with_the_same_blanks(code):
    words = WORDS["problems"][code]
    assert set(words) == set(LANGUAGES)
    for title, detail in words.values():
        assert title
        assert detail
    assert KOREAN & set(words["ko"][0])
    assert not KOREAN & set("".join(words["en"]))
    assert blanks(words["ko"][1]) == blanks(words["en"][1])


def blanks(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("section", ["fields", "said"])
def test_short_texts_are_in_both_languages(section):
    for words in WORDS[section].values():
        assert set(words) == set(LANGUAGES)
        assert KOREAN & set(words["ko"])
        assert not KOREAN & set(words["en"])
        assert blanks(words["ko"]) == blanks(words["en"])


def test_every_fault_that_our_code_names_has_words():
    """PydanticCustomError("x"), Matches("x", …) and Invalid(("field", "x")) are the three ways to name one."""
    named = {}
    for path in (ROOT / "auction").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                named |= dict.fromkeys(_names(node), f"{path.relative_to(ROOT)}:{node.lineno}")
    assert {"phone", "postcode", "not_in_future", "amount_or_maximum"} <= set(named)
    missing = {name: place for name, place in named.items() if name not in WORDS["fields"]}
    assert_none([f"{place}: the fault {name} has no text; add it to {FIELDS}" for name, place in missing.items()])


def _names(call):
    if call.func.id in ("PydanticCustomError", "Matches") and isinstance(call.args[0], ast.Constant):
        yield call.args[0].value
    if call.func.id == "Invalid":
        for pair in call.args:
            if isinstance(pair, ast.Tuple) and isinstance(pair.elts[1], ast.Constant) and pair.elts[1].value.isascii():
                yield pair.elts[1].value
