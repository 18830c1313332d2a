"""An SMTP server that keeps what it is sent, and refuses, waits or hangs up when a test wants it."""

import asyncio
import email
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from auction.mail_settings import SmtpServer
from tests.processes import free_port


class MailServer:
    """The mails taken, and how the next ones are answered."""

    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []
        # how often a mail was refused, by the answer, or cut off once it was taken
        self.faults = Counter[str]()
        self.connections = self.lost_connections = 0
        self.behave()
        # what happens once a mail was taken, before the answer
        self.on_content: Callable[[], object] = lambda: None
        self.credentials: list[tuple[bytes, bytes]] = []
        self.settings = SmtpServer("127.0.0.1", 0, "none", "", "")

    def behave(
        self,
        *,
        recipient_answer: str = "",
        content_answer: str = "",
        cuts_after_content: bool = False,
        wait_s: float = 0,
    ) -> None:
        """Set the answer to each recipient and to each content (empty: it is taken), and how that is answered."""
        self.recipient_answer, self.content_answer = recipient_answer, content_answer
        self.cuts_after_content, self.wait_s = cuts_after_content, wait_s

    @property
    def mails(self) -> list[EmailMessage]:
        """The mails taken, parsed."""
        return [_parsed(each.content) for each in self.envelopes]

    def to(self, address: str) -> list[EmailMessage]:
        """The mails to one address."""
        return [mail for mail in self.mails if mail["To"] == address]

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """Count the connections."""
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take or refuse a recipient."""
        if self.recipient_answer:
            self.faults[self.recipient_answer[:3]] += 1
            return self.recipient_answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Take or refuse a mail."""
        if self.wait_s:
            await asyncio.sleep(self.wait_s)
        if self.content_answer:
            self.faults[self.content_answer[:3]] += 1
            return self.content_answer
        self.envelopes.append(envelope)
        self.on_content()
        if self.cuts_after_content:
            assert isinstance(server.transport, asyncio.Transport)
            self.faults["cut after DATA"] += 1
            server.transport.abort()
        return "250 OK"

    def authenticated(self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        """Take every password."""
        self.credentials.append((data.login, data.password))
        return AuthResult(success=True)


def _parsed(content: bytes | str | None) -> EmailMessage:
    assert isinstance(content, bytes)
    return email.message_from_bytes(content, policy=policy.default)


class _Connection(SMTP):
    """One connection, whose end is counted if it was used."""

    def connection_lost(self, error: Exception | None) -> None:
        self.event_handler.lost_connections += bool(self.session and self.session.host_name)
        super().connection_lost(error)


class _Controller(Controller):
    """Makes connections whose ends are counted."""

    def factory(self) -> SMTP:
        return _Connection(self.handler, **self.SMTP_kwargs)


@contextmanager
def mail_server(port: int = 0, **options: Any) -> Iterator[MailServer]:
    """Run an SMTP server of this machine, by default on a free port."""
    server = MailServer()
    controller = _Controller(server, hostname="127.0.0.1", port=port or free_port(), **options)
    controller.start()
    try:
        server.settings = SmtpServer("127.0.0.1", controller.port, "none", "", "")
        yield server
    finally:
        controller.stop()
