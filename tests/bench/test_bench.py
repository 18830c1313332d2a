"""Every benchmark runs from end to end on little, and what it prints is well formed. Nothing here asks how fast."""

import json
import math
from contextlib import contextmanager
from xml.etree import ElementTree

import pytest

import database
from auction.items.search.ngrams import BLOCK, grams
from bench import charts, lists, watchers
from bench import harness as bench_harness
from bench.figures import Figure, percentile, ratio
from bench.fill import fill
from bench.harness import Harness, Size
from commands import bench, migrate

TINY = Size(many=2_000, few=1_500, due=40, rounds=2, seconds=0.15)


@pytest.fixture
def little(server_url, kept, monkeypatch):
    """Benchmarks on the tests' own server, with as little of everything as they can work on."""

    @contextmanager
    def tiny(_given, _size, _largest, _minutes):
        yield Harness(server_url, TINY)

    monkeypatch.setattr(bench, "harness", tiny)
    monkeypatch.setattr(watchers, "SCENES", [scene._replace(watchers=300) for scene in watchers.SCENES])
    monkeypatch.setattr(lists, "PAGE", 3)
    monkeypatch.setattr(lists, "A_ROUND", 3)
    monkeypatch.setattr(bench_harness, "PREFIX", "ssgbay_test_bench_")


@pytest.fixture(scope="module")
def kept(server_url):
    """The databases that benchmarks only read are kept until the last of them has run."""
    yield
    with _root(server_url) as root:
        for row in root.all("SHOW DATABASES LIKE 'ssgbay\\_test\\_bench\\_%%'"):
            root.run(f"DROP DATABASE `{next(iter(row.values()))}`")


@contextmanager
def _root(url):
    connection = database.connect(url, autocommit=True)
    yield database.Db(connection)
    connection.close()


@pytest.mark.parametrize(
    "name",
    [
        "bids",
        "growth",
        "keywords",
        "lists",
        pytest.param("memory", marks=pytest.mark.slow),
        pytest.param("reads", marks=pytest.mark.slow),
        pytest.param("closing", marks=pytest.mark.slow),
        pytest.param("notifications", marks=pytest.mark.slow),
        pytest.param("order_pages", marks=pytest.mark.slow),
        pytest.param("orders", marks=pytest.mark.slow),
        pytest.param("searches", marks=pytest.mark.slow),
        pytest.param("sign_ins", marks=pytest.mark.slow),
        pytest.param("watchers", marks=pytest.mark.slow),
    ],
)
def test_a_benchmark_runs_and_its_ratios_are_well_formed(little, tmp_path, capsys, name):
    report = tmp_path / "figures.json"
    assert bench.main([name, "--json", str(report), "--charts", str(tmp_path)]) == 0
    output = capsys.readouterr().out
    (figures,) = json.loads(report.read_text())["figures"].values()
    assert figures
    for figure in figures:
        assert figure["name"] in output
        assert all(math.isfinite(number) and number >= 0 for number in figure["rounds"])
        assert figure["min"] <= figure["median"] <= figure["max"]
        assert figure["at_most"] is None or figure["at_least"] is None
        assert (figure["reached"] is None) == (figure["at_most"] is figure["at_least"] is None)
    drawn = "".join(text for chart in tmp_path.glob("*.svg") for text in ElementTree.parse(chart).getroot().itertext())
    assert all(figure["name"] in drawn for figure in figures if figure["reached"] is not None)


def test_every_benchmark_is_tried_here():
    named = [
        "bids",
        "closing",
        "growth",
        "keywords",
        "lists",
        "memory",
        "notifications",
        "order_pages",
        "orders",
        "reads",
        "searches",
        "sign_ins",
        "watchers",
    ]
    assert bench.all_names() == named


def test_an_unknown_benchmark_is_named(little):
    with pytest.raises(bench.Stuck, match="fly"):
        bench.main(["fly"])


def test_filled_rows_are_as_the_site_would_write_them(fresh_database):
    items = BLOCK + 500
    with fresh_database("filled") as url:
        migrate.apply(url)
        fill(url, items, due=20)
        with _root(url) as db:
            rows = db.all("SELECT id, name, state, bidCount, leader_id, user_id, price, startPrice FROM item")
            assert [row["id"] for row in rows] == list(range(1, items + 1))
            expected = {(gram, row["id"]) for row in rows for gram in grams(row["name"])}
            assert _listed(db) == expected
            assert all((row["leader_id"] is None) == (row["bidCount"] == 0) for row in rows)
            assert all(row["leader_id"] != row["user_id"] and row["price"] >= row["startPrice"] for row in rows)
            standing = {row["item_id"] for row in db.all("SELECT item_id FROM prehistory")}
            assert standing == {row["id"] for row in rows if row["leader_id"] and row["state"] == "open"}
            sold = {row["item_id"] for row in db.all("SELECT item_id FROM history")}
            assert sold == {row["id"] for row in rows if row["state"] == "sold"}
            due = db.all("SELECT id FROM item WHERE isOpen = 1 AND endTime <= UTC_TIMESTAMP(6)")
            assert [row["id"] for row in due] == list(range(1, 21))


def _listed(db):
    """Every pair of a gram and an item that the lists of the search hold."""
    return {
        (row["gram"], row["block"] * BLOCK + int.from_bytes(row["items"][at : at + 2], "big"))
        for row in db.all("SELECT gram, block, items FROM gram")
        for at in range(0, len(row["items"]), 2)
    }


def test_a_ratio_is_taken_round_by_round():
    figure = ratio("one ÷ two", [1.0, 4.0, 9.0], [1.0, 2.0, 3.0], "ms", at_most=2)
    assert (figure.rounds, figure.median, figure.reached) == ([1.0, 2.0, 3.0], 2.0, True)
    assert "(1.00 … 3.00, n=3)" in figure.as_text()
    assert "4.00 ÷ 2.00 ms" in figure.as_text()


@pytest.mark.parametrize(
    ("target", "sign"), [({"at_most": 1.9}, "✗"), ({"at_least": 2.1}, "✗"), ({"at_least": 2}, "✓"), ({}, "·")]
)
def test_a_line_says_whether_the_target_is_reached(target, sign):
    assert Figure("two", [2.0], **target).as_text().startswith(sign)


def test_a_bar_that_passes_its_target_is_marked_and_one_without_is_not_drawn():
    drawn = charts.targets(
        "<bids>", [Figure("slow", [3.0], at_most=2), Figure("fast", [3.0], at_least=2), Figure("free", [1])]
    )
    bars = {
        rect.get("class"): float(rect.get("width")) for rect in ElementTree.fromstring(drawn) if rect.get("rx") == "2"
    }
    assert bars["missed"] > charts.HALF > bars["reached"]
    assert "free" not in drawn


def test_a_line_shows_each_cost_beside_that_at_the_fewest_items():
    points = [Figure("", [cost], "ms", series="list", items=items) for items, cost in ((100, 2.0), (1_000, 4.0))]
    drawn = charts.lines(points)
    (line,) = (one.get("points") for one in ElementTree.fromstring(drawn) if one.tag.endswith("polyline"))
    (_, first), (_, last) = (point.split(",") for point in line.split())
    assert (float(first), float(last)) == (170.0, 50.0)
    assert "list: 4.00 ms, × 2.00" in drawn


def test_a_percentile_is_one_of_the_values():
    assert percentile([5, 1, 4, 2, 3], 0.5) == 3
    assert percentile([5, 1, 4, 2, 3], 0.99) == percentile([5], 0.5) == 5
