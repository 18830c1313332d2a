"""Renders the demo's SVG files with Pillow alone, without antialiasing: render larger and shrink for smooth edges."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from demo.outlines import Matrix, Outline, outlines, transform
from demo.paints import Gradient, Rgba, colour, gradient

UNITS = 1000
SHAPES = {"path", "polygon", "polyline", "line", "rect", "circle", "ellipse"}
REFERENCE = re.compile(r"url\(#([\w-]+)\)")
INHERITED = {"fill", "stroke", "stroke-width", "stroke-linecap"}
BLUR = re.compile(r"blur\(([\d.]+)(?:px)?\)")
# blurred shapes have no fine edges: a quarter of the size is enough
COARSE = 4


@dataclass(frozen=True)
class Pen:
    """The attributes that a shape inherits from its groups."""

    matrix: Matrix
    style: Mapping[str, str]
    opacity: float = 1
    blur: float = 0
    clip: Image.Image | None = None


def draw(file: Path, side: int, colours: Mapping[str, str]) -> Image.Image:
    """Render an SVG file as premultiplied RGBa, `side` pixels square. `colours` replace its own by name."""
    root = ElementTree.parse(file).getroot()
    drawing = _Drawing(root, side, colours)
    drawing.add_all(root, Pen(Matrix(a=side / UNITS, d=side / UNITS), {}))
    return drawing.layer


class _Drawing:
    def __init__(self, root: Element, side: int, colours: Mapping[str, str]) -> None:
        self.layer = Image.new("RGBa", (side, side))
        self._colours = colours
        self._named = {element.get("id", ""): element for element in root.iter() if element.get("id")}

    def add_all(self, parent: Element, pen: Pen) -> None:
        for element in parent:
            self._add(element, pen)

    def _add(self, element: Element, pen: Pen) -> None:
        tag = _tag(element)
        pen = self._taken(element, pen)
        if tag == "g":
            self.add_all(element, pen)
        elif tag == "use":
            self._add(self._named[element.get("href", "").removeprefix("#")], pen)
        elif tag in SHAPES:
            shapes = [[pen.matrix.at(point) for point in outline] for outline in outlines(element, tag)]
            self._fill(element, shapes, pen)
            self._stroke(element, shapes, pen)

    def _taken(self, element: Element, pen: Pen) -> Pen:
        """Return the pen with this element's own attributes."""
        own = {name: value for name, value in element.attrib.items() if name in INHERITED}
        pen = replace(pen, style={**pen.style, **own})
        if moved := element.get("transform"):
            pen = replace(pen, matrix=pen.matrix.after(transform(moved)))
        if opacity := element.get("opacity"):
            pen = replace(pen, opacity=pen.opacity * float(opacity))
        if blurred := BLUR.fullmatch(element.get("filter", "")):
            pen = replace(pen, blur=float(blurred[1]) * pen.matrix.scale)
        if clipped := REFERENCE.fullmatch(element.get("clip-path", "")):
            pen = replace(pen, clip=self._clip(self._named[clipped[1]], pen))
        return pen

    def _clip(self, element: Element, pen: Pen) -> Image.Image:
        mask = Image.new("L", self.layer.size)
        for child in element:
            matrix = pen.matrix.after(transform(child.get("transform", "")))
            for outline in outlines(child, _tag(child)):
                ImageDraw.Draw(mask).polygon([matrix.at(point) for point in outline], fill=255)
        return ImageChops.multiply(mask, pen.clip) if pen.clip else mask

    def _fill(self, element: Element, shapes: list[Outline], pen: Pen) -> None:
        paint = pen.style.get("fill", "black")
        if paint == "none" or _tag(element) == "line":
            return
        box = self._box(shapes, 3 * pen.blur)
        if not box:
            return
        coarse = COARSE if pen.blur > COARSE else 1
        left, top, right, bottom = box
        mask = Image.new("L", (max(1, (right - left) // coarse), max(1, (bottom - top) // coarse)))
        for outline in shapes:
            points = [((x - left) / coarse, (y - top) / coarse) for x, y in outline]
            # a second outline inside the first is a hole
            mask = ImageChops.difference(mask, _polygon(mask.size, points)) if len(shapes) > 1 else _on(mask, points)
        if pen.blur:
            mask = mask.filter(ImageFilter.GaussianBlur(pen.blur / coarse))
        whole = mask if coarse == 1 else mask.resize((right - left, bottom - top))
        self._paste(self._paint(paint), box, whole, pen)

    def _stroke(self, element: Element, shapes: list[Outline], pen: Pen) -> None:
        paint, width = pen.style.get("stroke", "none"), float(pen.style.get("stroke-width", 1)) * pen.matrix.scale
        if paint == "none":
            return
        box = self._box(shapes, width + 3 * pen.blur)
        if not box:
            return
        closed = _tag(element) in ("rect", "circle", "ellipse", "polygon") or "z" in element.get("d", "").lower()
        mask = Image.new("L", (box[2] - box[0], box[3] - box[1]))
        for outline in shapes:
            points = [(x - box[0], y - box[1]) for x, y in (outline + outline[:1] if closed else outline)]
            _line(mask, points, width, round_ends=pen.style.get("stroke-linecap", "round") == "round")
        if pen.blur:
            mask = mask.filter(ImageFilter.GaussianBlur(pen.blur))
        self._paste(self._paint(paint), box, mask, pen)

    def _box(self, shapes: list[Outline], margin: float) -> tuple[int, int, int, int] | None:
        """Return the box of the touched pixels, within the layer."""
        xs, ys = [x for outline in shapes for x, _ in outline], [y for outline in shapes for _, y in outline]
        left, top = max(0, int(min(xs) - margin)), max(0, int(min(ys) - margin))
        right = min(self.layer.width, int(max(xs) + margin) + 2)
        bottom = min(self.layer.height, int(max(ys) + margin) + 2)
        return (left, top, right, bottom) if left < right and top < bottom else None

    def _paint(self, text: str) -> Rgba | Gradient:
        if found := REFERENCE.fullmatch(text):
            element = self._named[found[1]]
            return gradient(element, _tag(element), self._colours)
        return colour(text, self._colours)

    def _paste(self, paint: Rgba | Gradient, box: tuple[int, int, int, int], mask: Image.Image, pen: Pen) -> None:
        if pen.clip:
            mask = ImageChops.multiply(mask, pen.clip.crop(box))
        if pen.opacity < 1:
            mask = mask.point([round(level * pen.opacity) for level in range(256)])
        if isinstance(paint, Gradient):
            spread = paint.picture(mask.size)
            mask = ImageChops.multiply(mask, spread.getchannel("A"))
            spread.putalpha(255)
            self.layer.paste(spread.convert("RGBa"), box, mask)
        else:
            self.layer.paste((round(paint[0]), round(paint[1]), round(paint[2]), 255), box, mask)


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _on(mask: Image.Image, points: Outline) -> Image.Image:
    ImageDraw.Draw(mask).polygon(points, fill=255)
    return mask


def _polygon(size: tuple[int, int], points: Outline) -> Image.Image:
    return _on(Image.new("L", size), points)


def _line(mask: Image.Image, points: Outline, width: float, round_ends: bool) -> None:
    pen = ImageDraw.Draw(mask)
    pen.line(points, fill=255, width=max(1, round(width)), joint="curve")
    for x, y in (points[0], points[-1]) if round_ends else ():
        pen.ellipse((x - width / 2, y - width / 2, x + width / 2, y + width / 2), fill=255)
