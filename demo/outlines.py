"""Converts SVG elements to outlines, lists of points; supports the subset that the demo's drawings use."""

import math
import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import NamedTuple
from xml.etree.ElementTree import Element

Point = tuple[float, float]
Outline = list[Point]

STEPS = 14
# how many numbers follow a command, if not two
NUMBERS = {"H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "Z": 0}
TOKEN = re.compile(r"[MLHVCSQZmlhvcsqz]|-?(?:\d*\.\d+|\d+\.?)(?:e-?\d+)?")
TRANSFORM = re.compile(r"(\w+)\(([^)]*)\)")


class Matrix(NamedTuple):
    """An affine map, as SVG writes it: x' = a x + c y + e, y' = b x + d y + f."""

    a: float = 1
    b: float = 0
    c: float = 0
    d: float = 1
    e: float = 0
    f: float = 0

    def at(self, point: Point) -> Point:
        x, y = point
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def after(self, m: "Matrix") -> "Matrix":
        """Compose: first `m`, then this matrix."""
        (a, b), (c, d), (e, f) = self._turned(m.a, m.b), self._turned(m.c, m.d), self.at((m.e, m.f))
        return Matrix(a, b, c, d, e, f)

    @property
    def scale(self) -> float:
        return math.sqrt(abs(self.a * self.d - self.b * self.c))

    def _turned(self, x: float, y: float) -> Point:
        return self.a * x + self.c * y, self.b * x + self.d * y


def transform(text: str) -> Matrix:
    """Parse an SVG transform attribute: translate, scale, rotate (about a point), skewX."""
    matrix = Matrix()
    for name, arguments in TRANSFORM.findall(text):
        matrix = matrix.after(TRANSFORMS[name](*(float(value) for value in arguments.replace(",", " ").split())))
    return matrix


def _rotate(degrees: float, x: float = 0, y: float = 0) -> Matrix:
    turn = math.radians(degrees)
    cos, sin = math.cos(turn), math.sin(turn)
    return Matrix(cos, sin, -sin, cos, x - cos * x + sin * y, y - sin * x - cos * y)


TRANSFORMS: dict[str, Callable[..., Matrix]] = {
    "translate": lambda x, y=0: Matrix(e=x, f=y),
    "scale": lambda x, y=None: Matrix(a=x, d=x if y is None else y),
    "rotate": _rotate,
    "skewX": lambda degrees: Matrix(c=math.tan(math.radians(degrees))),
}


def outlines(element: Element, tag: str) -> list[Outline]:
    """Return the element's outlines in its own coordinates."""
    if tag == "path":
        return list(_path(element.get("d", "")))
    if tag in ("polygon", "polyline"):
        numbers = [float(token) for token in TOKEN.findall(element.get("points", ""))]
        return [list(zip(numbers[::2], numbers[1::2], strict=True))]
    if tag == "line":
        return [[(_number(element, "x1"), _number(element, "y1")), (_number(element, "x2"), _number(element, "y2"))]]
    return [_rounded(*_box(element, tag))]


def _number(element: Element, name: str, default: float = 0) -> float:
    return float(element.get(name, default))


def _box(element: Element, tag: str) -> tuple[float, float, float, float, float, float]:
    """Return position, size and corner radii of a rectangle; a circle is one with corners alone."""
    if tag == "rect":
        rx = _number(element, "rx")
        x, y, width, height = (_number(element, name) for name in ("x", "y", "width", "height"))
        return x, y, width, height, min(rx, width / 2), min(_number(element, "ry", rx), height / 2)
    rx = _number(element, "r" if tag == "circle" else "rx")
    ry = _number(element, "r" if tag == "circle" else "ry")
    return _number(element, "cx") - rx, _number(element, "cy") - ry, 2 * rx, 2 * ry, rx, ry


def _rounded(x: float, y: float, width: float, height: float, rx: float, ry: float) -> Outline:
    if not rx:
        return [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
    steps = max(6, min(40, round(max(rx, ry) / 6)))
    corners = ((x + width - rx, y + ry, 270), (x + width - rx, y + height - ry, 0),
               (x + rx, y + height - ry, 90), (x + rx, y + ry, 180))  # fmt: skip
    return [
        (cx + rx * math.cos(turn), cy + ry * math.sin(turn))
        for cx, cy, start in corners
        for turn in (math.radians(start + 90 * step / steps) for step in range(steps + 1))
    ]


def _path(text: str) -> Iterator[Outline]:
    """Yield the outlines of a path of M L H V C S Q Z, absolute or relative."""
    outline: Outline = []
    handle: Point | None = None
    for command, numbers in _segments(text):
        kind, here = command.upper(), outline[-1] if outline else (0.0, 0.0)
        if kind in "MZ" and len(outline) > 1:
            yield outline
        if kind == "Z":
            outline = outline[:1]
            continue
        points = _points(kind, numbers, command.islower(), here)
        if kind in "CSQ":
            first = [_mirrored(handle, here)] if kind == "S" else []
            outline = outline + _curve([here, *first, *points])
        else:
            outline = points if kind == "M" else outline + points
        handle = points[-2] if kind in "CS" else None
    if len(outline) > 1:
        yield outline


def _segments(text: str) -> Iterator[tuple[str, list[float]]]:
    """Yield each command with its numbers; further numbers repeat the command."""
    tokens = TOKEN.findall(text)
    command, at = "M", 0
    while at < len(tokens):
        if tokens[at].isalpha():
            command, at = tokens[at], at + 1
        count = NUMBERS.get(command.upper(), 2)
        yield command, [float(token) for token in tokens[at : at + count]]
        at += count
        command = {"M": "L", "m": "l"}.get(command, command)


def _points(kind: str, numbers: list[float], relative: bool, here: Point) -> Outline:
    x, y = here if relative else (0.0, 0.0)
    if kind == "H":
        return [(x + numbers[0], here[1])]
    if kind == "V":
        return [(here[0], y + numbers[0])]
    return [(x + dx, y + dy) for dx, dy in zip(numbers[::2], numbers[1::2], strict=True)]


def _mirrored(handle: Point | None, here: Point) -> Point:
    return (2 * here[0] - handle[0], 2 * here[1] - handle[1]) if handle else here


def _curve(handles: Outline) -> Outline:
    """Flatten a Bézier curve of any degree, without its first point (de Casteljau)."""
    result = []
    for step in range(1, STEPS + 1):
        t, points = step / STEPS, handles
        while len(points) > 1:
            points = [(ax + (bx - ax) * t, ay + (by - ay) * t) for (ax, ay), (bx, by) in pairwise(points)]
        result.append(points[0])
    return result
