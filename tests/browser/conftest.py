"""The page built from its sources, one Chromium for all tests, and visitors in it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.visitor import DESK, PHONE, Visitor
from tests.cast import Person, RunningServer, an_item, sign_up

expect.set_options(timeout=60_000)


@pytest.fixture
def visit(chromium: Browser, server: RunningServer) -> Iterator[Callable[..., Visitor]]:
    """`visit(PHONE)` is a new visitor; at the end of the test none of them may have had trouble."""
    visitors: list[Visitor] = []

    def arrive(width: int = DESK, lang: str = "ko", scheme: str = "light", person: Person | None = None) -> Visitor:
        phone = width == PHONE
        context = chromium.new_context(
            viewport={"width": width, "height": 844 if phone else 900},
            color_scheme="dark" if scheme == "dark" else "light", is_mobile=phone, has_touch=phone,
            locale="en-US" if lang == "en" else "ko-KR",
        )  # fmt: skip
        context.set_default_timeout(60_000)
        visitor = Visitor(server, context, context.new_page())
        visitor.listen(visitor.page)
        visitors.append(visitor)
        return visitor.sign_in(person) if person else visitor

    yield arrive
    for visitor in visitors:
        visitor.context.close()
    assert [trouble for visitor in visitors for trouble in visitor.troubles] == []


@pytest.fixture
def seller(server: RunningServer) -> Person:
    return sign_up(server, "seller")


@pytest.fixture
def bidder(server: RunningServer) -> Person:
    return sign_up(server, "bidder")


@pytest.fixture
def rival(server: RunningServer) -> Person:
    return sign_up(server, "rival")


@pytest.fixture
def item(seller: Person) -> dict[str, Any]:
    """A phone from 10,000 won."""
    return an_item(seller)
