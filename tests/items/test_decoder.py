"""Photos are decoded in a process apart: what happens in there happens to no worker."""

import io
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from auction.items.images import decoder as decoders
from auction.items.images.decoder import Decoder, DecoderUnavailable
from auction.items.images.photos import PhotoBroken, PhotoTooLarge
from commands import children
from tests.cast import a_photo
from tests.processes import at_most, wait_for


@pytest.fixture
def decoder() -> Iterator[Decoder]:
    """A decoder of this test's own, which has decoded a photo."""
    ours = Decoder(seconds=2)
    assert ours.clean(io.BytesIO(a_photo())).width == 320
    wait_for(lambda: not children.of(ours.process.pid))
    yield ours
    ours.stop()


def a_large_photo() -> io.BytesIO:
    file = io.BytesIO()
    Image.new("RGB", (6_000, 4_000), "white").save(file, "PNG", compress_level=1)
    return file


def refused_while(decoder: Decoder, harm: int) -> type[BaseException]:
    """The refusal of a large photo whose decoding child gets this signal."""
    refused: list[type[BaseException]] = []

    def clean() -> None:
        try:
            decoder.clean(a_large_photo())
        except PhotoBroken as error:
            refused.append(type(error))

    cleaning = threading.Thread(target=clean)
    cleaning.start()
    wait_for(lambda: children.of(decoder.process.pid))
    os.kill(children.of(decoder.process.pid)[0], harm)
    cleaning.join(at_most(30))
    assert not cleaning.is_alive()
    return refused[0]


@pytest.mark.parametrize("harm", [signal.SIGSTOP, signal.SIGSEGV, signal.SIGKILL], ids=["stuck", "crashed", "killed"])
def test_a_decoder_that_is_stuck_or_dead_costs_its_photo_alone(decoder: Decoder, harm: int) -> None:
    before = decoder.process
    assert refused_while(decoder, harm) is PhotoBroken
    assert before.poll() is not None
    assert decoder.clean(io.BytesIO(a_photo())).width == 320


def test_the_picture_of_a_link_is_made_apart_too(decoder: Decoder) -> None:
    with Image.open(io.BytesIO(decoder.card(io.BytesIO(a_photo())))) as picture:
        assert (picture.format, picture.size) == ("JPEG", (1200, 630))
    with pytest.raises(PhotoBroken):
        decoder.card(io.BytesIO(b"no photo"))
    assert decoder.clean(io.BytesIO(a_photo())).width == 320


def test_a_photo_that_takes_more_memory_than_it_may_is_refused() -> None:
    modest = Decoder(memory=150 * 1024 * 1024)
    try:
        with pytest.raises(PhotoTooLarge):
            modest.clean(a_large_photo())
        assert modest.clean(io.BytesIO(a_photo())).width == 320
    finally:
        modest.stop()


def test_the_largest_photos_fit_into_the_memory_that_they_may_take() -> None:
    ours = Decoder()
    try:
        assert ours.clean(a_large_photo()).width == 1_600
        largest = io.BytesIO()
        Image.new("RGB", (8_160, 6_120)).save(largest, "JPEG", progressive=True)
        assert ours.clean(largest).width == 1_600
    finally:
        ours.stop()


def test_the_process_has_no_secret_and_no_file_of_the_site(decoder: Decoder) -> None:
    process = Path(f"/proc/{decoder.process.pid}")
    assert b"DATABASE_URL" not in (process / "environ").read_bytes()
    assert sorted(os.listdir(process / "fd")) == ["0", "1", "2"]


def test_the_process_ends_with_its_worker(decoder: Decoder) -> None:
    work = "import io, sys; from auction.items.images.decoder import Decoder; from tests.cast import a_photo; "
    work += "ours = Decoder(); ours.clean(io.BytesIO(a_photo())); print(ours.process.pid)"
    done = subprocess.run([sys.executable, "-c", work], capture_output=True, text=True, check=True)
    wait_for(
        lambda: not Path(f"/proc/{int(done.stdout)}/fd").exists() or not os.listdir(f"/proc/{int(done.stdout)}/fd")
    )


def test_a_process_that_does_not_start_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoders.sys, "executable", "/bin/false")
    with pytest.raises(DecoderUnavailable):
        Decoder().clean(io.BytesIO(a_photo()))
    monkeypatch.setattr(decoders.sys, "executable", "/nowhere")
    with pytest.raises(DecoderUnavailable):
        Decoder().clean(io.BytesIO(a_photo()))
