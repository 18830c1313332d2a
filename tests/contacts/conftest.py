"""A mail server that takes what the application sends, and the mails that are due, sent in this process."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from auction import config
from auction.appstate import AppState
from auction.contacts import mail, mailing
from auction.mail_settings import MailSettings
from tests.mail_server import MailServer, mail_server


@pytest.fixture
def own_state(app: Any) -> Iterator[None]:
    """A state beside the application's, for tests that configure what it holds."""
    AppState().activate()
    yield
    app.extensions["state"].activate()


@pytest.fixture
def post(app: Any) -> Iterator["Post"]:
    """The application's mails, taken by a mail server."""
    app.extensions["state"].activate()
    with mail_server() as server:
        post = Post(server)
        post.switch_on()
        yield post
    mail.configure(config.load().mail)


class Post:
    """Sends what is due, and reads what arrived."""

    def __init__(self, server: MailServer) -> None:
        self.server = server

    def switch_on(self) -> None:
        """Send the application's mails to the mail server."""
        sender = "쓱Bay <no-reply@auction.example>"
        mail.configure(MailSettings(self.server.settings, None, sender, "https://auction.example", False))

    def switch_off(self) -> None:
        """Send no mails at all, as production does without SMTP_URL."""
        mail.configure(MailSettings(None, None, "", "https://auction.example", False))

    def deliver(self) -> int:
        """Send the mails that are due, as the worker does; return how many."""
        return mailing.send_due()

    def text_to(self, address: str) -> str:
        """The plain text of the latest mail to an address."""
        body = self.server.to(address)[-1].get_body(("plain",))
        assert body is not None
        text: str = body.get_content()
        return text

    def code_to(self, address: str) -> str:
        """The code in the latest mail to an address."""
        return re.findall(r"^\d{6}\r?$", self.text_to(address), re.M)[0].strip()

    def token_to(self, address: str) -> str:
        """The token of the link in the latest mail to an address."""
        found = re.search(r"https://auction\.example/reset-password\?token=(\S+)", self.text_to(address))
        assert found is not None
        return found[1]


def add_mail(person: Any, address: str, **more: Any) -> Any:
    """Add a mail address; returns the whole answer."""
    return person.post("/api/me/contacts", json={"channel": "mail", "address": address, **more})


def verified(person: Any, post: Post, address: str) -> int:
    """Add a mail address and verify it; returns its id."""
    contact_id: int = add_mail(person, address).json["id"]
    post.deliver()
    answer = person.post(f"/api/me/contacts/{contact_id}/verify", json={"code": post.code_to(address)})
    assert answer.status_code == 200, answer.text
    assert answer.json["verifiedAt"]
    return contact_id
