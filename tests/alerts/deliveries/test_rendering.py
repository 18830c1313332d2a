"""Mails in Chromium at a phone's width, in both lights; SCREENSHOTS=1 keeps the two that users get most."""

import os

import pytest

from auction.alerts.deliveries import mails
from auction.config import ROOT
from tests.alerts.deliveries.test_words import a_message
from tests.browser.test_pages import sticking_out
from tests.browser.visitor import AXE, PHONE

SHOTS = ROOT / "docs" / "screenshots"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("kind", ["outbid", "won"])
def test_a_mail_fits_a_phone_loads_nothing_and_axe_finds_nothing(mails_on, chromium, kind, scheme):
    _, html = mails.composed(a_message(kind, name="삼천리 자전거 7단 변속, 바구니 있음")).get_payload()
    context = chromium.new_context(
        viewport={"width": PHONE, "height": 520}, color_scheme=scheme, is_mobile=True, device_scale_factor=2
    )
    page, requests = context.new_page(), []
    page.on("request", lambda request: requests.append(request.url))
    page.set_content(html.get_payload(decode=True).decode())
    if scheme == "light" and os.environ.get("SCREENSHOTS"):
        page.screenshot(path=SHOTS / f"mail-{kind}-390-light.jpg", type="jpeg", quality=80)
    page.evaluate(AXE.read_text(encoding="utf-8") + "; undefined")
    # the landmarks of a page are those of the mail program
    found = page.evaluate("axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa']})")
    assert [(each["id"], each["nodes"][0]["html"]) for each in found["violations"]] == []
    assert found["passes"]
    assert sticking_out(page) == requests == []
    context.close()
