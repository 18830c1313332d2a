"""Pictures of things for sale: a drawing in front of a backdrop, with the shadow it throws there.

The same auction always gets the same pictures, so that two sites of the same version look alike.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageChops, ImageFilter

from auction.items.images.photos import Photo, encode
from demo.drawing import draw

HERE = Path(__file__).parent
SIDE = 860
# the thing is drawn larger than it is shown, for smooth edges; the backdrop has no fine ones
THING_SIDE = 1360
# shadows are soft: a quarter of the size is enough
SOFT = 4
GROUND = 0.83
FLAT = {"linen", "wood", "leaves", "terrazzo"}
# a faint glow around a lamp throws no shadow and needs no room
SOLID = [0] * 160 + list(range(160, 256))
SHADOW = (38, 24, 16)


@dataclass(frozen=True)
class View:
    """A view of a thing; sizes and positions are shares of the picture."""

    backdrop: str
    size: float = 0.74
    centre: tuple[float, float] = (0.5, 0.5)
    mirrored: bool = False
    turned: float = 0


def photos(thing: str, colours: Mapping[str, str], backdrops: list[str], count: int, seed: str) -> list[Photo]:
    """Draw `count` pictures of one thing, encoded like uploads. `colours` named `back_…` are the backdrop's."""
    layer = draw(HERE / "things" / f"{thing}.svg", THING_SIDE, colours)
    chance = random.Random(seed)
    return [encode(_picture(layer, view, colours)) for view in _views(backdrops, count, chance)]


def _views(backdrops: list[str], count: int, chance: random.Random) -> list[View]:
    """Choose the views: the whole thing, a detail, another side, another detail."""
    first, other = backdrops[0], backdrops[-1]
    side = chance.choice((-1, 1))
    lean = chance.uniform(4, 9) * side
    return [
        View(first),
        View(first, size=1.25, centre=(0.5 + 0.2 * side, 0.55)),
        View(other, size=0.66, mirrored=True, turned=lean if other in FLAT else 0),
        View(other, size=1.4, centre=(0.5 - 0.25 * side, 0.6), mirrored=True),
    ][:count]


def _picture(layer: Image.Image, view: View, colours: Mapping[str, str]) -> Image.Image:
    thing, ground = _placed(layer, view)
    picture = _backdrop(view.backdrop, _of_backdrop(colours)).copy()
    solid = thing.getchannel("a").reduce(SOFT).point(SOLID)
    shadow = _lying(solid) if view.backdrop in FLAT else _standing(solid, ground)
    picture.paste(SHADOW, (0, 0), shadow.resize(picture.size, Image.Resampling.BILINEAR))
    picture.paste(thing.convert("RGBA").convert("RGB"), mask=thing.getchannel("a"))
    return picture


def _placed(layer: Image.Image, view: View) -> tuple[Image.Image, float]:
    """Return the thing in its size and position on a transparent layer, and the height of its base in pixels."""
    if view.mirrored:
        layer = layer.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    if view.turned:
        layer = layer.rotate(view.turned, Image.Resampling.BILINEAR, expand=True)
    left, top, right, bottom = layer.getchannel("a").point(SOLID).getbbox() or (0, 0, *layer.size)
    scale = max((right - left) * 0.92, bottom - top) / (view.size * SIDE)
    x, y = view.centre
    corner_x, corner_y = (left + right) / 2 - x * SIDE * scale, (top + bottom) / 2 - y * SIDE * scale
    if view.backdrop not in FLAT and view.size < 1:
        corner_y = bottom - GROUND * SIDE * scale
    window = (corner_x, corner_y, corner_x + SIDE * scale, corner_y + SIDE * scale)
    return _seen(layer, window), (bottom - corner_y) / scale


def _seen(layer: Image.Image, window: tuple[float, float, float, float]) -> Image.Image:
    """Crop a square window of the layer and scale it to SIDE pixels; outside the layer it is transparent."""
    left, top = int(min(0, window[0])) - 2, int(min(0, window[1])) - 2
    right, bottom = int(max(layer.width, window[2])) + 2, int(max(layer.height, window[3])) + 2
    wide = layer.crop((left, top, right, bottom))
    box = (window[0] - left, window[1] - top, window[2] - left, window[3] - top)
    return wide.resize((SIDE, SIDE), Image.Resampling.HAMMING, box)


def _standing(solid: Image.Image, ground: float) -> Image.Image:
    """Return the shadow on a floor: it falls backwards to the right, and is darkest at the base of the thing."""
    line, flatness, lean = ground / SOFT, 0.2, 0.55
    # each point of the floor looks up the point of the thing that hides the light from it
    look_up = (1, lean / flatness, -lean / flatness * line, 0, 1 / flatness, line - line / flatness)
    fallen = solid.transform(solid.size, Image.Transform.AFFINE, look_up, Image.Resampling.BILINEAR)
    feet = solid.crop((0, max(0, round(line) - 9), solid.width, round(line))).resize((solid.width, 7))
    contact = Image.new("L", solid.size)
    contact.paste(feet, (0, round(line) - 3))
    return ImageChops.add(_faint(fallen, 5, 0.3), _faint(contact, 2.4, 0.5))


def _lying(solid: Image.Image) -> Image.Image:
    """Return the shadow on a table seen from above: a wide one for the height, a narrow one for the edge."""
    return ImageChops.add(
        _faint(ImageChops.offset(solid, 5, 8), 9, 0.32), _faint(ImageChops.offset(solid, 1, 2), 2, 0.24)
    )


def _faint(shadow: Image.Image, softness: float, strength: float) -> Image.Image:
    blurred = shadow.filter(ImageFilter.GaussianBlur(softness))
    return blurred.point([round(level * strength) for level in range(256)])


def _of_backdrop(colours: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((key.removeprefix("back_"), value) for key, value in colours.items() if key.startswith("back_"))


@lru_cache(maxsize=16)
def _backdrop(name: str, colours: tuple[tuple[str, str], ...]) -> Image.Image:
    return draw(HERE / "backdrops" / f"{name}.svg", SIDE, dict(colours)).convert("RGBA").convert("RGB")
