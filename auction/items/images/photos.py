"""Converts an uploaded photo into two WebP pictures without metadata (location, camera, profile) or scripts."""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from PIL import Image, ImageCms, ImageOps

from auction.errors import Invalid, Refusal, TooLarge, Unsupported

LARGEST_BYTES = 10 * 1024 * 1024
# the largest phone camera in common use; a JPEG is shrunk while it is decoded, the others are decoded in full size
MAX_PIXELS = {"JPEG": 50_000_000, "PNG": 24_000_000, "WEBP": 24_000_000}
# a JPEG that more pictures follow, as phones write it; the first one is the photo
JPEGS = ("JPEG", "MPO")
# a camera's progressive JPEG has about ten scans; the decoder passes over every pixel once for each
MAX_SCANNED_PIXELS = 12 * MAX_PIXELS["JPEG"]
FULL_SIDE = 1600
THUMBNAIL_SIDE = 480
# Measured on two test photos: method 2 takes half the time of the default 4 for files at most 5 % larger, and
# beyond quality 82 each further 5 % of bytes gains less than 0.3 dB of PSNR. A thumbnail needs less.
FULL_QUALITY, THUMBNAIL_QUALITY, METHOD = 82, 78, 2

SIGNATURE = re.compile(rb"\xff\xd8\xff|\x89PNG\r\n\x1a\n|RIFF.{4}WEBP", re.DOTALL)
HEIC = re.compile(rb".{4}ftyp(?:hei[cmsx]|hev[cmx]|mif1|msf1)", re.DOTALL)
# each at least six bytes long, so that compressed pixels hardly ever contain one by chance
PAGE_OR_SCRIPT = re.compile(rb"<(?:script|!doctype\s+(?:html|svg)|html[\s>]|\?php\s|svg\s+[a-z:]+=)", re.IGNORECASE)
# markers that a length follows; not the stuffed 00, TEM and the restart markers
JPEG_MARKER = re.compile(rb"\xff[\x02-\xcf\xd8-\xfe]")
START_OF_IMAGE, START_OF_SCAN, END_OF_IMAGE = 0xD8, 0xDA, 0xD9
RGB_PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))

Image.MAX_IMAGE_PIXELS = MAX_PIXELS["JPEG"]


class PhotoTooLarge(TooLarge):
    """A photo may have at most 10 MB and 50 megapixels (24 as PNG or WebP)."""


class PhotoUnsupported(Unsupported):
    """A photo must be a JPEG, PNG or WebP picture and nothing else."""


class PhotoHeic(PhotoUnsupported):
    """HEIC, as iPhones write it: choose "Most Compatible" in the camera's settings, or send a JPEG of the photo."""


class PhotoBroken(Invalid):
    """The photo is damaged and cannot be read to its end."""


@dataclass(frozen=True)
class Photo:
    """Two WebP files of one upright photo in sRGB, without metadata; `width` and `height` of the full one in pixels."""

    full: bytes
    thumbnail: bytes
    width: int
    height: int


def clean_photo(data: bytes) -> Photo:
    """Decode, turn upright, shrink and encode again. Raises PhotoTooLarge, PhotoUnsupported, PhotoHeic, PhotoBroken."""
    if len(data) > LARGEST_BYTES:
        raise PhotoTooLarge
    if HEIC.match(data):
        raise PhotoHeic
    if not SIGNATURE.match(data) or PAGE_OR_SCRIPT.search(data):
        raise PhotoUnsupported
    with _decoding():
        return encode(_shrunk(data))


def decoded(data: bytes) -> Image.Image:
    """Decode a stored picture in RGB, upright and of at most full size. Raises PhotoTooLarge, PhotoBroken."""
    with _decoding():
        return _shrunk(data)


def encode(picture: Image.Image) -> Photo:
    """Encode an RGB picture of at most full size into its two files."""
    thumbnail = picture.copy()
    thumbnail.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE), Image.Resampling.LANCZOS)
    return Photo(_webp(picture, FULL_QUALITY), _webp(thumbnail, THUMBNAIL_QUALITY), *picture.size)


@contextmanager
def _decoding() -> Iterator[None]:
    """Turn any exception of a decoder into PhotoBroken or PhotoTooLarge; hostile bytes can raise almost anything."""
    try:
        yield
    except Refusal:
        raise
    except (MemoryError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PhotoTooLarge from None
    except Exception:
        raise PhotoBroken(("images", "photo_broken")) from None


def _shrunk(data: bytes) -> Image.Image:
    with Image.open(io.BytesIO(data), formats=tuple(MAX_PIXELS)) as file:
        _check_work(file, data)
        picture = _blendable(file)
        # a JPEG is decoded at 1/2, 1/4 or 1/8 where that is enough
        picture.thumbnail((FULL_SIDE, FULL_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
        return _on_white(_upright(picture))


def _check_work(picture: Image.Image, data: bytes) -> None:
    """Refuse by its header alone a photo that would take too long to decode. Raises PhotoTooLarge."""
    pixels = picture.width * picture.height
    kind = "JPEG" if picture.format in JPEGS else str(picture.format)
    if pixels > MAX_PIXELS[kind]:
        raise PhotoTooLarge
    if kind == "JPEG" and pixels * _scans(data) > MAX_SCANNED_PIXELS:
        raise PhotoTooLarge


def _scans(data: bytes) -> int:
    """Count a JPEG's scans up to its end, without those of embedded previews."""
    scans, at = 0, 2
    while found := JPEG_MARKER.search(data, at):
        marker, at = data[found.start() + 1], found.end()
        if marker == END_OF_IMAGE:
            break
        if marker != START_OF_IMAGE:
            at += int.from_bytes(data[at : at + 2])
        scans += marker == START_OF_SCAN
    return scans


def _upright(picture: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(picture)
    except Exception:
        # damaged EXIF data costs the orientation, not the photo
        return picture


def _blendable(picture: Image.Image) -> Image.Image:
    """Convert palettes, 1 bit and 16 bits to modes that can be resampled; leave a JPEG lazy until it is shrunk."""
    if picture.mode.startswith(("I", "F")):
        return picture.convert("I").point(lambda grey: grey / 256, "L")
    if picture.has_transparency_data:
        return picture.convert("RGBA")
    return picture.convert("RGB") if picture.mode in ("1", "P") else picture


def _on_white(picture: Image.Image) -> Image.Image:
    """Copy the pixels, and nothing else, onto white."""
    clean = Image.new("RGB", picture.size, "white")
    clean.paste(_in_srgb(picture), mask=picture.getchannel("A") if picture.mode == "RGBA" else None)
    return clean


def _in_srgb(picture: Image.Image) -> Image.Image:
    """Convert to sRGB by the embedded profile: phones write Display P3, printers CMYK."""
    profile = picture.info.get("icc_profile")
    picture = picture if picture.mode == "CMYK" else picture.convert("RGB")
    if profile:
        try:
            return _converted(picture, profile)
        except (ImageCms.PyCMSError, OSError, ValueError):
            # a damaged profile costs exact colours, not the photo
            pass
    return picture.convert("RGB")


def _converted(picture: Image.Image, profile: bytes) -> Image.Image:
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    converted = ImageCms.profileToProfile(picture, source, RGB_PROFILE, outputMode="RGB")
    return converted or picture


def _webp(picture: Image.Image, quality: int) -> bytes:
    file = io.BytesIO()
    picture.save(file, "WEBP", quality=quality, method=METHOD)
    return file.getvalue()
