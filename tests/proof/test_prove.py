"""What ./ssgbay prove prints and how it ends, whatever a row finds."""

import json
from argparse import Namespace

import pytest

from commands import prove, table
from tests.proof.harness import Finding, NotRun
from tests.proof.promises import PROMISES, PROOFS, Proof


def row_of(form):
    return prove.run_proof(Proof("1, 2", "한 줄 · one row", form, form), form, harness=None)


def refuse(_harness):
    raise NotRun("only root may mount a small disk")


def fail(_harness):
    raise AssertionError("the site did not come back")


@pytest.mark.parametrize(
    ("form", "result", "code"),
    [
        (lambda _: Finding("all is well", []), "✓", 0),
        (lambda _: Finding("not so well", ["a bid was lost"]), "✗", 1),
        (fail, "✗", 1),
        (refuse, "–", 0),
    ],
    ids=["holds", "broken", "stopped by an error", "not run"],
)
def test_only_a_broken_promise_ends_with_one(form, result, code, capsys):
    row = row_of(form)
    assert row["result"] == result
    assert prove.sum_up([row], seed=7) == code
    assert "PROOF_SEED=7" in capsys.readouterr().out


def test_what_was_not_run_says_so_and_why(capsys):
    prove.show(row_of(refuse))
    assert "NOT RUN: only root may mount a small disk" in capsys.readouterr().out


def test_a_broken_row_shows_its_faults(capsys):
    prove.show(row_of(lambda _: Finding("not so well", [f"bid {number} was lost" for number in range(12)])))
    said = capsys.readouterr().out
    assert "bid 9 was lost" in said
    assert "bid 10 was lost" not in said
    assert "12 in all" in said


def test_the_file_holds_every_row_so_far(tmp_path):
    rows = [row_of(lambda _: Finding("all is well", []))]
    prove.write(Namespace(json=tmp_path / "seen.json", quick=True), 7, rows)
    assert json.loads((tmp_path / "seen.json").read_text()) == {"seed": 7, "form": "quick", "rows": rows}


def test_every_row_names_promises_that_there_are():
    named = {int(number) for proof in PROOFS for number in proof.promises.split(",")}
    assert named <= set(PROMISES)
    # the other two are shown by the tests that their lines name
    assert set(PROMISES) - named == {7, 11}


def test_columns_stand_below_each_other_in_korean_too():
    lines = list(table.lines(["✓", "사라진 COMMIT 을 다시", "seen"], [1, 12, 6]))
    assert lines == ["✓  사라진        seen", "   COMMIT 을", "   다시"]
