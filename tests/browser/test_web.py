"""How the page is served: its addresses, its policy, its weight; and the checks of its own sources."""

import gzip
import json
import re
from typing import Any

import pytest

from auction.server.web import DIST
from commands import page
from tests.cast import RunningServer

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
# the most that is loaded before a page is drawn: HTML, scripts and styles, gzipped bytes
FIRST_LOAD: dict[str, tuple[list[str], int]] = {
    "front page": ([], 90_000),
    "item": (["src/pages/item/ItemPage.tsx"], 140_000),
}
PATHS = [
    "/", "/items/12", "/users/somebody", "/me", "/sell", "/login", "/signup", "/settings", "/watching",
    "/orders", "/orders?item=1", "/orders/1", "/payouts", "/console", "/console/orders/1",
    "/notifications", "/forgot-password", "/reset-password?token=x",
]  # fmt: skip
OUTSIDE = ["../index.html", "..%2f..%2fpackage.json", "%2e%2e/%2e%2e/package.json", "nothing.js"]


@pytest.mark.parametrize("path", PATHS)
def test_an_address_of_the_page_is_the_page(built: None, server: RunningServer, path: str) -> None:
    answer = server.get(path, headers=BROWSER)
    assert (answer.status_code, answer.mimetype) == (200, "text/html")
    assert '<div id="root">' in answer.get_data(as_text=True)
    assert answer.headers["Cache-Control"] == "no-cache"


def test_the_policy_lets_nothing_in_but_our_own_files(built: None, server: RunningServer) -> None:
    policy = server.get("/", headers=BROWSER).headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


def test_a_program_that_is_lost_gets_a_problem_and_a_person_a_page(built: None, server: RunningServer) -> None:
    lost = server.get("/no/such/thing", headers={"Accept": "*/*"})
    assert (lost.status_code, lost.mimetype, lost.json["code"]) == (404, "application/problem+json", "not_found")
    person = server.get("/no/such/thing", headers=BROWSER)
    assert (person.status_code, person.mimetype) == (404, "text/html")
    api = server.get("/api/no/such/thing", headers=BROWSER)
    assert (api.status_code, api.mimetype) == (404, "application/problem+json")


def test_assets_are_compressed_and_cached_for_a_year(built: None, server: RunningServer) -> None:
    name = next(path.name for path in (DIST / "assets").glob("index-*.js"))
    packed = server.get(f"/assets/{name}", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "immutable" in packed.headers["Cache-Control"]
    plain = server.get(f"/assets/{name}", headers={"Accept-Encoding": "identity"})
    assert gzip.decompress(packed.data) == plain.data
    assert "javascript" in plain.mimetype


def test_the_service_worker_is_at_the_root_and_fetched_anew_each_time(built: None, server: RunningServer) -> None:
    answer = server.get("/sw.js")
    assert (answer.status_code, answer.mimetype) == (200, "text/javascript")
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "worker-src 'self'" in server.get("/", headers=BROWSER).headers["Content-Security-Policy"]


@pytest.mark.parametrize("name", OUTSIDE)
def test_nothing_but_assets_is_served_as_one(built: None, server: RunningServer, name: str) -> None:
    assert server.get(f"/assets/{name}").status_code == 404


@pytest.mark.parametrize("shown", FIRST_LOAD)
def test_the_first_load_is_small(built: None, shown: str) -> None:
    parts, bound = FIRST_LOAD[shown]
    weight = {name: len(gzip.compress((DIST / name).read_bytes(), 9)) for name in first_files(parts)}
    scripts = sum(size for name, size in weight.items() if name.endswith(".js"))
    print(f"{shown}: {sum(weight.values()):,} bytes of {len(weight)} files, gzipped; scripts {scripts:,}")
    assert sum(weight.values()) <= bound, weight
    assert scripts <= 130_000


def first_files(parts: list[str]) -> list[str]:
    """The page itself, and every script and style that these parts of it load before they are drawn."""
    manifest: dict[str, Any] = json.loads((DIST / ".vite" / "manifest.json").read_text())
    named = re.findall(r'<(?:script|link)[^>]* (?:src|href)="/(assets/[^"]+)', (DIST / "index.html").read_text())
    files, waiting = {"index.html", *named}, list(parts)
    while waiting:
        chunk = manifest[waiting.pop()]
        fresh = {chunk["file"], *chunk.get("css", []), *chunk.get("assets", [])} - files
        files |= fresh
        waiting += chunk.get("imports", []) if fresh else []
    return sorted(files)


def test_the_packages_are_pinned_and_name_no_host() -> None:
    lock = json.loads((page.FRONTEND / "package-lock.json").read_text())
    assert not [name for name, package in lock["packages"].items() if "resolved" in package]
    assert all("integrity" in package for name, package in lock["packages"].items() if name)
    wanted = json.loads((page.FRONTEND / "package.json").read_text())
    versions = {**wanted["dependencies"], **wanted["devDependencies"]}
    assert [name for name, version in versions.items() if not re.fullmatch(r"\d+\.\d+\.\d+", version)] == []


def test_a_second_build_has_nothing_to_do(built: None, capsys: pytest.CaptureFixture[str]) -> None:
    before = (DIST / "index.html").stat().st_mtime_ns
    page.build()
    assert (DIST / "index.html").stat().st_mtime_ns == before
    assert capsys.readouterr().out == ""


def test_the_sources_hold_against_the_contract_of_the_api() -> None:
    page.write_types()
    page.npm("run", "check")


def test_the_components_own_tests_pass() -> None:
    page.need_modules()
    page.npm("run", "test")
