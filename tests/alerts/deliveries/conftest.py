"""The application in this process sends to servers of the test."""

import pytest

from auction import config
from auction.contacts import mail, outbound
from auction.mail_settings import MailSettings, SmtpServer
from tests.alerts.deliveries.scenes import add_contact, keep_awake
from tests.https_server import https_server
from tests.mail_server import mail_server

SITE = "https://auction.example"


@pytest.fixture
def configure(app):
    """Called with the port of an SMTP server: the application in this process sends to it, and to loopback."""

    def settings(port):
        server = SmtpServer("127.0.0.1", port, "none", "", "")
        return MailSettings(server, None, "쓱Bay <no-reply@auction.example>", SITE, private_targets=True)

    def set_to(port):
        mail.configure(settings(port))
        outbound.configure(settings(port))

    yield set_to
    usual = config.load().mail
    mail.configure(usual)
    outbound.configure(usual)


@pytest.fixture
def mails(configure):
    """An SMTP server, and the application that sends to it."""
    with mail_server() as server:
        configure(server.settings.port)
        yield server


@pytest.fixture
def pushed(configure, tmp_path, monkeypatch):
    """An HTTPS server that the application trusts."""
    configure(25)
    with https_server(tmp_path, "127.0.0.1") as server:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
        yield server


@pytest.fixture
def address(db, bidder):
    """The bidder's verified mail address; no hour is quiet."""
    keep_awake(db, "bidder")
    add_contact(db, "bidder", "mail", "bidder@mail.example")
    return "bidder@mail.example"


@pytest.fixture
def mails_on(configure):
    """The site has its address, and mails could be sent."""
    configure(25)
