"""Development keeps mails as files and shows them at /dev/mail; production has no such address."""

import os

import pytest

from app import create_app
from auction import config
from auction.contacts import mail

HTML = '<p>글</p><script>alert(1)</script><a href="https://auction.example/items/7">보기</a>'


@pytest.fixture
def site(app, tmp_path):
    """An application that keeps one mail."""
    settings = config.load(os.environ | {"DATA_DIR": str(tmp_path)})
    other = create_app(settings)
    mail.send(mail.compose("bidder@mail.example", "제목 <b>", "글과 <링크>", HTML, "n1"))
    yield other.test_client()
    app.extensions["state"].activate()


def test_a_mail_that_is_kept_is_listed_and_shown_where_no_script_runs(site):
    listed = site.get("/dev/mail")
    assert "제목 &lt;b&gt;" in listed.text
    path = listed.text.partition('href="')[2].partition('"')[0]
    shown = site.get(path)
    assert "글과 &lt;링크&gt;" in shown.text
    assert "<script" not in shown.text
    assert 'sandbox="allow-top-navigation-by-user-activation"' in shown.text
    assert "default-src 'none'" in shown.headers["Content-Security-Policy"]
    assert site.get("/dev/mail/..%2f..%2fetc%2fpasswd").status_code == 404


def test_a_client_from_elsewhere_sees_no_mail(site):
    for path in ("/dev/mail", "/dev/mail/x"):
        assert site.get(path, environ_base={"REMOTE_ADDR": "203.0.113.9"}).status_code == 404
        assert site.get(path, headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 404


def test_production_has_no_such_address(app, tmp_path):
    secret = {"APP_ENV": "production", "JWT_SECRET_KEY": "k" * 32, "RATE_LIMITS": "on", "PASSWORD_COST": "full"}
    other = create_app(config.load(os.environ | secret | {"DATA_DIR": str(tmp_path)}))
    assert other.test_client().get("/dev/mail").status_code == 404
    assert not [rule for rule in other.url_map.iter_rules() if "dev/mail" in rule.rule]
    app.extensions["state"].activate()
