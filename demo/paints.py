"""Paints for outlines: a colour, or a gradient over the outline's bounding box."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from xml.etree.ElementTree import Element

from PIL import Image, ImageColor

Rgba = tuple[float, float, float, float]
VARIABLE = re.compile(r"var\(--(\w+),\s*([^)]+)\)")
# colours are interpolated between the points of a grid of this size
GRID = 32


def colour(text: str, colours: Mapping[str, str]) -> Rgba:
    """Parse `#rrggbb`, a name, or `var(--main, #rrggbb)`, which `colours` may replace."""
    if found := VARIABLE.fullmatch(text.strip()):
        text = colours.get(found[1], found[2])
    red, green, blue = ImageColor.getrgb(text)[:3]
    return red, green, blue, 1.0


@dataclass(frozen=True)
class Gradient:
    """A linear or radial gradient; coordinates are shares of the filled box."""

    stops: tuple[tuple[float, Rgba], ...]
    line: tuple[float, float, float, float] = (0, 0, 1, 0)
    round: bool = False

    def picture(self, size: tuple[int, int]) -> Image.Image:
        """Render the gradient over a box, in RGBA."""
        x1, y1, x2, y2 = self.line
        columns, rows = (1 if x1 == x2 and not self.round else GRID), (1 if y1 == y2 and not self.round else GRID)
        grid = Image.new("RGBA", (columns, rows))
        grid.putdata([
            self._at((column + 0.5) / columns, (row + 0.5) / rows) for row in range(rows) for column in range(columns)
        ])  # fmt: skip
        return grid.resize(size, Image.Resampling.BILINEAR)

    def _at(self, x: float, y: float) -> tuple[int, int, int, int]:
        x1, y1, x2, y2 = self.line
        if self.round:
            share = math.hypot(x - x1, y - y1) / x2
        else:
            share = ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / ((x2 - x1) ** 2 + (y2 - y1) ** 2)
        red, green, blue, alpha = mixed(self.stops, share)
        return round(red), round(green), round(blue), round(alpha * 255)


def mixed(stops: Sequence[tuple[float, Rgba]], share: float) -> Rgba:
    """Return the colour at a share of the way along the stops."""
    if share <= stops[0][0]:
        return stops[0][1]
    for (start, before), (end, after) in pairwise(stops):
        if share < end:
            part = (share - start) / (end - start)
            red, green, blue, alpha = (one + (other - one) * part for one, other in zip(before, after, strict=True))
            return red, green, blue, alpha
    return stops[-1][1]


def gradient(element: Element, tag: str, colours: Mapping[str, str]) -> Gradient:
    """Parse an SVG linearGradient or radialGradient in units of the box."""
    stops = tuple(_stop(stop, colours) for stop in element)
    if tag == "radialGradient":
        x, y, radius = (float(element.get(name, 0.5)) for name in ("cx", "cy", "r"))
        return Gradient(stops, (x, y, radius, 0), round=True)
    x1, y1, x2, y2 = (float(element.get(name, given)) for name, given in (("x1", 0), ("y1", 0), ("x2", 1), ("y2", 0)))
    return Gradient(stops, (x1, y1, x2, y2))


def _stop(stop: Element, colours: Mapping[str, str]) -> tuple[float, Rgba]:
    red, green, blue, _ = colour(stop.get("stop-color", "black"), colours)
    return float(stop.get("offset", 0)), (red, green, blue, float(stop.get("stop-opacity", 1)))
