"""A photo in, two clean pictures out."""

import io
import random
import struct
import subprocess
import sys
import zlib
from contextlib import suppress

import pytest
from PIL import Image, ImageCms, ImageDraw

from auction.errors import Invalid, TooLarge, Unsupported
from auction.items.images.decoder import clean_photos
from auction.items.images.photos import (
    Photo,
    PhotoBroken,
    PhotoHeic,
    PhotoTooLarge,
    PhotoUnsupported,
    clean_photo,
)

SEOUL = {0: b"\x02\x03\x00\x00", 1: "N", 2: (37.0, 33.0, 58.9), 3: "E", 4: (126.0, 58.0, 41.2)}


def file_of(picture: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def files(photos: list[bytes]) -> list[io.BytesIO]:
    return [io.BytesIO(photo) for photo in photos]


def opened(data: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(data))
    picture.load()
    return picture


def near(got: object, wanted: tuple[int, int, int], by: int = 12) -> bool:
    return all(abs(one - other) <= by for one, other in zip(got, wanted, strict=True))  # type: ignore[call-overload]


def two_halves(width: int = 800, height: int = 400) -> Image.Image:
    """Red on the left, blue on the right."""
    picture = Image.new("RGB", (width, height), "red")
    ImageDraw.Draw(picture).rectangle((width // 2, 0, width, height), fill="blue")
    return picture


def png_header(width: int, height: int) -> bytes:
    """A PNG that promises so many pixels and has next to none."""
    chunks = ((b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)), (b"IDAT", zlib.compress(b"\0" * 64)))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks
    )


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_each_kind_becomes_two_webp_files(kind: str) -> None:
    photo = clean_photo(file_of(two_halves(2400, 1800), kind))
    assert (photo.width, photo.height) == (1600, 1200)
    assert (opened(photo.full).format, opened(photo.full).size) == ("WEBP", (1600, 1200))
    assert (opened(photo.thumbnail).format, opened(photo.thumbnail).size) == ("WEBP", (480, 360))
    assert near(opened(photo.full).getpixel((100, 600)), (254, 0, 0))
    assert near(opened(photo.thumbnail).getpixel((400, 180)), (0, 0, 254))


def test_a_small_photo_is_not_blown_up() -> None:
    photo = clean_photo(file_of(two_halves(300, 200), "PNG"))
    assert (photo.width, photo.height) == opened(photo.thumbnail).size == (300, 200)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_is_turned_upright(orientation: int) -> None:
    upright = two_halves(1200, 900)
    undo = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}
    stored = upright.transpose(Image.Transpose(undo[orientation])) if orientation > 1 else upright
    exif = Image.Exif()
    exif[0x0112] = orientation
    photo = clean_photo(file_of(stored, exif=exif))
    assert (photo.width, photo.height) == (1200, 900)
    assert near(opened(photo.full).getpixel((300, 450)), (254, 0, 0))
    assert near(opened(photo.full).getpixel((900, 450)), (0, 0, 254))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_position_and_camera_are_removed(kind: str) -> None:
    exif = Image.Exif()
    exif[0x010F], exif[0x8298] = "SpyCam 3000", "Hong Gildong"
    exif.get_ifd(0x8825).update(SEOUL)
    sent = file_of(two_halves(), kind, exif=exif, xmp=b"<x:xmpmeta>SpyCam 3000</x:xmpmeta>", comment=b"SpyCam 3000")
    assert b"SpyCam" in sent
    assert opened(sent).getexif().get_ifd(0x8825)[1] == "N"
    photo = clean_photo(sent)
    for file in (photo.full, photo.thumbnail):
        assert not opened(file).getexif()
        assert not opened(file).info.keys() & {"exif", "xmp", "icc_profile", "comment"}
        assert not any(secret in file for secret in (b"SpyCam", b"Gildong", b"EXIF", b"XMP", b"ICCP"))


def test_damaged_camera_notes_do_not_cost_the_photo() -> None:
    sent = file_of(two_halves(), exif=b"Exif\0\0II*\0\xff\xff\xff\x7fgarbage")
    assert clean_photo(sent).width == 800


def test_of_an_animation_the_first_frame_is_kept() -> None:
    frames = [Image.new("RGB", (200, 200), colour) for colour in ("red", "lime", "blue")]
    for kind in ("WEBP", "PNG"):
        sent = file_of(frames[0], kind, save_all=True, append_images=frames[1:], duration=50)
        assert getattr(opened(sent), "n_frames", 1) == 3
        clean = opened(clean_photo(sent).full)
        assert getattr(clean, "n_frames", 1) == 1
        assert near(clean.getpixel((100, 100)), (254, 0, 0))


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_what_was_transparent_is_white(mode: str) -> None:
    picture = Image.new("RGBA", (200, 200), (0, 0, 0, 0))
    ImageDraw.Draw(picture).rectangle((0, 0, 99, 199), fill=(90, 90, 90, 255))
    clean = opened(clean_photo(file_of(picture.convert(mode), "PNG")).full)
    assert clean.mode == "RGB"
    assert near(clean.getpixel((150, 100)), (255, 255, 255))
    assert near(clean.getpixel((50, 100)), (90, 90, 90))


def test_a_palette_is_shrunk_smoothly() -> None:
    stripes = Image.new("1", (3200, 3200))
    for x in range(0, 3200, 2):
        stripes.paste(1, (x, 0, x + 1, 3200))
    for picture in (stripes, stripes.convert("P")):
        clean = opened(clean_photo(file_of(picture, "PNG")).full)
        assert near(clean.getpixel((800, 800)), (128, 128, 128))


def test_grey_of_sixteen_bits_keeps_its_tones() -> None:
    clean = opened(clean_photo(file_of(Image.new("I;16", (2000, 2000), 40_000), "PNG")).full)
    assert near(clean.getpixel((500, 500)), (156, 156, 156), by=2)


def test_a_printers_colours_are_shown() -> None:
    clean = opened(clean_photo(file_of(Image.new("CMYK", (300, 300), (0, 255, 255, 0)))).full)
    assert clean.mode == "RGB"
    assert near(clean.getpixel((9, 9)), (254, 0, 0))


def test_colours_are_read_through_the_photos_own_profile() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    # a camera whose red is everybody's green
    swapped = profile.replace(b"rXYZ", b"tmp1").replace(b"gXYZ", b"rXYZ").replace(b"tmp1", b"gXYZ")
    clean = opened(clean_photo(file_of(Image.new("RGB", (300, 300), "red"), icc_profile=swapped)).full)
    assert near(clean.getpixel((9, 9)), (0, 255, 0), by=20)


def test_a_damaged_profile_does_not_cost_the_photo() -> None:
    clean = opened(clean_photo(file_of(Image.new("RGB", (300, 300), "red"), icc_profile=b"not a profile" * 20)).full)
    assert near(clean.getpixel((9, 9)), (254, 0, 0))


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"just words",
        b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"></svg>',
        b"<!doctype html><script>alert(1)</script>",
        b"%PDF-1.7",
        b"RIFF\x24\0\0\0WAVEfmt " + bytes(40),
        file_of(two_halves(), "GIF"),
        b"GIF89a/*" + file_of(two_halves()),
        file_of(two_halves(), "TIFF"),
        file_of(two_halves(), "AVIF"),
        b"\xff\xd8\xff<script>alert(1)</script>",
        file_of(two_halves(), comment=b"<script>alert(1)</script>"),
        file_of(two_halves(), "PNG") + b"<?php system($_GET[0]); ?>",
        file_of(two_halves(), "WEBP") + b"<HTML ><body>",
        file_of(two_halves()) + b"<svg\nonload=alert(1)>",
    ],
)
def test_what_is_not_a_photo_or_more_than_one_is_refused(sent: bytes) -> None:
    with pytest.raises(PhotoUnsupported) as refused:
        clean_photo(sent)
    assert isinstance(refused.value, Unsupported)
    assert refused.value.code == "photo_unsupported"


def test_a_photo_of_an_iphone_is_refused_with_what_to_do() -> None:
    with pytest.raises(PhotoHeic) as refused:
        clean_photos(files([file_of(two_halves()), b"\0\0\0\x24ftypheic\0\0\0\0mif1MiHEMiPr" + bytes(100)]))
    assert (refused.value.code, refused.value.extra["photo"]) == ("photo_heic", 2)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("kept", [0.02, 0.5, 0.9])
def test_half_a_photo_is_refused(kind: str, kept: float) -> None:
    whole = file_of(Image.effect_noise((900, 700), 90).convert("RGB"), kind)
    with pytest.raises(PhotoBroken) as refused:
        clean_photo(whole[: int(len(whole) * kept)])
    assert isinstance(refused.value, Invalid)
    assert refused.value.code == "photo_broken"


def test_a_jpeg_that_more_pictures_follow_is_a_photo() -> None:
    """Many phones write MPO: the photo, then a smaller one or a depth map."""
    photo = file_of(two_halves(1_000, 500), "MPO", save_all=True, append_images=[two_halves(100, 50)])
    assert Image.open(io.BytesIO(photo)).format == "MPO"
    clean = clean_photo(photo)
    assert (clean.width, clean.height) == (1_000, 500)
    assert near(opened(clean.full).getpixel((100, 250)), (254, 0, 0))


def test_a_promise_of_too_many_pixels_is_refused_unread() -> None:
    for width, height in ((50_000, 50_000), (6_001, 4_000), (2**31 - 1, 1)):
        with pytest.raises(PhotoTooLarge) as refused:
            clean_photo(png_header(width, height))
        assert isinstance(refused.value, TooLarge)
        assert refused.value.code == "photo_too_large"


def test_the_largest_phone_photo_is_taken() -> None:
    photo = clean_photo(file_of(Image.new("L", (8_160, 6_120), 200)))
    assert (photo.width, photo.height) == (1600, 1200)


def test_more_than_ten_megabytes_are_refused() -> None:
    with pytest.raises(PhotoTooLarge):
        clean_photo(file_of(two_halves()) + bytes(10 * 1024 * 1024))


def test_a_jpeg_of_endless_scans_is_refused_unread() -> None:
    whole = file_of(Image.new("RGB", (4_000, 3_000), "white"), progressive=True)
    assert clean_photo(whole)
    last = whole[whole.rindex(b"\xff\xda") : -2]
    with pytest.raises(PhotoTooLarge):
        clean_photo(whole[:-2] + last * 1000 + whole[-2:])


def test_a_film_hidden_behind_a_photo_costs_nothing() -> None:
    """Motion photos carry one; what looks like scans in it is none."""
    assert clean_photo(file_of(two_halves(4_000, 3_000)) + b"\xff\xda\x00\x02" * 100_000).width == 1600


def test_a_metadata_bomb_is_refused() -> None:
    bomb = zlib.compress(bytes(200_000_000), 9)
    body = b"Comment\0\0" + bomb
    chunk = struct.pack(">I", len(body)) + b"zTXt" + body + struct.pack(">I", zlib.crc32(b"zTXt" + body))
    whole = file_of(two_halves(), "PNG")
    with pytest.raises(PhotoBroken):
        clean_photo(whole[:33] + chunk + whole[33:])


def test_no_damaged_photo_causes_another_error() -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    picture = Image.effect_noise((64, 48), 80).convert("RGB")
    wholes = [file_of(picture, kind, exif=b"Exif\0\0II*\0\x08\0\0\0") for kind in ("JPEG", "PNG", "WEBP")]
    for _ in range(600):
        damaged = bytearray(chance.choice(wholes))
        for _ in range(chance.randint(1, 8)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        with suppress(PhotoBroken, PhotoUnsupported, PhotoTooLarge):
            assert isinstance(clean_photo(bytes(damaged)), Photo)


def test_several_photos_keep_their_order_and_the_refused_one_is_named() -> None:
    sizes = [(300, 200), (200, 300), (250, 250)]
    sent = [file_of(two_halves(*size)) for size in sizes]
    assert [(photo.width, photo.height) for photo in clean_photos(files(sent))] == sizes
    with pytest.raises(PhotoUnsupported) as refused:
        clean_photos(files([*sent, b"<svg/>"]))
    assert refused.value.extra["photo"] == 4


UNDER_GEVENT = """
from gevent import monkey; monkey.patch_all()
import io, time, gevent
from PIL import Image
from auction.items.images.decoder import clean_photos
file = io.BytesIO()
Image.effect_noise((4000, 3000), 90).save(file, "JPEG")
longest, running = 0.0, True
def tick():
    global longest
    while running:
        before = time.perf_counter()
        gevent.sleep(0.001)
        longest = max(longest, time.perf_counter() - before)
ticking = gevent.spawn(tick)
gevent.sleep(0)
before = time.perf_counter()
clean_photos([file] * 4)
whole = time.perf_counter() - before
running = False
ticking.join()
print(longest / whole)
"""


def test_other_requests_go_on_while_photos_are_cleaned() -> None:
    done = subprocess.run([sys.executable, "-c", UNDER_GEVENT], capture_output=True, text=True, check=True)
    assert float(done.stdout) < 0.2
