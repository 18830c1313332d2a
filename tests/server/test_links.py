"""What other sites and messengers see of a link: previews, pictures, robots.txt and the sitemap."""

import io
import json
import re
from typing import Any
from xml.etree import ElementTree

import pytest
from PIL import Image

from tests.cast import a_photo, an_item, utc
from tests.scenes import move_end

PREVIEWERS = [
    "facebookexternalhit/1.1; kakaotalk-scrap/1.0; +https://devtalk.kakao.com/t/scrap/33984",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "Twitterbot/1.0",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)",
]
PROGRAMS = ["curl/8.14.1", "PostmanRuntime/7.43.0", "axios/1.7.9", "python-requests/2.32.3", ""]
SCRIPT = "</script><script>alert(1)</script>\"'<b>&"


def head(answer: Any) -> str:
    return str(answer.get_data(as_text=True)).partition("</head>")[0]


def meta(answer: Any, name: str) -> str:
    found = re.search(rf'<meta (?:property|name)="{re.escape(name)}" content="([^"]*)">', head(answer))
    assert found, name
    return found[1]


def linked_data(answer: Any) -> Any:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', head(answer), re.DOTALL)
    assert found
    return json.loads(found[1])


@pytest.mark.parametrize("accept", ["*/*", "application/json", "text/html", None])
def test_an_item_shows_its_title_price_and_end_whatever_is_accepted(client, seller, bidder, accept):
    item = an_item(seller, name="아이폰 13", endTime=utc(days=2))
    bidder.bids(item, amount=23_000)
    answer = client.get(f"/items/{item['id']}", headers={"Accept": accept} if accept else {})
    assert (answer.status_code, answer.mimetype) == (200, "text/html")
    assert meta(answer, "og:title") == "아이폰 13"
    assert "현재가 23,000원 · 입찰 1건" in meta(answer, "og:description")
    assert meta(answer, "og:url") == f"http://localhost/items/{item['id']}"
    offer = linked_data(answer)["offers"]
    assert (offer["price"], offer["priceCurrency"]) == (23_000, "KRW")
    assert offer["availability"] == "https://schema.org/InStock"
    assert offer["priceValidUntil"].startswith(item["endTime"][:19])


def test_the_preview_speaks_english_to_who_prefers_it(client, seller):
    item = an_item(seller)
    answer = client.get(f"/items/{item['id']}", headers={"Accept-Language": "en"})
    assert meta(answer, "og:description").startswith("Starts at ₩10,000 · ends ")
    assert meta(answer, "og:locale") == "en_US"


def test_an_ended_auction_is_not_for_sale(client, db, seller, bidder):
    item = an_item(seller)
    move_end(db, item, -1)
    answer = client.get(f"/items/{item['id']}")
    assert linked_data(answer)["offers"]["availability"] == "https://schema.org/OutOfStock"
    assert "마감" in meta(answer, "og:description")


def test_a_script_in_a_title_neither_runs_nor_breaks_the_data(client, seller):
    item = an_item(seller, name=SCRIPT, content=SCRIPT)
    answer = client.get(f"/items/{item['id']}")
    page = answer.get_data(as_text=True)
    assert "<script>alert" not in page
    assert "<b>" not in page
    assert linked_data(answer)["name"] == SCRIPT
    block = re.search(r'id="answers">(.*?)</script>', page, re.DOTALL)
    assert block
    assert json.loads(block[1])[f"/api/items/{item['id']}"]["name"] == SCRIPT


def test_the_item_in_the_page_is_what_the_api_says(client, seller):
    item = an_item(seller)
    page = client.get(f"/items/{item['id']}").get_data(as_text=True)
    block = re.search(r'id="answers">(.*?)</script>', page, re.DOTALL)
    assert block
    said = client.get(f"/api/items/{item['id']}").json
    assert json.loads(block[1])[f"/api/items/{item['id']}"] | {"serverTime": ""} == said | {"serverTime": ""}


def test_the_picture_of_a_link_is_1200_by_630_and_made_of_the_first_photo(client, seller):
    item = an_item(seller, images=[a_photo(300, 900)])
    address = meta(client.get(f"/items/{item['id']}"), "og:image")
    answer = client.get(address.removeprefix("http://localhost"))
    assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
    with Image.open(io.BytesIO(answer.data)) as picture:
        assert (picture.format, picture.size) == ("JPEG", (1200, 630))
    assert client.get("/items/999999/card.jpg").status_code == 404


def test_a_user_is_shown_by_their_public_profile_alone(client, seller):
    an_item(seller)
    answer = client.get(f"/users/{seller.id}", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.mimetype) == (200, "text/html")
    person = linked_data(answer)["mainEntity"]
    assert (person["@type"], person["identifier"]) == ("Person", seller.id)
    assert "올린 경매 1" in meta(answer, "og:description")


@pytest.mark.parametrize("path", ["/items/999999", "/users/nobody.here"])
def test_what_is_not_there_is_the_page_and_not_to_be_indexed(client, path):
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "text/html")
    assert answer.headers["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("agent", PREVIEWERS)
def test_what_previews_links_gets_the_page_at_the_root(client, agent):
    answer = client.get("/", headers={"User-Agent": agent, "Accept": "*/*"})
    assert (answer.status_code, answer.mimetype) == (200, "text/html")


@pytest.mark.parametrize("agent", PROGRAMS)
def test_programs_keep_the_json_of_2023_at_the_root(client, seller, agent):
    an_item(seller)
    answer = client.get("/", headers={"User-Agent": agent, "Accept": "*/*"})
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    assert len(answer.json) == 1


def test_robots_txt_names_the_sitemap_and_that_names_what_is_open(client, db, seller):
    item, ended = an_item(seller), an_item(seller)
    db.run("UPDATE item SET state = 'unsold' WHERE id = %(id)s", id=ended["id"])
    assert "Sitemap: http://localhost/sitemap.xml" in client.get("/robots.txt").get_data(as_text=True)
    tree = ElementTree.fromstring(client.get("/sitemap.xml").data)
    places = [place.text for place in tree.findall("{*}url/{*}loc")]
    assert places == ["http://localhost/", f"http://localhost/items/{item['id']}"]


@pytest.mark.parametrize(
    "path",
    [
        "/me", "/watching", "/notifications", "/orders", "/orders/1", "/payouts", "/console", "/console/orders/1",
        "/settings", "/reset-password",
    ],
)  # fmt: skip
def test_a_page_of_ones_own_is_not_to_be_indexed(client, path):
    assert client.get(path).headers["X-Robots-Tag"] == "noindex"
