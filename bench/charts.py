"""Draws a benchmark's figures as SVG, light or dark as the reader prefers."""

from collections.abc import Iterable, Sequence
from html import escape
from itertools import groupby
from math import log10
from pathlib import Path

from bench.figures import Figure

WIDTH, ROW = 960, 20
NAMES, BAR = 460, 240  # where the bars begin, and how long one is that uses all of what its target allows
HALF = BAR / 2
STYLE = """
text { font: 12px system-ui, sans-serif; fill: #1f2328 } .title { font-size: 15px; font-weight: 600 }
.dim { fill: #59636e }
.paper { fill: #ffffff } .rule { stroke: #d1d9e0 } .limit { stroke: #59636e; stroke-dasharray: 3 3 }
.reached { fill: #1a7f37 } .missed { fill: #cf222e } .line { fill: none; stroke-width: 2 }
.s0 { stroke: #0969da } .s1 { stroke: #8250df } .s2 { stroke: #bc4c00 } .s3 { stroke: #1a7f37 }
@media (prefers-color-scheme: dark) {
text { fill: #f0f6fc } .dim { fill: #9198a1 }
.paper { fill: #0d1117 } .rule { stroke: #3d444d } .limit { stroke: #9198a1 }
.reached { fill: #3fb950 } .missed { fill: #f85149 }
.s0 { stroke: #4493f8 } .s1 { stroke: #ab7df8 } .s2 { stroke: #db6d28 } .s3 { stroke: #3fb950 }
}"""


def write(folder: Path, found: dict[str, list[Figure]]) -> None:
    """Write NAME.svg for each benchmark with targets, and growth.svg where figures form lines."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, figures in found.items():
        charts = {name: targets(name, figures), f"{name}-lines": lines(figures)}
        for chart, text in charts.items():
            if text:
                (folder / f"{chart}.svg").write_text(text, encoding="utf-8")


def targets(title: str, figures: Iterable[Figure]) -> str:
    """Return a bar for each figure with a target: how much it uses of what the target allows; "" without any."""
    rows = [(figure, used) for figure in figures if (used := figure.used) is not None]
    if not rows:
        return ""
    height = 60 + ROW * len(rows)
    limit = NAMES + HALF
    parts = [
        _text(16, 26, title, "title"),
        _text(limit, 44, "target", "dim", "middle"),
        f'<line class="limit" x1="{limit}" y1="48" x2="{limit}" y2="{height - 10}"/>',
    ]
    for number, (figure, used) in enumerate(rows):
        parts += _bar(figure, used, 52 + ROW * number)
    return _svg(height, parts)


def _bar(figure: Figure, used: float, top: int) -> list[str]:
    kind = "reached" if figure.reached else "missed"
    width = max(1.0, min(BAR, used * HALF))
    return [
        _text(NAMES - 10, top + 13, figure.name, anchor="end", fits=NAMES - 20),
        f'<rect class="{kind}" x="{NAMES}" y="{top + 3}" width="{width:.1f}" height="{ROW - 7}" rx="2"/>',
        _text(NAMES + BAR + 10, top + 13, f"{'✓' if figure.reached else '✗'} {figure.brief}"),
    ]


def lines(figures: Iterable[Figure]) -> str:
    """Return a line for each series: the cost at each number of items ÷ that at the fewest; "" without any."""
    points = [figure for figure in figures if figure.series]
    series = {name: list(group) for name, group in groupby(points, key=lambda figure: figure.series)}
    if not series:
        return ""
    shares = {name: [one.median / group[0].median for one in group] for name, group in series.items()}
    frame = _Frame([one.items for one in next(iter(series.values()))], max(2.0, *map(max, shares.values())))
    ends = sorted(series, key=lambda name: -shares[name][-1])
    labels = _apart([frame.y(shares[name][-1]) for name in ends])
    parts = [_text(16, 26, "cost ÷ cost at the fewest items", "title"), *frame.drawn()]
    for number, name in enumerate(series):
        path = " ".join(
            f"{frame.x(one.items):.1f},{frame.y(share):.1f}"
            for one, share in zip(series[name], shares[name], strict=True)
        )
        parts.append(f'<polyline class="line s{number % 4}" points="{path}"/>')
        label = f"{name}: {series[name][-1].brief}, × {shares[name][-1]:.2f}"
        parts.append(_text(_Frame.RIGHT + 12, labels[ends.index(name)] + 4, label))
    return _svg(_Frame.BOTTOM + 40, parts)


class _Frame:
    """The axes of a chart of lines: items on a logarithmic scale, shares from 0."""

    LEFT, RIGHT, TOP, BOTTOM = 60, 680, 50, 290

    def __init__(self, items: Sequence[int], most: float) -> None:
        self._items, self._most = items, most

    def x(self, items: int) -> float:
        first, last = log10(self._items[0]), log10(max(self._items[-1], self._items[0] + 1))
        return self.LEFT + (self.RIGHT - self.LEFT) * (log10(items) - first) / (last - first)

    def y(self, share: float) -> float:
        return self.BOTTOM - (self.BOTTOM - self.TOP) * share / self._most

    def drawn(self) -> list[str]:
        """Return the rules with their numbers."""
        steps = range(int(self._most) + 1)
        rules = [
            f'<line class="rule" x1="{self.LEFT}" y1="{y}" x2="{self.RIGHT}" y2="{y}"/>' for y in map(self.y, steps)
        ]
        shares = [_text(self.LEFT - 8, self.y(step) + 4, str(step), "dim", "end") for step in steps]
        items = [_text(self.x(one), self.BOTTOM + 20, f"{one:,}", "dim", "middle") for one in self._items]
        return [*rules, *shares, *items]


def _apart(heights: Sequence[float], least: float = 16) -> list[float]:
    """Return ascending heights with at least so much between them."""
    placed: list[float] = []
    for height in heights:
        placed.append(max(height, placed[-1] + least) if placed else height)
    return placed


def _text(x: float, y: float, text: str, kind: str = "", anchor: str = "start", fits: int = 0) -> str:
    """Return a text; one that would be wider than `fits` pixels is squeezed into them."""
    wide = sum(12.0 if ord(letter) > 0x1100 else 6.4 for letter in text)
    squeezed = f' textLength="{fits}" lengthAdjust="spacingAndGlyphs"' if fits and wide > fits else ""
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{squeezed}>{escape(text)}</text>'


def _svg(height: int, parts: Iterable[str]) -> str:
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}">',
        f"<style>{STYLE}</style>",
        f'<rect class="paper" width="{WIDTH}" height="{height}" rx="8"/>',
        *parts,
        "</svg>\n",
    ])  # fmt: skip
