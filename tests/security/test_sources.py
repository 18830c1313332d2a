"""What is in the repository: no secret in tree or history, nothing bandit minds, no dependency below its floor."""

import json
import re
import subprocess
import sys
import tomllib
from importlib import metadata

import pytest

from auction.config import ROOT
from tests.faults import assert_none

# what well-known secrets look like; words that make a long random value one
SECRETS = {
    "AWS key": r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b",
    "AWS secret": r"(?i:aws_?secret_?(?:access_?)?key)['\"]?\s*[=:]\s*['\"]?[A-Za-z0-9/+=]{40}\b",
    "private key": r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----\s*[A-Za-z0-9+/]{40}",
    "GitHub token": r"\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{60,})\b",
    "Slack token": r"\bxox[abprs]-[A-Za-z0-9-]{10,}",
    "Google key": r"\bAIza[0-9A-Za-z_-]{35}\b",
    "Stripe key": r"\b[sr]k_live_[0-9A-Za-z]{20,}",
    "OpenAI or Anthropic key": r"\bsk-(?:ant-|proj-)?[A-Za-z0-9_-]{32,}",
    "npm or PyPI token": r"\b(?:npm_[A-Za-z0-9]{36}|pypi-AgEI[A-Za-z0-9_-]{40,})",
    "JWT": r"\beyJ[A-Za-z0-9_-]{15,}\.eyJ[A-Za-z0-9_-]{15,}\.[A-Za-z0-9_-]{20,}",
    "password in a URL": r"\b(?:mysql|postgres|redis|amqp|https?)://[^\s:/@'\"{}<>$]+:(?!password@|secret@|\*)"
    r"[^\s@'\"{}<>$]{3,}@(?!127\.0\.0\.1|localhost|host\b)[\w.-]+",
    "assigned secret": r"(?i:secret|password|token|api_?key)(?i:[a-z_]*)['\"]?\s*[=:]\s*"
    r"['\"][A-Za-z0-9+/_=-]{32,}['\"]",
}
# found and looked at: values of tests that open nothing, and what a reader of the documents replaces
HARMLESS = ("only-for-this-test-", "mysql://nobody:", "://USER:PASSWORD@")
PATTERN = re.compile("|".join(f"(?P<p{number}>{pattern})" for number, pattern in enumerate(SECRETS.values())))
# distribution: the lowest version, and what the releases before it lack by their own notes or the advisory named
FLOORS = {
    "pymysql": ((1, 2, 4), "the API that auction/mysql is written for; 1.1.1 stopped a dict's keys from reaching SQL"
                " (CVE-2024-36039), 1.1.3 a procedure's name"),
    "pyjwt": ((2, 12, 1), "heeds the header `crit` (CVE-2026-32597) and the whole issuer (CVE-2024-53861)"),
    "flask-jwt-extended": ((4, 7), "refuses a subject that is no text"),
    "flask": ((3, 1, 1), "signs with the newest of several keys (CVE-2025-47278)"),
    "flask-cors": ((6, 0), "tells paths apart by case, `+` and order (CVE-2024-6866, CVE-2024-6844, CVE-2024-6839)"),
    "werkzeug": ((3, 0, 6), "bounds the memory of form fields (CVE-2024-49767)"),
    "gunicorn": ((23, 0), "refuses a Transfer-Encoding by which requests are smuggled (CVE-2024-1135, CVE-2024-6827)"),
    "gevent": ((23, 9), "reads trailers strictly in its WSGI server (CVE-2023-41419)"),
    "pillow": ((13, 0), "a JPEG could write past a buffer (GHSA-8g5g-8vmr-9782, CVE-2026-112403), among many others"),
    "cryptography": ((44, 0, 1), "wheels with an OpenSSL without CVE-2024-12797"),
    "jinja2": ((3, 1, 6), "its sandbox checks the filter `attr` too (CVE-2025-27516)"),
    "urllib3": ((2, 5), "follows no redirect that a pool forbids (CVE-2025-50181)"),
    "pydantic": ((2, 4), "reads mail addresses in bounded time (CVE-2024-3772)"),
    "argon2-cffi": ((23, 1), "the release that this was written with; no weakness of an older one is known to us"),
}  # fmt: skip


def version(text):
    return tuple(int(part) for part in re.findall(r"\d+", text)[:3])


@pytest.mark.parametrize("name", FLOORS)
def test_a_dependency_is_at_or_over_its_floor_installed_and_pinned(name):
    floor, reason = FLOORS[name]
    pinned = re.search(rf"^{name}==(\S+)", (ROOT / "requirements.txt").read_text(), re.M)
    assert pinned, f"{name} is not pinned"
    assert version(pinned[1]) >= floor, reason
    assert version(metadata.version(name)) >= floor, reason


def test_below_its_next_api_and_not_by_another_packages_name():
    names = {re.split(r"[=<>\[ ;]", line)[0] for line in (ROOT / "requirements.txt").read_text().splitlines()}
    assert "jwt" not in names
    assert version(metadata.version("pymysql")) < (2,)
    required = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    assert "pymysql>=1.2.4,<2" in required


def findings(text):
    """Name and beginning of whatever looks like a secret in it."""
    names = list(SECRETS)
    return [
        (names[int(match.lastgroup[1:])], match[0][:24])
        for match in PATTERN.finditer(text)
        if not any(value in match[0] for value in HARMLESS)
    ]


def git(*arguments):
    command = ["git", *arguments]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout.decode(errors="replace")


def test_the_scan_finds_what_it_should():
    """Put together here, so that this file does not find itself."""
    samples = [
        "AKIA" + "Q7" * 8,
        "-----BEGIN RSA " + "PRIVATE KEY-----\n" + "A" * 60,
        "ghp_" + "a1" * 18,
        "eyJ" + "hbGciOiJIUzI1NiJ9" + ".eyJ" + "zdWIiOiJzZWxsZXIifQ" + "." + "c2ln" * 10,
        "mysql://" + "admin:hunter22@db.example.com/x",
        "JWT_SECRET_KEY = '" + "0f" * 32 + "'",
    ]
    assert [len(findings(sample)) for sample in samples] == [1] * len(samples)


def test_no_secret_is_in_the_tree():
    found = {}
    for name in git("ls-files", "--cached", "--others", "--exclude-standard").splitlines():
        path = ROOT / name
        if path.is_file() and path.stat().st_size < 2_000_000 and (seen := findings(path.read_text(errors="replace"))):
            found[name] = seen
    assert found == {}


def test_no_secret_was_ever_committed():
    added = "\n".join(line[1:] for line in git("log", "--all", "-p", "--unified=0", "--no-color", "--", ".",
                      ":(exclude)frontend/package-lock.json").splitlines() if line.startswith("+"))  # fmt: skip
    assert len(added) > 100_000
    assert findings(added) == []


def test_nothing_that_holds_secrets_is_tracked():
    secret = re.compile(r"(^|/)(\.env|id_rsa|.*\.pem|.*\.key|database\.url|jwt\.secret)$")
    assert [name for name in git("ls-files").splitlines() if secret.search(name)] == []


# bandit's findings that were looked at: (check, file or folder) and why it is good there. Anything else fails.
NAMES_OF_OURS = "only column names and clauses written in that file are put together; every value is bound"
ROW_TYPES = "the keys of row types written in the code are put together; every value is bound"
OPERATOR = "run by an operator at a shell, with arguments that are ours, never by a request"
STORES = (
    "alerts/deliveries", "bids", "bids/removals", "contacts", "contacts/codes", "factors", "factors/passkeys",
    "history", "idempotency", "items",
    "items/images", "notifications", "operators", "orders", "orders/addresses", "orders/lists", "orders/messages",
    "orders/offers",
    "payments", "payments/payouts", "payments/refunds",
    "payments/sandbox", "ledger", "users", "users/security_events", "users/sign_ins",
    "watching/searches",
)  # fmt: skip
LOOKED_AT = {
    ("B311", "auction/mysql/transactions.py"): "chance spreads retries over time; nothing is guarded by it",
    ("B311", "auction/live/streams.py"): "chance spreads reconnections over time; nothing is guarded by it",
    ("B608", "auction/items/list_query.py"): NAMES_OF_OURS,
    ("B608", "auction/items/search/query.py"): NAMES_OF_OURS,
    ("B608", "auction/limits/store.py"): "as many rows of placeholders as there are counters; the values are bound",
    ("B608", "auction/items/search/index.py"): NAMES_OF_OURS,
    ("B608", "auction/items/summaries/store.py"): "a condition of the room of users; the values are bound",
    ("B608", "auction/alerts/store.py"): NAMES_OF_OURS,
    ("B608", "auction/alerts/logs/store.py"): NAMES_OF_OURS,
    **{("B608", f"auction/{room}/store.py"): ROW_TYPES for room in STORES},
    ("B608", "auction/mysql/columns.py"): ROW_TYPES,
    ("B404", "auction/items/images/decoder.py"): "starts this project's own decoder with this interpreter",
    ("B603", "auction/items/images/decoder.py"): "a fixed command and a number of ours; no shell is between",
    ("B101", "commands/"): "narrows a type; nothing is guarded by it",
    ("B104", "commands/run.py"): "the server is meant to be reached; a firewall or balancer stands before it",
    ("B104", "commands/needs.py"): "binds the port for a moment, to see whether the server will be able to",
    ("B108", "commands/"): "a socket's folder, made by mkdtemp or owned by us, mode 700",
    ("B311", "commands/"): "chance picks what is shown or tried; nothing is guarded by it",
    ("B404", "commands/"): OPERATOR,
    ("B603", "commands/"): OPERATOR + "; no shell is between",
    ("B607", "commands/"): OPERATOR + "; the operator's PATH is meant",
    ("B608", "commands/"): OPERATOR + "; names of tables come from the database's own list",
    ("B101", "demo/"): "narrows a type; nothing is guarded by it",
    ("B311", "demo/"): "the demo's pictures are drawn by a seed",
    ("B314", "demo/"): "draws the SVG files of this repository alone",
    ("B405", "demo/"): "draws the SVG files of this repository alone",
}
CODE = ["app.py", "database.py", "historyUpdate.py", "gunicorn.conf.py", "auction", "commands", "deploy", "demo"]


@pytest.fixture(scope="module")
def bandit():
    """The line of every finding by (check, file), without any skip."""
    command = [sys.executable, "-m", "bandit", "-q", "-f", "json", "-r", *CODE]
    report = json.loads(subprocess.run(command, cwd=ROOT, capture_output=True, text=True).stdout)
    assert report["errors"] == []
    assert report["metrics"]["_totals"]["loc"] > 4_000
    results = report["results"]
    return {(found["test_id"], found["filename"].removeprefix("./")): found["line_number"] for found in results}


def explains(looked_at, finding):
    return looked_at[0] == finding[0] and finding[1].startswith(looked_at[1])


def test_bandit_finds_nothing_that_was_not_looked_at(bandit):
    new = [finding for finding in bandit if not any(explains(known, finding) for known in LOOKED_AT)]
    remedy = "mend it, or say in LOOKED_AT of tests/security/test_sources.py why it is good there"
    assert_none([f"{file}:{bandit[check, file]}: bandit reports {check}; {remedy}" for check, file in new])


def test_no_finding_is_silenced_in_the_code():
    files = [*ROOT.glob("*.py"), *(path for folder in CODE[4:] for path in (ROOT / folder).rglob("*.py"))]
    assert [str(path) for path in files if "nosec" in path.read_text()] == []
