"""Runs the benchmarks: each ratio compares the site with its limit in the same run, over several rounds."""

import argparse
import json
import os
import platform
import re
import time
from contextlib import closing
from importlib import import_module
from pathlib import Path
from types import ModuleType

import database
from auction.config import ROOT
from bench import charts
from bench.figures import Figure
from bench.harness import FULL, QUICK, Harness, harness
from commands.console import Stuck, say

SUMMARY = "속도 재기 · measure the speed (--quick: two minutes; --json FILE; --charts FOLDER; names: lists bids …)"


def main(argv: list[str]) -> int:
    """Run the named benchmarks, or all; print each figure with its target."""
    wanted = _arguments(argv)
    with harness(wanted.database, QUICK if wanted.quick else FULL, wanted.largest, wanted.minutes) as ready:
        if wanted.plans:
            import_module("bench.plans").write(ready)
            return 0
        say(_machine(ready))
        found = {name: _run(name, module, ready) for name, module in _chosen(wanted.names).items()}
        if wanted.json:
            figures = {name: [figure.as_json() for figure in some] for name, some in found.items()}
            report = {"machine": _machine(ready), "quick": wanted.quick, "figures": figures}
            Path(wanted.json).write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n")
        if wanted.charts:
            charts.write(Path(wanted.charts), found)
        say(_counted(found, time.monotonic() - ready.began))
    return 0


def _arguments(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("./ssgbay bench", description=SUMMARY, allow_abbrev=False)
    parser.add_argument("names", nargs="*", help=f"무엇을 · which of: {' '.join(all_names())}")
    parser.add_argument("--quick", action="store_true", help="작게 · smaller sizes, about two minutes in all")
    parser.add_argument("--json", metavar="FILE", help="결과 파일 · also write every figure there")
    parser.add_argument("--charts", metavar="FOLDER", help="도표 · also draw the figures there, as SVG")
    parser.add_argument(
        "--largest", metavar="ITEMS", type=int, default=0, help="growth 를 이만큼까지 · up to so many items"
    )
    parser.add_argument(
        "--minutes", metavar="N", type=int, default=0, help="memory 의 부하를 이만큼 · mixed load for so long"
    )
    parser.add_argument("--database", metavar="URL", help="mysql://root@127.0.0.1:3307/ (databases are made there)")
    parser.add_argument("--plans", action="store_true", help="docs/plans.md 다시 쓰기 · write docs/plans.md anew")
    return parser.parse_args(argv)


def all_names() -> list[str]:
    """Return the names of the benchmarks: the modules of bench/ that have a SUMMARY."""
    files = sorted((ROOT / "bench").glob("*.py"))
    return [path.stem for path in files if "\nSUMMARY = " in path.read_text(encoding="utf-8")]


def _chosen(names: list[str]) -> dict[str, ModuleType]:
    unknown = set(names) - set(all_names())
    if unknown:
        raise Stuck(f"모르는 벤치마크 · unknown: {' '.join(sorted(unknown))}; there are {' '.join(all_names())}")
    return {name: import_module(f"bench.{name}") for name in names or all_names()}


def _run(name: str, module: ModuleType, ready: Harness) -> list[Figure]:
    say(f"\n{name} — {module.SUMMARY}")
    figures: list[Figure] = module.run(ready)
    for figure in figures:
        say(figure.as_text())
    return figures


def _counted(found: dict[str, list[Figure]], seconds: float) -> str:
    reached = [figure.reached for figures in found.values() for figure in figures if figure.reached is not None]
    of = f"{sum(reached)} / {len(reached)}"
    return f"\n목표 {of} 달성, {seconds:.0f}초 · {of} targets reached, in {seconds:.0f} s"


def _machine(ready: Harness) -> str:
    with closing(database.connect(ready.root_url, autocommit=True)) as connection:
        version = connection.server_version
    kind = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    return (
        f"{time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime())} · {os.cpu_count()} × {kind[1] if kind else 'CPU'} · "
        f"load {os.getloadavg()[0]:.1f} · Python {platform.python_version()} · server {version}"
        f"{' · quick' if ready.quick else ''}"
    )
