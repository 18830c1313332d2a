"""The layout of mails: both alternatives say the same, nothing is loaded from elsewhere, no text is markup."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auction.contacts.layout import Link, render

BUTTON = Link("다시 입찰하기", "https://auction.example/items/7")
FOOTER = ["알림 설정에 따라 보내 드렸어요.", Link("수신 거부", "https://auction.example/unsubscribe?token=a&b=1")]


class Seen(HTMLParser):
    """The elements, links and visible text of a mail."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.links, self.text, self.hidden = [], [], "", 0
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.hidden += tag in ("style", "title")
        self.links += [value for name, value in attrs if name in ("href", "src", "background")]

    def handle_endtag(self, tag):
        self.hidden -= tag in ("style", "title")

    def handle_data(self, data):
        self.text += "" if self.hidden else data


def test_text_and_html_say_the_same():
    mail = render("ko", "다른 분이 더 높게 입찰했어요", ["빈티지 카메라", FOOTER[1]], BUTTON, FOOTER, code="482913")
    seen = Seen(mail.html)
    for words in ("다른 분이 더 높게 입찰했어요", "빈티지 카메라", "다시 입찰하기", "수신 거부", "482913", "쓱Bay"):
        assert words in mail.text
        assert words in seen.text
    assert seen.links == [FOOTER[1].url, BUTTON.url, FOOTER[1].url]
    assert all(link in mail.text for link in seen.links)


def test_nothing_is_loaded_and_nothing_runs():
    mail = render("en", "You were outbid", ["x"], BUTTON, FOOTER)
    assert not {"img", "script", "link", "iframe", "object", "form", "video"} & set(Seen(mail.html).tags)
    assert not re.search(r"url\(|@import|src=", mail.html)
    assert 'lang="en"' in mail.html


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//elsewhere.example", "/items/7"])
def test_a_link_that_is_not_the_sites_is_refused(url):
    with pytest.raises(ValueError, match="not a link"):
        render("ko", "x", [Link("x", url)])


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=300), st.text(alphabet="<>&\"'\r\n\t {}%👩‍👧가a\u202e\x00", max_size=80))
def test_any_text_is_shown_as_it_is_on_one_line(heading, name):
    plain, wild = render("ko", "x", ["x"], BUTTON), render("ko", heading, [name, Link(name, BUTTON.url)], BUTTON)
    assert set(Seen(wild.html).tags) == {*Seen(plain.html).tags, "a"}
    assert Seen(wild.html).links == [BUTTON.url, BUTTON.url]
    shown = " ".join(Seen(wild.html).text.split())
    for part in (heading, name):
        kept = " ".join("".join(sign if sign.isprintable() or sign == "‍" else " " for sign in part).split())
        assert " ".join(kept.split()) in shown
        assert kept in wild.text
