"""/resources/{file}: pictures of 2023 under whatever name they were uploaded, and nothing else of the folder."""

import contextlib
import http.client
import shutil
import unicodedata
from urllib.parse import quote, urlsplit

import pytest

from auction.items.images.storage import content_type, servable
from tests.cast import Answer, a_photo, an_item
from tests.legacy.contract import korean

JPEG, PNG, GIF, WEBP = (a_photo(16, 16, kind) for kind in ("JPEG", "PNG", "GIF", "WEBP"))
BMP, AVIF = a_photo(16, 16, "BMP"), b"\0\0\0\x20ftypavif\0\0\0\0avifmif1"
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"

NAMES = [
    ("내 사진 (1).jpg", JPEG, "image/jpeg"),
    ("guitar.JPG", JPEG, "image/jpeg"),
    ("a  b.png", PNG, "image/png"),
    ("스크린샷 2023-11-28 오전 10.28.19.png", PNG, "image/png"),
    ("100% 새것?#1&2=3+4;5:6,7@8!$'()*[]{}^`|~\"<>.jpg", JPEG, "image/jpeg"),
    ("C:\\fakepath\\bike.jpg", JPEG, "image/jpeg"),
    ("%2e%2e%2fbike.jpg", JPEG, "image/jpeg"),
    ("🎸.gif", GIF, "image/gif"),
    (f"{FAMILY}.webp", WEBP, "image/webp"),
    ("자전거.bmp", BMP, "image/bmp"),
    ("자전거.avif", AVIF, "image/avif"),
    ("사진", JPEG, "image/jpeg"),
    ("image", PNG, "image/png"),
    ("사진.", BMP, "image/bmp"),
    ("사진 v1.2 (최종)", WEBP, "image/webp"),
    ("그림 1.최종본", GIF, "image/gif"),
    ("avif", AVIF, "image/avif"),
    ("가" * 83 + ".jpg", JPEG, "image/jpeg"),
    ("x" * 251 + ".jpg", JPEG, "image/jpeg"),
    ("a..b.jpg", JPEG, "image/jpeg"),
]


def get(server, name):
    """The answer of a running server to this very address; a test client would decode it first."""
    parts = urlsplit(server.url)
    line = http.client.HTTPConnection(parts.hostname, parts.port, timeout=30)
    with contextlib.closing(line):
        line.request("GET", f"/resources/{name}")
        answer = line.getresponse()
        return Answer(answer.read(), answer.status, answer.getheaders())


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize(("name", "data", "kind"), NAMES)
def test_every_name_of_2023_is_served(server, environment, name, data, kind, form):
    name = unicodedata.normalize(form, name)
    if len(name.encode()) > 255:
        pytest.skip("no file can be called so")
    (environment / "resources" / name).write_bytes(data)
    answer = get(server, quote(name, safe=""))
    assert (answer.status_code, answer.content_type, answer.data) == (200, kind, data)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(("kept", "wanted"), [("NFC", "NFD"), ("NFD", "NFC")])
def test_korean_in_pieces_and_whole_are_the_same_name(client, environment, kept, wanted):
    name = f"한글 이름 {kept}.jpg"
    (environment / "resources" / unicodedata.normalize(kept, name)).write_bytes(JPEG)
    answer = client.get(f"/resources/{quote(unicodedata.normalize(wanted, name))}")
    assert (answer.status_code, answer.data) == (200, JPEG)


@pytest.mark.parametrize("name", [name for name, _, _ in NAMES])
def test_an_item_of_2023_says_where_its_picture_is(client, db, environment, seller, name):
    """As 2023 kept it: the whole address of that server, the name in it as it was."""
    item = an_item(seller)
    db.run("UPDATE image SET name = %(name)s", name=f"http://10.0.0.4:5000/resources/{name}"[:200])
    (environment / "resources" / name).write_bytes(JPEG)
    image = client.get(f"/detail/{item['id']}").json["image"]
    assert image.startswith("http://localhost/resources/")
    assert client.get(image).status_code == (200 if len(name) < 168 else 404)
    assert client.get(f"/api/items/{item['id']}").json["images"][0]["url"] == image.removeprefix("http://localhost")


@pytest.mark.parametrize(
    "name", ["x" * 252 + ".jpg", "x" * 300, "가" * 84 + ".jpg", "x" * 3000 + ".png", "가" * 85, "🎸" * 64]
)
def test_a_name_too_long_is_not_found(server, name):
    answer = get(server, quote(name))
    assert answer.status_code == 404
    korean(answer)


def test_a_name_that_is_too_long_only_in_pieces_is_not_found(client):
    answer = client.get(f"/resources/{quote('나' * 83)}.jpg")
    assert answer.status_code == 404
    korean(answer)


@pytest.fixture
def folder(environment):
    """A folder among the pictures, which other tests do not expect."""
    made = environment / "resources" / "folder"
    made.mkdir()
    yield made
    shutil.rmtree(made)


@pytest.mark.parametrize(
    "path",
    [
        "../app.py", "..%2fapp.py", "..%2f..%2f..%2fetc%2fpasswd", "%2fetc%2fpasswd", "....//app.py", ".", "..", "",
        "folder%2fx.jpg", "folder/x.jpg", "folder", "%00", "x.jpg%00", "x%0d%0aSet-Cookie:%20a=b.jpg", "%ff%fe.jpg",
        "..%5capp.py", ".hidden.png", ".gitkeep", "x%e2%80%aegnp.jpg",
    ],
)  # fmt: skip
def test_nothing_outside_of_the_folder_is_served(server, environment, folder, path):
    for file in (folder / "x.jpg", environment / "resources" / ".hidden.png", environment / "app.py"):
        file.write_bytes(JPEG)
    answer = get(server, path)
    assert answer.status_code == 404
    korean(answer)


@pytest.mark.parametrize("name", ["page.html", "page.htm", "logo.svg", "run.js", "x.xhtml", "page", "x.pdf", "x.xml"])
@pytest.mark.parametrize("accept", ["*/*", "text/html"])
def test_a_page_is_never_served(client, environment, name, accept):
    for data in (b"<!doctype html><script>alert()</script>", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"BM<", b""):
        (environment / "resources" / name).write_bytes(data)
        answer = client.get(f"/resources/{name}", headers={"Accept": accept})
        assert (answer.status_code, answer.content_type) == (404, "application/json")


def test_what_is_called_a_picture_is_shown_as_one_whatever_it_holds(client, environment):
    (environment / "resources" / "page.jpg").write_bytes(b"<!doctype html><script>alert(1)</script>")
    answer = client.get("/resources/page.jpg", headers={"Accept": "text/html"})
    assert (answer.content_type, answer.headers["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_the_type_is_taken_from_the_name_and_then_from_the_first_bytes():
    assert servable("사진") is None
    assert content_type("사진", PNG) == "image/png"
    assert content_type("사진.jpg", PNG) == "image/jpeg"
    assert content_type("page.html", b"GIF87a") == "image/gif"
    assert content_type("사진", b"no picture") is None
