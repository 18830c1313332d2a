"""A benchmark's results: one number for each round, their spread, and a target."""

import statistics
import time
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass
class Figure:
    """A ratio (`unit` "×") or other number, one for each round; `at_most` or `at_least` is the target, if any.

    Figures of one `series` are the points of a line of a chart, each at so many `items`.
    """

    name: str
    rounds: list[float]
    unit: str = "×"
    at_most: float | None = None
    at_least: float | None = None
    note: str = ""
    series: str = ""
    items: int = 0

    @property
    def median(self) -> float:
        return statistics.median(self.rounds)

    @property
    def reached(self) -> bool | None:
        """Whether the median reaches the target; None without one."""
        if self.at_most is not None:
            return self.median <= self.at_most
        if self.at_least is not None:
            return self.median >= self.at_least
        return None

    @property
    def used(self) -> float | None:
        """How much of what the target allows is used: at most 1 where it is reached; None without a target."""
        if self.at_most is not None:
            return self.median / self.at_most
        return self.at_least / max(self.median, 1e-9) if self.at_least is not None else None

    @property
    def brief(self) -> str:
        """The median with its unit and the target."""
        return f"{_short(self.median)} {self.unit}  {self._target()}".rstrip()

    def as_text(self) -> str:
        """Return the result as a line of text."""
        sign = {True: "✓", False: "✗", None: "·"}[self.reached]
        spread = f"({_short(min(self.rounds))} … {_short(max(self.rounds))}, n={len(self.rounds)})"
        seen = f"{_short(self.median):>7} {self.unit:<4} {spread:<26} {self._target():<8} {self.note}"
        return f"{sign} {self.name}{' ' * max(1, 76 - _width(self.name))}{seen}".rstrip()

    def as_json(self) -> dict[str, Any]:
        """Return all fields, for --json."""
        few = {"min": min(self.rounds), "median": self.median, "max": max(self.rounds), "reached": self.reached}
        return asdict(self) | few

    def _target(self) -> str:
        if self.at_most is not None:
            return f"≤ {_short(self.at_most)}"
        return f"≥ {_short(self.at_least)}" if self.at_least is not None else ""


def ratio(name: str, over: Sequence[float], under: Sequence[float], unit: str, **target: Any) -> Figure:
    """Divide each round's `over` by the same round's `under`, both in `unit`."""
    rounds = [top / bottom for top, bottom in zip(over, under, strict=True)]
    seen = f"{_short(statistics.median(over))} ÷ {_short(statistics.median(under))} {unit}"
    note = " · ".join(part for part in (seen, target.pop("note", "")) if part)
    return Figure(name, rounds, note=note, **target)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that `share` (0 to 1) of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def milliseconds(work: Callable[[], object]) -> float:
    """Return how long `work` takes."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def _width(text: str) -> int:
    """Return the width in a terminal, where a Korean letter takes two columns."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _short(value: float) -> str:
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"
