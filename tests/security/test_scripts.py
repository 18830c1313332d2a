"""Thirty ways to smuggle a script into name, content and nickname, looked at in a real Chromium: none runs."""

import pytest

from tests.cast import an_item, sign_up

MARK = "document.documentElement.dataset.owned=1"
PAYLOADS = [
    f"<script>{MARK}</script>",
    f"</title><script>{MARK}</script>",
    f"</script><script>{MARK}</script>",
    f"<ScRiPt >{MARK}</sCrIpT>",
    f"<img src=x onerror={MARK}>",
    f'"><img src=x onerror="{MARK}">',
    f"'><img src=x onerror='{MARK}'>",
    f"<svg onload={MARK}>",
    f"<svg><script>{MARK}</script></svg>",
    f"<svg><animate onbegin={MARK} attributeName=x dur=1s>",
    f"<math><mtext><mglyph><style><img src=x onerror={MARK}>",
    f"<body onload={MARK}>",
    f"<iframe srcdoc='<script>parent.{MARK}</script>'></iframe>",
    f"<iframe src=javascript:parent.{MARK}></iframe>",
    f"<details open ontoggle={MARK}>",
    f"<input autofocus onfocus={MARK}>",
    f"<video><source onerror={MARK}></video>",
    f"<marquee onstart={MARK}>",
    f"<a href=javascript:{MARK} id=click>click</a>",
    f"javascript:{MARK}",
    f"<form action=javascript:{MARK}><input type=submit id=click></form>",
    f"<object data=javascript:{MARK}></object>",
    f"<embed src=javascript:{MARK}>",
    f"<link rel=stylesheet href=javascript:{MARK}>",
    f"<meta http-equiv=refresh content='0;url=javascript:{MARK}'>",
    f"<base href=javascript:{MARK}//>",
    f"<template><script>{MARK}</script></template>",
    f"{{{{constructor.constructor('{MARK}')()}}}}",
    f"${{{MARK}}}`-{MARK}-`",
    f"\\u003cscript\\u003e{MARK}\\u003c/script\\u003e&lt;img src=x onerror={MARK}&gt;",
]


@pytest.fixture
def items(server):
    """Each payload is the name and the content of an item, whose seller is called after another one."""
    assert len(set(PAYLOADS)) == 30
    found = []
    for number in range(3):
        seller = sign_up(server, f"seller{number}", nickname=PAYLOADS[number * 4][:50])
        for payload in PAYLOADS[number * 10 : number * 10 + 10]:
            found.append(an_item(seller, name=payload[:100], content=payload))
    return found


def owned(page):
    return page.evaluate("document.documentElement.dataset.owned !== undefined")


def test_no_script_in_a_text_runs(server, chromium, items):
    page = chromium.new_page()
    dialogs, stray = [], []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: None if request.url.startswith((server.url, "blob:")) else stray.append(request))
    page.goto(f"{server.url}/")
    page.get_by_text(PAYLOADS[-1][:40]).first.wait_for()
    assert not owned(page)
    for item, payload in zip(items, PAYLOADS, strict=True):
        page.goto(f"{server.url}/items/{item['id']}")
        # the page shows it, letter for letter: what is not shown would prove nothing
        page.get_by_role("heading", name=item["name"], exact=True).first.wait_for()
        assert not owned(page), payload
        assert page.locator("#click").count() == 0
    for number in range(3):
        page.goto(f"{server.url}/users/seller{number}")
        page.get_by_text(PAYLOADS[number * 4][:50]).first.wait_for()
        assert not owned(page)
    assert (dialogs, stray) == ([], [])


def test_a_script_that_got_in_all_the_same_would_not_run(server, chromium):
    """The policy is the second wall: markup put into the page by force is dead there."""
    page = chromium.new_page()
    refused = []
    page.on("console", lambda message: refused.append(message.text))
    page.goto(f"{server.url}/")
    page.evaluate(
        """mark => { document.body.insertAdjacentHTML('beforeend', `<img src="/none.webp" onerror="${mark}">`);
        const script = document.createElement('script'); script.textContent = mark; document.body.append(script) }""",
        MARK,
    )
    page.wait_for_timeout(500)
    assert not owned(page)
    assert [text for text in refused if "Content Security Policy" in text]


def test_the_payload_would_run_on_an_unprotected_page(chromium):
    """Else the tests above could not fail."""
    page = chromium.new_page()
    page.set_content(f"<p>{PAYLOADS[4]}</p>")
    page.wait_for_function("document.documentElement.dataset.owned !== undefined")
