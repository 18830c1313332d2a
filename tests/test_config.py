"""Configuration: refuses to start on a missing, malformed or weak value, in a sentence that says what to set."""

import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from auction.config import ROOT, Misconfigured, load, max_bid, payments
from tests.faults import assert_none

GOOD = {"DATABASE_URL": "mysql://a:b@127.0.0.1/x", "JWT_SECRET_KEY": "k" * 32}
PRODUCTION = GOOD | {"APP_ENV": "production"}
SMTP = {
    "SMTP_URL": "smtp://user:p%40ss@mail.example:587/?starttls=1",
    "MAIL_FROM": "쓱Bay <no-reply@auction.example>",
    "PUBLIC_URL": "https://auction.example",
}
WRONG_SMTP_URLS = (
    "mail.example", "http://mail.example", "smtp://", "smtp://user@mail.example", "smtp://mail.example:99999",
    "smtp://mail.example/?starttls=yes", "smtp://mail.example/?tls=1", "smtp://mail.example/#x",
    "smtps://mail.example/?starttls=1", "smtp://mail.example/queue",
    # its password would be read on its way
    "smtp://user:secret@mail.example",
)  # fmt: skip


def test_good_values_are_taken():
    settings = load(PRODUCTION | {"PORT": "8080", "CORS_ORIGINS": "https://a.example/, http://b.example:3000"})
    assert settings.production
    assert (settings.port, settings.cors_origins) == (8080, ("https://a.example", "http://b.example:3000"))
    assert (settings.rate_limits, settings.trusted_proxies) == (True, 0)


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        ({}, ()),
        ({"PUBLIC_URL": "https://Auction.example:8443"}, ("auction.example",)),
        ({"PUBLIC_URL": "https://a.example", "TRUSTED_HOSTS": "b.example, [::1]:5000"}, ("b.example", "[::1]")),
    ],
)
def test_the_site_is_known_by_its_public_url_or_by_the_hosts_that_are_trusted(changes, names):
    assert load(PRODUCTION | changes).access.trusted_hosts == names


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"APP_ENV": "staging"}, "APP_ENV"),
        ({"JWT_SECRET_KEY": ""}, "JWT_SECRET_KEY"),
        ({"JWT_SECRET_KEY": "k" * 31}, "JWT_SECRET_KEY"),
        ({"PORT": "http"}, "PORT"),
        ({"PORT": "0"}, "PORT"),
        ({"PORT": "65536"}, "PORT"),
        ({"PORT": "-1"}, "PORT"),
        ({"PORT": "٥٠٠٠"}, "PORT"),
        ({"RATE_LIMITS": "off"}, "RATE_LIMITS"),
        ({"RATE_LIMITS": "no"}, "RATE_LIMITS"),
        ({"PASSWORD_COST": "least"}, "PASSWORD_COST"),
        ({"PASSWORD_COST": "none"}, "PASSWORD_COST"),
        ({"CORS_ORIGINS": "*"}, "CORS_ORIGINS"),
        ({"CORS_ORIGINS": "https://*.example.com"}, "CORS_ORIGINS"),
        ({"CORS_ORIGINS": "www.example.com"}, "CORS_ORIGINS"),
        ({"CORS_ORIGINS": "null"}, "CORS_ORIGINS"),
        ({"TRUSTED_PROXIES": "all"}, "TRUSTED_PROXIES"),
        ({"TRUSTED_PROXIES": "9"}, "TRUSTED_PROXIES"),
        ({"CONNECTIONS_PER_ADDRESS": "0"}, "CONNECTIONS_PER_ADDRESS"),
        ({"TRUSTED_HOSTS": "https://a.example"}, "TRUSTED_HOSTS"),
        ({"TRUSTED_HOSTS": "*"}, "TRUSTED_HOSTS"),
        ({"PRIVATE_TARGETS": "allowed"}, "PRIVATE_TARGETS"),
        *[({**SMTP, "SMTP_URL": url}, "SMTP_URL") for url in WRONG_SMTP_URLS],
        ({**SMTP, "MAIL_FROM": ""}, "MAIL_FROM"),
        ({**SMTP, "MAIL_FROM": "쓱Bay"}, "MAIL_FROM"),
        ({**SMTP, "MAIL_FROM": "a@b.example\r\nBcc: c@d.example"}, "MAIL_FROM"),
        ({**SMTP, "PUBLIC_URL": ""}, "PUBLIC_URL"),
        ({"METRICS_NETWORKS": "10.0.0.1/16"}, "METRICS_NETWORKS"),
        ({"WEB_CONCURRENCY": "0"}, "WEB_CONCURRENCY"),
        ({"DB_POOL_SIZE": "0"}, "DB_POOL_SIZE"),
    ],
)
def test_a_bad_value_stops_everything_and_is_named(changes, named):
    with pytest.raises(Misconfigured, match=named) as stopped:
        load(PRODUCTION | changes)
    assert "k" * 31 not in str(stopped.value)


def test_no_database_stops_everything(tmp_path):
    with pytest.raises(Misconfigured, match="DATABASE_URL"):
        load({"DATA_DIR": str(tmp_path), "JWT_SECRET_KEY": "k" * 32})


def test_an_embedded_databases_address_is_found(tmp_path):
    (tmp_path / "database.url").write_text("mysql://a:b@127.0.0.1/embedded\n")
    assert load({"DATA_DIR": str(tmp_path)}).database_url.endswith("/embedded")


def test_development_makes_a_secret_once_and_keeps_it(tmp_path):
    environ = {"DATABASE_URL": GOOD["DATABASE_URL"], "DATA_DIR": str(tmp_path / "new")}
    with ThreadPoolExecutor(8) as threads:
        secrets = {settings.jwt_secret for settings in threads.map(lambda _: load(environ), range(8))}
    assert len(secrets) == 1
    assert len(secrets.pop()) >= 32
    kept = list((tmp_path / "new").iterdir())
    assert [path.stat().st_mode & 0o777 for path in kept] == [0o600]


def test_a_weak_secret_is_refused_in_development_too(tmp_path):
    with pytest.raises(Misconfigured, match="JWT_SECRET_KEY"):
        load(GOOD | {"JWT_SECRET_KEY": "weak", "DATA_DIR": str(tmp_path)})


def unread(example, code):
    """Settings of an example of the environment that the configuration does not read: line, and what to do."""
    lines = example.read_text(encoding="utf-8").splitlines()
    names = [(number, line.partition("=")[0]) for number, line in enumerate(lines, 1) if re.match(r"[A-Z_]+=", line)]
    return [
        f"deploy/{example.name}:{number}: auction/config.py reads no {name}; correct it, or add a field to Config"
        for number, name in names
        if f'"{name}"' not in code
    ]


def test_every_setting_of_the_example_is_read():
    files = [ROOT / "auction" / "config.py", *(ROOT / "auction").glob("*_settings.py")]
    code = "".join(path.read_text(encoding="utf-8") for path in files)
    assert_none(unread(ROOT / "deploy" / "ssgbay.env.example", code))


def test_a_setting_that_nothing_reads_is_named_with_its_line(tmp_path):
    example = tmp_path / "ssgbay.env.example"
    example.write_text("# the port\nPORT='5000'\nTRUSTED_PROXY='0'\n")
    assert unread(example, '"PORT" "TRUSTED_PROXIES"') == [
        "deploy/ssgbay.env.example:3: auction/config.py reads no TRUSTED_PROXY; correct it, or add a field to Config"
    ]


def test_the_server_itself_does_not_start(tmp_path):
    """gunicorn, as systemd starts it: one sentence, no trace, no port."""
    environ = os.environ | PRODUCTION | {"JWT_SECRET_KEY": "weak", "DATA_DIR": str(tmp_path)}
    command = [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py"]
    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=60)
    assert done.returncode != 0
    assert "JWT_SECRET_KEY needs at least 32 bytes" in done.stderr
    assert "weak" not in done.stderr


def test_the_ceiling_for_bids_is_a_whole_number_that_json_carries_exactly():
    assert max_bid({}) == 2**53 - 1
    assert max_bid({"MAX_BID": "5000000"}) == 5_000_000
    for wrong in ("0", "999", "x", str(2**53)):
        with pytest.raises(Misconfigured, match="MAX_BID"):
            max_bid({"MAX_BID": wrong})


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://user:p%40ss@mail.example:587/?starttls=1", ("mail.example", 587, "starttls", "user", "p@ss")),
        ("smtp://mail.example/?starttls=1", ("mail.example", 587, "starttls", "", "")),
        ("smtp://127.0.0.1", ("127.0.0.1", 25, "none", "", "")),
        ("smtp://user:secret@localhost:2525/", ("localhost", 2525, "none", "user", "secret")),
        ("smtps://user:secret@mail.example", ("mail.example", 465, "implicit", "user", "secret")),
    ],
)
def test_an_smtp_url_says_how_the_connection_is_encrypted(url, server):
    mail = load(PRODUCTION | SMTP | {"SMTP_URL": url}).mail
    assert mail.is_on
    assert mail.server is not None
    assert tuple(vars(mail.server).values()) == server
    assert "secret" not in repr(mail)
    assert "p@ss" not in repr(mail)


def test_without_smtp_url_mails_are_files_in_development_and_off_in_production(tmp_path):
    development = load(GOOD | {"DATA_DIR": str(tmp_path)}).mail
    assert (development.is_on, development.folder) == (True, tmp_path / "mail")
    assert development.site == "http://localhost:5000"
    assert not load(PRODUCTION).mail.is_on


OPERATOR = {
    f"OPERATOR_{name}": "x"
    for name in ["NAME", "REPRESENTATIVE", "BUSINESS_NUMBER", "MAIL_ORDER_NUMBER", "ADDRESS", "PHONE", "MAIL", "HOST"]
}
PAID = PRODUCTION | OPERATOR | {
    "PAYMENTS": "toss", "TOSS_SECRET_KEY": "live_sk_0123456789abcdef", "PUBLIC_URL": "https://auction.example",
}  # fmt: skip


@pytest.mark.parametrize(
    ("environ", "provider"), [(GOOD, "sandbox"), (PRODUCTION, "off"), (PAID, "toss")], ids=["dev", "prod", "paid"]
)
def test_payments_are_play_in_development_and_off_in_production_until_set(environ, provider):
    assert payments(environ).provider == provider


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"PAYMENTS": "stripe"}, "PAYMENTS"),
        # play money would buy real goods
        ({"PAYMENTS": "sandbox", "TOSS_SECRET_KEY": ""}, "PAYMENTS"),
        ({"TOSS_SECRET_KEY": ""}, "TOSS_SECRET_KEY"),
        ({"TOSS_SECRET_KEY": "live_ck_0123456789abcdef"}, "TOSS_SECRET_KEY"),
        ({"TOSS_SECRET_KEY": "test_sk_0123456789abcdef"}, "TOSS_SECRET_KEY"),
        ({"PAYMENTS": "off"}, "TOSS_SECRET_KEY"),
        ({"PUBLIC_URL": ""}, "PUBLIC_URL"),
        ({"PUBLIC_URL": "http://auction.example"}, "PUBLIC_URL"),
        ({"OPERATOR_REPRESENTATIVE": ""}, "OPERATOR_REPRESENTATIVE"),
        ({"FEE_PERCENT": "51"}, "FEE_PERCENT"),
        ({"FEE_PERCENT": "1.5"}, "FEE_PERCENT"),
    ],
)
def test_half_configured_payments_are_refused_without_the_key(changes, named):
    with pytest.raises(Misconfigured) as refused:
        payments(PAID | changes)
    assert named in str(refused.value)
    assert "0123456789" not in str(refused.value)
