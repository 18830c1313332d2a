"""An empty site filled with demo auctions, by its own rules and all of it or nothing."""

import collections
import io
import os
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from PIL import Image

import database
from auction.config import ROOT
from auction.items.images.storage import servable
from auction.orders.process import State
from commands import audit, demo, migrate
from demo import pictures, story
from demo.drawing import draw
from tests.cast import Person, sign_up

THINGS, BACKDROPS = pictures.HERE / "things", pictures.HERE / "backdrops"


@pytest.fixture(scope="module")
def filled(environment: Path, cleaner: Any) -> Iterator[list[str]]:
    """The site, filled once for all of these tests, by a process of its own; what it printed about the accounts."""
    cleaner()
    shutil.rmtree(environment / "resources")
    (environment / "resources").mkdir()
    command = [sys.executable, "-m", "commands", "demo"]
    yield subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout.splitlines()
    cleaner()


@pytest.fixture
def site(app: Any, filled: list[str]) -> Any:
    return app.test_client(use_cookies=False)


def all_items(site: Any) -> list[dict[str, Any]]:
    return site.get("/api/items?status=all&limit=100").json["items"]


def password(said: list[str]) -> str:
    found = re.search(r"[0-9a-f]{6}-[0-9a-f]{6}", "\n".join(said))
    assert found
    return found[0]


def signed_in(site: Any, said: list[str]) -> Iterator[Person]:
    """Each user of the story in turn, signed in with the printed password."""
    for person in story.people():
        answer = site.post("/api/login", json={"id": person["id"], "password": password(said)})
        assert answer.status_code == 200
        yield Person(site, person["id"], password(said), answer.json["accessToken"], answer.json["refreshToken"])


def test_about_forty_auctions_are_live_and_some_are_over(site: Any) -> None:
    statuses = collections.Counter(item["status"] for item in all_items(site))
    assert statuses["live"] >= 38
    assert statuses["sold"] >= 3
    assert statuses["unsold"] >= 2
    assert statuses["scheduled"] == 1


def test_an_operator_has_a_role_and_no_second_factor_yet(site: Any, filled: list[str]) -> None:
    answer = site.post("/api/login", json={"id": story.operator()["id"], "password": password(filled)})
    operator = Person(site, "operator", password(filled), answer.json["accessToken"], answer.json["refreshToken"])
    own = operator.get("/api/admin/me").json
    assert (own["role"], own["provenUntil"]) == ("chief", None)
    assert any("operator" in line for line in filled)


def test_some_end_within_minutes_and_some_in_days(site: Any) -> None:
    live = site.get("/api/items?sort=endingSoon&limit=100").json["items"]
    minutes = [story.span(auction["ends"]).total_seconds() / 60 for auction in story.auctions()]
    assert sum(0 < left <= 30 for left in minutes) >= 4
    assert max(minutes) == 9 * 24 * 60
    assert live[0]["name"] == story.auctions()[0]["name"]


def test_most_were_bid_on_by_several_and_some_by_nobody(site: Any) -> None:
    counts = [item["bidCount"] for item in all_items(site)]
    assert sum(count >= 3 for count in counts) >= 30
    assert sum(count == 0 for count in counts) >= 3
    most = max(all_items(site), key=lambda item: item["bidCount"])
    log = site.get(f"/api/items/{most['id']}/bids?limit=100").json["bids"]
    assert {bid["kind"] for bid in log} >= {"open", "automatic"}
    assert len({bid["bidderKey"] for bid in log}) >= 4


def test_the_rules_agree_with_everything_that_was_bid(filled: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert audit.main([]) == 0
    assert "다른 곳 0" in capsys.readouterr().out


def test_every_picture_can_be_fetched_and_no_other_file_is_there(site: Any, environment: Path) -> None:
    shown = [image[key] for item in all_items(site) for image in item["images"] for key in ("url", "thumbnailUrl")]
    assert len(shown) == 2 * sum(auction["photos"] for auction in story.auctions())
    for url in shown:
        answer = site.get(url)
        assert (answer.status_code, answer.content_type) == (200, "image/webp")
    kept = {name for name in os.listdir(environment / "resources") if servable(name)}
    assert kept == {url.removeprefix("/resources/") for url in shown}


def test_demo_users_sign_in_with_the_printed_password(site: Any, filled: list[str]) -> None:
    shown = [person.get("/api/me").json["nickname"] for person in signed_in(site, filled)]
    assert shown == [person["nickname"] for person in story.people()]


def test_there_are_sales_with_buyers_and_sellers(site: Any, filled: list[str]) -> None:
    won = sold = 0
    for person in signed_in(site, filled):
        won += len(person.get("/api/history").json["entries"])
        sold += len(person.get("/api/history?role=seller").json["entries"])
    assert won == sold == sum(item["status"] == "sold" for item in all_items(site))


def test_everybody_watches_something_and_has_notifications_seen_and_unseen(site: Any, filled: list[str]) -> None:
    kinds, unseen = set(), 0
    for person in signed_in(site, filled):
        assert len(person.get("/api/me/watching").json["items"]) >= 3
        assert len(person.get("/api/me/searches").json["searches"]) == 1
        inbox = person.get("/api/me/notifications?limit=100").json
        assert inbox["notifications"]
        kinds |= {notification["kind"] for notification in inbox["notifications"]}
        unseen += inbox["unseenCount"] > 0
    assert kinds >= {"outbid", "won", "lost", "sold", "firstBid"}
    assert unseen >= len(story.people()) / 2


def test_sales_are_orders_in_every_state(site: Any, filled: list[str]) -> None:
    states = []
    for seller in signed_in(site, filled):
        states += [order["state"] for order in seller.get("/api/orders?role=seller").json["orders"]]
    assert sorted(states) == sorted(get_args(State))


def test_the_sides_of_a_disputed_order_have_written_to_each_other(site: Any, filled: list[str]) -> None:
    chats = []
    for seller in signed_in(site, filled):
        orders = seller.get("/api/orders?role=seller").json["orders"]
        chats += [seller.get(f"/api/orders/{order['id']}/messages").json["messages"] for order in orders]
    assert [message["by"] for messages in chats for message in messages] == ["buyer", "seller", "buyer"]


def test_the_password_is_kept_for_its_owner_alone(filled: list[str], environment: Path) -> None:
    file = environment / "data" / "demo-password"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert file.read_text().strip() == password(filled)
    assert demo.accounts(environment / "data") == filled
    assert demo.accounts(environment) == []


def test_a_filled_site_is_left_alone(site: Any, environment: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (all_items(site)[0]["id"], sorted(os.listdir(environment / "resources")))
    assert demo.fill() == []
    assert demo.main([]) == 1
    assert "비어 있지 않아" in capsys.readouterr().out
    assert (all_items(site)[0]["id"], sorted(os.listdir(environment / "resources"))) == before


# apart from the filled site


def test_a_site_with_a_single_user_is_left_alone(client: Any) -> None:
    sign_up(client, "bidder")
    assert demo.fill() == []


def test_a_failure_in_between_leaves_no_row_and_no_file(
    fresh_database: Any, environment: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(story, "auctions", lambda: AUCTIONS[-7:-5])
    monkeypatch.setenv("RESOURCES_DIR", str(tmp_path))
    with fresh_database("half_way") as url:
        migrate.apply(url)
        monkeypatch.setenv("DATABASE_URL", url)
        connection = database.connect(url, autocommit=True)
        connection.query(
            "CREATE TRIGGER no_sale BEFORE INSERT ON history FOR EACH ROW "
            "SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the disk is on fire'"
        )
        with pytest.raises(database.Error, match="on fire"):
            demo.fill()
        db = database.Db(connection)
        assert [db.all(f"SELECT 1 FROM `{table}`") for table in ("user", "item", "bid", "image", "history")] == [[]] * 5
        connection.close()
    assert os.listdir(tmp_path) == []


AUCTIONS = story.auctions()


@pytest.mark.parametrize("auction", AUCTIONS, ids=lambda auction: auction["name"])
def test_every_auction_can_be_drawn_and_sold(auction: dict[str, Any]) -> None:
    assert auction["seller"] in {person["id"] for person in story.people()}
    assert auction["price"] < auction["worth"]
    drawing = (THINGS / f"{auction['thing']}.svg").read_text()
    scenes = "".join((BACKDROPS / f"{name}.svg").read_text() for name in auction["backdrops"])
    for name in auction["colours"]:
        wanted, text = (name.removeprefix("back_"), scenes) if name.startswith("back_") else (name, drawing)
        assert f"var(--{wanted}," in text, f"no {name} to colour"


def test_names_are_all_different() -> None:
    assert len({auction["name"] for auction in AUCTIONS}) == len(AUCTIONS)


@pytest.mark.parametrize("file", sorted(THINGS.glob("*.svg")), ids=lambda file: file.stem)
def test_every_item_is_drawn_in_many_colours_with_room_around_it(file: Path) -> None:
    layer = draw(file, 300, {}).convert("RGBA")
    box = layer.getchannel("A").point(pictures.SOLID).getbbox()
    assert box
    assert (box[2] - box[0]) * (box[3] - box[1]) > 300 * 300 * 0.1
    assert len(layer.getcolors(300 * 300) or []) > 30


def test_a_drawing_takes_the_auctions_colours() -> None:
    red, blue = (draw(THINGS / "sofa.svg", 200, {"main": colour}) for colour in ("#ff0000", "#0000ff"))
    spot = (100, 150)
    assert red.convert("RGBA").getpixel(spot)[0] > 120 > red.convert("RGBA").getpixel(spot)[2]
    assert blue.convert("RGBA").getpixel(spot)[2] > 120 > blue.convert("RGBA").getpixel(spot)[0]


def test_the_same_auction_always_gets_the_same_pictures() -> None:
    def once() -> list[Any]:
        return pictures.photos("teddy", {"main": "#aa7744"}, ["disc", "wood"], 3, seed="bear")

    first = once()
    assert first == once()
    assert len({photo.full for photo in first}) == 3
    assert [Image.open(io.BytesIO(photo.full)).size for photo in first] == [(pictures.SIDE, pictures.SIDE)] * 3
