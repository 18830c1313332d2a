"""Broken releases and a database that cannot be used: the live release goes on, and the reason is named."""

import re
from pathlib import Path

import pytest

from tests.deploy.conftest import PASSWORD
from tests.deploy.machine import HOME, Machine, revision
from tests.deploy.site import answer, append, assert_serves_alone, failing_migration, live, replace, replaced
from tests.deploy.traffic import flowing
from tests.processes import at_most

pytestmark = pytest.mark.timeout(900)

BROKEN = {
    "import error": ("AfterInstall", append("app.py", "\nimport a_module_that_nobody_has\n")),
    "failing migration": ("AfterInstall", failing_migration),
    "unhealthy answer": ("AfterInstall", answer("/readyz", "503 Service Unavailable")),
    "bad requirement": ("AfterInstall", replace("requirements.txt", "flask==", "flask==9999.")),
    "another file of a package": ("AfterInstall", replace("requirements.txt", "--hash=sha256:", "--hash=sha256:0")),
    "no start behind the socket": (
        "ApplicationStart",
        append("gunicorn.conf.py", '\nif "LISTEN_FDS" in os.environ:\n    raise SystemExit("broken only when live")\n'),
    ),
    "another name at healthz": (
        "ValidateService",
        answer("/healthz", "200 OK"),
    ),
}
SHORT = ("import error", "another name at healthz")


@pytest.mark.parametrize("why", [pytest.param(why, marks=[] if why in SHORT else pytest.mark.slow) for why in BROKEN])
def test_a_broken_release_leaves_the_live_one_serving(
    why: str, site: Machine, people: None, port: int, revisions: Path
) -> None:
    before, (event, change) = live(port), BROKEN[why]
    name = why.replace(" ", "-")
    # a name that does not come is waited for as long as the hooks have patience
    patience = re.findall("SSGBAY_PATIENCE=.*", site.says("cat", "/etc/default/ssgbay"))[0]
    with replaced(site, "/etc/default/ssgbay", patience, f"SSGBAY_PATIENCE={round(at_most(8))}"):
        done = site.deploy(f"d-{name}", revision(revisions, name, change))
    assert done.failed == event, done.output
    assert_serves_alone(site, port, before)
    if event == "AfterInstall":
        assert not site.path(f"{HOME}/releases/{done.id}").exists()


FAILING_LIVE = """
_sound = create_app

def create_app():
    import os
    app = _sound()
    inner = app.wsgi_app
    def wsgi(environ, start):
        if environ["PATH_INFO"] != "/api/items" or "SSGBAY_DOOR" not in os.environ:
            return inner(environ, start)
        start("500 Internal Server Error", [("Content-Length", "2")])
        return [b"{}"]
    app.wsgi_app = wsgi
    return app
"""


@pytest.mark.slow
def test_a_release_that_fails_people_is_withdrawn_within_five_seconds(
    site: Machine, port: int, revisions: Path
) -> None:
    """It is sound as a canary, and answers a page with 500 as soon as it serves people."""
    before = live(port)
    with flowing(port) as traffic:
        done = site.deploy("d-failing", revision(revisions, "failing", append("app.py", FAILING_LIVE)))
    assert done.failed == "ApplicationStart", done.output
    assert re.search(r"release \S+ fails: /api/items\S* was answered 500", done.output)
    assert set(traffic.failed) <= {"/api/items?limit=5: 500"}
    lasted = traffic.failed_at[-1] - traffic.failed_at[0] if traffic.failed else 0
    print(f"  people got {len(traffic.failed)} errors within {lasted:.1f} s")
    assert lasted < 5
    assert_serves_alone(site, port, before)


def test_a_release_that_answers_a_page_with_500_never_serves(
    site: Machine, people: None, port: int, revisions: Path
) -> None:
    before = live(port)
    done = site.deploy("d-page", revision(revisions, "page", answer("/api/items", "500 Internal Server Error")))
    assert done.failed == "AfterInstall", done.output
    assert re.search(r"/api/items\S* was answered 500", done.output)
    assert_serves_alone(site, port, before)


@pytest.mark.slow
def test_a_release_whose_closing_job_fails_is_withdrawn_with_the_reason(
    site: Machine, people: None, port: int, revisions: Path
) -> None:
    before = live(port)
    change = replace("historyUpdate.py", "    began =", '    raise SystemExit("broken when it runs")\n    began =')
    done = site.deploy("d-closing", revision(revisions, "closing", change))
    assert done.failed == "ValidateService", done.output
    assert f"the closing job of {done.id} fails: broken when it runs" in done.output
    assert f"{before} serves" in done.output
    assert_serves_alone(site, port, before)


@pytest.mark.slow
def test_the_last_words_are_the_failing_releases_own(site: Machine, people: None, port: int, revisions: Path) -> None:
    change = append(
        "gunicorn.conf.py", '\nif "LISTEN_FDS" in os.environ:\n    raise SystemExit("broken only when live")\n'
    )
    done = site.deploy("d-words", revision(revisions, "words", change))
    assert done.failed == "ApplicationStart", done.output
    shown = done.output[-2048:]
    assert "broken only when live" in shown
    assert '"status": 200' not in shown


UNREACHED = {
    "wrong password": ("test@", "tost@", "refuses the user 'migrations': wrong password"),
    "stopped database": ("127.0.0.1:", "127.0.0.1:1/", "No database answers at 127.0.0.1:1"),
}


@pytest.mark.parametrize("why", UNREACHED)
def test_a_database_that_cannot_be_used_is_named_before_anything_is_changed(
    why: str, site: Machine, people: None, port: int, revisions: Path
) -> None:
    before, (old, new, said) = live(port), UNREACHED[why]
    settings = site.says("cat", "/etc/ssgbay.env")
    with replaced(site, "/etc/ssgbay.migrations.env", old, new):
        done = site.deploy("d-" + why.replace(" ", "-"), revision(revisions, why.replace(" ", "-")))
    assert done.failed == "AfterInstall"
    assert said in done.output
    assert "afterInstall.sh: migrations" not in done.output
    assert PASSWORD not in done.output
    assert site.says("cat", "/etc/ssgbay.env") == settings
    assert_serves_alone(site, port, before)
