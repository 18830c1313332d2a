"""Statements and pipelines: rows as their types say, results in order, errors by name."""

from typing import TypedDict

import pytest

import database
from auction.mysql.columns import assignments, columns, insert_into
from tests import rows


class Pair(TypedDict):
    first: int
    second: str | None


class Longer(Pair):
    third: bytes


def test_a_row_is_what_its_type_names(db):
    assert db.one(Pair, "SELECT 1 AS first, 'two' AS second") == {"first": 1, "second": "two"}
    assert db.all(Pair, "SELECT 1 AS first, NULL AS second") == [{"first": 1, "second": None}]
    assert db.one(Pair, "SELECT 1 AS first, 'two' AS second FROM `user` WHERE id = %(id)s", id="nobody") is None


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("SELECT 1 AS first", "Pair does not have {'second'}"),
        ("SELECT 1 AS first, 'two' AS second, 3 AS third", "Pair does not have {'third'}"),
        ("SELECT 'one' AS first, 'two' AS second", "Pair says otherwise of {'first': 'one'}"),
    ],
)
def test_tests_notice_a_row_that_is_not_as_its_type_says(db, sql, said):
    with pytest.raises(AssertionError, match=said):
        db.one(Pair, sql)


def test_single_needs_a_row(db):
    assert db.single(Pair, "SELECT 1 AS first, 'two' AS second")["first"] == 1
    with pytest.raises(LookupError, match="no row for Pair"):
        db.single(Pair, "SELECT 1 AS first, 'two' AS second FROM `user` WHERE id = 'nobody'")


def test_a_pipeline_gives_each_statement_its_result_in_one_round_trip(db):
    with db.pipeline() as pipeline:
        one = pipeline.one(Pair, "SELECT 1 AS first, 'two' AS second")
        none = pipeline.one(Pair, "SELECT 1 AS first, 'two' AS second FROM `user` WHERE id = 'nobody'")
        every = pipeline.all(Pair, "SELECT 1 AS first, 'a' AS second UNION ALL SELECT 2, 'b'")
        changed = pipeline.run("DELETE FROM `user` WHERE id = %(id)s", id="nobody")
        single = pipeline.single(Pair, "SELECT 3 AS first, %(word)s AS second", word="a;b'c")
        with pytest.raises(AttributeError):
            print(one.result)
    assert one.result == {"first": 1, "second": "two"}
    assert none.result is None
    assert [row["second"] for row in every.result] == ["a", "b"]
    assert changed.result == 0
    assert single.result == {"first": 3, "second": "a;b'c"}


def test_an_error_in_a_pipeline_stops_what_comes_after_it(db):
    pipeline = database.Pipeline()
    for _ in range(3):
        pipeline.run("INSERT INTO rate VALUES ('twice', 1, 1, UTC_TIMESTAMP(6))")
    with pytest.raises(database.Duplicate):
        pipeline.send(db._connection)
    assert len(db.all("SELECT name FROM rate WHERE name = 'twice'")) == 1


def test_an_empty_pipeline_sends_nothing(db):
    with db.pipeline():
        pass


def test_a_row_type_is_the_one_list_of_its_columns():
    assert columns(Longer) == "`first`, `second`, `third`"
    assert columns(Pair, "item") == "item.`first`, item.`second`"
    assert insert_into("item", Pair) == "INSERT INTO `item` (`first`, `second`) VALUES (%(first)s, %(second)s)"
    assert assignments(Pair) == "`first` = %(first)s, `second` = %(second)s"


def test_a_column_has_a_type_that_the_driver_gives():
    class Odd(TypedDict):
        first: list[int]

    with pytest.raises(AssertionError, match="no column has the type"):
        rows.check(Odd, {"first": 1})
